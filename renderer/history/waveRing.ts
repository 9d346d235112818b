import type { Run } from '#domain/signals/chunk/series.ts';
import { noRanges, type Range, type Ranges, withRange } from '#domain/signals/ranges.ts';
import { SampleRing } from '#domain/signals/ring.ts';
import { rangeOf, runWithout } from './keptWave.ts';

/** The samples of one wave in one slot of time: each once, the first that came. */
export class WaveRing {
  readonly #ring: SampleRing;
  readonly #slot: Range;
  #held: Ranges = noRanges;

  constructor(slot: Range) {
    this.#slot = slot;
    this.#ring = new SampleRing(Math.max(1, slot.until - slot.from));
  }

  /** What of it is new; it lies in the slot. */
  put(run: Run): readonly Run[] {
    const isNew = runWithout(run, this.#held);
    for (const part of isNew) {
      this.#ring.put(part.firstIndex, part.samples);
      this.#held = withRange(this.#held, part.firstIndex, rangeOf(part).until);
    }
    return isNew;
  }

  runs(): Run[] {
    return this.#ring
      .blocks(0, this.#slot.from, this.#slot.until)
      .map(({ firstIndex, samples }) => ({ firstIndex, samples }));
  }
}

/** Runs of two sources as one, in order; where both have a sample, the first source's stays. They lie in the slot. */
export function joinRuns(slot: Range, first: readonly Run[], second: readonly Run[]): readonly Run[] {
  if (first.length + second.length <= 1) return [...first, ...second];
  const ring = new WaveRing(slot);
  for (const run of first) ring.put(run);
  for (const run of second) ring.put(run);
  return ring.runs();
}
