import { describe, expect, test } from 'vitest';
import { oscillations } from '#domain/analysis/oscillation.ts';
import type { StripChannel } from '#domain/analysis/strip.ts';
import { ecgTrace, noise, steady } from './ecgTrace.ts';
import { DURATION_MS } from './strips.ts';

const RATE = 250;
const channel = (samples: Float64Array): StripChannel => ({ kind: 'ecg', label: 'II', rateHz: RATE, samples });
const wave = (value: (s: number) => number) =>
  channel(Float64Array.from({ length: (DURATION_MS * RATE) / 1000 }, (_, k) => value(k / RATE)));
const lastOf = (one: StripChannel) =>
  oscillations(one, 20_000).windows[0] as ReturnType<typeof oscillations>['windows'][number];

describe('how a lead swings', () => {
  test.each([2, 3, 4])('an even wave of %d Hz is known by its frequency and is like itself a period later', (hz) => {
    const { frequencyHz, periodicity } = lastOf(wave((s) => Math.sin(2 * Math.PI * hz * s)));
    expect(frequencyHz).toBeCloseTo(hz, 1);
    expect(periodicity).toBeGreaterThan(0.95);
  });

  test('narrow beats at a calm rate swing fast, and are not periodic within the rates of a ventricular tachycardia', () => {
    const { frequencyHz, periodicity } = lastOf(channel(ecgTrace(steady(70, DURATION_MS), DURATION_MS, RATE)));
    expect(frequencyHz).toBeGreaterThan(4.5);
    expect(periodicity).toBeLessThan(0.3);
  });

  test('noise is not periodic', () => {
    const random = noise(8);
    expect(lastOf(wave(() => random())).periodicity).toBeLessThan(0.4);
  });

  test('what is usual is told by the whole strip, windows only from the time asked for', () => {
    const trace = ecgTrace(steady(75, DURATION_MS), DURATION_MS, RATE);
    for (let k = 25 * RATE; k < trace.length; k++) trace[k] = Math.sin((2 * Math.PI * 3 * k) / RATE);
    const { windows, usualHz } = oscillations(channel(trace), 22_000);
    expect(windows.map(({ untilMs }) => untilMs)).toEqual(Array.from({ length: 17 }, (_, k) => 30_000 - 500 * k));
    expect(windows[0]?.frequencyHz).toBeCloseTo(3, 0);
    expect(usualHz).toBeGreaterThan(1.5 * (windows[0]?.frequencyHz as number));
  });

  test('windows with missing samples, or of a flat line, are left out', () => {
    const gap = wave((s) => (s > 26 && s < 27 ? Number.NaN : Math.sin(20 * s)));
    const { windows } = oscillations(gap, 20_000);
    expect(windows.filter(({ untilMs }) => untilMs > 26_000 && untilMs < 30_000)).toEqual([]);
    expect(windows.length).toBeGreaterThan(0);
    expect(
      oscillations(
        wave(() => 0),
        0,
      ),
    ).toEqual({ windows: [], usualHz: 0 });
  });

  test('of a strip shorter than eight seconds nothing is said', () => {
    expect(oscillations(channel(new Float64Array(5 * RATE)), 0).windows).toEqual([]);
  });
});
