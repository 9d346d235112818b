/**
 * NEWS2 (Royal College of Physicians, National Early Warning Score 2, 2017), as CLINICAL.md has its table. For adults of
 * 16 and over, not in pregnancy, which no gateway tells: whoever shows the score says so.
 */

/** What is measured, or charted by a person. Times on the clock that `nowMs` of {@link news2} is of. */
export interface Measured<T> {
  readonly value: T;
  readonly timeMs: number;
  /** How it comes: see {@link AGE_LIMITS_MS}. */
  readonly kind: keyof typeof AGE_LIMITS_MS;
}

/**
 * How old an input may be. The RCP counts sets of observations and names no ages; these are Vigil's own:
 *
 * - `continuous`: a set is charted within some minutes, and a sensor that is off for so long has nothing to say of now.
 * - `episodic`: a cuff pressure turns grey after an hour on the wall too (domain/vitals/freshness.ts).
 * - `charted`: the RCP repeats the set of a patient at low risk every 4 to 6 h; one that is older is due.
 */
export const AGE_LIMITS_MS = {
  continuous: 5 * 60_000,
  episodic: 60 * 60_000,
  charted: 4 * 60 * 60_000,
} as const;

/** Clocks may differ; a time further ahead than this is a mistake. */
const AHEAD_LIMIT_MS = 60_000;

/** Alert, new Confusion, responds to Voice, to Pain, Unresponsive. */
export type Consciousness = 'A' | 'C' | 'V' | 'P' | 'U';

/** null: not known. */
export interface News2Inputs {
  readonly ageYears: number | null;
  /** 2 only by a doctor's decision, for patients whose target is 88 to 92 %. */
  readonly spo2Scale: 1 | 2;
  /** Breaths a minute. */
  readonly respiration: Measured<number> | null;
  /** Percent. */
  readonly spo2: Measured<number> | null;
  readonly oxygen: Measured<'air' | 'oxygen'> | null;
  /** mmHg. */
  readonly systolic: Measured<number> | null;
  /** Beats a minute. */
  readonly pulse: Measured<number> | null;
  readonly consciousness: Measured<Consciousness> | null;
  /** Degrees Celsius. */
  readonly temperature: Measured<number> | null;
}

export type News2Input = Exclude<keyof News2Inputs, 'ageYears' | 'spo2Scale'>;

/** One line of the score. */
export interface News2Part {
  readonly name: News2Input;
  /** null: it could not be scored. */
  readonly points: number | null;
  /** null: there is no time of it. */
  readonly ageMs: number | null;
  /** Why it could not be scored; '' when it is. */
  readonly missing: string;
}

/** What the RCP asks for. `single`: one part alone has 3 points. */
export type News2Response = 'routine' | 'ward' | 'single' | 'urgent' | 'emergency';

export const news2Responses: Readonly<Record<News2Response, string>> = {
  routine: 'observations at least every 12 h',
  ward: 'observations every 4 to 6 h',
  single: 'observations every hour: one part alone scores 3',
  urgent: 'observations every hour, urgent review',
  emergency: 'continuous monitoring, emergency review',
};

export type News2 =
  | {
      /** Points of the parts there are. With a part missing it is the least the score can be, never a guess. */
      readonly score: number;
      readonly isPartial: boolean;
      readonly parts: readonly News2Part[];
      /** To the score there is: where that is partial, at least this. */
      readonly response: News2Response;
    }
  | { readonly score: null; readonly reason: string };

/** Up to and with this value, so many points; the last goes to infinity. */
export type Bands = readonly (readonly [upTo: number, points: number])[];

const ON = Number.POSITIVE_INFINITY;

/** The table. A value is rounded to `step`, the resolution of the chart, before it is looked up: nothing lies between bands. */
export const news2Bands: Readonly<
  Record<
    'respiration' | 'spo2Scale1' | 'spo2Scale2Air' | 'spo2Scale2Oxygen' | 'systolic' | 'pulse' | 'temperature',
    {
      readonly step: 1 | 0.1;
      /** What a body or a sensor in order can have; wide, and Vigil's own. Beyond it is no measurement, and no points. */
      readonly plausible: readonly [least: number, most: number];
      readonly bands: Bands;
    }
  >
> = {
  // biome-ignore format: a line a row of the table
  respiration: { step: 1, plausible: [0, 200], bands: [[8, 3], [11, 1], [20, 0], [24, 2], [ON, 3]] },
  // biome-ignore format: as above
  spo2Scale1: { step: 1, plausible: [0, 100], bands: [[91, 3], [93, 2], [95, 1], [ON, 0]] },
  // biome-ignore format: as above
  spo2Scale2Air: { step: 1, plausible: [0, 100], bands: [[83, 3], [85, 2], [87, 1], [ON, 0]] },
  // biome-ignore format: as above
  spo2Scale2Oxygen: { step: 1, plausible: [0, 100], bands: [[83, 3], [85, 2], [87, 1], [92, 0], [94, 1], [96, 2], [ON, 3]] },
  // biome-ignore format: as above
  systolic: { step: 1, plausible: [0, 350], bands: [[90, 3], [100, 2], [110, 1], [219, 0], [ON, 3]] },
  // biome-ignore format: as above
  pulse: { step: 1, plausible: [0, 350], bands: [[40, 3], [50, 1], [90, 0], [110, 1], [130, 2], [ON, 3]] },
  // biome-ignore format: as above
  temperature: { step: 0.1, plausible: [15, 47], bands: [[35, 3], [36, 1], [38, 0], [39, 1], [ON, 2]] },
};

