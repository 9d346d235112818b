import { describe, expect, it } from 'vitest';
import { gridFit, pageCapacity } from '#renderer/wall/gridFit.ts';

describe('how tiles fill the window', () => {
  it.each([
    [1, 1, 1],
    [2, 1, 2],
    [3, 1, 3],
    [4, 2, 2],
    [6, 2, 3],
    [8, 2, 4],
    [9, 3, 3],
    [12, 3, 4],
    [16, 4, 4],
    [32, 4, 8],
    [64, 8, 8],
    [128, 11, 12],
    [256, 16, 16],
  ])('%i beds at 1920 x 1052 stand in %i columns and %i rows', (count, columns, rows) => {
    expect(gridFit(count, 1920, 1052)).toMatchObject({ columns, rows });
  });

  it.each([
    [1920, 1052, 1],
    [1366, 740, 1],
    [3840, 2106, 1],
    [1920, 1053, 2],
    [1707, 932, 1.5],
    [1267, 1052, 1],
  ])('every count from 1 to 256 fills %i x %i at %f exactly, whole in device pixels', (widthPx, heightPx, ratio) => {
    for (let count = 1; count <= 256; count++) {
      const fit = gridFit(count, widthPx, heightPx, ratio);
      const { columns, rows, columnEdgesPx, rowEdgesPx, tileWidthPx, tileHeightPx } = fit;
      const what = `${count} beds`;
      expect(columns * rows, what).toBeGreaterThanOrEqual(count);
      expect(columns * (rows - 1), what).toBeLessThan(count);
      expect(columns * rows - count, `${what}: empty cells`).toBeLessThanOrEqual(Math.max(3, count * 0.14));
      for (const [edges, length] of [
        [columnEdgesPx, widthPx],
        [rowEdgesPx, heightPx],
      ] as const) {
        expect(edges[0]).toBe(0);
        expect(edges.at(-1), what).toBeCloseTo(Math.floor(length * ratio) / ratio);
        for (const edge of edges) expect(Math.abs(edge * ratio - Math.round(edge * ratio)), what).toBeLessThan(1e-9);
        const steps = edges.slice(1).map((edge, n) => edge - (edges[n] as number));
        expect(Math.max(...steps) - Math.min(...steps), what).toBeLessThanOrEqual(1 / ratio + 1e-9);
      }
      expect(tileWidthPx / tileHeightPx, what).toBeGreaterThan(0.8);
      expect(tileWidthPx / tileHeightPx, what).toBeLessThan(6);
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
