import type { Parameter } from '#domain/codes/mdc.ts';
import { type FilterName, filterTextAt, filterTexts } from '#domain/signals/filters.ts';
import type { LaneStatus } from './engine/waveforms.store.ts';
import { badgeWords, type LaneBadge } from './laneBadge.ts';

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

/** Names of the filters, as monitors have them; '' where nothing is done. */
export const filterNames: Readonly<Record<FilterName, string>> = {
  asSent: '',
  monitor: 'monitor',
  st: 'ST',
  diagnostic: 'diagnostic',
};

/** A filter with its band, such as `monitor 0.5–40 Hz`; at a sampling rate, what is left of the band there. */
export function filterText(filter: FilterName, rateHz?: number): string {
  const band = rateHz === undefined ? filterTexts[filter] : filterTextAt(filter, rateHz);
  return `${filterNames[filter]} ${band}`.trim();
}

/** A lane in one sentence, for who does not see it. */
export function laneSentence({
  name,
  scaleText,
  filtered,
  status,
  badge,
}: {
  readonly name: string;
  /** '' before it is known. */
  readonly scaleText: string;
  /** '' where there is none to speak of. */
  readonly filtered: string;
  readonly status: LaneStatus;
  readonly badge: LaneBadge | null;
}): string {
  const wrong = badge === null ? '' : badgeWords[badge];
  return [name, scaleText === 'auto' ? 'scale auto' : scaleText, filtered, statusTexts[status].toLowerCase(), wrong]
    .filter((part) => part !== '')
    .join(', ');
}

/** Time of day, in the zone of the machine the wall stands on. */
export function timeText(timeMs: number): string {
  const at = new Date(timeMs);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((value) => String(value).padStart(2, '0')).join(':');
}

/** The same to a hundredth of a second. */
export function fineTimeText(timeMs: number): string {
  const hundredths = Math.floor((((timeMs % 1000) + 1000) % 1000) / 10);
  return `${timeText(timeMs)}.${String(hundredths).padStart(2, '0')}`;
}

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

/** Lines closer than this can't be told apart; numbers nearer than that say no more than their neighbours. */
const LINES_MM = 2;
const NUMBERS_MM = 8;
/** Of one lane: more are read by nobody. */
const MOST_NUMBERS = 9;
const MOST_LINES = 100;

/**
 * Lines each half millivolt, 5 mm apart at 10 mm/mV; rarer where the gain puts them too close. `at` is in the lane's
 * unit, `perMv` what a millivolt is in it. `text` is the number beside the line, in millivolts; '' beside most.
 */
export function mvLines(
  { low, high }: { readonly low: number; readonly high: number },
  perMv: number,
  laneMm: number,
): { readonly at: number; readonly text: string }[] {
  const mmPerMv = (laneMm * perMv) / (high - low);
  if (!(mmPerMv > 0) || !Number.isFinite(mmPerMv)) return [];
  const stepFor = (mm: number) => [0.5, 1, 2, 5, 10].find((mv) => mv * mmPerMv >= mm) ?? 50;
  const step = stepFor(LINES_MM);
  const numbered = stepFor(Math.max(NUMBERS_MM, laneMm / MOST_NUMBERS));
  const margin = (high - low) * 0.02;
  const first = Math.ceil((low + margin) / perMv / step);
  const last = Math.min(Math.floor((high - margin) / perMv / step), first + MOST_LINES);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => {
    const mv = (first + n) * step;
    return { at: mv * perMv, text: mv % numbered === 0 ? String(mv) : '' };
  });
}

/** Room for a number below the waves, CSS pixels. */
const TIME_LABEL_PX = 38;

/** Numbers below the waves: seconds from the left edge of a sweep; before now, which is at the right, while they scroll. */
export function timeLabels(
  seconds: number,
  secondPx: number,
  mode: 'sweep' | 'scroll',
): { readonly at: number; readonly text: string }[] {
  const step = [1, 2, 5, 10].find((candidate) => candidate * secondPx >= TIME_LABEL_PX) ?? 30;
  const labels: { at: number; text: string }[] = [];
  for (let n = step; n < seconds && labels.length < MOST_LINES; n += step) {
    labels.push(mode === 'sweep' ? { at: n, text: `${n} s` } : { at: seconds - n, text: `−${n} s` });
  }
  return mode === 'sweep' ? labels : labels.reverse();
}
