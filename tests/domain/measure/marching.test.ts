import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { marchedOut } from '#domain/measure/marching.ts';

describe('marching a caliper out over a strip', () => {
  test('repeats its distance forward and back, and stops at the edges', () => {
    expect(marchedOut(1_000, 1_800, 0, 4_000)).toEqual([200, 1_000, 1_800, 2_600, 3_400]);
  });

  test('does the same whichever of its points was set first', () => {
    expect(marchedOut(1_800, 1_000, 0, 4_000)).toEqual(marchedOut(1_000, 1_800, 0, 4_000));
  });

  test('finds beats of a strip on which neither of its points stands', () => {
    expect(marchedOut(0, 1_000, 10_500, 12_500)).toEqual([11_000, 12_000]);
  });

  test.each([
    ['no distance', 5, 5],
    ['a distance no heart beats at', 0, 99],
    ['a point that is nowhere', 0, Number.NaN],
  ])('draws nothing for %s', (_, aMs, bMs) => {
    expect(marchedOut(aMs, bMs, 0, 10_000)).toEqual([]);
  });

  test('is a whole number of steps from the first point, an hour away as well, and leaves no place out', () => {
    const ms = fc.integer({ min: 0, max: 3_600_000 });
    const stepMs = fc.double({ min: 101, max: 3_000, noNaN: true });
    fc.assert(
      fc.property(ms, stepMs, ms, fc.integer({ min: 3_000, max: 30_000 }), (aMs, apartMs, fromMs, spanMs) => {
        const bMs = aMs + apartMs;
        const step = bMs - aMs;
        const at = marchedOut(aMs, bMs, fromMs, fromMs + spanMs);
        const steps = at.map((each) => (each - aMs) / step);
        expect(steps.every((each) => Math.abs(each - Math.round(each)) < 1e-6)).toBe(true);
        const edges = [fromMs, ...at, fromMs + spanMs];
        const widths = edges.slice(1).map((each, k) => each - (edges[k] as number));
        expect(Math.max(...widths)).toBeLessThan(step + 1e-6);
        expect(Math.min(...widths)).toBeGreaterThan(-1e-6);
        expect(Math.min(...widths.slice(1, -1), step)).toBeGreaterThan(step - 1e-6);
      }),
    );
  });
});
