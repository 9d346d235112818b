import { MISSING } from '#domain/signals/block.ts';
import type { SamplesByIndex } from '#domain/signals/columns.ts';
import { medianOf } from './isoelectric.ts';

/** What lies this far around a point says where the signal rests there: longer than a QRS, shorter than a beat. */
const NEIGHBOURHOOD_MS = 200;

/**
 * The extreme sample near a point: of all peaks and valleys within `reachMs` of it the one that stands out most from where the
 * signal rests around it (its median), so an R and a QS alike. A flat top counts as one, at its middle; of equals the
 * nearer one is taken. A slope has no extreme, nor has the edge of a gap, since what would be beyond it is not known.
 *
 * @param index fractional
 * @returns a sample's index; null: there is no extreme within reach
 */
export function extremeNear(samples: SamplesByIndex, rateHz: number, index: number, reachMs: number): number | null {
  const reach = (reachMs * rateHz) / 1000;
  const around = (NEIGHBOURHOOD_MS * rateHz) / 1000 + reach;
  const rest = medianOf(samples, Math.ceil(index - around), Math.floor(index + around) + 1);
  if (rest === null) return null;
  let best: number | null = null;
  let bestHeight = 0;
  const last = Math.floor(index + reach);
  for (let at = Math.ceil(index - reach); at <= last; at++) {
    const top = flatTopAt(samples, at);
    if (top === null) continue;
    const height = Math.abs(samples.at(at) - rest);
    const isNearer = best !== null && height === bestHeight && Math.abs(top - index) < Math.abs(best - index);
    if (best === null || height > bestHeight || isNearer) {
      best = top;
      bestHeight = height;
    }
  }
  return best;
}

/** The middle of the peak or valley whose first sample this is; null: it is none. */
function flatTopAt(samples: SamplesByIndex, at: number): number | null {
  const value = samples.at(at);
  const before = samples.at(at - 1);
  if (value === MISSING || before === MISSING || before === value) return null;
  let end = at + 1;
  while (samples.at(end) === value) end++;
  const after = samples.at(end);
  if (after === MISSING || before < value !== after < value) return null;
  return Math.floor((at + end - 1) / 2);
}
