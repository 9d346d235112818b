import { physicalValue } from '#domain/signals/channel.ts';
import type { TrendColumns } from '#domain/vitals/trend.ts';
import type { HistoryEnvelope } from '#renderer/history/historyReader.ts';

/** A course over hours: lowest and highest in each column of [fromMs, untilMs); NaN where nothing is. */
export interface Course {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Lowest and highest of what was read, by slots of `stepMs` since 1970. */
export interface Slots {
  readonly stepMs: number;
  readonly extremes: Map<number, { low: number; high: number }>;
}

export function emptySlots(stepMs: number): Slots {
  return { stepMs, extremes: new Map() };
}

/** Forgets what was read of [fromMs, untilMs), which is read again; to be asked for from the beginning of a slot on. */
export function forget({ stepMs, extremes }: Slots, fromMs: number, untilMs: number): void {
  for (let slot = Math.floor(fromMs / stepMs); slot * stepMs < untilMs; slot++) extremes.delete(slot);
}

function take({ extremes }: Slots, slot: number, low: number, high: number): void {
  const held = extremes.get(slot);
  if (held === undefined) extremes.set(slot, { low, high });
  else {
    held.low = Math.min(held.low, low);
    held.high = Math.max(held.high, high);
  }
}

/** A value stands for no longer than this; after it nothing is known. */
const VALUE_LASTS_MS = 15_000;

/** Takes in a numeric in columns of the slots' width. A value is drawn on until the next one, or as long as it stands. */
export function addTrend(slots: Slots, { fromMs, columnMs, min, max, last, count }: TrendColumns): void {
  const first = Math.round(fromMs / columnMs);
  let standing = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < count.length; k++) {
    if (count[k] !== 0) {
      standing = k;
      take(slots, first + k, min[k] as number, max[k] as number);
    } else if ((k - standing) * columnMs < VALUE_LASTS_MS) {
      const value = last[standing] as number;
      take(slots, first + k, value, value);
    }
  }
}

/** Takes in the envelope of a wave in bins of the slots' width, in its channel's unit. */
export function addEnvelope(slots: Slots, { waves }: HistoryEnvelope): void {
  for (const { channel, bins } of waves) {
    for (const { slot, min, max } of bins) {
      const [one, other] = [physicalValue(channel, min), physicalValue(channel, max)];
      take(slots, slot, Math.min(one, other), Math.max(one, other));
    }
  }
}

/** The course of what was read: no column that a slot touches is without its extremes. */
export function courseOf({ stepMs, extremes }: Slots, fromMs: number, untilMs: number, columns: number): Course {
  const low = new Float32Array(columns).fill(Number.NaN);
  const high = new Float32Array(columns).fill(Number.NaN);
  const columnsPerMs = columns / (untilMs - fromMs);
  for (const [slot, held] of extremes) {
    const first = Math.max(0, Math.floor((slot * stepMs - fromMs) * columnsPerMs));
    const last = Math.min(columns, Math.ceil(((slot + 1) * stepMs - fromMs) * columnsPerMs));
    for (let k = first; k < last; k++) {
      if (!(held.low >= (low[k] as number))) low[k] = held.low;
      if (!(held.high <= (high[k] as number))) high[k] = held.high;
    }
  }
  return { fromMs, untilMs, low, high };
}

/** The widest of some steps that is no wider than a column, or the narrowest there is. */
export function stepFor<Step extends number>(steps: readonly [Step, ...Step[]], columnMs: number): Step {
  return steps.findLast((step) => step <= columnMs) ?? steps[0];
}

/** Parts of a span to be asked for one after the other, the newest first, cut at multiples of `partMs`. */
export function partsOf(fromMs: number, untilMs: number, partMs: number): { fromMs: number; untilMs: number }[] {
  const parts: { fromMs: number; untilMs: number }[] = [];
  for (let end = untilMs; end > fromMs; ) {
    const start = Math.max(fromMs, (Math.ceil(end / partMs) - 1) * partMs);
    parts.push({ fromMs: start, untilMs: end });
    end = start;
  }
  return parts;
}

/** The lowest and the highest of a course; null: there is nothing in it. */
export function rangeOf({ low, high }: Course): { readonly low: number; readonly high: number } | null {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [k, value] of low.entries()) {
    if (value < lowest) lowest = value;
    if ((high[k] as number) > highest) highest = high[k] as number;
  }
  return lowest > highest ? null : { low: lowest, high: highest };
}
