import { MISSING } from '#domain/signals/block.ts';
import { type LaneScale, nextScale, robustExtent, type ScaleRule } from '#domain/signals/scaling.ts';

/** Parts a stretch is cut into; the highest and the lowest one are left out, so that an artefact scales nothing. */
const PARTS = 10;
/** Columns of half a second: a slow breath must be seen whole in a part. */
const SHORTEST_PART = 12;

/**
 * A lane's vertical scale for a whole stretch of the past, by the same rule as live. `before` is kept while it serves.
 * null: there are no samples to choose it from.
 */
export function pastScale(
  rule: ScaleRule,
  before: LaneScale | null,
  lane: { readonly low: Float32Array; readonly high: Float32Array } | undefined,
  heightMm: number,
): LaneScale | null {
  if (lane === undefined) return null;
  // Lowest and highest of each column, one behind the other.
  const samples = {
    at: (index: number) => {
      const value = (index % 2 === 0 ? lane.low : lane.high)[index >> 1] ?? Number.NaN;
      return Number.isNaN(value) ? MISSING : value;
    },
  };
  const first = lane.low.findIndex((value) => !Number.isNaN(value));
  const last = lane.low.findLastIndex((value) => !Number.isNaN(value));
  const extent = { min: 0, max: 0 };
  // Of what is held alone: of parts without samples the rule knows nothing, and would take a signal for an artefact.
  const parts = last - first < PARTS * SHORTEST_PART ? 1 : PARTS;
  if (!robustExtent(samples, first * 2, (last + 1) * 2, parts, extent)) return null;
  return nextScale(rule, before, { low: extent.min, high: extent.max }, heightMm, 0);
}
