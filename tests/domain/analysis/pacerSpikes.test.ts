import { describe, expect, test } from 'vitest';
import { EcgBeats } from '#domain/analysis/ecgBeats.ts';
import { LiveBed } from '#domain/analysis/liveBed.ts';
import { bridgeMarks, PacerSpikes } from '#domain/analysis/pacerSpikes.ts';
import { verdictOn } from '#domain/analysis/verdict.ts';
import { ecgTrace, noise, steady } from './ecgTrace.ts';
import { DURATION_MS, pulse, strip } from './strips.ts';

const RATE = 250;
/** The pacer fires so long before the middle of the beat it makes. */
const BEFORE_MS = 84;

/** A lead of wide, paced beats. */
const pacedBeats = (beats: readonly number[], rateHz = RATE, durationMs = DURATION_MS) =>
  ecgTrace(beats, durationMs, rateHz, { qrsMv: -0.75, sigmaMs: 26 });

/** Spikes as a front end makes them: one sample, and a small swing back. */
function withSpikes(trace: Float64Array, timesMs: readonly number[], rateHz = RATE, spikeMv = 1.4): Float64Array {
  const spiked = trace.slice();
  for (const atMs of timesMs) {
    const index = Math.round((atMs * rateHz) / 1000);
    let back = -0.09 * spikeMv;
    const decay = 0.72 ** (250 / rateHz);
    for (let k = index + 1; k < index + 25 && k < spiked.length; k++) {
      spiked[k] = (spiked[k] as number) + back;
      back *= decay;
    }
    if (index < spiked.length) spiked[index] = (spiked[index] as number) + spikeMv;
  }
  return spiked;
}

/** Beats when leads are known; the last ones may still be pending. */
const judged = (all: readonly number[]) => all.filter((atMs) => atMs > 5_000 && atMs < DURATION_MS - 1_500);
const find = (trace: Float64Array, rateHz = RATE) => {
  const finder = new EcgBeats([rateHz]);
  return finder.put(0, trace).fused.map(({ atMs }) => atMs);
};
const beats = steady(70, DURATION_MS);
const spikes = beats.map((atMs) => atMs - BEFORE_MS);
const failsAt = 15_000;
/** Nine seconds after capture failed; in a line of nothing but noise a single maximum of it may count later on. */
const inStandstill = (atMs: number) => atMs > failsAt + 300 && atMs < failsAt + 9_000;

describe.each([250, 360, 500])('a paced heart, %d samples a second', (rateHz) => {
  test('has one beat for each paced QRS, and none for its spike', () => {
    const found = find(withSpikes(pacedBeats(beats, rateHz), spikes, rateHz), rateHz);
    const truth = judged(beats);
    expect(judged(found)).toHaveLength(truth.length);
    for (const [k, beat] of truth.entries()) expect(Math.abs((judged(found)[k] as number) - beat)).toBeLessThan(80);
  });

  test('that is no longer captured has no beats in the next nine seconds, though spikes go on', () => {
    const captured = beats.filter((atMs) => atMs < failsAt);
    const found = find(withSpikes(pacedBeats(captured, rateHz), spikes, rateHz), rateHz);
    expect(found.filter(inStandstill)).toEqual([]);
    expect(judged(found).length - judged(captured).length).toBeLessThanOrEqual(1);
  });

  test('with a spike before the atria and one before the ventricles has one beat for both', () => {
    const both = [...spikes, ...spikes.map((atMs) => atMs - 150)];
    const found = find(withSpikes(pacedBeats(beats, rateHz), both, rateHz), rateHz);
    expect(judged(found)).toHaveLength(judged(beats).length);
  });
});

