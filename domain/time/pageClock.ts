import type { Clock } from './clock.ts';

/** A station whose time of day differs by less is told the same: messages take a moment, and stall at times. */
const FOLLOW_MS = 1000;

/** The clock of a page, which goes by its station's time of day. */
export interface PageClock extends Clock {
  /** The station's time of day is this. Its clock goes on evenly where the machine's was set (steadyClock.ts). */
  follow(stationMs: number): void;
}

/** A wall clock this far from where it should be was set; closer, it is only coarse. */
const STEP_MS = 50;

/**
 * Wall time that runs as evenly as the monotonic clock, so that a sweep does not tremble with the coarse steps of
 * `Date.now`, and that follows when somebody sets the machine's clock, or when the station goes by another.
 */
export function pageClock(machineMs: () => number, monotonicMs: () => number): PageClock {
  let stationAheadMs = 0;
  const wallMs = () => machineMs() + stationAheadMs;
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
    follow: (stationMs) => {
      if (Math.abs(stationMs - wallMs()) > FOLLOW_MS) stationAheadMs = stationMs - machineMs();
    },
  };
}
