import { describe, expect, test } from 'vitest';
import { Breaths } from '#domain/analysis/breaths.ts';
import { breathing } from './waves.ts';

const MINUTE = 60_000;
const find = (wave: ArrayLike<number>, rateHz: number) => {
  const finder = new Breaths(rateHz);
  return Array.from(wave).flatMap((value) => finder.step(value) ?? []);
};
/** A minute's count, without the seconds in which the first is learned. */
const perMinute = (wave: ArrayLike<number>, rateHz: number) => {
  const times = find(wave, rateHz).map(({ atMs }) => atMs);
  return (60_000 * (times.length - 1)) / ((times.at(-1) as number) - (times[0] as number));
};

describe('breaths', () => {
  test.each([
    [6, 62.5],
    [12, 125],
    [20, 25],
    [30, 125],
    [50, 62.5],
  ])('at %d a minute are counted, sampled %d times a second', (rate, rateHz) => {
    expect(perMinute(breathing(rate, MINUTE, rateHz), rateHz)).toBeCloseTo(rate, 0);
  });

  test('are the same in any unit and about any level', () => {
    const wave = breathing(16, MINUTE, 125);
    const times = find(wave, 125).map(({ atMs }) => atMs);
    const other = find(
      wave.map((value) => 3000 * value + 40_000),
      125,
    ).map(({ atMs }) => atMs);
    expect(other).toEqual(times);
  });

  test('that are cut off at both ends are counted once each', () => {
    const cut = breathing(15, MINUTE, 125).map((value) => Math.max(-0.4, Math.min(0.4, value)));
    expect(perMinute(cut, 125)).toBeCloseTo(15, 0);
  });

  test('end in apnoea: what the heart moves is no breath', () => {
    const wave = breathing(15, MINUTE, 125);
    for (let k = 30 * 125; k < wave.length; k++) wave[k] = 0.1 * Math.sin((2 * Math.PI * 1.2 * k) / 125);
    const times = find(wave, 125).map(({ atMs }) => atMs);
    expect(times.filter((atMs) => atMs > 32_000)).toEqual([]);
  });

  test('that become shallow are found again after some seconds', () => {
    const wave = breathing(15, 2 * MINUTE, 125).map((value, k) => (k < MINUTE / 8 ? value : 0.25 * value));
    const late = find(wave, 125).filter(({ atMs }) => atMs > 1.5 * MINUTE);
    expect(late.length).toBeGreaterThanOrEqual(7);
  });

  test('are not found across a gap, and are learned again after it', () => {
    const wave = breathing(15, MINUTE, 125);
    wave.fill(Number.NaN, 20 * 125, 30 * 125);
    const times = find(wave, 125).map(({ atMs }) => atMs);
    expect(times.filter((atMs) => atMs > 20_000 && atMs < 36_000)).toEqual([]);
    expect(times.filter((atMs) => atMs > 38_000).length).toBeGreaterThanOrEqual(4);
  });

  test('a flat line has none', () => {
    expect(find(new Float64Array(125 * 60), 125)).toEqual([]);
  });
});
