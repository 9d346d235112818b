import { quantile } from './recent.ts';

/** Twelve intervals, as the bedside monitors of BIDMC do (found by regression: docs/second-opinion.md). */
const HEART_INTERVALS = 12;
/** When each of so many intervals in a row is longer than this, fewer are averaged: a slow heart is told soon. */
const SLOW_RUN = 3;
const SLOW_MS = 1_200;
const SLOW_INTERVALS = 4;
const LEAST_INTERVALS = 4;
/** Without a beat for so long there is no rate but 0. */
const STANDSTILL_MS = 4_000;
/** Of the pulse's intervals only the middle half counts: premature beats often have no pulse of their own. */
const PULSE_INTERVALS = 16;
const BREATH_INTERVALS = 8;
const LEAST_BREATH_INTERVALS = 3;
/** IEC 60601-2-49 and bedside monitors: apnoea after 20 s. */
const APNOEA_MS = 20_000;

/**
 * Heart rate at a time, beats a minute: the mean of the last twelve intervals, of four when three in a row are longer than 1.2 s.
 * 0: no beat for 4 s; null: fewer than five beats are known.
 */
export function heartRate(beatsMs: readonly number[], nowMs: number): number | null {
  const standing = standstill(beatsMs, nowMs, STANDSTILL_MS);
  if (standing !== undefined) return standing;
  const intervals = intervalsOf(beatsMs, HEART_INTERVALS);
  if (intervals.length < LEAST_INTERVALS) return null;
  const isSlow = intervals.slice(-SLOW_RUN).every((interval) => interval > SLOW_MS);
  return perMinute(isSlow ? intervals.slice(-SLOW_INTERVALS) : intervals);
}

/**
 * Pulse rate at a time, a minute: the mean of the middle half of the last sixteen intervals. 0: no pulse for 4 s; null: fewer than
 * five pulses are known. How many beats have no pulse is not told by it (pulse deficit: liveBed.ts counts).
 */
export function pulseRate(pulsesMs: readonly number[], nowMs: number): number | null {
  const standing = standstill(pulsesMs, nowMs, STANDSTILL_MS);
  if (standing !== undefined) return standing;
  const intervals = intervalsOf(pulsesMs, PULSE_INTERVALS);
  if (intervals.length < LEAST_INTERVALS) return null;
  const sorted = [...intervals].sort((a, b) => a - b);
  const cut = Math.floor(sorted.length / 4);
  return perMinute(sorted.slice(cut, sorted.length - cut));
}

/** Respiration rate at a time, breaths a minute: the mean of the last eight intervals. 0: no breath for 20 s; null: not known. */
export function respirationRate(breathsMs: readonly number[], nowMs: number): number | null {
  const standing = standstill(breathsMs, nowMs, APNOEA_MS);
  if (standing !== undefined) return standing;
  const intervals = intervalsOf(breathsMs, BREATH_INTERVALS);
  return intervals.length < LEAST_BREATH_INTERVALS ? null : perMinute(intervals);
}

/** How far values scatter: the 80th centile of their distance from the middle one, as a part of it; Infinity of none. */
export function scatter(values: readonly number[]): number {
  const usual = quantile(values, 0.5);
  return usual > 0
    ? quantile(
        values.map((value) => Math.abs(value - usual) / usual),
        0.8,
      )
    : Number.POSITIVE_INFINITY;
}

/** So many intervals are averaged, where there are as many. */
export const averaged = { heart: HEART_INTERVALS, pulse: PULSE_INTERVALS, respiration: BREATH_INTERVALS } as const;

/**
 * How sharply a rate can be named, a minute: the standard error of the mean of so many intervals that scatter so far. Where it is 2,
 * another monitor's mean of the same heart can well lie 2 beside it, and neither is wrong. Infinity: not known.
 *
 * @param scatterPart as {@link scatter}; null: not known
 */
export function rateError(perMin: number | null, scatterPart: number | null, intervals: number): number {
  if (perMin === null || scatterPart === null) return Number.POSITIVE_INFINITY;
  return (perMin * scatterPart) / Math.sqrt(intervals);
}

/** The last intervals between times, ms. */
export function intervalsOf(timesMs: readonly number[], most: number): readonly number[] {
  const last = timesMs.slice(-most - 1);
  return last.slice(1).map((atMs, k) => atMs - (last[k] as number));
}

/** undefined: something came lately. */
function standstill(timesMs: readonly number[], nowMs: number, limitMs: number): 0 | null | undefined {
  const last = timesMs.at(-1);
  if (last === undefined) return null;
  return nowMs - last > limitMs ? 0 : undefined;
}

function perMinute(intervals: readonly number[]): number {
  return (60_000 * intervals.length) / intervals.reduce((sum, interval) => sum + interval, 0);
}
