import { isReliable, isReliablePulse, longestGapMs, type Reading, rateRange, type Source } from './source.ts';

/** Rhythms whose alarms are judged. */
export type Rhythm = 'asystole' | 'bradycardia' | 'tachycardia' | 'ventricularTachycardia' | 'ventricularFibrillation';

/** What one source says of an alarm. */
export interface Opinion {
  readonly label: string;
  /** `unclear`: it can't be relied upon, or it does not decide. */
  readonly says: 'against' | 'for' | 'unclear';
  /** For people, with the number it hangs on. */
  readonly text: string;
}

/** A rule asks each source by itself. */
type Rule = (source: Source, reading: Reading) => Opinion;

/** The event lies in the last 10 s before the alarm, and lasts up to 4 s when it begins there. */
const GAP_FROM_MS = 14_000;
/** No QRS for 4 s is asystole; a source whose longest pause is shorter than this contradicts it. */
const ASYSTOLE_GAP_MS = 3_600;
/** Five beats are four intervals. */
const BRADYCARDIA_INTERVALS = 4;
const BRADYCARDIA_FROM_MS = 16_000;
/** The definition asks for less than 40 /min; alarms that experts held true reach 43, as monitors average otherwise. */
const BRADYCARDIA_RATE = 45;
/** A pulse wave blurs intervals: it contradicts only from here. */
const BRADYCARDIA_PULSE_RATE = 50;
/** Of the seventeen beats above 140 /min a part is enough: intervals that were missed would hide the others. */
const TACHYCARDIA_INTERVALS = 12;
const TACHYCARDIA_FROM_MS = 18_000;
const TACHYCARDIA_RATE = 125;
/** As regular as a calm rhythm is; and a lead and a pulse of one rate. */
const REGULAR = 0.12;
const SAME_RATE = 0.05;
/** Four seconds of fibrillation have no pulse, at the least for half of them. */
const FIBRILLATION_GAP_MS = 2_500;
const FIBRILLATION_FROM_MS = 8_000;
const FIBRILLATION_IRREGULARITY = 0.3;
const FIBRILLATION_LIKENESS = 0.85;

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
const opinion = (source: Source, isAgainst: boolean, text: string): Opinion => ({
  label: source.label,
  says: isReliable(source) ? (isAgainst ? 'against' : 'for') : 'unclear',
  text,
});

/** A rule a rhythm that rules can decide; ventricular tachycardia has a model of its own. */
export const rhythmRules: Readonly<Record<Exclude<Rhythm, 'ventricularTachycardia'>, Rule>> = {
  asystole: (source, { strip: { durationMs } }) => {
    const gapMs = longestGapMs(source.beatsMs, durationMs - GAP_FROM_MS, durationMs);
    return opinion(source, gapMs < ASYSTOLE_GAP_MS, `longest time without a beat ${seconds(gapMs)}`);
  },

  bradycardia: (source, { strip: { durationMs } }) => {
    const range = rateRange(source.beatsMs, BRADYCARDIA_INTERVALS, durationMs - BRADYCARDIA_FROM_MS);
    if (range === null) return { label: source.label, says: 'unclear', text: 'fewer than five beats' };
    const limit = source.kind === 'ecg' ? BRADYCARDIA_RATE : BRADYCARDIA_PULSE_RATE;
    return opinion(source, range.lowest > limit, `slowest five beats at ${range.lowest.toFixed(0)} /min`);
  },

  tachycardia: (source, reading) => {
    const fastest = fastestRate(source, reading);
    const text = `fastest ${TACHYCARDIA_INTERVALS + 1} beats at ${fastest.toFixed(0)} /min`;
    if (fastest >= TACHYCARDIA_RATE || fastest === 0) return opinion(source, false, text);
    const isSlowEverywhere = reading.sources
      .filter(({ kind }) => kind === 'ecg')
      .every((lead) => fastestRate(lead, reading) < TACHYCARDIA_RATE);
    const isConfirmed = reading.sources.some((other) => agree(source, other, reading) || agree(other, source, reading));
    return { label: source.label, says: isSlowEverywhere || isConfirmed ? 'against' : 'unclear', text };
  },

  ventricularFibrillation: (source, { strip: { durationMs } }) => {
    const gapMs = longestGapMs(source.beatsMs, durationMs - FIBRILLATION_FROM_MS, durationMs);
    const isClear =
      source.lowLikeness >= FIBRILLATION_LIKENESS &&
      (source.kind === 'ecg'
        ? source.irregularity <= FIBRILLATION_IRREGULARITY && gapMs < ASYSTOLE_GAP_MS
        : gapMs <= FIBRILLATION_GAP_MS);
    const what = source.kind === 'ecg' ? 'steady QRS, like each other' : 'clear pulses';
    return opinion(source, isClear, `${isClear ? '' : 'no '}${what}, longest pause ${seconds(gapMs)}`);
  },
};

/** 0: there are not so many beats. */
function fastestRate(source: Source, { strip: { durationMs } }: Reading): number {
  return rateRange(source.beatsMs, TACHYCARDIA_INTERVALS, durationMs - TACHYCARDIA_FROM_MS)?.highest ?? 0;
}

/** A lead and a reliable, regular pulse that give one slow rate: then what is faster counts T waves or noise. */
function agree(lead: Source, pulse: Source, reading: Reading): boolean {
  if (lead.kind !== 'ecg' || !isReliablePulse(pulse) || pulse.irregularity > REGULAR || lead.quality < 0.5)
    return false;
  const [one, other] = [fastestRate(lead, reading), fastestRate(pulse, reading)];
  return one > 0 && other > 0 && other < TACHYCARDIA_RATE && Math.abs(one / other - 1) <= SAME_RATE;
}
