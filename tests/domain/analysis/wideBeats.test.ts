import { describe, expect, test } from 'vitest';
import { LiveBed } from '#domain/analysis/liveBed.ts';
import { WideBeats } from '#domain/analysis/wideBeats.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { ecgTrace, steady } from './ecgTrace.ts';

const RATE = 250;
const DURATION_MS = 30_000;
/** Every 2/3 s; one is left out at 20.5 s, and what is there instead comes early. */
const beats = steady(90, DURATION_MS).filter((atMs) => Math.abs(atMs - 20_500) > 1);
const BEFORE_MS = 20_500 - 60_000 / 90;
const EARLY_MS = BEFORE_MS + 420;

/** A lead, and in it a beat so wide that hardly anything of it is above 10 Hz. */
function lead(wideMs: readonly number[], { wideMv = 1.2, seed = 1 } = {}): Float64Array {
  const wide = ecgTrace(wideMs, DURATION_MS, RATE, { qrsMv: wideMv, sigmaMs: 45, noiseMv: 0 });
  return ecgTrace(beats, DURATION_MS, RATE, { seed }).map((value, k) => value + (wide[k] as number));
}

/** What is found between the beats that others found. */
function found(leads: readonly Float64Array[], among: readonly number[] = beats): readonly number[] {
  const wide = new WideBeats(leads.map(() => RATE));
  const step = RATE / 2;
  const all: number[] = [];
  let next = 0;
  for (let from = 0; from < (leads[0] as Float64Array).length; from += step) {
    for (const [k, samples] of leads.entries()) wide.put(k, samples.subarray(from, from + step));
    for (; (among[next] ?? Number.POSITIVE_INFINITY) < ((from + step) * 1000) / RATE - 300; next++) {
      const atMs = wide.beat(among[next] as number);
      if (atMs !== null) all.push(atMs);
    }
  }
  return all;
}

describe('between two beats', () => {
  test('a wide, early one is found where it is, also when one lead of two shows it', () => {
    for (const leads of [[lead([EARLY_MS])], [lead([], { seed: 2 }), lead([EARLY_MS])]]) {
      const [atMs = 0, ...others] = found(leads);
      expect(Math.abs(atMs - EARLY_MS)).toBeLessThan(80);
      expect(others).toEqual([]);
    }
  });

  test('a pause stays a pause, and so does one with a P wave alone', () => {
    expect(found([lead([])])).toEqual([]);
    expect(found([lead([20_300], { wideMv: 0.2 })])).toEqual([]);
  });

  test('after a wide beat that was found its T wave is no other one', () => {
    const wideMs = BEFORE_MS - 200;
    const among = beats.map((atMs) => (Math.abs(atMs - BEFORE_MS) < 1 ? wideMs : atMs));
    const trace = ecgTrace(
      among.filter((atMs) => atMs !== wideMs),
      DURATION_MS,
      RATE,
    );
    const wide = ecgTrace([wideMs, wideMs + 330], DURATION_MS, RATE, { qrsMv: 3, sigmaMs: 45, noiseMv: 0 });
    expect(found([trace.map((value, k) => value + (wide[k] as number))], among)).toEqual([]);
  });

  test('nothing is looked for in a standstill, nor across missing samples', () => {
    const until = beats.filter((atMs) => atMs < 14_000 || atMs > 19_500);
    const stopped = ecgTrace(until, DURATION_MS, RATE);
    const artefact = ecgTrace([16_500], DURATION_MS, RATE, { qrsMv: 2, sigmaMs: 45, noiseMv: 0 });
    expect(found([stopped.map((value, k) => value + (artefact[k] as number))], until)).toEqual([]);
    const holed = lead([EARLY_MS]);
    holed.fill(Number.NaN, (RATE * (EARLY_MS - 100)) / 1000, (RATE * EARLY_MS) / 1000);
    expect(found([holed])).toEqual([]);
  });

  test('nothing is found before the usual is known', () => {
    const early = beats.filter((_, k) => k !== 4);
    expect(found([lead([(early[3] as number) + 420])], early.slice(0, 8))).toEqual([]);
  });
});

test('a wide beat counts in the heart rate, and a pause of the same length lowers it', () => {
  const channel: Channel = {
    channelId: 1,
    code: 'MDC_ECG_ELEC_POTL_II',
    label: 'II',
    unit: 'mV',
    rateHz: RATE,
    scalePerLsb: 0.001,
    offset: 0,
    rawMinimum: -32_768,
    rawMaximum: 32_767,
    originMs: 0,
  };
  const rateAfter = (wideMs: readonly number[]): number => {
    const samples = Int32Array.from(lead(wideMs), (value) => Math.round(1000 * value));
    const told = new LiveBed([channel]).put({ channelId: 1, firstIndex: 0, samples });
    return told.find(({ untilMs }) => untilMs === 24_000)?.heart.perMin ?? 0;
  };
  expect(rateAfter([EARLY_MS])).toBeCloseTo(90, 0);
  expect(rateAfter([])).toBeCloseTo((90 * 12) / 13, 0);
});
