/**
 * Whether what beats with a period is at rest: in the second half of each, by the wall clock. So all that beat with one
 * period do it in step, in every window. Both in milliseconds.
 */
export function isAtRest(periodMs: number, nowMs: number): boolean {
  return nowMs % periodMs >= periodMs / 2;
}
