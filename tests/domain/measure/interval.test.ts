import { expect, test } from 'vitest';
import { intervalOf } from '#domain/measure/interval.ts';

test.each([
  ['beats 800 ms apart are 75 a minute', 0, 800, { ms: 800, perMinute: 75 }],
  ['backwards too', 2_000, 1_000, { ms: 1000, perMinute: 60 }],
  ['no time has no rate', 5, 5, { ms: 0, perMinute: null }],
])('%s', (_, aMs, bMs, expected) => {
  expect(intervalOf(aMs, bMs)).toEqual(expected);
});
