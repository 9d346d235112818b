import { describe, expect, test } from 'vitest';
import { EcgBeats } from '#domain/analysis/ecgBeats.ts';
import { ecgTrace, noise, steady } from './ecgTrace.ts';

const SECOND = 1000;
const DURATION = 60 * SECOND;

/** All beats, with the leads sent in blocks of so many samples. */
function find(leads: readonly Float64Array[], rateHz: number, block = 25) {
  const finder = new EcgBeats(leads.map(() => rateHz));
  const fused: number[] = [];
  const own: number[][] = leads.map(() => []);
  for (let at = 0; at < (leads[0] as Float64Array).length; at += block) {
    for (const [lead, samples] of leads.entries()) {
      const news = finder.put(lead, samples.subarray(at, at + block));
      fused.push(...news.fused.map(({ atMs }) => atMs));
      for (const [k, beats] of news.own.entries()) own[k]?.push(...beats);
    }
  }
  return { fused, own, weights: finder.weights };
}

/** After learning; the last beats may still be pending. */
const judged = (beats: readonly number[]) => beats.filter((atMs) => atMs > 5 * SECOND && atMs < 55 * SECOND);

describe('beats', () => {
  test.each([
    [30, 125],
    [40, 250],
    [75, 360],
    [150, 500],
    [210, 250],
  ])('at %d a minute, sampled %d times a second, are all found, each within 40 ms', (ratePerMin, rateHz) => {
    const beats = steady(ratePerMin, DURATION);
    const found = judged(find([ecgTrace(beats, DURATION, rateHz)], rateHz).fused);
    const truth = judged(beats);
    expect(found.length).toBe(truth.length);
    for (const [k, beat] of truth.entries()) expect(Math.abs((found[k] as number) - beat)).toBeLessThan(40);
  });

  test('are the same whatever the blocks, and whatever the unit and the baseline', () => {
    const trace = ecgTrace(steady(80, DURATION), DURATION, 250);
    const found = find([trace], 250, 25).fused;
    expect(find([trace], 250, 1).fused).toEqual(found);
    expect(find([trace], 250, 4_000).fused).toEqual(found);
    const raw = find([trace.map((mv) => 1000 * mv + 500)], 250).fused;
    expect(raw.length).toBe(found.length);
    for (const [k, atMs] of raw.entries()) expect(atMs).toBeCloseTo(found[k] as number, 3);
  });

  test('a small beat after a pause is looked back for', () => {
    const beats = steady(60, DURATION);
    const trace = ecgTrace(beats, DURATION, 250);
    const small = beats[20] as number;
    const weak = ecgTrace([small], DURATION, 250, { qrsMv: -0.7, noiseMv: 0 });
    for (let k = 0; k < trace.length; k++) trace[k] = (trace[k] as number) + (weak[k] as number);
    expect(find([trace], 250).fused.some((atMs) => Math.abs(atMs - small) < 60)).toBe(true);
  });

  test('in asystole none are found, though the noise is still there', () => {
    const beats = steady(70, DURATION).filter((atMs) => atMs < 30 * SECOND);
    const found = find([ecgTrace(beats, DURATION, 250, { noiseMv: 0.03 })], 250).fused;
    expect(found.filter((atMs) => atMs > 30.5 * SECOND && atMs < 40 * SECOND)).toEqual([]);
  });

  test('a lead full of noise does not hide those of the other one', () => {
    const beats = steady(75, DURATION);
    const random = noise(7);
    const bad = Float64Array.from({ length: DURATION / 4 }, () => 2 * random());
    const { fused, weights } = find([bad, ecgTrace(beats, DURATION, 250)], 250);
    expect(judged(fused).length).toBe(judged(beats).length);
    expect(weights[1]).toBeGreaterThan(5 * (weights[0] as number));
  });

  test('across a gap nothing is invented, and after it they are found again', () => {
    const beats = steady(75, DURATION);
    const trace = ecgTrace(beats, DURATION, 250);
    trace.fill(Number.NaN, 20 * 250, 30 * 250);
    const { fused } = find([trace], 250);
    expect(fused.filter((atMs) => atMs > 20 * SECOND && atMs < 30 * SECOND)).toEqual([]);
    expect(fused.filter((atMs) => atMs > 31 * SECOND && atMs < 55 * SECOND).length).toBe(30);
  });

  test('a lead that stops coming is not waited for', () => {
    const beats = steady(75, DURATION);
    const finder = new EcgBeats([250, 250]);
    const trace = ecgTrace(beats, DURATION, 250);
    finder.put(0, trace.subarray(0, 10 * 250));
    const found: number[] = [];
    for (let at = 0; at < trace.length; at += 250)
      found.push(...finder.put(1, trace.subarray(at, at + 250)).fused.map(({ atMs }) => atMs));
    expect(found.at(-1)).toBeGreaterThan(56 * SECOND);
  });
});
