import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { isFlood } from '#domain/alarms/triage/flood.ts';

/**
 * How much of a span was flood: above the upper line until below the lower one (ISA-18.2), to the millisecond.
 *
 * @param timesMs of what is counted, in order; also those before the span that may still count in it
 */
export function floodTimeMs(
  timesMs: readonly number[],
  line: AlarmPolicy['flood'],
  fromMs: number,
  untilMs: number,
): number {
  let counted = 0;
  let oldest = 0;
  let sinceMs: number | null = null;
  let floodMs = 0;
  const step = (atMs: number, change: 1 | -1) => {
    counted += change;
    const isNow = isFlood(sinceMs !== null, counted, line);
    if (isNow) sinceMs ??= atMs;
    else if (sinceMs !== null) {
      floodMs += within(sinceMs, atMs);
      sinceMs = null;
    }
  };
  const within = (a: number, b: number) => Math.max(0, Math.min(b, untilMs) - Math.max(a, fromMs));
  const forget = (nowMs: number) => {
    for (let at = timesMs[oldest]; at !== undefined && at + line.withinMs <= nowMs; at = timesMs[oldest]) {
      if (oldest >= taken) return;
      oldest += 1;
      step(at + line.withinMs, -1);
    }
  };
  let taken = 0;
  for (const atMs of timesMs) {
    if (atMs >= untilMs) break;
    forget(atMs);
    taken += 1;
    step(atMs, 1);
  }
  forget(untilMs);
  if (sinceMs !== null) floodMs += within(sinceMs, untilMs);
  return floodMs;
}
