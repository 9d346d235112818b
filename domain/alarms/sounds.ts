import type { ShownPriority } from './priority.ts';

/** Priorities that sound. */
export type SoundingPriority = Exclude<ShownPriority, 'none'>;

/**
 * What the standard allows, both ends included, and beside it what Vigil takes. `source`: V, read in a source when the
 * row was written; M, common knowledge of the field or a second-hand account, the clause itself not read.
 */
export interface Choice {
  readonly least: number;
  readonly most: number;
  readonly chosen: number;
  readonly source: 'V' | 'M';
}

/** How a priority sounds. Lengths and spacings are measured between the points of 90 % of the amplitude. */
export interface SoundRow {
  /** Pulses between two longer pauses. */
  readonly pulses: Choice;
  readonly pulseMs: Choice;
  /** From the end of a pulse to the beginning of the next within a figure. */
  readonly spacingMs: Choice;
  /** Pulses after which one beat is left out (twice the spacing and a pulse): it makes five pulses 3-2. */
  readonly beatLeftOutAfter: readonly number[];
  /** Between the two groups of five; null: there is one group. */
  readonly groupPauseMs: Choice | null;
  /** From the end of a burst to the beginning of the next. */
  readonly restMs: Choice;
  /** The same for an alarm that nobody has answered in time. */
  readonly escalatedRestMs: Choice;
  /** From 10 to 90 % of the amplitude, as a share of the pulse. */
  readonly riseShare: Choice;
  /** From 90 to 10 % of the amplitude: over before the next pulse rises. */
  readonly fallMs: Choice;
  /** Of each pulse, in order. */
  readonly melodyHz: readonly Choice[];
}

const V = 'V';
const M = 'M';
const choice = (source: Choice['source'], least: number, most: number, chosen: number): Choice => ({
  least,
  most,
  chosen,
  source,
});

/** IEC 60601-1-8, 6.3.3.1, as CLINICAL.md (Alarm signals) has it: the fundamental of every pulse. */
const pitch = (chosenHz: number): Choice => choice(V, 150, 1_000, chosenHz);
/** The end of the range is from accounts of Table 4; the amendment of 2012 is said to allow 40 %. */
const riseShare = choice(M, 0.1, 0.2, 0.15);

// Equal temperament. No melody of Annex F is taken: those name a cause (heart, oxygen, ventilation), which a sound for the
// whole ward cannot know.
const C4 = 261.63;
const E4 = 329.63;
const G4 = 392;
const C5 = 523.25;
const G5 = 783.99;

/**
 * The sounds of IEC 60601-1-8, Tables 3 and 4. Priorities are told apart by their number of pulses, by tempo, by rhythm
 * (3-2 3-2, three even ones, two) and by melody (rising by a fifth, level, falling by a third), so also through a wall.
 *
 * The standard wants higher priorities to sound more urgent: faster, higher and more often.
 */
export const alarmSounds: Readonly<Record<SoundingPriority, SoundRow>> = {
  high: {
    pulses: choice(V, 10, 10, 10),
    pulseMs: choice(V, 75, 200, 120),
    spacingMs: choice(V, 50, 125, 80),
    beatLeftOutAfter: [3, 8],
    groupPauseMs: choice(V, 350, 1_300, 600),
    restMs: choice(V, 2_500, 15_000, 6_000),
    escalatedRestMs: choice(V, 2_500, 15_000, 2_500),
    riseShare,
    fallMs: choice(M, 1, 80 - 0.15 * 120, 20),
    melodyHz: [C5, C5, C5, G5, G5, C5, C5, C5, G5, G5].map(pitch),
  },
  medium: {
    pulses: choice(V, 3, 3, 3),
    pulseMs: choice(V, 125, 250, 180),
    spacingMs: choice(V, 125, 250, 180),
    beatLeftOutAfter: [],
    groupPauseMs: null,
    restMs: choice(M, 2_500, 30_000, 12_000),
    escalatedRestMs: choice(M, 2_500, 30_000, 2_500),
    riseShare,
    fallMs: choice(M, 1, 180 - 0.15 * 180, 30),
    melodyHz: [G4, G4, G4].map(pitch),
  },
  low: {
    pulses: choice(V, 1, 2, 2),
    pulseMs: choice(M, 125, 250, 220),
    spacingMs: choice(M, 125, 250, 220),
    beatLeftOutAfter: [],
    groupPauseMs: null,
    // "More than 15 s, or no repeat."
    restMs: choice(M, 15_001, Number.POSITIVE_INFINITY, 30_000),
    escalatedRestMs: choice(M, 15_001, Number.POSITIVE_INFINITY, 15_500),
    riseShare,
    fallMs: choice(M, 1, 220 - 0.15 * 220, 40),
    melodyHz: [E4, C4].map(pitch),
  },
};

