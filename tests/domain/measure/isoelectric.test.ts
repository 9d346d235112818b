import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isoelectricBefore } from '#domain/measure/isoelectric.ts';
import { samplesOf } from './samples.ts';

const RATE = 500;
/** A beat with P, a level PQ of 60 ms and an R at 0.3 s, in microvolts above `level`, with the breath in it. */
function beat(level: number, slope = 0): number[] {
  const bump = (ms: number, at: number, width: number, height: number) =>
    height * Math.exp(-(((ms - at) / width) ** 2));
  return Array.from({ length: 300 }, (_, k) => {
    const ms = (k * 1000) / RATE;
    return Math.round(level + slope * ms + bump(ms, 140, 20, 150) + bump(ms, 300, 9, 1_000) + bump(ms, 320, 8, -250));
  });
}
const R = 150;

describe('the isoelectric level before a wave', () => {
  test('is that of the PQ segment, so that an R is as high as it stands above it', () => {
    const samples = samplesOf(beat(-320));
    const level = isoelectricBefore(samples, RATE, R) ?? Number.NaN;
    expect(Math.abs(level - -320)).toBeLessThan(10);
    expect(samples.at(R) - level).toBeGreaterThan(985);
  });

  test('goes up and down with the breath, the height does not', () => {
    const heights = [-0.5, 0, 0.5].map((slope) => {
      const samples = samplesOf(beat(0, slope));
      return samples.at(R) - (isoelectricBefore(samples, RATE, R) ?? Number.NaN);
    });
    for (const height of heights) expect(Math.abs(height - 990)).toBeLessThan(110);
  });

  test('is moved by an offset by just that', () => {
    const values = fc.array(fc.integer({ min: -2_000, max: 2_000 }), { minLength: 130, maxLength: 300 });
    fc.assert(
      fc.property(values, fc.integer({ min: -5_000, max: 5_000 }), (held, by) => {
        const at = held.length - 1;
        const level = isoelectricBefore(samplesOf(held), RATE, at) as number;
        expect(isoelectricBefore(samplesOf(held.map((value) => value + by)), RATE, at)).toBe(level + by);
        expect(held).toContain(level);
      }),
    );
  });

  test('is not made up where samples are missing', () => {
    const gone = beat(0).map((value, k) => (k % 10 === 0 ? null : value));
    expect(isoelectricBefore(samplesOf(gone), RATE, R)).toBe(null);
    expect(isoelectricBefore(samplesOf(beat(0)), RATE, 20)).toBe(null);
  });
});
