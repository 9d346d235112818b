import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  believedAt,
  columnMsFor,
  determinedBy,
  foldColumns,
  gapsBetween,
  joinSeries,
  mergeSeries,
  type NumericSeries,
  seriesOf,
  spellsOf,
  type TrendGap,
} from '#domain/vitals/trend.ts';

const S = 1000;

/** Values at whole seconds; null: the device says that it has none. */
const told = (...values: (readonly [second: number, value: number | null])[]) =>
  seriesOf(values.map(([second, value]) => [second * S, value]));

const anySeries = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.option(fc.integer({ min: -50, max: 250 }), { freq: 5 })), {
    maxLength: 120,
  })
  .map((values) => ({ values, series: told(...values) }));

describe('numerics folded into columns', () => {
  it('tell lowest, highest, median and last value of each column', () => {
    const folded = foldColumns(told([0, 80], [1, 90], [2, 70], [3, 85], [10, 60]), 0, 5 * S, 3);
    expect([...folded.min]).toEqual([70, Number.NaN, 60]);
    expect([...folded.max]).toEqual([90, Number.NaN, 60]);
    expect([...folded.median]).toEqual([80, Number.NaN, 60]);
    expect([...folded.last]).toEqual([85, Number.NaN, 60]);
    expect([...folded.count]).toEqual([4, 0, 1]);
  });

  it('are values that were measured in the time of their column, and every measured value is counted once', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 1, max: 60 }), ({ series }, columnS) => {
        const columnMs = columnS * S;
        const columns = Math.ceil((601 * S) / columnMs);
        const folded = foldColumns(series, 0, columnMs, columns);
        const all = [...series.times].map((timeMs, k) => [timeMs, series.values[k] as number] as const);
        for (let column = 0; column < columns; column++) {
          const mine = all
            .filter(([timeMs, value]) => Math.floor(timeMs / columnMs) === column && !Number.isNaN(value))
            .map(([, value]) => value);
          expect(folded.count[column]).toBe(mine.length);
          const numbers = [folded.min, folded.median, folded.last, folded.max].map((list) => list[column] as number);
          if (mine.length === 0) expect(numbers).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
          else {
            expect(folded.min[column]).toBe(Math.min(...mine));
            expect(folded.max[column]).toBe(Math.max(...mine));
            expect(folded.last[column]).toBe(mine.at(-1));
            expect(mine).toContain(folded.median[column]);
            expect(mine.filter((value) => value < (folded.median[column] as number)).length * 2).toBeLessThan(
              mine.length,
            );
          }
        }
      }),
    );
  });

  it('are the same whether values came in one piece or in several', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 0, max: 600 }), ({ values, series }, cutS) => {
        const rows = values.map(([second, value]) => [second * S, value] as const);
        const parts = joinSeries([seriesOf(rows, 0, cutS * S), seriesOf(rows, cutS * S)]);
        expect(parts).toEqual(series);
      }),
    );
  });

  it('are the same when some came late, and of two values of one time the one that came later stays', () => {
    fc.assert(
      fc.property(anySeries, anySeries, ({ values: early }, { values: late }) => {
        const rows = (values: typeof early) => values.map(([second, value]) => [second * S, value] as const);
        const merged = mergeSeries(seriesOf(rows(early)), seriesOf(rows(late)));
        expect(merged).toEqual(seriesOf([...rows(early), ...rows(late)]));
      }),
    );
  });

  it('have the narrowest columns that cover a span, never narrower than a second', () => {
    expect(columnMsFor(3_600 * S, 1200)).toBe(5 * S);
    expect(columnMsFor(72 * 3_600 * S, 1200)).toBe(300 * S);
    expect(columnMsFor(10 * S, 1200)).toBe(S);
  });
});

