import type { Clock } from './clock.ts';

/** A wall clock this far from where it should be was set; closer, it is only coarse. */
const STEP_MS = 50;

/**
 * Wall time that runs as evenly as the monotonic clock, so that a sweep does not tremble with the coarse steps of
 * `Date.now`, and that follows when somebody sets the machine's clock.
 */
export function pageClock(wallMs: () => number, monotonicMs: () => number): Clock {
  let offsetMs = wallMs() - monotonicMs();
  return {
    nowMs: () => {
      const wall = wallMs();
      const even = monotonicMs() + offsetMs;
      if (Math.abs(wall - even) <= STEP_MS) return even;
      offsetMs = wall - monotonicMs();
      return wall;
    },
    monotonicMs,
  };
}
