import type { Parameter } from '#domain/codes/mdc.ts';
import { MISSING } from './block.ts';
import type { Extent, SamplesByIndex } from './columns.ts';

/** How a lane's vertical scale is chosen. */
export type ScaleRule =
  /** A gain in mm/mV, fixed or chosen by the signal's height; `perMv`: one millivolt in the channel's unit. */
  | { readonly kind: 'gain'; readonly perMv: number; readonly gain: Gain }
  /** The first of these ranges that holds the signal, in the channel's unit. Ascending. */
  | { readonly kind: 'ranges'; readonly unitText: string; readonly ranges: readonly Range[] }
  /** Whatever the signal needs. */
  | { readonly kind: 'auto' };

/** mm/mV; `auto`: the standard gain, or a lower one where complexes are too large for the lane. */
export type Gain = number | 'auto';

/** Physical values, in the channel's unit. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A lane's vertical scale: the physical values at its bottom and top edge. */
export interface LaneScale extends Range {
  /** mm/mV; null where the rule has no gain. */
  readonly gain: number | null;
  /** What the label says of it: '10 mm/mV', '0-160 mmHg', 'auto'. */
  readonly text: string;
  /** Auto only: the widest span seen, halved every {@link WIDEST_HALF_LIFE_MS}. */
  readonly widest: number;
}

/** The standard gain of an ECG, 10 mm/mV, and the lower ones of bedside monitors; none is taken above it by itself. */
const STANDARD_GAIN = 10;
const AUTO_GAINS: readonly number[] = [STANDARD_GAIN, 5, 2.5];
/** A higher gain is taken only when the signal would fill no more than this part of the lane, so that it doesn't flap. */
const REFILL = 0.8;
/** The signal may stand this far off the lane's middle, as a part of its height, before it is centred anew. */
const OFF_CENTRE = 0.15;
/** A single event counts as long as it makes the range no more than this many times as wide. */
const FAIR_EVENT = 2;
const WIDEST_HALF_LIFE_MS = 60_000;
/** A quiet signal is never magnified beyond a quarter of the lane: noise in an apnoea must not look like breathing. */
const SMALLEST_PART = 0.25;

/** Free part above and below an automatically scaled signal, of its span; above it stands the lane's label. */
const HEADROOM = 0.35;
const FOOTROOM = 0.1;

const arterial: readonly Range[] = [80, 120, 160, 200, 300].map((high) => ({ low: 0, high }));
/** Venous and pulmonary pressure, and airway carbon dioxide. */
const low: readonly Range[] = [30, 60].map((high) => ({ low: 0, high }));

/** What one millivolt is in these UCUM units. */
const unitsPerMv: Readonly<Record<string, number>> = { mV: 1, uV: 1000, V: 0.001 };

/** The rule for a parameter; `gain` is for an ECG. A pressure or an ECG in a unit we can't convert is scaled automatically, and says so. */
export function scaleRule(parameter: Parameter, unit: string, gain: Gain = 'auto'): ScaleRule {
  if (parameter === 'ecg') {
    const perMv = unitsPerMv[unit];
    return perMv === undefined ? { kind: 'auto' } : { kind: 'gain', perMv, gain };
  }
  if (unit === 'mm[Hg]') {
    if (parameter === 'abp') return { kind: 'ranges', unitText: 'mmHg', ranges: arterial };
    if (parameter === 'pap' || parameter === 'cvp' || parameter === 'co2') {
      return { kind: 'ranges', unitText: 'mmHg', ranges: low };
    }
  }
  return { kind: 'auto' };
}

/**
 * Lowest and highest raw value in [from, until) as a signal's range: the stretch is cut into `parts`, and the one
 * highest and the one lowest part are left out, so that a single artefact does not scale the lane. Whatever recurs in
 * two parts counts, so a part must be longer than the slowest cycle that is to be seen whole. A single event that makes
 * the range no more than {@link FAIR_EVENT} times as wide counts too: a deep breath or an ectopic beat is not cut off.
 *
 * False when there is no sample. Parts without samples are passed over; with only one part left nothing is left out.
 */
