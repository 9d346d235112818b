import { expiresAfterMs } from './freshness.ts';

/** Values of one numeric in the order of their times, as it is kept while a trend is looked at. */
export interface NumericSeries {
  /** Times of determination, gateway's clock, each once. */
  readonly times: Float64Array;
  /** NaN: the device says that it has none. */
  readonly values: Float64Array;
}

/** A stretch in which values came as the numeric's cadence promises: from its first to its last. */
export interface Spell {
  readonly fromMs: number;
  readonly untilMs: number;
  /** When the device said behind it that it has no value; null: it said nothing more. */
  readonly noneMs: number | null;
}

/** `noValue`: the device said, behind a value, that it has none. `silent`: no value came, and nobody said why. */
export type TrendGapState = 'noValue' | 'silent';

/** A stretch without a value to believe. No line is drawn through it. */
export interface TrendGap {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: TrendGapState;
}

/** Columns of equal width; NaN in all of them where there is no value. */
export interface TrendColumns {
  readonly fromMs: number;
  readonly columnMs: number;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Of an even count the lower of the two in the middle: a value that was measured. */
  readonly median: Float64Array;
  readonly last: Float64Array;
  readonly count: Uint32Array;
}

/** Widths of columns: an hour is a whole number of each. */
export const COLUMN_STEPS_MS = [
  1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
] as const;

/** The narrowest width of which so many cover a span, or the widest there is. */
export function columnMsFor(spanMs: number, columns: number): number {
  return COLUMN_STEPS_MS.find((step) => step * columns >= spanMs) ?? (COLUMN_STEPS_MS.at(-1) as number);
}

/** Values as they are kept. Those outside of [fromMs, untilMs) are left out, and of one time the last stays. */
export function seriesOf(
  values: readonly (readonly [timeMs: number, value: number | null])[],
  fromMs = Number.NEGATIVE_INFINITY,
  untilMs = Number.POSITIVE_INFINITY,
): NumericSeries {
  const isInOrder = values.every(([timeMs], k) => k === 0 || timeMs > (values[k - 1] as (typeof values)[0])[0]);
  if (isInOrder) {
    const series = {
      times: Float64Array.from(values, ([timeMs]) => timeMs),
      values: Float64Array.from(values, ([, value]) => value ?? Number.NaN),
    };
    return seriesWithin(series, fromMs, untilMs);
  }
  const byTime = new Map<number, number>();
  for (const [timeMs, value] of values)
    if (timeMs >= fromMs && timeMs < untilMs) byTime.set(timeMs, value ?? Number.NaN);
  const times = Float64Array.from(byTime.keys()).sort();
  return { times, values: times.map((timeMs) => byTime.get(timeMs) as number) };
}

/** Series of which each is behind the one before in time. */
export function joinSeries(parts: readonly NumericSeries[]): NumericSeries {
  const length = parts.reduce((sum, { times }) => sum + times.length, 0);
  const joined = { times: new Float64Array(length), values: new Float64Array(length) };
  let at = 0;
  for (const { times, values } of parts) {
    joined.times.set(times, at);
    joined.values.set(values, at);
    at += times.length;
  }
  return joined;
}

/** What of a series lies in [fromMs, untilMs); it shares its arrays. */
export function seriesWithin({ times, values }: NumericSeries, fromMs: number, untilMs: number): NumericSeries {
  const [first, last] = [firstAtOrAfter(times, fromMs), firstAtOrAfter(times, untilMs)];
  return { times: times.subarray(first, last), values: values.subarray(first, last) };
}

/** Two series as one. Where both have a value of one time the second's stays: it came later. */
export function mergeSeries(first: NumericSeries, second: NumericSeries): NumericSeries {
  if (first.times.length === 0) return second;
  if (second.times.length === 0) return first;
  const length = first.times.length + second.times.length;
  const [times, values] = [new Float64Array(length), new Float64Array(length)];
  let [a, b, at] = [0, 0, 0];
  while (a < first.times.length || b < second.times.length) {
    const [one, other] = [first.times[a] ?? Number.POSITIVE_INFINITY, second.times[b] ?? Number.POSITIVE_INFINITY];
    const isSecond = other <= one;
    times[at] = isSecond ? other : one;
    values[at] = (isSecond ? second.values[b] : first.values[a]) as number;
    if (one <= other) a++;
    if (isSecond) b++;
    at++;
  }
  return { times: times.subarray(0, at), values: values.subarray(0, at) };
}

/**
 * Folds a series into `columns` columns from `fromMs` on: lowest, highest, median and last value of each. No value is made: each
 * number in a column was measured in its time, and a column in which none was is NaN.
 */