const oxygenPoints = { air: 0, oxygen: 2 } as const;
const consciousnessPoints: Readonly<Record<Consciousness, number>> = { A: 0, C: 3, V: 3, P: 3, U: 3 };

/** What is worth so many points, or why it is worth none that are known. */
type Points = number | string;

/** The points of a value by one row of the table; a text says why there are none. Never throws. */
export function bandPoints(row: keyof typeof news2Bands, value: number): Points {
  const { step, plausible, bands } = news2Bands[row];
  const [least, most] = plausible;
  if (!(value >= least && value <= most)) return 'not plausible';
  // Tenths of a degree by division, so that 36.1 is the very number that the table has.
  const rounded = step === 1 ? Math.round(value) : Math.round(value * 10) / 10;
  return bands.find(([upTo]) => rounded <= upTo)?.[1] ?? 'not plausible';
}

/** With scale 2 and nobody knowing whether oxygen is given, saturations above the target have two meanings. */
function spo2Points(value: number, scale: 1 | 2, oxygen: 'air' | 'oxygen' | null): Points {
  if (scale === 1) return bandPoints('spo2Scale1', value);
  const [air, onOxygen] = [bandPoints('spo2Scale2Air', value), bandPoints('spo2Scale2Oxygen', value)];
  if (air === onOxygen) return air;
  return oxygen === null ? 'air or oxygen not known' : oxygen === 'air' ? air : onOxygen;
}

/** The points of an input that is there and not too old. */
function part<T>(
  name: News2Input,
  measured: Measured<T> | null,
  nowMs: number,
  points: (value: T) => Points,
): News2Part {
  if (measured === null) return { name, points: null, ageMs: null, missing: 'not measured' };
  const ageMs = nowMs - measured.timeMs;
  const found = untimely(ageMs, measured.kind) || points(measured.value);
  return typeof found === 'string'
    ? { name, points: null, ageMs, missing: found }
    : { name, points: found, ageMs, missing: '' };
}

/** Why an age is no good; '' when it is. */
function untimely(ageMs: number, kind: keyof typeof AGE_LIMITS_MS): string {
  if (!(ageMs >= -AHEAD_LIMIT_MS)) return 'of a time to come';
  return ageMs > AGE_LIMITS_MS[kind] ? `older than ${AGE_LIMITS_MS[kind] / 60_000} min` : '';
}

const ADULT_YEARS = 16;
const NOT_KNOWN = 'not known';

/**
 * The score now. An input that is missing, too old or not plausible is left out and said, and the score is partial: the
 * least it can be. Nothing is guessed. null, with its reason, for those whom NEWS2 is not made for, for those of whom that
 * is not known, and where there is nothing to score.
 */
export function news2(inputs: News2Inputs, nowMs: number): News2 {
  const { ageYears, spo2Scale, oxygen } = inputs;
  if (ageYears === null) return { score: null, reason: 'the age is not known, and NEWS2 is for adults' };
  if (!(ageYears >= ADULT_YEARS)) return { score: null, reason: `under ${ADULT_YEARS}: NEWS2 is for adults` };
  const knownOxygen = oxygen !== null && untimely(nowMs - oxygen.timeMs, oxygen.kind) === '' ? oxygen.value : null;
  const parts: readonly News2Part[] = [
    part('respiration', inputs.respiration, nowMs, (value) => bandPoints('respiration', value)),
    part('spo2', inputs.spo2, nowMs, (value) => spo2Points(value, spo2Scale, knownOxygen)),
    part('oxygen', oxygen, nowMs, (value) => oxygenPoints[value] ?? NOT_KNOWN),
    part('systolic', inputs.systolic, nowMs, (value) => bandPoints('systolic', value)),
    part('pulse', inputs.pulse, nowMs, (value) => bandPoints('pulse', value)),
    part('consciousness', inputs.consciousness, nowMs, (value) => consciousnessPoints[value] ?? NOT_KNOWN),
    part('temperature', inputs.temperature, nowMs, (value) => bandPoints('temperature', value)),
  ];
  const scored = parts.flatMap(({ points }) => (points === null ? [] : [points]));
  if (scored.length === 0) return { score: null, reason: 'nothing of it is measured' };
  const score = scored.reduce((sum, points) => sum + points, 0);
  return { score, isPartial: scored.length < parts.length, parts, response: responseTo(score, Math.max(...scored)) };
}

function responseTo(score: number, most: number): News2Response {
  if (score >= 7) return 'emergency';
  if (score >= 5) return 'urgent';
  if (most === 3) return 'single';
  return score > 0 ? 'ward' : 'routine';
}
