import { describe, expect, it } from 'vitest';
import { gridFit, pageCapacity } from '#renderer/wall/gridFit.ts';

describe('how tiles fill the window', () => {
  it.each([
    [1, 1, 1],
    [2, 1, 2],
    [3, 2, 2],
    [4, 2, 2],
    [6, 2, 3],
    [8, 3, 3],
    [9, 3, 3],
    [12, 3, 4],
    [16, 4, 4],
    [32, 6, 6],
    [64, 8, 8],
  ])('%i beds at 1920 x 1052 stand in %i columns and %i rows', (count, columns, rows) => {
    expect(gridFit(count, 1920, 1052)).toMatchObject({ columns, rows });
  });

  it('every count from 1 to 64 has a cell for each bed, leaves no row empty and fills the window', () => {
    for (const [widthPx, heightPx] of [
      [1920, 1052],
      [1366, 740],
      [2560, 1412],
    ] as const) {
      for (let count = 1; count <= 64; count++) {
        const fit = gridFit(count, widthPx, heightPx);
        expect(fit.columns * fit.rows).toBeGreaterThanOrEqual(count);
        expect(fit.columns * (fit.rows - 1)).toBeLessThan(count);
        expect(fit.tileWidthPx * fit.columns).toBeCloseTo(widthPx);
        expect(fit.tileHeightPx * fit.rows).toBeCloseTo(heightPx);
        const aspect = fit.tileWidthPx / fit.tileHeightPx;
        expect(aspect, `${count} beds on ${widthPx} x ${heightPx}`).toBeGreaterThan(0.9);
        expect(aspect, `${count} beds on ${widthPx} x ${heightPx}`).toBeLessThan(4);
      }
    }
  });

  it('a wall that stands upright takes more rows than columns', () => {
    expect(gridFit(16, 1080, 1892)).toMatchObject({ columns: 2, rows: 8 });
  });

  it('64 beds need one page from 1366 x 768 on; a small window turns pages', () => {
    expect(pageCapacity(1920, 1052)).toBe(64);
    expect(pageCapacity(1366, 740)).toBe(64);
    expect(pageCapacity(800, 572)).toBe(35);
    expect(pageCapacity(0, 0)).toBe(1);
  });
});