export function foldColumns(series: NumericSeries, fromMs: number, columnMs: number, columns: number): TrendColumns {
  const nothing = () => new Float64Array(columns).fill(Number.NaN);
  const folded = {
    fromMs,
    columnMs,
    min: nothing(),
    max: nothing(),
    median: nothing(),
    last: nothing(),
    count: new Uint32Array(columns),
  };
  const { times, values } = series;
  const measured = new Float64Array(times.length);
  let at = firstAtOrAfter(times, fromMs);
  for (let column = 0; column < columns; column++) {
    const untilMs = fromMs + (column + 1) * columnMs;
    let count = 0;
    for (; at < times.length && (times[at] as number) < untilMs; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      measured[count++] = value;
      folded.last[column] = value;
    }
    if (count === 0) continue;
    const sorted = measured.subarray(0, count).sort();
    folded.min[column] = sorted[0] as number;
    folded.max[column] = sorted[count - 1] as number;
    folded.median[column] = sorted[(count - 1) >> 1] as number;
    folded.count[column] = count;
  }
  return folded;
}

/**
 * The stretches in which values came as often as the numeric's cadence allows: none is further from the one before than
 * {@link expiresAfterMs}, and the device did not say in between that it has none. An episodic value (`periodMs` 0, a cuff
 * pressure) is a stretch of its own: nobody knows what was between two of them.
 */
export function spellsOf({ times, values }: NumericSeries, periodMs: number): readonly Spell[] {
  const allowedMs = periodMs > 0 ? expiresAfterMs(periodMs) : -1;
  const spells: Spell[] = [];
  let open: { fromMs: number; untilMs: number; noneMs: number | null } | null = null;
  for (let k = 0; k < times.length; k++) {
    const timeMs = times[k] as number;
    if (Number.isNaN(values[k])) {
      if (open !== null) open.noneMs = timeMs;
      open = null;
    } else if (open !== null && timeMs - open.untilMs <= allowedMs) {
      open.untilMs = timeMs;
    } else {
      open = { fromMs: timeMs, untilMs: timeMs, noneMs: null };
      spells.push(open);
    }
  }
  return spells;
}

/**
 * What of [fromMs, untilMs) has no value to believe: between two spells, and before the first and behind the last one where that is
 * longer than the cadence allows. An episodic numeric has no gaps: it promises nothing.
 */
export function gapsBetween(
  spells: readonly Spell[],
  fromMs: number,
  untilMs: number,
  periodMs: number,
): readonly TrendGap[] {
  if (periodMs <= 0) return [];
  const allowedMs = expiresAfterMs(periodMs);
  const gaps: TrendGap[] = [];
  let begun: { readonly atMs: number; readonly noneMs: number | null; readonly isEdge: boolean } = {
    atMs: fromMs,
    noneMs: null,
    isEdge: true,
  };
  const end = (atMs: number, isEdge: boolean) => {
    const isExpected = (begun.isEdge || isEdge) && begun.noneMs === null && atMs - begun.atMs <= allowedMs;
    const gap = { fromMs: Math.max(fromMs, begun.atMs), untilMs: Math.min(untilMs, atMs) };
    if (!isExpected && gap.fromMs < gap.untilMs)
      gaps.push({ ...gap, state: begun.noneMs === null ? 'silent' : 'noValue' });
  };
  for (const spell of spells) {
    if (spell.fromMs > fromMs) end(spell.fromMs, false);
    begun = { atMs: spell.untilMs, noneMs: spell.noneMs, isEdge: false };
    if (spell.untilMs >= untilMs) return gaps;
  }
  end(untilMs, true);
  return gaps;
}

/** What a device said last by some moment, and when; a value of NaN: that it has none. */
export interface Determination {
  readonly timeMs: number;
  readonly value: number;
}

/** The last determination at or before a moment, however old; null: there is none. */
export function determinedBy({ times, values }: NumericSeries, atMs: number): Determination | null {
  const next = firstAtOrAfter(times, atMs);
  const at = times[next] === atMs ? next : next - 1;
  return at < 0 ? null : { timeMs: times[at] as number, value: values[at] as number };
}

/**
 * A determination as long as it is believed at a moment: there is a value, and it is not older than the cadence allows. That of an
 * episodic numeric is, however old: its time stands beside it. null: it is not.
 */
export function believedAt(last: Determination | null, atMs: number, periodMs: number): Determination | null {
  if (last === null || Number.isNaN(last.value)) return null;
  return periodMs > 0 && atMs - last.timeMs > expiresAfterMs(periodMs) ? null : last;
}

/** Place of the first time that is not before `atMs`. */
export function firstAtOrAfter(times: Float64Array, atMs: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
