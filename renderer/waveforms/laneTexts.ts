import type { Parameter } from '#domain/codes/mdc.ts';
import type { LaneStatus } from './waveforms.store.ts';

/** What a lane says about its signal; '' while there is nothing to say. Words as on bedside monitors. */
export const statusTexts: Readonly<Record<LaneStatus, string>> = {
  ok: '',
  unknown: '',
  leadsOff: 'LEADS OFF',
  sensorOff: 'SENSOR OFF',
  noSignal: 'NO SIGNAL',
  noData: 'NO SIGNAL',
  questionable: 'QUESTIONABLE',
  otherTime: 'TIME MISMATCH',
};

/** An ECG needs height to show its shape; the others only their course. */
export function laneWeight(parameter: Parameter): number {
  return parameter === 'ecg' ? 1.4 : 1;
}

/** Round values from `low` to `high` for lines and numbers, about `count` of them. */
export function roundValues({ low, high }: { readonly low: number; readonly high: number }, count: number): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const values: number[] = [];
  // The edges stay free: there the lane's neighbours begin.
  const margin = (high - low) * 0.04;
  const first = Math.ceil((low + margin) / step);
  // Far from zero, counting on from `first` may stand still: numbers that large hold no ones.
  for (let n = 0; n <= count * 2 && (first + n) * step <= high - margin; n++) values.push((first + n) * step);
  return [...new Set(values)];
}
