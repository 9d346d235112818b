import { expect, test } from 'vitest';
import { floodTimeMs } from '#domain/alarms/load/floodTime.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const { flood } = defaultPolicy;
const every = (count: number, ms: number, fromMs = 0) => Array.from({ length: count }, (_, n) => fromMs + n * ms);

test.each([
  ['nothing is no flood', [], 0],
  ['ten in ten minutes are none', every(10, 1000), 0],
  // The eleventh comes after 10 s; four are left when the seventh is ten minutes old.
  ['eleven are one, from the eleventh until fewer than five are left', every(11, 1000), 10 * MINUTE_MS + 6000 - 10_000],
  ['two floods add up', [...every(11, 1000), ...every(11, 1000, 30 * MINUTE_MS)], 2 * (10 * MINUTE_MS - 4000)],
  ['one that goes on is counted to the end of the span', every(11, 1000, HOUR_MS - 20_000), 10_000],
  [
    'between the lines it goes on',
    [...every(11, 1000), ...every(20, MINUTE_MS / 2, 5 * MINUTE_MS)],
    22.5 * MINUTE_MS - 10_000,
  ],
])('%s', (_, timesMs, floodMs) => {
  expect(floodTimeMs(timesMs, flood, 0, HOUR_MS)).toBe(floodMs);
});

test('for four nurses the lines are four times as high', () => {
  expect(floodTimeMs(every(40, 1000), { ...flood, operators: 4 }, 0, HOUR_MS)).toBe(0);
  expect(floodTimeMs(every(41, 1000), { ...flood, operators: 4 }, 0, HOUR_MS)).toBeGreaterThan(0);
});

test('what came before the span counts in it, and the time before does not', () => {
  const before = every(11, 1000, -MINUTE_MS);
  expect(floodTimeMs(before, flood, 0, HOUR_MS)).toBe(9 * MINUTE_MS + 6000);
});
