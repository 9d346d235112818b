import { type BeatShape, beatShapes } from './beatShapes.ts';
import { type Oscillations, oscillations } from './oscillation.ts';
import { median } from './recent.ts';
import { isReliablePulse, type Reading, type Source } from './source.ts';

/** What speaks for and against a run of ventricular beats, each 0 to 1. */
export interface VentricularEvidence {
  /** The most that a lead swings slowly and evenly, as wide beats in a row do. */
  readonly wideRhythm: number;
  /** The most that leads together swing more slowly than is usual for them, and evenly. */
  readonly widened: number;
  /** The most that five beats in a row at more than 100 a minute are unlike the usual beat but like each other. */
  readonly otherBeats: number;
  /** How small the smallest pulses of a reliable pulse wave are. 1: none is smaller than usual, or there is none. */
  readonly pulseSize: number;
  /** How clear beats are in the worst lead. */
  readonly clearness: number;
  /** Lower quartile of the likeness of recent beats to the usual one, in the lead where it is lowest. */
  readonly sameness: number;
}

export const evidenceNames = [
  'wideRhythm',
  'widened',
  'otherBeats',
  'pulseSize',
  'clearness',
  'sameness',
] as const satisfies readonly (keyof VentricularEvidence)[];

/** Where the run must lie: the alarm comes within so long after it. */
const EVENT_MS = 8_000;
/** Mean frequency at which a lead is no longer wide at all, and how far below it it is wholly so, Hz. */
const NARROW_HZ = 7;
const WIDE_BELOW_HZ = 3;
/** The usual mean frequency over the window's: from 1 not widened, from 1.8 wholly. */
const WIDENED_BY = 0.8;
const RUN = 5;
/** Challenge 2015: five ventricular beats at more than 100 a minute; a soft edge, as intervals are measured to some ms. */
const RUN_RATE = 100;
const RUN_RATE_EDGE = 5;
const PAUSE_MS = 900;

const between = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value));

/** The evidence in a strip. A lead of no quality says nothing; without any lead nothing speaks for a run. */
export function ventricularEvidence({ strip, sources, fusedMs }: Reading): VentricularEvidence {
  const endMs = strip.durationMs;
  const leads = sources.flatMap((source, k) =>
    source.kind === 'ecg' && source.quality >= 0.5
      ? [{ source, channel: strip.channels[k] as (typeof strip.channels)[number] }]
      : [],
  );
  const swings = leads.map(({ channel }) => oscillations(channel, endMs - EVENT_MS));
  const shapes = leads.map(({ source }) => beatShapes('ecg', source.wave, fusedMs).beats);
  const ecg = sources.filter(({ kind }) => kind === 'ecg');
  const pulses = sources.filter(isReliablePulse);
  return {
    ...slowSwings(swings),
    otherBeats: otherBeats(
      fusedMs.filter((atMs) => atMs >= endMs - EVENT_MS - 4_000),
      shapes,
    ),
    pulseSize: between(Math.min(1, ...pulses.map(({ size }) => size)), 0.4, 1),
    clearness: ecg.length > 0 ? Math.min(...ecg.map(({ weight }) => weight)) : 0,
    sameness: between(leastSame(leads.map(({ source }) => source)), -0.2, 1),
  };
}

function leastSame(leads: readonly Source[]): number {
  return Math.min(1, ...leads.map(({ lowLikeness }) => lowLikeness));
}

function slowSwings(leads: readonly Oscillations[]): Pick<VentricularEvidence, 'wideRhythm' | 'widened'> {
  const times = [...new Set(leads.flatMap(({ windows }) => windows.map(({ untilMs }) => untilMs)))];
  let wideRhythm = 0;
  let widened = 0;
  for (const time of times) {
    const here = leads.flatMap(({ windows, usualHz }) => {
      const window = windows.find(({ untilMs }) => untilMs === time);
      return window === undefined ? [] : [{ ...window, usualHz }];
    });
    let sum = 0;
    for (const { periodicity, frequencyHz, usualHz } of here) {
      wideRhythm = Math.max(wideRhythm, periodicity * between((NARROW_HZ - frequencyHz) / WIDE_BELOW_HZ, 0, 1));
      sum += periodicity * between((usualHz / frequencyHz - 1) / WIDENED_BY, 0, 1);
    }
    widened = Math.max(widened, sum / here.length);
  }
  return { wideRhythm, widened };
}

function otherBeats(beatsMs: readonly number[], leads: readonly (readonly BeatShape[])[]): number {
  const byTime = leads.map((beats) => new Map(beats.map((beat) => [beat.atMs, beat])));
  let most = 0;
  for (let k = RUN - 1; k < beatsMs.length; k++) {
    const run = beatsMs.slice(k - RUN + 1, k + 1);
    const rate = (60_000 * (RUN - 1)) / ((run.at(-1) as number) - (run[0] as number));
    const longest = Math.max(...run.slice(1).map((atMs, at) => atMs - (run[at] as number)));
    const fast = (longest < PAUSE_MS ? 1 : 0.3) / (1 + Math.exp((RUN_RATE - rate) / RUN_RATE_EDGE));
    for (const shapes of byTime) {
      const beats = run.flatMap((atMs) => shapes.get(atMs) ?? []);
      if (beats.length < RUN - 1) continue;
      const unlike = between(1.5 * (1 - median(beats.map(({ likeness }) => likeness))), 0, 1);
      const alike = between(median(beats.slice(1).map(({ likePrevious }) => likePrevious)), 0, 1);
      most = Math.max(most, fast * unlike * alike);
    }
  }
  return most;
}
