import { BeatFinder } from './beatFinder.ts';
import { PulseCandidates } from './pulseCandidates.ts';
import { SlopeCandidates } from './slopeCandidates.ts';
import type { Strip, StripChannel } from './strip.ts';

/** The beats in a strip, ms from its beginning, rising. */
export interface StripBeats {
  /** Of each channel alone. */
  readonly own: readonly (readonly number[])[];
  /** On which the ECG leads agree; none where there is no lead. */
  readonly fused: readonly number[];
  /** How much each channel could be trusted in the end, 0 to 1. */
  readonly weights: readonly number[];
}

interface Found {
  readonly lead: number;
  readonly atMs: number;
  readonly height: number;
}

/**
 * The beats of a whole strip, as the streaming detectors find them that have seen the strip before: all of it is gone through
 * twice, so that the first seconds are judged by levels that were learned, too.
 */
export function stripBeats({ channels, durationMs }: Strip): StripBeats {
  const own: (readonly number[])[] = channels.map(() => []);
  const candidates = channels.map(candidatesOf);
  const weights: number[] = channels.map(() => 0);
  const ecg = channels.flatMap(({ kind }, k) => (kind === 'ecg' ? [k] : []));
  const fused = judge(ecg, candidates, durationMs, own, weights);
  for (const [k, { kind }] of channels.entries()) if (kind !== 'ecg') judge([k], candidates, durationMs, own, weights);
  return { own, fused, weights };
}

/** Judges channels together; fills in what each found alone. */
function judge(
  which: readonly number[],
  candidates: readonly (readonly Omit<Found, 'lead'>[])[],
  durationMs: number,
  own: (readonly number[])[],
  weights: number[],
): readonly number[] {
  const found = which
    .flatMap((k, lead) => (candidates[k] ?? []).map((one): Found => ({ lead, ...one })))
    .sort((a, b) => a.atMs - b.atMs);
  const finder = new BeatFinder(which.length);
  for (const { lead, atMs, height } of found) finder.put(lead, atMs - durationMs, height);
  finder.pass(0);
  const alone: number[][] = which.map(() => []);
  const together: number[] = [];
  for (const { lead, atMs, height } of found) {
    const beats = finder.put(lead, atMs, height);
    alone[lead]?.push(...beats.own.map((beat) => beat.atMs));
    together.push(...beats.fused.map((beat) => beat.atMs));
  }
  together.push(...finder.pass(Number.POSITIVE_INFINITY).map((beat) => beat.atMs));
  for (const [lead, k] of which.entries()) {
    own[k] = (alone[lead] as number[]).filter((atMs) => atMs >= 0);
    weights[k] = finder.weights[lead] as number;
  }
  return together.filter((atMs) => atMs >= 0);
}

function candidatesOf({ kind, rateHz, samples }: StripChannel): readonly { atMs: number; height: number }[] {
  const finder = kind === 'ecg' ? new SlopeCandidates(rateHz) : new PulseCandidates(rateHz);
  const found: { atMs: number; height: number }[] = [];
  for (let k = 0; k < samples.length; k++) {
    const candidate = finder.step(samples[k] as number);
    if (candidate !== null) found.push({ atMs: (candidate.index * 1000) / rateHz, height: candidate.height });
  }
  return found;
}
