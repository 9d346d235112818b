import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noRanges, type Ranges, rangesWithin, sizeOf, withoutRange, withRange } from '#domain/signals/ranges.ts';

const step = fc.record({
  adds: fc.boolean(),
  from: fc.integer({ min: 0, max: 100 }),
  size: fc.integer({ min: 0, max: 25 }),
});

describe('a set of sample indices', () => {
  test('joins what touches and parts what is cut', () => {
    let ranges: Ranges = withRange(withRange(noRanges, 0, 10), 20, 30);
    expect(withRange(ranges, 10, 20)).toEqual([{ from: 0, until: 30 }]);
    ranges = withoutRange(ranges, 5, 25);
    expect(ranges).toEqual([
      { from: 0, until: 5 },
      { from: 25, until: 30 },
    ]);
    expect(rangesWithin(ranges, 4, 26)).toEqual([
      { from: 4, until: 5 },
      { from: 25, until: 26 },
    ]);
  });

  test('holds exactly what was put in and not taken out, in order and without an empty part', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const plain = new Set<number>();
        let ranges = noRanges;
        for (const { adds, from, size } of steps) {
          ranges = adds ? withRange(ranges, from, from + size) : withoutRange(ranges, from, from + size);
          for (let index = from; index < from + size; index++) adds ? plain.add(index) : plain.delete(index);
        }
        const held = ranges.flatMap(({ from, until }) => Array.from({ length: until - from }, (_, k) => from + k));
        expect(held).toEqual([...plain].sort((a, b) => a - b));
        expect(sizeOf(ranges)).toBe(plain.size);
        expect(ranges.every((range, k) => k === 0 || (ranges[k - 1]?.until ?? 0) < range.from)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
