import { type BeatShapes, beatShapes, shapeWave } from './beatShapes.ts';
import { withoutSpikes } from './pacerSpikes.ts';
import { quantile } from './recent.ts';
import { type Fault, SignalQuality } from './signalQuality.ts';
import type { SourceKind, Strip, StripChannel } from './strip.ts';
import { stripBeats } from './stripBeats.ts';

/** One channel as a witness of the heart. */
export interface Source {
  readonly kind: SourceKind;
  readonly label: string;
  /** ms from the strip's beginning, rising. */
  readonly beatsMs: readonly number[];
  /** How far its beats stand above its noise, 0 to 1. */
  readonly weight: number;
  /** Mean of its seconds of {@link RECENT_MS}, 0 to 1. */
  readonly quality: number;
  /** What was wrong with any of these seconds, most frequent first. */
  readonly faults: readonly Fault[];
  /** The band in which the shapes of its beats are looked at (beatShapes.ts). */
  readonly wave: Float64Array;
  readonly shapes: BeatShapes;
  /** Likeness of its recent beats to its usual one: the middle and the lower quartile. */
  readonly likeness: number;
  readonly lowLikeness: number;
  /** Recent intervals: the 90th centile of their distance from the middle one, as a part of it. 1: there are none. */
  readonly irregularity: number;
  /** Lower fifth of the heights of recent beats, beside the usual. */
  readonly size: number;
}

/** All channels of a strip, and the beats on which its ECG leads agree. */
export interface Reading {
  readonly strip: Strip;
  readonly sources: readonly Source[];
  readonly fusedMs: readonly number[];
}

/** What is recent in a strip: its last part of this length. The event lies in the last 10 s before an alarm. */
export const RECENT_MS = 12_000;

/** Reads every channel of a strip. The spikes of a pacemaker are taken out first. */
export function readStrip(recorded: Strip): Reading {
  const strip = withoutSpikes(recorded);
  const { own, fused, weights } = stripBeats(strip);
  const sources = strip.channels.map((channel, k) =>
    readSource(channel, strip.durationMs - RECENT_MS, own[k] as readonly number[], weights[k] as number),
  );
  return { strip, sources, fusedMs: fused };
}

function readSource(channel: StripChannel, fromMs: number, beatsMs: readonly number[], weight: number): Source {
  const wave = shapeWave(channel);
  const shapes = beatShapes(channel.kind, wave, beatsMs);
  const recent = shapes.beats.filter(({ atMs }) => atMs >= fromMs);
  const likenesses = recent.map(({ likeness }) => likeness);
  return {
    kind: channel.kind,
    label: channel.label,
    beatsMs,
    weight,
    ...recentQuality(channel, fromMs),
    wave,
    shapes,
    likeness: quantile(likenesses, 0.5),
    lowLikeness: quantile(likenesses, 0.25),
    irregularity: irregularityOf(beatsMs.filter((atMs) => atMs >= fromMs)),
    size:
      recent.length > 0
        ? quantile(
            recent.map(({ size }) => size),
            0.2,
          )
        : 1,
  };
}

function recentQuality({ kind, rateHz, samples }: StripChannel, fromMs: number): Pick<Source, 'quality' | 'faults'> {
  const judge = new SignalQuality(kind, rateHz);
  const counts = new Map<Fault, number>();
  let sum = 0;
  let seconds = 0;
  for (let index = 0; index < samples.length; index++) {
    const second = judge.step(samples[index] as number);
    if (second === null || (index * 1000) / rateHz < fromMs) continue;
    sum += second.score;
    seconds += 1;
    for (const fault of second.faults) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  }
  const faults = [...counts].sort((a, b) => b[1] - a[1]).map(([fault]) => fault);
  return { quality: seconds > 0 ? sum / seconds : 0, faults };
}

function irregularityOf(beatsMs: readonly number[]): number {
  const intervals = beatsMs.slice(1).map((atMs, k) => atMs - (beatsMs[k] as number));
  const usual = quantile(intervals, 0.5);
  if (usual === 0) return 1;
  return quantile(
    intervals.map((interval) => Math.abs(interval - usual) / usual),
    0.9,
  );
}

/** A pulse wave whose beats are clear, and like each other: what it says of the rhythm counts. */
export function isReliablePulse({ kind, quality, weight, likeness }: Source): boolean {
  return kind !== 'ecg' && quality >= 0.7 && weight >= 0.1 && likeness >= 0.88;
}

/** The same of an ECG lead. */
export function isReliableLead({ kind, quality, weight, likeness }: Source): boolean {
  return kind === 'ecg' && quality >= 0.5 && weight >= 0.1 && likeness >= 0.8;
}

/** Whether what a source says of the rhythm counts. */
export function isReliable(source: Source): boolean {
  return isReliableLead(source) || isReliablePulse(source);
}

/** Longest time without a beat between two moments, ms, their edges included. */
export function longestGapMs(beatsMs: readonly number[], fromMs: number, untilMs: number): number {
  const marks = [fromMs, ...beatsMs.filter((atMs) => atMs > fromMs && atMs < untilMs), untilMs];
  let longest = 0;
  for (let k = 1; k < marks.length; k++) longest = Math.max(longest, (marks[k] as number) - (marks[k - 1] as number));
  return longest;
}

/** Lowest and highest mean rate over so many intervals in a row, /min; null: there are not so many since `fromMs`. */
export function rateRange(
  beatsMs: readonly number[],
  intervals: number,
  fromMs: number,
): { readonly lowest: number; readonly highest: number } | null {
  const recent = beatsMs.filter((atMs) => atMs >= fromMs);
  if (recent.length <= intervals) return null;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = 0;
  for (let k = intervals; k < recent.length; k++) {
    const rate = (60_000 * intervals) / ((recent[k] as number) - (recent[k - intervals] as number));
    lowest = Math.min(lowest, rate);
    highest = Math.max(highest, rate);
  }
  return { lowest, highest };
}
