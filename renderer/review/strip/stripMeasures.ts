import { type Interval, intervalOf } from '#domain/measure/interval.ts';
import { isoelectricBefore } from '#domain/measure/isoelectric.ts';
import { type CorrectedQt, correctQt } from '#domain/measure/qtc.ts';
import { extremeNear } from '#domain/measure/snapping.ts';
import { sampleIndexAt, sampleTimeMs } from '#domain/signals/channel.ts';
import { nearestIndex, physicalAt, type StripLane, valueAt, waveAt } from './stripLanes.ts';
import type { Calipers } from './stripState.ts';

/** How far a line moves to an extreme by itself, in ms: a hand is off by some pixels, a QRS is wider than this. */
export const SNAP_REACH_MS = 40;
/** How far from a moment the beat is looked for that it is aligned by. */
const BEAT_REACH_MS = 600;

/** What the calipers say of a lane. Values in the lane's unit; null: no sample there. */
export interface LaneMeasure {
  readonly a: number | null;
  readonly b: number | null;
  /** b - a. */
  readonly change: number | null;
  /** Of an ECG: how far each stands above the isoelectric level before it. */
  readonly aAbove: number | null;
  readonly bAbove: number | null;
}

/** What the calipers say of time: between A and B, and of the QT, which is corrected by that RR. */
export interface TimeMeasure {
  readonly interval: Interval;
  readonly qt: { readonly ms: number; readonly corrected: CorrectedQt } | null;
}

export function measureTimes({ mode, at }: Calipers): TimeMeasure {
  const interval = intervalOf(at.a, at.b);
  if (mode === 'interval') return { interval, qt: null };
  const { ms } = intervalOf(at.q, at.t);
  return { interval, qt: { ms, corrected: correctQt(ms, interval.ms) } };
}

/** Of a lane at two moments. */
export function measureLane(lane: StripLane, aMs: number, bMs: number): LaneMeasure {
  const [a, b] = [valueAt(lane, aMs), valueAt(lane, bMs)];
  return {
    a,
    b,
    change: a === null || b === null ? null : b - a,
    aAbove: aboveIsoelectric(lane, aMs),
    bAbove: aboveIsoelectric(lane, bMs),
  };
}

/** The time of the extreme sample near a moment; without one, or without snapping, that of the nearest sample. */
export function placed(lane: StripLane | undefined, atMs: number, isSnapping: boolean): number {
  const wave = lane === undefined ? null : waveAt(lane, atMs);
  if (wave === null) return atMs;
  const { channel, samples } = wave;
  const snapped = isSnapping ? extremeNear(samples, channel.rateHz, sampleIndexAt(channel, atMs), SNAP_REACH_MS) : null;
  return sampleTimeMs(channel, snapped ?? nearestIndex(channel, atMs));
}

/** The time of so many samples of a lane later. */
export function samplesLater(lane: StripLane | undefined, atMs: number, by: number): number {
  const wave = lane === undefined ? null : waveAt(lane, atMs);
  if (wave === null) return atMs;
  return sampleTimeMs(wave.channel, nearestIndex(wave.channel, atMs) + by);
}

/** The beat nearest to a moment, by what stands out most within 0.6 s of it; null: nothing does. */
export function beatNear(lane: StripLane | undefined, atMs: number): number | null {
  const wave = lane === undefined ? null : waveAt(lane, atMs);
  if (wave === null) return null;
  const { channel, samples } = wave;
  const index = extremeNear(samples, channel.rateHz, sampleIndexAt(channel, atMs), BEAT_REACH_MS);
  return index === null ? null : sampleTimeMs(channel, index);
}

function aboveIsoelectric(lane: StripLane, atMs: number): number | null {
  const wave = lane.parameter === 'ecg' ? waveAt(lane, atMs) : null;
  if (wave === null) return null;
  const { channel, samples, offset } = wave;
  const index = nearestIndex(channel, atMs);
  const level = isoelectricBefore(samples, channel.rateHz, index);
  const value = physicalAt(wave, index);
  return level === null || value === null ? null : value - (level * channel.scalePerLsb + offset);
}
