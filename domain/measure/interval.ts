/** A length of time on a strip, whichever of its ends was set first, and how often a minute it would come again. */
export interface Interval {
  readonly ms: number;
  /** null: no time at all. */
  readonly perMinute: number | null;
}

/** Between two moments, in ms of one clock. */
export function intervalOf(aMs: number, bMs: number): Interval {
  const ms = Math.abs(bMs - aMs);
  return { ms, perMinute: ms === 0 ? null : 60_000 / ms };
}
