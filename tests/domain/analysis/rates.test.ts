import { describe, expect, test } from 'vitest';
import { heartRate, pulseRate, rateError, respirationRate, scatter } from '#domain/analysis/rates.ts';

/** Times from intervals, ms. */
const times = (...intervals: number[]) => {
  let atMs = 0;
  return [0, ...intervals.map((interval) => (atMs += interval))];
};
const many = (count: number, interval: number) => Array.from({ length: count }, () => interval);

describe('heart rate', () => {
  test.each([
    ['nothing is known', [], 1_000, null],
    ['fewer than four intervals', times(1000, 1000, 1000), 3_500, null],
    ['a steady rhythm', times(...many(20, 750)), 15_100, 80],
    [
      'the mean of twelve intervals, irregular as they are',
      times(...many(9, 5), ...many(6, 600), ...many(6, 900)),
      9_100,
      80,
    ],
    ['three long intervals in a row: the last four', times(...many(12, 600), ...many(4, 1500)), 13_300, 40],
    ['no beat for 4 s', times(...many(20, 750)), 19_100, 0],
  ])('%s', (_, beats, nowMs, rate) => {
    expect(heartRate(beats, nowMs)).toBe(rate);
  });
});

describe('pulse rate', () => {
  test('a pulse that is missed now and then does not lower it', () => {
    const intervals = [...many(5, 800), 1600, ...many(5, 800), 1600, ...many(4, 800)];
    expect(pulseRate(times(...intervals), 15_000)).toBe(75);
  });

  test('is 0 after 4 s without one, and unknown of none', () => {
    expect(pulseRate(times(...many(20, 800)), 20_100)).toBe(0);
    expect(pulseRate([], 20_000)).toBeNull();
  });
});

describe('respiration rate', () => {
  test('is the mean of eight intervals, and 0 after 20 s of apnoea', () => {
    const breaths = times(...many(3, 9_000), ...many(8, 4_000));
    expect(respirationRate(breaths, 60_000)).toBe(15);
    expect(respirationRate(breaths, 79_000)).toBe(15);
    expect(respirationRate(breaths, 79_001)).toBe(0);
    expect(respirationRate(times(4_000, 4_000), 8_000)).toBeNull();
  });
});

test('a rate is named the less sharply the more its intervals scatter, and more sharply the more of them are averaged', () => {
  expect(rateError(80, 0.1, 16)).toBeCloseTo(2);
  expect(rateError(80, 0.1, 4)).toBeCloseTo(4);
  expect(rateError(80, 0, 12)).toBe(0);
  expect(rateError(null, 0, 12)).toBe(Number.POSITIVE_INFINITY);
  expect(rateError(80, null, 12)).toBe(Number.POSITIVE_INFINITY);
});

test('scatter is how far most lie from the middle one, as a part of it', () => {
  expect(scatter([100, 100, 100, 100])).toBe(0);
  expect(scatter([80, 100, 100, 100, 120])).toBeCloseTo(0.2);
  expect(scatter([])).toBe(Number.POSITIVE_INFINITY);
});
