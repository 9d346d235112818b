import { MISSING } from '#domain/signals/block.ts';
import type { SamplesByIndex } from '#domain/signals/columns.ts';

/** Samples from index 0 on; before and behind there are none, and null is none either. */
export function samplesOf(values: readonly (number | null)[]): SamplesByIndex {
  return { at: (index) => values[index] ?? MISSING };
}
