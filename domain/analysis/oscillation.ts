import { correlation } from './correlation.ts';
import { quantile } from './recent.ts';
import { resampled, SHAPE_RATE_HZ } from './resampled.ts';
import type { StripChannel } from './strip.ts';

/** How a lead swings in one window of time. */
export interface Oscillation {
  readonly untilMs: number;
  /**
   * How like the window is to itself one beat later, 0 to 1: the highest maximum of its autocorrelation at the intervals of 94 to
   * 273 beats a minute.
   */
  readonly periodicity: number;
  /** Mean frequency, Hz: Hjorth's mobility over 2 pi. About 8 to 11 with narrow QRS, 3 to 5 in ventricular tachycardia. */
  readonly frequencyHz: number;
}

/** Oscillations of a lead, and what is usual for it. */
export interface Oscillations {
  readonly windows: readonly Oscillation[];
  /** Upper fifth of the mean frequencies of the whole strip, where beats are at their narrowest. */
  readonly usualHz: number;
}

const WINDOW_MS = 3_000;
const STEP_MS = 500;
/** A filter and the first beats settle. */
const SETTLED_MS = 8_000;
const LOW_HZ = 1;
const HIGH_HZ = 25;
const SHORTEST = Math.ceil(0.22 * SHAPE_RATE_HZ);
const LONGEST = Math.floor(0.64 * SHAPE_RATE_HZ);

/**
 * The oscillations of a lead in windows of 3 s, each half a second after the other, newest first. `fromMs`: windows that end before
 * only tell what is usual. Windows with missing samples are left out.
 *
 * B. Hjorth, EEG analysis based on time domain properties, 1970; autocorrelation for ventricular rhythms: S. Chen et al., 1987.
 */
export function oscillations(channel: StripChannel, fromMs: number): Oscillations {
  const wave = resampled(channel, LOW_HZ, HIGH_HZ);
  const length = (WINDOW_MS * SHAPE_RATE_HZ) / 1000;
  const step = (STEP_MS * SHAPE_RATE_HZ) / 1000;
  const windows: Oscillation[] = [];
  const frequencies: number[] = [];
  for (let end = wave.length; end >= (SETTLED_MS * SHAPE_RATE_HZ) / 1000; end -= step) {
    const window = wave.subarray(Math.round(end) - length, Math.round(end));
    const frequencyHz = meanFrequencyHz(window);
    if (!(frequencyHz > 0)) continue;
    frequencies.push(frequencyHz);
    const untilMs = (end * 1000) / SHAPE_RATE_HZ;
    if (untilMs >= fromMs) windows.push({ untilMs, periodicity: periodicityOf(window), frequencyHz });
  }
  return { windows, usualHz: quantile(frequencies, 0.8) };
}

/** NaN where samples are missing. */
function meanFrequencyHz(window: Float64Array): number {
  let power = 0;
  let slopes = 0;
  for (let k = 1; k < window.length; k++) {
    const value = window[k] as number;
    const slope = value - (window[k - 1] as number);
    power += value * value;
    slopes += slope * slope;
  }
  return (Math.sqrt(slopes / power) * SHAPE_RATE_HZ) / (2 * Math.PI);
}

function periodicityOf(window: Float64Array): number {
  let highest = 0;
  let before = correlationAt(window, SHORTEST - 1);
  let here = correlationAt(window, SHORTEST);
  for (let lag = SHORTEST; lag <= LONGEST; lag++) {
    const after = correlationAt(window, lag + 1);
    if (here > before && here >= after) highest = Math.max(highest, here);
    before = here;
    here = after;
  }
  return highest;
}

/** How like the window is to itself so many samples later. */
function correlationAt(window: Float64Array, lag: number): number {
  let both = 0;
  let first = 0;
  let second = 0;
  for (let k = lag; k < window.length; k++) {
    const x = window[k - lag] as number;
    const y = window[k] as number;
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return correlation(both, first, second);
}
