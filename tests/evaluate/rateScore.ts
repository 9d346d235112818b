import type { LiveRate } from '#domain/analysis/liveBed.ts';
import { rateError } from '#domain/analysis/rates.ts';

/** One second: what was found, and what a monitor or a person said. */
export interface Compared {
  /** null: nothing was told of that second. */
  readonly found: LiveRate | null;
  /** Of the second before, where the reference may be of either; null: it is of one second. */
  readonly earlier: LiveRate | null;
  /** A minute; null: there is none. */
  readonly reference: number | null;
}

/** How a rate compares with its reference. Seconds without a reference are not counted at all. */
export interface RateScore {
  readonly seconds: number;
  /** Seconds of good quality. */
  readonly good: number;
  readonly goodShare: number;
  /** Good ones within 2 a minute of the reference. */
  readonly within: number;
  readonly share: number;
  /** The same by the one second alone, without the one before. */
  readonly shareStrict: number;
  /** Mean distance of the good ones, a minute. */
  readonly meanAbsoluteError: number;
  /** Good ones whose rate can be named within 2 a minute: their intervals are even enough for any mean to give the same (rateError). */
  readonly sharp: number;
  readonly sharpShare: number;
  readonly shareSharp: number;
  /** Share within 2 a minute of all seconds in which there was any rate, good or not. */
  readonly shareOfAll: number;
}

const WITHIN = 2;

/**
 * Sums up. The reference of a monitor is of a moment between two of our seconds, so it is held against the nearer of both.
 *
 * @param intervals that the rate is the mean of
 */
export function rateScore(compared: readonly Compared[], intervals: number): RateScore {
  const counted = compared.flatMap(({ found, earlier, reference }) =>
    reference === null ? [] : [{ found, earlier, reference }],
  );
  const off = (rate: LiveRate | null, reference: number) =>
    rate?.perMin == null ? Number.POSITIVE_INFINITY : Math.abs(rate.perMin - reference);
  const all = counted.map(({ found, earlier, reference }) => ({
    isGood: found?.isGood === true && found.perMin !== null,
    isSharp: rateError(found?.perMin ?? null, found?.scatter ?? null, intervals) <= WITHIN,
    strict: off(found, reference),
    nearer: Math.min(off(found, reference), off(earlier, reference)),
  }));
  const good = all.filter(({ isGood }) => isGood);
  const rated = all.filter(({ strict }) => strict < Number.POSITIVE_INFINITY);
  const sharp = good.filter(({ isSharp }) => isSharp);
  const within = good.filter(({ nearer }) => nearer <= WITHIN).length;
  const share = (part: number, of: number) => (of > 0 ? Math.round((10_000 * part) / of) / 10_000 : 0);
  return {
    seconds: all.length,
    good: good.length,
    goodShare: share(good.length, all.length),
    within,
    share: share(within, good.length),
    shareStrict: share(good.filter(({ strict }) => strict <= WITHIN).length, good.length),
    meanAbsoluteError: share(
      good.reduce((sum, { nearer }) => sum + nearer, 0),
      good.length,
    ),
    sharp: sharp.length,
    sharpShare: share(sharp.length, all.length),
    shareSharp: share(sharp.filter(({ nearer }) => nearer <= WITHIN).length, sharp.length),
    shareOfAll: share(rated.filter(({ nearer }) => nearer <= WITHIN).length, rated.length),
  };
}
