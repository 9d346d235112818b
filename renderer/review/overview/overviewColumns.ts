import { physicalValue } from '#domain/signals/channel.ts';
import { ENVELOPE_LEVELS_MS, type EnvelopeLevelMs } from '#domain/signals/envelope.ts';
import type { HistoryEnvelope } from '#renderer/history/historyReader.ts';

/** A course over hours: lowest and highest in each column of [fromMs, untilMs); NaN where nothing is. */
export interface Course {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** The narrowest that is told apart, as in the envelope. */
const SLOT_MS = ENVELOPE_LEVELS_MS[0];

/** What was read of a value, by slots of 10 s since 1970: lowest and highest. */
export type Slots = Map<number, { low: number; high: number }>;

function take(slots: Slots, fromMs: number, untilMs: number, low: number, high: number): void {
  const last = Math.max(Math.floor(fromMs / SLOT_MS), Math.ceil(untilMs / SLOT_MS) - 1);
  for (let slot = Math.floor(fromMs / SLOT_MS); slot <= last; slot++) {
    const held = slots.get(slot);
    if (held === undefined) slots.set(slot, { low, high });
    else {
      held.low = Math.min(held.low, low);
      held.high = Math.max(held.high, high);
    }
  }
}

/** A value stands for no longer than this; after it nothing is known. */
const VALUE_LASTS_MS = 15_000;

/** Takes in values of a numeric, which are in the order of their times. */
export function addValues(slots: Slots, values: readonly (readonly [timeMs: number, value: number | null])[]): void {
  for (const [k, [timeMs, value]] of values.entries()) {
    const nextMs = values[k + 1]?.[0] ?? timeMs;
    if (value !== null) take(slots, timeMs, Math.min(nextMs, timeMs + VALUE_LASTS_MS), value, value);
  }
}

/** Takes in the envelope of a wave, in its channel's unit. */
export function addEnvelope(slots: Slots, { waves }: HistoryEnvelope, levelMs: EnvelopeLevelMs): void {
  for (const { channel, bins } of waves) {
    for (const { slot, min, max } of bins) {
      const [one, other] = [physicalValue(channel, min), physicalValue(channel, max)];
      take(slots, slot * levelMs, (slot + 1) * levelMs, Math.min(one, other), Math.max(one, other));
    }
  }
}

/** The course of what was read: no column that a slot touches is without its extremes. */
export function courseOf(slots: Slots, fromMs: number, untilMs: number, columns: number): Course {
  const low = new Float32Array(columns).fill(Number.NaN);
  const high = new Float32Array(columns).fill(Number.NaN);
  const columnsPerMs = columns / (untilMs - fromMs);
  for (const [slot, held] of slots) {
    const first = Math.max(0, Math.floor((slot * SLOT_MS - fromMs) * columnsPerMs));
    const last = Math.min(columns, Math.ceil(((slot + 1) * SLOT_MS - fromMs) * columnsPerMs));
    for (let k = first; k < last; k++) {
      if (!(held.low >= (low[k] as number))) low[k] = held.low;
      if (!(held.high <= (high[k] as number))) high[k] = held.high;
    }
  }
  return { fromMs, untilMs, low, high };
}

/** The widest bins that are no wider than a column, or the narrowest there are. */
export function levelFor(columnMs: number): EnvelopeLevelMs {
  return ENVELOPE_LEVELS_MS.findLast((levelMs) => levelMs <= columnMs) ?? ENVELOPE_LEVELS_MS[0];
}

/** Parts of a span to be asked for one after the other, the newest first. */
export function partsOf(fromMs: number, untilMs: number, partMs: number): { fromMs: number; untilMs: number }[] {
  const parts: { fromMs: number; untilMs: number }[] = [];
  for (let end = untilMs; end > fromMs; end -= partMs)
    parts.push({ fromMs: Math.max(fromMs, end - partMs), untilMs: end });
  return parts;
}
