import { describe, expect, it } from 'vitest';
import { gridFit } from '#renderer/wall/gridFit.ts';
import { tileLayout } from '#renderer/wall/tileLayout.ts';

const layoutFor = (beds: number, widthPx: number, heightPx: number, density: 'near' | 'far') => {
  const { tileWidthPx, tileHeightPx } = gridFit(beds, widthPx, heightPx);
  const layout = tileLayout(tileWidthPx, tileHeightPx, density);
  return { ...layout, tileHeightPx: tileHeightPx - 2 * layout.framePx };
};

describe('what a tile has room for', () => {
  it.each([
    [1, 1920, 1052],
    [16, 1920, 1052],
    [32, 1366, 740],
    [64, 1920, 1052],
    [64, 1366, 740],
  ])('%i beds on %i x %i: no line of numbers is cut off, the heart rate is the biggest', (beds, widthPx, heightPx) => {
    const { tileHeightPx, headerPx, footPx, leading, second, secondLines, minor, minorLines } = layoutFor(
      beds,
      widthPx,
      heightPx,
      'near',
    );
    const used = leading.heightPx + secondLines * second.heightPx + minorLines * minor.heightPx;
    expect(used).toBeLessThanOrEqual(tileHeightPx - headerPx - footPx + 1);
    expect(leading.fontPx).toBeGreaterThan(second.fontPx);
    expect(second.fontPx).toBeGreaterThanOrEqual(14);
    if (minorLines > 0) expect(minor.fontPx).toBeGreaterThanOrEqual(13);
  });

  it('64 beds on a full HD wall show four traces and a pressure each', () => {
    const { lanes, minorLines } = layoutFor(64, 1920, 1052, 'near');
    expect([lanes, minorLines]).toEqual([4, 1]);
  });

  it('64 beds on a small laptop still show three traces each', () => {
    expect(layoutFor(64, 1366, 740, 'near').lanes).toBe(3);
  });

  it('waves have nine tenths of the height of a tile at 16 beds', () => {
    const { tileHeightPx, headerPx } = layoutFor(16, 1920, 1052, 'near');
    expect(headerPx / tileHeightPx).toBeLessThanOrEqual(0.1);
  });

  it('16 beds show pressures and more besides the three big numbers', () => {
    expect(layoutFor(16, 1920, 1052, 'near').minorLines).toBeGreaterThanOrEqual(2);
  });

  it('far view makes the heart rate of 16 beds at least 95 px and that of 64 beds at least 40 px high', () => {
    // Digits are about 0.72 of the font size; 40 px are 25 mm on a 55 inch wall display: legible at 5 m.
    expect(layoutFor(16, 1920, 1052, 'far').leading.fontPx * 0.72).toBeGreaterThan(95);
    expect(layoutFor(64, 1920, 1052, 'far').leading.fontPx * 0.72).toBeGreaterThan(40);
    expect(layoutFor(64, 1920, 1052, 'far').lanes).toBe(1);
  });

  it('256 beds on a full HD wall show bed, heart rate and saturation in one line, and four traces', () => {
    const { density, lanes, headerPx, tileHeightPx, numericsWidthPx } = layoutFor(256, 1920, 1052, 'near');
    expect([density, lanes, numericsWidthPx]).toEqual(['dense', 4, 0]);
    expect((tileHeightPx - headerPx) / lanes).toBeGreaterThan(11);
  });

  it('a number of traces that somebody chose is obeyed, but for far view', () => {
    for (const waves of [1, 2, 3, 4, 5, 6] as const) {
      expect(tileLayout(480, 263, 'near', waves).lanes).toBe(waves);
      expect(tileLayout(120, 65, 'near', waves).lanes).toBe(waves);
      expect(tileLayout(480, 263, 'far', waves).lanes).toBe(1);
    }
  });

  it.each([1, 1.25, 1.5, 2])('its parts are whole device pixels at a ratio of %f', (ratio) => {
    for (const density of ['near', 'far'] as const) {
      const { framePx, headerPx, numericsWidthPx } = tileLayout(480 / ratio, 264 / ratio, density, 'auto', ratio);
      for (const px of [framePx, headerPx, numericsWidthPx]) {
        expect(Math.abs(px * ratio - Math.round(px * ratio))).toBeLessThan(1e-9);
      }
    }
  });
});
