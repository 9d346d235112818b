import { describe, expect, it } from 'vitest';
import { type Freshness, freshness } from '#domain/vitals/freshness.ts';

describe('how far a value may be believed', () => {
  // The product's own rule: greyed after 5 s without an update, --- after 10 s.
  const cases: [what: string, periodMs: number, ageMs: number, expected: Freshness][] = [
    ['a heart rate just determined', 1000, 0, 'live'],
    ['a heart rate of exactly 5 s', 1000, 5_000, 'live'],
    ['a heart rate of more than 5 s', 1000, 5_001, 'aged'],
    ['a heart rate of exactly 10 s', 1000, 10_000, 'aged'],
    ['a heart rate of more than 10 s', 1000, 10_001, 'expired'],
    ['a value from a clock slightly ahead', 1000, -40, 'live'],
    ['a temperature once a minute, half a minute late', 60_000, 90_000, 'live'],
    ['a temperature once a minute, later than that', 60_000, 90_001, 'aged'],
    ['a temperature once a minute, two missed', 60_000, 180_000, 'aged'],
    ['a temperature once a minute, three missed', 60_000, 180_001, 'expired'],
    ['a value of which three are not yet missed', 4_000, 10_001, 'aged'],
    ['a cuff pressure of half an hour', 0, 30 * 60_000, 'live'],
    ['a cuff pressure of more than an hour', 0, 60 * 60_000 + 1, 'aged'],
    ['a cuff pressure of yesterday', 0, 24 * 60 * 60_000, 'aged'],
  ];
  it.each(cases)('%s (one every %i ms, %i ms old) is %s', (_, periodMs, ageMs, expected) => {
    expect(freshness(ageMs, periodMs)).toBe(expected);
  });
});
