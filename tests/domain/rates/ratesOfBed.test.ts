import { expect, test } from 'vitest';
import type { LiveRate, LiveSecond } from '#domain/analysis/liveBed.ts';
import { RatesOfBed } from '#domain/rates/ratesOfBed.ts';

const good = (perMin: number): LiveRate => ({ perMin, isGood: true, scatter: 0.02 });
const doubted = (perMin: number): LiveRate => ({ perMin, isGood: false, scatter: 0.5 });

const second = (s: number, over: Partial<LiveSecond> = {}): LiveSecond => ({
  untilMs: 1_000 * s,
  waves: [
    { channelId: 1, label: 'II', kind: 'ecg', quality: 1, faults: [], rate: good(82.4) },
    { channelId: 3, label: 'Pleth', kind: 'pleth', quality: 1, faults: [], rate: good(81.6) },
  ],
  heart: good(82.4),
  pulse: good(81.6),
  pulseDeficit: 0,
  respiration: doubted(14),
  ...over,
});

test('rates are told as whole numbers, and one that is not good is not told', () => {
  expect(new RatesOfBed('gw/1', 'anna').put(second(1))).toEqual({
    bedKey: 'gw/1',
    patientKey: 'anna',
    untilMs: 1_000,
    waves: [
      { channelId: 1, kind: 'ecg', perMin: 82, faults: [] },
      { channelId: 3, kind: 'pleth', perMin: 82, faults: [] },
    ],
    heart: 82,
    pulse: 82,
    respiration: null,
    deficit: null,
  });
});

test('what has not changed is told every five seconds, and what has at once', () => {
  const rates = new RatesOfBed('gw/1', 'anna');
  const toldAt = [1, 2, 3, 4, 5, 6, 7, 8].filter(
    (s) => rates.put(second(s, s === 8 ? { heart: good(84) } : {})) !== null,
  );
  expect(toldAt).toEqual([1, 6, 8]);
});

test('a heart rate that moves within one beat a minute is no news', () => {
  const rates = new RatesOfBed('gw/1', 'anna');
  rates.put(second(1));
  expect(rates.put(second(2, { heart: good(81.8) }))).toBeNull();
});

test('what comes after the clock was set back is told', () => {
  const rates = new RatesOfBed('gw/1', 'anna');
  rates.put(second(100));
  expect(rates.put(second(40))?.untilMs).toBe(40_000);
});

test('noise on one lead is told of that lead, and not of another that comes in its place', () => {
  const rates = new RatesOfBed('gw/1', 'anna');
  const noisy = (channelId: number): Partial<LiveSecond> => ({
    waves: [{ channelId, label: 'II', kind: 'ecg', quality: 0.2, faults: ['noise'], rate: doubted(90) }],
  });
  for (let s = 1; s <= 6; s++) rates.put(second(s, noisy(1)));
  expect(rates.put(second(12, noisy(1)))?.waves).toEqual([
    { channelId: 1, kind: 'ecg', perMin: null, faults: ['noise'] },
  ]);
  expect(rates.put(second(13, noisy(9)))?.waves).toEqual([{ channelId: 9, kind: 'ecg', perMin: null, faults: [] }]);
});
