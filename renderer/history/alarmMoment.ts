import type { Span } from './spans.ts';

/** An onset that is further from when we learned of it is a clock's fault or an old alarm's; then that time is taken. */
export const CREDIBLE_MS = 600_000;

/**
 * What is kept longest around an alarm's onset or a note: longer than the strips that are looked at, 10 s before and after at least
 * (CLINICAL.md). Whole minutes are kept.
 */
export const SURROUNDING = { beforeMs: 30_000, afterMs: 60_000 };

/** As much of an alarm as its times. */
interface Timed {
  readonly report: { readonly onsetMs: number };
  readonly sinceMs: number;
}

/**
 * When an alarm began, on the clock of its samples as far as that can be believed. `aheadMs`: how far that clock is ahead of the
 * station's, which it was learned of by.
 */
export function momentOf({ report, sinceMs }: Timed, aheadMs: number): number {
  const learnedMs = sinceMs + aheadMs;
  return Math.abs(report.onsetMs - learnedMs) <= CREDIBLE_MS ? report.onsetMs : learnedMs;
}

/** From when to when it stood, on that clock; `goneMs`: station's clock, null: it stands. */
export function spanOfAlarm(alarm: Timed, goneMs: number | null, aheadMs: number): Span {
  const fromMs = momentOf(alarm, aheadMs);
  return { fromMs, untilMs: goneMs === null ? Number.POSITIVE_INFINITY : Math.max(fromMs, goneMs + aheadMs) };
}
