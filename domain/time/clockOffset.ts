/** One question for the time and its answer. All in milliseconds since 1970. */
export interface ClockReading {
  /** Our clock when we asked. */
  readonly askedMs: number;
  /** Our clock when the answer came. */
  readonly answeredMs: number;
  /** The other clock, at some moment between the two. */
  readonly clockMs: number;
}

/** The other clock minus ours lies within `offsetMs` +- `uncertaintyMs`. */
export interface ClockEstimate {
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
}

/** What is remembered of the readings; oldest first. */
export interface ClockOffsetState {
  readonly recent: readonly (ClockEstimate & { readonly atMs: number })[];
}

/** Before the first reading. */
export const noClockOffset: ClockOffsetState = { recent: [] };

/** Ten readings half a minute apart: five minutes. */
const REMEMBERED = 10;

/**
 * How far two ordinary computer clocks part, at most, in milliseconds a millisecond. Crystals stay within 100 ppm, and a
 * time service may slew by 500 ppm more (the limit in RFC 5905, section 11.3).
 */
const DRIFT = 600e-6;

/**
 * Takes in a reading. The answer was given at an unknown moment of the round trip, so the offset is taken from its
 * middle and is uncertain by half of it (Cristian 1989).
 *
 * A reading that contradicts an earlier one by more than both uncertainties and the drift allow means that a clock was
 * set: what was remembered is then worthless and forgotten. A reading that ends before it began (our own clock was set
 * in between) or holds no number changes nothing.
 */
export function addClockReading(state: ClockOffsetState, reading: ClockReading): ClockOffsetState {
  const { askedMs, answeredMs, clockMs } = reading;
  const roundTripMs = answeredMs - askedMs;
  if (!(roundTripMs >= 0) || !Number.isFinite(clockMs)) return state;
  const fresh = {
    atMs: answeredMs,
    offsetMs: clockMs - (askedMs + answeredMs) / 2,
    uncertaintyMs: roundTripMs / 2,
  };
  const agreeing = state.recent.every(
    (earlier) => Math.abs(earlier.offsetMs - fresh.offsetMs) <= grown(earlier, fresh.atMs) + fresh.uncertaintyMs,
  );
  return { recent: agreeing ? [...state.recent, fresh].slice(-REMEMBERED) : [fresh] };
}

/** The best of the recent readings, its uncertainty grown by what the clocks may have drifted since; null before the first. */
export function clockEstimate(state: ClockOffsetState, nowMs: number): ClockEstimate | null {
  let best: ClockEstimate | null = null;
  for (const reading of state.recent) {
    const uncertaintyMs = grown(reading, nowMs);
    if (best === null || uncertaintyMs <= best.uncertaintyMs) best = { offsetMs: reading.offsetMs, uncertaintyMs };
  }
  return best;
}

/** How fast the other clock runs, against ours, in millionths: above 0 it gains. */
export interface ClockDrift {
  readonly ppm: number;
  readonly uncertaintyPpm: number;
}

/** Over less time the round trips say more of themselves than of the clocks. */
const DRIFT_OVER_MS = 120_000;

/** From the first to the last of the recent readings; null while they are too near to each other to tell. */
export function clockDrift({ recent }: ClockOffsetState): ClockDrift | null {
  const [first, last] = [recent[0], recent.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < DRIFT_OVER_MS) return null;
  const overMs = last.atMs - first.atMs;
  return {
    ppm: ((last.offsetMs - first.offsetMs) / overMs) * 1e6,
    uncertaintyPpm: ((first.uncertaintyMs + last.uncertaintyMs) / overMs) * 1e6,
  };
}

function grown(reading: ClockEstimate & { readonly atMs: number }, nowMs: number): number {
  return reading.uncertaintyMs + Math.abs(nowMs - reading.atMs) * DRIFT;
}
