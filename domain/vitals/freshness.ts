/**
 * How far a value may still be believed.
 *
 * - `live`: as fresh as its device makes it.
 * - `aged`: an update is overdue; shown grey.
 * - `expired`: shown as `---`, never as a number.
 */
export type Freshness = 'live' | 'aged' | 'expired';

const AGED_AFTER_MS = 5_000;
const EXPIRED_AFTER_MS = 10_000;
const EPISODIC_AGED_AFTER_MS = 60 * 60 * 1000;

/**
 * Says how far a value of this age may be believed: greyed after 5 s without an update, `---` after 10 s. No standard
 * sets these limits; they are the product's own (README, What never happens silently).
 *
 * A numeric that is determined more rarely (a temperature once a minute) would be `---` most of the time by that rule,
 * so its limits grow with its period: one update late by half is `aged`, three missed are `expired`. The limits are never
 * below 5 s and 10 s.
 *
 * An episodic value (`periodMs` 0, a cuff pressure) is right for the moment it was taken and stays: its time of
 * determination is shown beside it, and after an hour it turns grey.
 *
 * @param ageMs since the time of determination. Negative, when clocks disagree by less than their uncertainty, is fresh.
 * @param periodMs usual distance between observations; 0 = episodic.
 */
export function freshness(ageMs: number, periodMs: number): Freshness {
  if (periodMs <= 0) return ageMs > EPISODIC_AGED_AFTER_MS ? 'aged' : 'live';
  if (ageMs > expiresAfterMs(periodMs)) return 'expired';
  if (ageMs > Math.max(AGED_AFTER_MS, 1.5 * periodMs)) return 'aged';
  return 'live';
}

/** Age from which on a value of a numeric that is determined every `periodMs` > 0 is no longer believed. */
export function expiresAfterMs(periodMs: number): number {
  return Math.max(EXPIRED_AFTER_MS, 3 * periodMs);
}
