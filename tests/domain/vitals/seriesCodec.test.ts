import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeValues, encodeValues } from '#domain/vitals/seriesCodec.ts';
import type { NumericSeries } from '#domain/vitals/trend.ts';

const START_MS = 1_795_784_199_021;

const series = (values: readonly number[], times = values.map((_, k) => START_MS + 1000 * k)): NumericSeries => ({
  times: Float64Array.from(times),
  values: Float64Array.from(values),
});

describe('a series of values comes back bit for bit', () => {
  it('whatever values and times it has', () => {
    const value = fc.oneof(
      fc.double(),
      fc.constant(Number.NaN),
      fc.constant(-0),
      fc.integer({ min: -3000, max: 3000 }).map((tenths) => tenths / 10),
      fc.integer(),
    );
    const time = fc.oneof(
      fc.integer({ min: 0, max: 90_000 }).map((ms) => START_MS + ms),
      fc.double({ noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(time, value), { maxLength: 300 }), (pairs) => {
        const given = series(
          pairs.map(([, each]) => each),
          pairs.map(([each]) => each),
        );
        expect(decodeValues(encodeValues(given))).toEqual(given);
      }),
    );
  });

  it.each([
    ['heart rates each second, one of them missing', [72, 73, Number.NaN, 71, 72]],
    ['temperatures', [36.6, 36.7, 36.7]],
    ['an infusion of a third of a millilitre, which is no decimal', [1 / 3, 2 / 3]],
    ['nothing', []],
  ])('%s', (_, values) => {
    const given = series(values);
    expect(decodeValues(encodeValues(given))).toEqual(given);
  });

  it('an hour of heart rates takes less than a byte a value', () => {
    const values = Array.from({ length: 3600 }, (_, k) => 72 + Math.round(4 * Math.sin(k / 40) + (k % 3)));
    expect(encodeValues(series(values)).length).toBeLessThan(3600);
  });
});

describe('bytes that are no series of values', () => {
  it('are refused, cut off wherever they are', () => {
    const bytes = encodeValues(series(Array.from({ length: 200 }, (_, k) => (k * 7919) % 251)));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeValues(bytes.subarray(0, length))).toThrow(RangeError);
    }
  });

  it('are refused, or are some series, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          const { times, values } = decodeValues(bytes);
          expect(values.length).toBe(times.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
