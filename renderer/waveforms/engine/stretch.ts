import { type Channel, sampleIndexAt, sampleTimeMs } from '#domain/signals/channel.ts';
import { columnExtent, type Extent } from '#domain/signals/columns.ts';
import { AT_END, flagOf, STAYS_AT_END } from './columnFlags.ts';
import type { Answer, Question } from './protocol.ts';
import type { Trace } from './trace.ts';
import type { WaveformStore } from './waveforms.store.ts';

type Stretch = Extract<Answer, { kind: 'stretch' }>;

/** More columns than any screen has. */
const MOST_COLUMNS = 16_384;

/**
 * Lowest and highest values of lanes in each column of a stretch of the past, and what else is known of it. Where a newer
 * epoch of a lane has begun, it speaks; the one before is silent there, in the newer one's gaps too. Whether the converter
 * was saturated is told of what was sent, whatever the filter makes of it.
 */
export function stretchOf(
  store: WaveformStore,
  { bedKey, channelIds, filter, fromMs, untilMs, columns }: Extract<Question, { kind: 'stretch' }>,
): Stretch {
  const count = Math.max(0, Math.min(MOST_COLUMNS, Math.floor(columns)));
  const offsetMs = store.timeOfBed(bedKey)?.offsetMs ?? 0;
  const monotonicMs = store.clock.monotonicMs();
  const extent: Extent = { min: 0, max: 0 };
  const rawExtent: Extent = { min: 0, max: 0 };
  let heldFromMs = Number.POSITIVE_INFINITY;
  let heldUntilMs = Number.NEGATIVE_INFINITY;
  const lanes = channelIds.map((channelId) => {
    const low = new Float32Array(count).fill(Number.NaN);
    const high = new Float32Array(count).fill(Number.NaN);
    const flags = new Uint8Array(count);
    const traces = store.lane(bedKey, channelId)?.traces ?? [];
    for (const [t, trace] of traces.entries()) {
      const { channel, ring, states, marks, hasBeenOff } = trace;
      if (!ring.isEmpty) {
        heldFromMs = Math.min(heldFromMs, sampleTimeMs(channel, ring.startIndex));
        heldUntilMs = Math.max(heldUntilMs, sampleTimeMs(channel, ring.endIndex));
      }
      const samples = trace.samples(filter, monotonicMs);
      const offset = trace.offset(filter);
      const endMs = nextBeginMs(traces, t);
      const indexAt = (column: number): number =>
        sampleIndexAt(channel, fromMs + offsetMs + ((untilMs - fromMs) * column) / count);
      for (let column = 0; column < count; column++) {
        const from = indexAt(column);
        if (sampleTimeMs(channel, from) >= endMs) break;
        const until = Math.min(indexAt(column + 1), sampleIndexAt(channel, endMs));
        let known = marks?.findIn(from, until) ?? 0;
        if (hasBeenOff) known |= flagOf(states.at(Math.floor(from)));
        if (columnExtent(samples, from, until, extent)) {
          const a = extent.min * channel.scalePerLsb + offset;
          const b = extent.max * channel.scalePerLsb + offset;
          // A column that two epochs share shows both.
          low[column] = lower(Math.min(a, b), low[column] as number);
          high[column] = -lower(-Math.max(a, b), -(high[column] as number));
          columnExtent(ring, from, until, rawExtent);
          known |= endFlags(rawExtent, channel);
        }
        flags[column] = (flags[column] as number) | known;
      }
    }
    return { low, high, flags };
  });
  const isHeld = heldFromMs < heldUntilMs;
  return {
    kind: 'stretch',
    heldFromMs: isHeld ? heldFromMs - offsetMs : null,
    heldUntilMs: isHeld ? heldUntilMs - offsetMs : null,
    lanes,
  };
}

/** When the trace after one of these begins, by its oldest sample; one without samples has not begun. */
function nextBeginMs(traces: readonly Trace[], t: number): number {
  let begins = Number.POSITIVE_INFINITY;
  for (const { channel, ring } of traces.slice(t + 1)) {
    if (!ring.isEmpty) begins = Math.min(begins, sampleTimeMs(channel, ring.startIndex));
  }
  return begins;
}

/** Whether some of what a column shows, or all of it, stands at an end of the converter's range. */
function endFlags({ min, max }: Extent, { rawMinimum, rawMaximum }: Channel): number {
  if (max <= rawMinimum || min >= rawMaximum) return AT_END | STAYS_AT_END;
  return min <= rawMinimum || max >= rawMaximum ? AT_END : 0;
}

/** The lower of a value and of what a column has shown so far; NaN: nothing. */
function lower(value: number, soFar: number): number {
  return Number.isNaN(soFar) ? value : Math.min(value, soFar);
}