/**
 * Level of each harmonic against the fundamental, in dB; the first is the fundamental itself. At least four of them lie in
 * 300 to 4000 Hz for each pitch and within 15 dB: people whose hearing has lost a band still hear the others, and a sound
 * of many harmonics is easier to place in a room.
 */
export const HARMONICS_DB: readonly Choice[] = [0, -3, -6, -8, -10, -12].map((db) => choice(V, -15, 15, db));

/** One pulse of a burst. Rise and fall are straight lines of the amplitude. */
export interface Pulse {
  /** Where it has risen to 90 % of its amplitude, from the beginning of the burst. */
  readonly startMs: number;
  /** From there to where it has fallen to 90 %. */
  readonly lengthMs: number;
  /** From 10 to 90 %. */
  readonly riseMs: number;
  /** From 90 to 10 %. */
  readonly fallMs: number;
  readonly frequencyHz: number;
}

/** A burst, from the first silence that it breaks to the silence after it. */
export interface SoundPlan {
  readonly pulses: readonly Pulse[];
  /** Until the last pulse has fallen to nothing. */
  readonly lengthMs: number;
  /** From the beginning of this burst to the beginning of the next, while the alarm is not answered. */
  readonly periodMs: number;
}

/** Of a straight line from 0 to 100 %: the share of its length that lies between 10 and 90 %, and below 90 %. */
const MIDDLE = 0.8;
const BELOW_90 = 0.9;

/** Time that a straight line takes from nothing to all, of which `middleMs` are between 10 and 90 %. */
export function rampMs(middleMs: number): number {
  return middleMs / MIDDLE;
}

/** The burst of a priority. An alarm that has escalated, because nobody answered, comes again after the shortest rest allowed. */
export function soundPlan(priority: SoundingPriority, isEscalated: boolean): SoundPlan {
  const sound = alarmSounds[priority];
  const lengthMs = sound.pulseMs.chosen;
  const spacingMs = sound.spacingMs.chosen;
  const riseMs = sound.riseShare.chosen * lengthMs;
  const fallMs = sound.fallMs.chosen;
  const count = sound.pulses.chosen;
  const firstMs = BELOW_90 * rampMs(riseMs);
  const pulses: Pulse[] = [];
  let startMs = firstMs;
  for (let n = 1; n <= count; n++) {
    pulses.push({ startMs, lengthMs, riseMs, fallMs, frequencyHz: sound.melodyHz[n - 1]!.chosen });
    startMs += lengthMs;
    if (sound.groupPauseMs !== null && n === count / 2) startMs += sound.groupPauseMs.chosen;
    else startMs += sound.beatLeftOutAfter.includes(n) ? 2 * spacingMs + lengthMs : spacingMs;
  }
  const last = pulses[pulses.length - 1]!;
  const endMs = last.startMs + last.lengthMs;
  const restMs = (isEscalated ? sound.escalatedRestMs : sound.restMs).chosen;
  return { pulses, lengthMs: endMs + BELOW_90 * rampMs(fallMs), periodMs: endMs + restMs - firstMs };
}