describe('an asystole alarm of a patient with a pacemaker', () => {
  test('is credible when spikes go on without beats or pulse', () => {
    const captured = beats.filter((atMs) => atMs < 24_000);
    const samples = withSpikes(pacedBeats(captured), spikes);
    const verdict = verdictOn('asystole', strip({ kind: 'ecg', label: 'II', rateHz: RATE, samples }, pulse(captured)));
    expect(verdict.credibility).toBe('credible');
    expect(verdict.sources[0]?.beatsMs.filter((atMs) => atMs > 24_300)).toEqual([]);
  });

  test('is doubtful when every spike has its beat and its pulse', () => {
    const samples = withSpikes(pacedBeats(beats), spikes);
    const verdict = verdictOn('asystole', strip({ kind: 'ecg', label: 'II', rateHz: RATE, samples }, pulse(beats)));
    expect(verdict.credibility).toBe('doubtful');
  });
});

describe('at 125 samples a second, where a spike is as narrow as a sample', () => {
  const rateHz = 125;
  const captured = beats.filter((atMs) => atMs < failsAt);
  const samples = withSpikes(pacedBeats(captured, rateHz), spikes, rateHz);

  test('the marks of the device keep spikes out of a verdict', () => {
    const one = strip({ kind: 'ecg', label: 'II', rateHz, samples }, pulse(captured));
    const marked = { ...one, pacerMs: spikes };
    const beatsAfter = (verdict: ReturnType<typeof verdictOn>) =>
      verdict.sources[0]?.beatsMs.filter(inStandstill).length;
    expect(beatsAfter(verdictOn('asystole', one))).toBeGreaterThan(0);
    expect(beatsAfter(verdictOn('asystole', marked))).toBe(0);
  });

  test('and out of the live heart rate', () => {
    const channel = {
      channelId: 1,
      code: 'MDC_ECG_ELEC_POTL_II',
      label: 'II',
      unit: 'mV',
      rateHz,
      scalePerLsb: 0.001,
      offset: 0,
      rawMinimum: -32_768,
      rawMaximum: 32_767,
      originMs: 0,
    };
    const rateAt = (isMarked: boolean) => {
      const bed = new LiveBed([channel]);
      const raw = Int32Array.from(samples, (mv) => Math.round(1000 * mv));
      let heart: number | null = null;
      for (let at = 0; at < raw.length; at += 25) {
        for (const atMs of spikes) {
          const index = Math.round((atMs * rateHz) / 1000);
          if (isMarked && index >= at && index < at + 25) bed.mark({ channelId: 1, index, kind: 'pacer' });
        }
        for (const second of bed.put({ channelId: 1, firstIndex: at, samples: raw.subarray(at, at + 25) }))
          heart = second.heart.perMin;
      }
      return heart;
    };
    expect(rateAt(true)).toBe(0);
    expect(rateAt(false)).not.toBe(0);
  });
});

describe('what is no spike', () => {
  test('goes through untouched: narrow beats, noise, a step, gaps', () => {
    const random = noise(3);
    const traces = [
      ecgTrace(steady(180, DURATION_MS), DURATION_MS, RATE, { sigmaMs: 10, noiseMv: 0.02 }),
      Float64Array.from({ length: 5_000 }, () => random()),
      Float64Array.from({ length: 500 }, (_, k) => (k < 250 ? 0 : 3)),
      Float64Array.from({ length: 500 }, (_, k) => (k % 100 < 50 ? Number.NaN : Math.sin(k / 9))),
    ];
    for (const trace of traces) {
      const cleaner = new PacerSpikes(RATE);
      const out = [...trace].flatMap((value) => cleaner.step(value) ?? []);
      expect([...out, ...cleaner.flush()]).toEqual([...trace]);
    }
  });

  test('a mark at the edge of a strip, or beyond it, is no harm', () => {
    const samples = Float64Array.from({ length: 100 }, (_, k) => k);
    bridgeMarks(samples, RATE, [-3, 0, 50, 99, 140]);
    expect(samples.every(Number.isFinite)).toBe(true);
    expect(samples).toHaveLength(100);
  });
});
