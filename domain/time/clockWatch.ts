/** A gateway's clock this far from ours, beyond all uncertainty, gives its times another meaning; Vigil's own limits. */
const OFF_MS = 5000;
/** It is right again below this: no alarm is to come and go with every reading. */
const RIGHT_MS = 2500;
/** A clock that was set is watched for so long: it may be set again. */
const UNQUIET_MS = 60_000;

/** What is known of another clock. */
export interface ClockTold {
  /** Minus ours; null: not known. */
  readonly offsetMs: number | null;
  readonly uncertaintyMs: number | null;
  /** How many times somebody has been seen to set it. */
  readonly steps: number;
}

/** Whether a clock is to be told as wrong, and what that goes on from. */
export interface ClockWatch {
  readonly isOff: boolean;
  readonly steps: number;
  /** When it was last set, by our monotonic clock; null: never seen. */
  readonly steppedMs: number | null;
}

export const newClock: ClockWatch = { isOff: false, steps: 0, steppedMs: null };

/** The watch after what is told now; to be asked again as time passes. Times are monotonic. */
export function watchClock(
  watch: ClockWatch,
  { offsetMs, uncertaintyMs, steps }: ClockTold,
  nowMs: number,
): ClockWatch {
  const steppedMs = steps > watch.steps ? nowMs : watch.steppedMs;
  const isUnquiet = steppedMs !== null && nowMs - steppedMs < UNQUIET_MS;
  const limitMs = watch.isOff ? RIGHT_MS : OFF_MS;
  const isFar = offsetMs !== null && Math.abs(offsetMs) - (uncertaintyMs ?? 0) > limitMs;
  return { isOff: isFar || isUnquiet, steps, steppedMs };
}
