import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMN_STEPS_MS, foldColumns, seriesOf } from '#domain/vitals/trend.ts';
import {
  addTrend,
  courseOf,
  emptySlots,
  forget,
  partsOf,
  rangeOf,
  stepFor,
} from '#renderer/review/overview/overviewColumns.ts';

const START_MS = Date.UTC(2026, 10, 20, 3, 0, 0);
const SECOND = 1_000;

/** The course of values, read in one piece in columns of `stepMs`. */
function course(
  values: readonly (readonly [second: number, value: number | null])[],
  lengthS: number,
  stepMs: number,
  columns: number,
) {
  const slots = emptySlots(stepMs);
  const series = seriesOf(values.map(([second, value]) => [START_MS + second * SECOND, value]));
  addTrend(slots, foldColumns(series, START_MS, stepMs, Math.ceil((lengthS * SECOND) / stepMs)));
  return courseOf(slots, START_MS, START_MS + lengthS * SECOND, columns);
}

describe('the course of a value over a stay', () => {
  it('of one minute is told to the second, not in blocks of ten', () => {
    const everySecond = Array.from({ length: 60 }, (_, k): [number, number] => [k, 60 + k]);
    const { low, high } = course(everySecond, 60, SECOND, 60);
    expect([...low]).toEqual(everySecond.map(([, value]) => value));
    expect([...high]).toEqual([...low]);
  });

  it('stands until the next value comes, and for fifteen seconds at most', () => {
    const { low } = course(
      [
        [0, 80],
        [5, 90],
      ],
      30,
      SECOND,
      30,
    );
    expect([...low.subarray(0, 5)]).toEqual([80, 80, 80, 80, 80]);
    expect([...low.subarray(5, 20)].every((value) => value === 90)).toBe(true);
    expect([...low.subarray(20)].every(Number.isNaN)).toBe(true);
  });

  it('never leaves out the lowest or the highest, however narrow the strip is', () => {
    const value = fc.integer({ min: 20, max: 250 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 600 }),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(SECOND, 2 * SECOND, 10 * SECOND),
        (values, columns, stepMs) => {
          const given = values.map((each, k): [number, number] => [k, each]);
          const range = rangeOf(course(given, values.length, stepMs, columns));
          expect(range).toEqual({ low: Math.min(...values), high: Math.max(...values) });
        },
      ),
    );
  });

  it('has no range where nothing is held', () => {
    expect(rangeOf(course([], 60, SECOND, 60))).toBeNull();
  });
});

describe('what the overview asks for', () => {
  it('is cut at whole parts, so that no column is asked for in two', () => {
    const parts = partsOf(5, 37, 10);
    expect(parts).toEqual([
      { fromMs: 30, untilMs: 37 },
      { fromMs: 20, untilMs: 30 },
      { fromMs: 10, untilMs: 20 },
      { fromMs: 5, untilMs: 10 },
    ]);
  });

  it('is as narrow as the strip can show, never wider', () => {
    expect(stepFor(COLUMN_STEPS_MS, 136_000)).toBe(120_000);
    expect(stepFor(COLUMN_STEPS_MS, 30)).toBe(1_000);
  });

  it('takes the place of what was read before of the same time', () => {
    const slots = emptySlots(SECOND);
    const read = (value: number) => {
      forget(slots, START_MS, START_MS + 10 * SECOND);
      addTrend(slots, foldColumns(seriesOf([[START_MS, value]]), START_MS, SECOND, 10));
    };
    read(80);
    read(90);
    expect(rangeOf(courseOf(slots, START_MS, START_MS + 10 * SECOND, 10))).toEqual({ low: 90, high: 90 });
  });
});
