import { sampleTimeMs } from '#domain/signals/channel.ts';
import { type Ranges, rangesWithin, withoutRange } from '#domain/signals/ranges.ts';
import type { HeldGap } from '#renderer/history/archive.ts';
import type { HistoryWindow, WindowWave } from '#renderer/history/historyReader.ts';
import { explained } from '#renderer/history/keptWave.ts';

/** A row of full disclosure, ready to be drawn. */
export interface LaidRow {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Lowest and highest value in each column, in the channel's unit; NaN where no sample is. */
  readonly low: Float32Array;
  readonly high: Float32Array;
  /** What of the span is not held, and why, in order. */
  readonly gaps: readonly HeldGap[];
}

/** Absences that nobody knows a reason of, as far as they are this long; shorter ones are the distance of two samples. */
const LEAST_GAP_MS = 40;

/**
 * Cuts a window of [fromMs, untilMs) into columns. Every sample is in the extent of its column, so no peak is ever left out. A
 * window can have several waves, where a device was changed: they are put into one row, and a time is missing when none of
 * them has it.
 */
export function layRow({ waves }: HistoryWindow, fromMs: number, untilMs: number, columns: number): LaidRow {
  const low = new Float32Array(columns).fill(Number.NaN);
  const high = new Float32Array(columns).fill(Number.NaN);
  const columnsPerMs = columns / (untilMs - fromMs);
  for (const { channel, runs } of waves) {
    const { scalePerLsb, offset } = channel;
    for (const { firstIndex, samples } of runs) {
      const firstMs = sampleTimeMs(channel, firstIndex) - fromMs;
      const periodMs = 1000 / channel.rateHz;
      for (let k = 0; k < samples.length; k++) {
        const column = Math.floor((firstMs + k * periodMs) * columnsPerMs);
        if (column < 0 || column >= columns) continue;
        const value = (samples[k] as number) * scalePerLsb + offset;
        if (!(value >= (low[column] as number))) low[column] = value;
        if (!(value <= (high[column] as number))) high[column] = value;
      }
    }
  }
  return { fromMs, untilMs, low, high, gaps: gapsOf(waves, fromMs, untilMs) };
}

function gapsOf(waves: readonly WindowWave[], fromMs: number, untilMs: number): readonly HeldGap[] {
  const whole = { from: fromMs, until: untilMs };
  let missing: Ranges = [whole];
  for (const { channel, runs } of waves) {
    for (const { firstIndex, samples } of runs) {
      const from = Math.floor(sampleTimeMs(channel, firstIndex));
      const until = Math.ceil(sampleTimeMs(channel, firstIndex + samples.length));
      missing = withoutRange(missing, from, until);
    }
  }
  const told = waves.flatMap(({ channel, gaps }) =>
    gaps.map(({ from, until, state }) => ({
      from: Math.floor(sampleTimeMs(channel, from)),
      until: Math.ceil(sampleTimeMs(channel, until)),
      state,
    })),
  );
  const known = told.filter(({ state }) => state !== 'notRecorded');
  return explained(
    missing,
    known.flatMap((gap) => rangesWithin([whole], gap.from, gap.until).map((part) => ({ ...part, state: gap.state }))),
    [{ ...whole, state: 'notRecorded' as const }],
  )
    .filter(({ from, until }) => until - from >= LEAST_GAP_MS)
    .map(({ from, until, state }) => ({ fromMs: from, untilMs: until, state }));
}

/** Share of the rows' extents that a scale leaves out at each end: an artefact in a row does not flatten all of them. */
const LEFT_OUT = 0.1;

/** The values at the edges of all rows, so that one can be compared with the next; null: none of them has a sample. */
export function scaleOf(rows: readonly LaidRow[]): { readonly low: number; readonly high: number } | null {
  const lows: number[] = [];
  const highs: number[] = [];
  for (const { low, high } of rows) {
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of low) if (value < lowest) lowest = value;
    for (const value of high) if (value > highest) highest = value;
    if (lowest > highest) continue;
    lows.push(lowest);
    highs.push(highest);
  }
  if (lows.length === 0) return null;
  lows.sort((a, b) => a - b);
  highs.sort((a, b) => a - b);
  const out = Math.floor(lows.length * LEFT_OUT);
  const [low, high] = [lows[out] as number, highs[highs.length - 1 - out] as number];
  const margin = Math.max((high - low) * 0.06, 1e-6);
  return { low: low - margin, high: high + margin };
}
