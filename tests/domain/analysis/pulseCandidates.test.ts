import { describe, expect, test } from 'vitest';
import { PulseBeats } from '#domain/analysis/pulseBeats.ts';
import { PulseCandidates } from '#domain/analysis/pulseCandidates.ts';
import { steady } from './ecgTrace.ts';
import { pulseWave } from './waves.ts';

const MINUTE = 60_000;
const candidatesOf = (wave: ArrayLike<number>, rateHz: number) => {
  const finder = new PulseCandidates(rateHz);
  return Array.from(wave).flatMap((value) => finder.step(value) ?? []);
};

describe('where a pulse wave rises', () => {
  test.each([
    [40, 125],
    [75, 62.5],
    [120, 250],
    [180, 500],
  ])('at %d pulses a minute, sampled %d times a second, each upstroke is found within 60 ms', (rate, rateHz) => {
    const beats = steady(rate, MINUTE);
    const found = new PulseBeats(rateHz).put(pulseWave(beats, MINUTE, rateHz));
    const upstrokes = beats.map((atMs) => atMs + 310).filter((atMs) => atMs > 5_000 && atMs < 55_000);
    for (const upstroke of upstrokes) {
      const nearest = Math.min(...found.map((atMs) => Math.abs(atMs - upstroke)));
      expect(nearest).toBeLessThan(60);
    }
    expect(found.filter((atMs) => atMs > 5_000 && atMs < 55_000).length).toBeLessThanOrEqual(upstrokes.length + 1);
  });

  test('a dicrotic wave is no pulse of its own', () => {
    const beats = steady(60, MINUTE);
    const wave = pulseWave(beats, MINUTE, 125);
    const second = pulseWave(
      beats.map((atMs) => atMs + 320),
      MINUTE,
      125,
    );
    const found = new PulseBeats(125).put(wave.map((value, k) => value + 0.25 * (second[k] as number)));
    expect(found.filter((atMs) => atMs > 5_000 && atMs < 55_000)).toHaveLength(50);
  });

  test('a wave that stands rises nowhere', () => {
    expect(candidatesOf(new Float64Array(1_000).fill(80), 125)).toEqual([]);
  });

  test('nothing is found within a gap, and pulses are found again after it', () => {
    const wave = pulseWave(steady(75, MINUTE), MINUTE, 125);
    wave.fill(Number.NaN, 20 * 125, 30 * 125);
    const times = candidatesOf(wave, 125).map(({ index }) => index * 8);
    expect(times.filter((atMs) => atMs > 20_100 && atMs < 29_900)).toEqual([]);
    expect(times.filter((atMs) => atMs > 31_000).length).toBeGreaterThan(30);
  });
});
