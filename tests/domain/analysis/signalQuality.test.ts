import { expect, test } from 'vitest';
import { SignalQuality } from '#domain/analysis/signalQuality.ts';
import type { SourceKind } from '#domain/analysis/strip.ts';
import { ecgTrace, noise, steady } from './ecgTrace.ts';

const RATE = 250;
const random = noise(5);
const good = ecgTrace(steady(75, 10_000), 10_000, RATE);
const secondsOf = (kind: SourceKind, samples: ArrayLike<number>) => {
  const judge = new SignalQuality(kind, RATE);
  return Array.from(samples).flatMap((value) => judge.step(value) ?? []);
};
const wave = (value: (k: number) => number) => Float64Array.from({ length: 10 * RATE }, (_, k) => value(k));

test('a clean lead has ten good seconds in ten, without a fault', () => {
  expect(secondsOf('ecg', good)).toEqual(Array.from({ length: 10 }, () => ({ score: 1, faults: [] })));
});

test.each([
  ['missing', wave((k) => (k % RATE < 100 ? Number.NaN : Math.sin(k / 9)))],
  ['flat', wave(() => 0.3)],
  ['steps', wave((k) => Math.floor(k / 40) % 3)],
  ['saturated', wave((k) => Math.max(-1, Math.min(1, 4 * Math.sin(k / 40))))],
  ['noise', wave((k) => 0.2 * Math.sin(k / 40) + random())],
] as const)('%s is the fault of each second', (fault, samples) => {
  const seconds = secondsOf('pleth', samples).slice(1);
  expect(seconds).toHaveLength(9);
  for (const { score, faults } of seconds) {
    expect(faults).toContain(fault);
    expect(score).toBeLessThanOrEqual(0.2);
  }
});

test('a fault ends with the second it was in', () => {
  const samples = good.slice();
  samples.fill(Number.NaN, 3 * RATE, 4 * RATE);
  expect(secondsOf('ecg', samples).map(({ faults }) => faults.length)).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
});
