import { describe, expect, test } from 'vitest';
import { MISSING } from '#domain/signals/block.ts';
import {
  columnAtIndex,
  columnAtTime,
  columnExtent,
  columnMap,
  indexAtColumn,
  timeAtColumn,
} from '#domain/signals/columns.ts';

/** Samples from index 0; what is not listed is missing. */
const samples = (...values: (number | null)[]) => ({ at: (index: number) => values[index] ?? MISSING });

const extent = (from: number, to: number, ...values: (number | null)[]) => {
  const out = { min: Number.NaN, max: Number.NaN };
  return columnExtent(samples(...values), from, to, out) ? [out.min, out.max] : null;
};

describe('what a column of the sweep shows', () => {
  const rising = [0, 10, 20, 30];
  test.each<[story: string, from: number, to: number, values: (number | null)[], expected: [number, number] | null]>([
    ['all samples inside, and the line at both borders', 0.5, 2.5, rising, [5, 25]],
    ['between two samples: a piece of the line', 1.25, 1.75, rising, [12.5, 17.5]],
    ['borders exactly on samples', 1, 2, rising, [10, 20]],
    ['one sample higher than all around it', 0.75, 1.25, [0, 1000, 0], [750, 1000]],
    ['a spike of one sample in a wide column', 0, 9, [0, 0, 0, 0, -500, 0, 0, 0, 0, 0], [-500, 0]],
    ['nothing at all', 0.5, 2.5, [], null],
    ['inside a gap', 1.2, 1.8, [0, null, null, 0], null],
    ['a line is never drawn across a gap', 0.2, 1.8, [0, null, 100], null],
    ['a line ends at the last sample before a gap', 0.5, 2.5, [0, 10, null, 30], [5, 10]],
    ['a line begins at the first sample after a gap', 1.5, 3.5, [0, null, 20, 30, 40], [20, 35]],
    ['a sample alone is a dot', 0.5, 1.5, [null, 7, null], [7, 7]],
    ['before the first sample', -3, -1, rising, null],
    ['after the newest sample: the line waits', 3.2, 4.2, rising, null],
    ['the newest sample, its line still to come', 2.5, 3.5, rising, [25, 30]],
    ['zero is a value, not an absence', 0.5, 1.5, [0, 0, 0], [0, 0]],
  ])('%s', (_, from, to, values, expected) => {
    expect(extent(from, to, ...values)).toEqual(expected);
  });

  test('neighbouring columns meet on their border, whatever the border', () => {
    const values = [3, -8, 40, 12, 12, 7];
    for (let border = 0.05; border < 5; border += 0.05) {
      const left = extent(border - 0.01, border, ...values);
      const right = extent(border, border + 0.01, ...values);
      expect(left?.[0] ?? Number.NaN).toBeLessThanOrEqual((right?.[1] ?? Number.NaN) + 1e-9);
      expect(right?.[0] ?? Number.NaN).toBeLessThanOrEqual((left?.[1] ?? Number.NaN) + 1e-9);
    }
  });

  test('what it does not show it leaves alone', () => {
    const out = { min: 1, max: 2 };
    expect(columnExtent(samples(), 0, 1, out)).toBe(false);
    expect(out).toEqual({ min: 1, max: 2 });
  });
});

describe('where a sample stands in the sweep', () => {
  const originMs = 1_700_000_000_123;
  const perSecond = 94.488;

  test.each([62.5, 125, 250, 360, 500, 1000])('a sample at %d Hz stands in the column of its time', (rateHz) => {
    const map = columnMap({ originMs, rateHz }, perSecond);
    const index = 1_000_003;
    expect(columnAtIndex(map, index)).toBeCloseTo(columnAtTime(originMs + (index * 1000) / rateHz, perSecond), 2);
    expect(indexAtColumn(map, columnAtIndex(map, index))).toBeCloseTo(index, 3);
  });

  test('a second is as many columns as the sweep is fast', () => {
    expect(columnAtTime(originMs + 1000, perSecond) - columnAtTime(originMs, perSecond)).toBeCloseTo(perSecond, 3);
    expect(timeAtColumn(columnAtTime(originMs, perSecond), perSecond)).toBeCloseTo(originMs, 2);
  });
});
