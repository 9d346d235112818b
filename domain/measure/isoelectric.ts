import { MISSING } from '#domain/signals/block.ts';
import type { SamplesByIndex } from '#domain/signals/columns.ts';

/** Before a peak, where the flattest stretch is looked for: it holds the PQ segment, or the end of TP where there is no P. */
const LOOKED_MS = { from: 240, until: 40 } as const;
/** How long it is. */
const STRETCH_MS = 40;

/**
 * The isoelectric level before a wave: the median of the flattest 40 ms between 240 and 40 ms ahead of it, in the unit of the
 * samples. Flattest: of the least span; of equals the nearest one. Amplitudes of the ECG are measured from the
 * level just before the QRS (CSE Working Party, Eur Heart J 6 (1985) 815), which a patient who breathes takes with her.
 *
 * @param index of the wave, a sample's
 * @returns null where no stretch there is whole: a level is not made up
 */
export function isoelectricBefore(samples: SamplesByIndex, rateHz: number, index: number): number | null {
  const length = Math.max(2, Math.round((STRETCH_MS * rateHz) / 1000));
  const latest = index - Math.round((LOOKED_MS.until * rateHz) / 1000) - length;
  const earliest = index - Math.round((LOOKED_MS.from * rateHz) / 1000);
  let flattest: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let from = latest; from >= earliest; from--) {
    const span = spanOf(samples, from, from + length);
    if (span !== null && span < least) {
      flattest = from;
      least = span;
    }
  }
  return flattest === null ? null : medianOf(samples, flattest, flattest + length);
}

/** The median of the samples in [from, until), of an even number the lower of the two; null: there is none. */
export function medianOf(samples: SamplesByIndex, from: number, until: number): number | null {
  const values: number[] = [];
  for (let index = from; index < until; index++) {
    const value = samples.at(index);
    if (value !== MISSING) values.push(value);
  }
  return values.sort((a, b) => a - b)[(values.length - 1) >> 1] ?? null;
}

/** Highest minus lowest in [from, until); null where one is missing. */
function spanOf(samples: SamplesByIndex, from: number, until: number): number | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let index = from; index < until; index++) {
    const value = samples.at(index);
    if (value === MISSING) return null;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return max - min;
}