export function robustExtent(
  samples: SamplesByIndex,
  from: number,
  until: number,
  parts: number,
  out: Extent,
): boolean {
  let lowest = Number.POSITIVE_INFINITY;
  let secondLowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  let secondHighest = Number.NEGATIVE_INFINITY;
  let filled = 0;
  for (let part = 0; part < parts; part++) {
    const start = Math.floor(from + ((until - from) * part) / parts);
    const end = Math.floor(from + ((until - from) * (part + 1)) / parts);
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    for (let index = start; index < end; index++) {
      const value = samples.at(index);
      if (value === MISSING) continue;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    if (min > max) continue;
    filled++;
    if (min < lowest) {
      secondLowest = lowest;
      lowest = min;
    } else if (min < secondLowest) secondLowest = min;
    if (max > highest) {
      secondHighest = highest;
      highest = max;
    } else if (max > secondHighest) secondHighest = max;
  }
  if (filled === 0) return false;
  const isFair = filled === 1 || highest - lowest <= FAIR_EVENT * (secondHighest - secondLowest);
  out.min = isFair ? lowest : secondLowest;
  out.max = isFair ? highest : secondHighest;
  return true;
}

/**
 * The scale for a signal that now spans `range` (physical, robust), in a lane `heightMm` high. Keeps `low`, `high` and
 * `text` of `before` while they still serve, so that the picture moves only for a reason. `sinceMs`: time since `before`
 * was asked for.
 */
export function nextScale(
  rule: ScaleRule,
  before: LaneScale | null,
  range: Range,
  heightMm: number,
  sinceMs: number,
): LaneScale {
  switch (rule.kind) {
    case 'gain':
      return nextGain(rule, before, range, heightMm);
    case 'ranges':
      return nextRange(rule, before, range);
    case 'auto':
      return nextAuto(before, range, sinceMs);
  }
}

function nextGain(
  { perMv, gain: wanted }: Extract<ScaleRule, { kind: 'gain' }>,
  before: LaneScale | null,
  range: Range,
  heightMm: number,
): LaneScale {
  const spanMv = (range.high - range.low) / perMv;
  const gain = wanted === 'auto' ? autoGain(spanMv, before?.gain ?? STANDARD_GAIN, heightMm) : wanted;
  const laneSpan = (heightMm / gain) * perMv;
  const middle = (range.low + range.high) / 2;
  if (before !== null && before.gain === gain && nearly(before.high - before.low, laneSpan)) {
    const offCentre = Math.abs(middle - (before.low + before.high) / 2) > laneSpan * OFF_CENTRE;
    const outside = range.low < before.low || range.high > before.high;
    // What is larger than the lane can only be centred, not fitted.
    if (!offCentre && (!outside || spanMv * gain > heightMm)) return before;
    if (nearly((before.low + before.high) / 2, middle)) return before;
  }
  return { low: middle - laneSpan / 2, high: middle + laneSpan / 2, gain, text: `${gain} mm/mV`, widest: 0 };
}

function autoGain(spanMv: number, today: number, heightMm: number): number {
  return (
    AUTO_GAINS.find((candidate) => spanMv * candidate <= heightMm * (candidate > today ? REFILL : 1)) ??
    (AUTO_GAINS.at(-1) as number)
  );
}

function nextRange(
  { ranges, unitText }: Extract<ScaleRule, { kind: 'ranges' }>,
  before: LaneScale | null,
  { high }: Range,
): LaneScale {
  const chosen =
    ranges.find((range) => high <= range.high * (before !== null && range.high < before.high ? REFILL : 1)) ??
    (ranges.at(-1) as Range);
  if (before !== null && before.low === chosen.low && before.high === chosen.high) return before;
  return { ...chosen, gain: null, text: `${chosen.low}–${chosen.high} ${unitText}`, widest: 0 };
}

function nextAuto(before: LaneScale | null, range: Range, sinceMs: number): LaneScale {
  const faded = before === null ? 0 : before.widest * 0.5 ** (sinceMs / WIDEST_HALF_LIFE_MS);
  const widest = Math.max(range.high - range.low, faded);
  const span = Math.max(range.high - range.low, widest * SMALLEST_PART) || 1;
  if (before !== null) {
    const isInside = range.low >= before.low && range.high <= before.high;
    const isLarge = span * (1 + HEADROOM + FOOTROOM) >= (before.high - before.low) * 0.5;
    if (isInside && isLarge) return { ...before, widest };
  }
  const bottom = (range.low + range.high) / 2 - span / 2;
  return { low: bottom - span * FOOTROOM, high: bottom + span * (1 + HEADROOM), gain: null, text: 'auto', widest };
}

/** Equal but for rounding. */
function nearly(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
