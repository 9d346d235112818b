import { intervalsOf } from './rates.ts';
import { median } from './recent.ts';
import type { Opinion, Rhythm } from './rhythmRules.ts';
import type { Fault } from './signalQuality.ts';
import { sketchOf } from './sketch.ts';
import { RECENT_MS } from './source.ts';
import type { SourceKind, Strip } from './strip.ts';
import { type Credibility, type Verdict, verdictOn } from './verdict.ts';

/** A channel of the bed, as a witness. */
export interface OpinionSource extends Opinion {
  /** IEEE 11073-10101 reference id, verbatim; null when the gateway knows none. */
  readonly code: string | null;
  readonly kind: SourceKind;
  /** 0 to 1. */
  readonly quality: number;
  /** Most frequent first. */
  readonly faults: readonly Fault[];
  /** Beats or pulses per minute at the strip's end; null: there are too few. */
  readonly ratePerMin: number | null;
  /** Whole ms from the strip's beginning, rising. */
  readonly beatsMs: readonly number[];
  /** What it looked like (sketch.ts). */
  readonly sketch: string;
}

/**
 * What the waves say of an alarm: a verdict with all that people need to see how it was come to. It stands with the alarm, in the
 * record, in every window and in the history. It changes what is written beside an alarm and nothing else: neither its
 * priority, its place, its colour nor its sound.
 */
export interface SecondOpinion {
  readonly rhythm: Rhythm;
  readonly credibility: Credibility;
  /** 0 to 1. */
  readonly confidence: number;
  /** One line for people. */
  readonly reason: string;
  /** The strip that was looked at: its end, on the clock of its samples, and how long it is. 0: nothing was looked at. */
  readonly untilMs: number;
  readonly durationMs: number;
  readonly sources: readonly OpinionSource[];
}

/** What is to be judged: a strip, where it ends, and what its channels are coded as, in their order. */
export interface OpinionQuestion {
  readonly rhythm: Rhythm;
  readonly strip: Strip;
  readonly codes: readonly (string | null)[];
  readonly untilMs: number;
}

/** More beats than a heart has in 30 s. */
const MOST_BEATS = 200;
const LONGEST_TEXT = 200;
const LEAST_INTERVALS = 3;

/** Judges a strip. Pure; takes as long as a verdict (verdict.ts). */
export function secondOpinion({ rhythm, strip, codes, untilMs }: OpinionQuestion): SecondOpinion {
  const verdict = verdictOn(rhythm, strip);
  return {
    rhythm,
    credibility: verdict.credibility,
    confidence: hundredths(verdict.confidence),
    reason: verdict.reason.slice(0, LONGEST_TEXT),
    untilMs,
    durationMs: strip.durationMs,
    sources: verdict.sources.map((source, k) => witness(source, strip, codes, k)),
  };
}

/** An opinion without any: why there is none, for people. */
export function noOpinion(rhythm: Rhythm, reason: string, untilMs: number): SecondOpinion {
  return { rhythm, credibility: 'cannotTell', confidence: 0, reason, untilMs, durationMs: 0, sources: [] };
}

function witness(
  { label, says, text, quality, faults, beatsMs }: Verdict['sources'][number],
  { channels, durationMs }: Strip,
  codes: readonly (string | null)[],
  k: number,
): OpinionSource {
  const { kind, samples } = channels[k] as Strip['channels'][number];
  const beats = beatsMs.slice(-MOST_BEATS).map(Math.round);
  return {
    code: codes[k] ?? null,
    kind,
    label,
    says,
    text: text.slice(0, LONGEST_TEXT),
    quality: hundredths(quality),
    faults,
    ratePerMin: rateOf(beats.filter((atMs) => atMs >= durationMs - RECENT_MS)),
    beatsMs: beats,
    sketch: sketchOf(samples),
  };
}

function rateOf(beatsMs: readonly number[]): number | null {
  const intervals = intervalsOf(beatsMs, MOST_BEATS);
  return intervals.length < LEAST_INTERVALS ? null : Math.round(60_000 / median(intervals));
}

function hundredths(part: number): number {
  return Math.round(100 * part) / 100;
}
