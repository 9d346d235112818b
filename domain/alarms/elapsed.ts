/**
 * Whether `durationMs` have passed since `sinceMs`. A clock that was set back, so that now is before the beginning, counts
 * as passed: a held alarm is then shown too early rather than an hour too late.
 */
export function hasElapsed(sinceMs: number, durationMs: number, nowMs: number): boolean {
  return nowMs < sinceMs || nowMs - sinceMs >= durationMs;
}