describe('gaps of a numeric', () => {
  it('begin with the last value when nothing came for longer than the cadence allows', () => {
    const series = told([0, 80], [1, 80], [2, 80], [40, 81], [41, 81]);
    const spells = spellsOf(series, S);
    expect(spells).toEqual([
      { fromMs: 0, untilMs: 2 * S, noneMs: null },
      { fromMs: 40 * S, untilMs: 41 * S, noneMs: null },
    ]);
    expect(gapsBetween(spells, 0, 45 * S, S)).toEqual([{ fromMs: 2 * S, untilMs: 40 * S, state: 'silent' }]);
  });

  it('are told as "no value" when the device said so, however short', () => {
    const spells = spellsOf(told([0, 80], [1, null], [3, 82]), S);
    expect(gapsBetween(spells, 0, 4 * S, S)).toEqual([{ fromMs: 0, untilMs: 3 * S, state: 'noValue' }]);
  });

  it('reach from the beginning of a span to its first value, and from the last one to its end', () => {
    const spells = spellsOf(told([100, 80], [101, 80]), S);
    expect(gapsBetween(spells, 0, 300 * S, S)).toEqual([
      { fromMs: 0, untilMs: 100 * S, state: 'silent' },
      { fromMs: 101 * S, untilMs: 300 * S, state: 'silent' },
    ]);
    expect(gapsBetween([], 0, 300 * S, S)).toEqual([{ fromMs: 0, untilMs: 300 * S, state: 'silent' }]);
  });

  it('are none of a temperature that comes once a minute and missed one', () => {
    const spells = spellsOf(told([0, 37], [60, 37], [180, 37]), 60 * S);
    expect(gapsBetween(spells, 0, 200 * S, 60 * S)).toEqual([]);
  });

  it('are none of a cuff pressure, and no line joins two of them', () => {
    const spells = spellsOf(told([0, 120], [900, 118]), 0);
    expect(spells).toHaveLength(2);
    expect(gapsBetween(spells, 0, 2_000 * S, 0)).toEqual([]);
  });

  it('and spells together cover the span, and no gap has a measured value inside', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 1, max: 20 }), ({ series }, periodS) => {
        const spells = spellsOf(series, periodS * S);
        const gaps = gapsBetween(spells, 0, 601 * S, periodS * S);
        for (const [k, timeMs] of series.times.entries()) {
          if (Number.isNaN(series.values[k])) continue;
          expect(spells.filter(({ fromMs, untilMs }) => timeMs >= fromMs && timeMs <= untilMs)).toHaveLength(1);
          expect(gaps.filter(({ fromMs, untilMs }) => timeMs > fromMs && timeMs < untilMs)).toEqual([]);
        }
        const isOrdered = (gap: TrendGap, j: number) => gap.fromMs >= (gaps[j - 1]?.untilMs ?? 0);
        expect(gaps.every(isOrdered)).toBe(true);
        const allowedMs = Math.max(10, 3 * periodS) * S;
        for (let second = 0; second <= 600; second++) {
          const atMs = second * S;
          const isIn = ({ fromMs, untilMs }: { fromMs: number; untilMs: number }) => atMs >= fromMs && atMs <= untilMs;
          const nearEdge = atMs <= allowedMs || 601 * S - atMs <= allowedMs;
          if (!nearEdge) expect(spells.some(isIn) || gaps.some(isIn)).toBe(true);
        }
      }),
    );
  });
});

describe('the value at the cursor', () => {
  const readingAt = (series: NumericSeries, atMs: number, periodMs: number) =>
    believedAt(determinedBy(series, atMs), atMs, periodMs);

  it('is the last one that was measured by then, with its time', () => {
    const series = told([0, 80], [5, 90]);
    expect(readingAt(series, 4_900, S)).toEqual({ timeMs: 0, value: 80 });
    expect(readingAt(series, 5_000, S)).toEqual({ timeMs: 5_000, value: 90 });
  });

  it('is none before the first value, after one that is too old, and after the device has said that it has none', () => {
    const series = told([10, 80], [30, 81], [31, null]);
    expect(readingAt(series, 9_999, S)).toBeNull();
    expect(readingAt(series, 25_000, S)).toBeNull();
    expect(readingAt(series, 32_000, S)).toBeNull();
  });

  it('of a cuff pressure stays, with the time it was taken', () => {
    expect(readingAt(told([0, 120]), 3_600 * S, 0)).toEqual({ timeMs: 0, value: 120 });
  });
});
