import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSeries, encodeSeries, type Run, type Series } from '#domain/signals/chunk/series.ts';

const int16 = fc.integer({ min: -32768, max: 32767 });
const int32 = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0, -1),
);

/** What a wave may look like: noise, a slow walk, a line that stands still, or extremes side by side. */
const shapes = (sample: fc.Arbitrary<number>) =>
  fc.oneof(
    fc.array(sample, { minLength: 1, maxLength: 700 }),
    fc.tuple(sample, fc.integer({ min: 1, max: 700 })).map(([value, length]) => Array<number>(length).fill(value)),
    fc
      .tuple(sample, fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 700 }))
      .map(([first, steps]) => {
        let at = first;
        return steps.map((step) => (at = (at + step) | 0));
      }),
  );

const rates = fc.constantFrom(62.5, 125, 250, 360, 500, 1000, 0.1, 1000 / 3);

const series = (sample: fc.Arbitrary<number>): fc.Arbitrary<Series> =>
  fc
    .record({
      rateHz: rates,
      start: fc.oneof(fc.nat(1000), fc.integer({ min: -1000, max: 2 ** 50 })),
      parts: fc.array(fc.record({ missing: fc.oneof(fc.nat(3), fc.nat(2 ** 31)), samples: shapes(sample) }), {
        maxLength: 6,
      }),
    })
    .map(({ rateHz, start, parts }) => {
      let at = start;
      const runs = parts.map(({ missing, samples }): Run => {
        const firstIndex = at + missing;
        at = firstIndex + samples.length;
        return { firstIndex, samples: Int32Array.from(samples) };
      });
      return { rateHz, runs };
    });

const decoded = (bytes: Uint8Array): Series => {
  const result = decodeSeries(bytes);
  if (!result.ok) throw new Error(result.reason);
  return result.series;
};

describe('samples that are kept come back bit for bit', () => {
  it.each([
    ['16-bit', int16],
    ['32-bit', int32],
  ])('arbitrary %s samples with gaps, at any rate', (_, sample) => {
    fc.assert(
      fc.property(series(sample), (given) => {
        expect(decoded(encodeSeries(given))).toEqual(given);
      }),
      { numRuns: 400 },
    );
  });

  it('a rate that changes: one series each, none touching the other', () => {
    fc.assert(
      fc.property(fc.array(series(int16), { minLength: 2, maxLength: 4 }), (given) => {
        expect(given.map(encodeSeries).map(decoded)).toEqual(given);
      }),
    );
  });

  it('nothing at all, and a single sample of every power of two', () => {
    expect(decoded(encodeSeries({ rateHz: 250, runs: [] }))).toEqual({ rateHz: 250, runs: [] });
    for (let power = 0; power < 32; power++) {
      const given = {
        rateHz: 250,
        runs: [{ firstIndex: 7, samples: Int32Array.of((2 ** power) | 0, -(2 ** power) | 0) }],
      };
      expect(decoded(encodeSeries(given))).toEqual(given);
    }
  });

  it('the extremes in turn, whose differences no 32 bits hold', () => {
    const samples = Int32Array.from({ length: 1000 }, (_, k) => (k % 2 === 0 ? -(2 ** 31) : 2 ** 31 - 1));
    const given = { rateHz: 250, runs: [{ firstIndex: 0, samples }] };
    expect(decoded(encodeSeries(given))).toEqual(given);
  });

  it('bytes in the middle of a larger buffer', () => {
    const given = { rateHz: 125, runs: [{ firstIndex: 3, samples: Int32Array.of(1, 2, 3) }] };
    const bytes = encodeSeries(given);
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 9);
    expect(decoded(larger.subarray(9, 9 + bytes.length))).toEqual(given);
  });
});

it('a line that stands still costs next to nothing: a minute at 250 Hz within 200 bytes', () => {
  const samples = new Int32Array(15_000).fill(-512);
  expect(encodeSeries({ rateHz: 250, runs: [{ firstIndex: 0, samples }] }).length).toBeLessThan(200);
});

describe('damaged bytes give no samples', () => {
  it('whatever is changed in them', () => {
    fc.assert(
      fc.property(series(int16), fc.nat(), fc.integer({ min: 1, max: 255 }), (given, place, change) => {
        const bytes = encodeSeries(given);
        const at = place % bytes.length;
        bytes[at] = (bytes[at] as number) ^ change;
        expect(decodeSeries(bytes).ok).toBe(false);
      }),
      { numRuns: 400 },
    );
  });

  it('cut off anywhere, or with something behind', () => {
    const bytes = encodeSeries({ rateHz: 250, runs: [{ firstIndex: 0, samples: Int32Array.of(1, 5, 2, 9, 9, 9) }] });
    for (let length = 0; length < bytes.length; length++) {
      expect(decodeSeries(bytes.subarray(0, length))).toMatchObject({ ok: false, code: 'damaged' });
    }
    expect(decodeSeries(Uint8Array.from([...bytes, 0]))).toMatchObject({ ok: false, code: 'damaged' });
  });

  it('arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(decodeSeries(bytes).ok).toBe(false);
      }),
    );
  });

  it('a series of a later version is refused by its number, not called damaged', () => {
    const bytes = encodeSeries({ rateHz: 250, runs: [] });
    bytes[0] = 2;
    expect(decodeSeries(bytes)).toEqual({ ok: false, code: 'otherVersion', reason: 'of version 2; this one reads 1' });
  });
});

it.each([
  ['runs that overlap', [run(0, 3), run(2, 3)]],
  ['runs out of order', [run(9, 3), run(0, 3)]],
  ['an empty run', [run(0, 0)]],
  ['an index that is no whole number', [run(0.5, 3)]],
])('%s are refused, not kept wrongly', (_, runs) => {
  expect(() => encodeSeries({ rateHz: 250, runs })).toThrow(RangeError);
});

it('a rate of nothing is refused', () => {
  expect(() => encodeSeries({ rateHz: 0, runs: [] })).toThrow(RangeError);
  expect(() => encodeSeries({ rateHz: Number.NaN, runs: [] })).toThrow(RangeError);
});

function run(firstIndex: number, length: number): Run {
  return { firstIndex, samples: new Int32Array(length) };
}
