import { cutBySlots, type Timing } from './slots.ts';

/** Widths of the bins of an envelope, in ms; each is a whole number of the one before. */
export const ENVELOPE_LEVELS_MS = [10_000, 60_000, 600_000] as const;

export type EnvelopeLevelMs = (typeof ENVELOPE_LEVELS_MS)[number];

/** The narrowest; the others are made of these. */
const BASE_MS = ENVELOPE_LEVELS_MS[0];

/** Lowest and highest raw sample of [slot, slot + 1) x its level, and how many samples there are: never 0. */
export interface EnvelopeBin {
  readonly slot: number;
  readonly min: number;
  readonly max: number;
  readonly count: number;
}

/**
 * The envelope of one waveform, built while its samples come, in any order and portions. A sample given twice counts
 * twice. Costs O(samples); memory is one bin for every 10 s in which there are samples.
 */
export class Envelope {
  readonly #timing: Timing;
  readonly #bins = new Map<number, { slot: number; min: number; max: number; count: number }>();

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  add(firstIndex: number, samples: Int32Array): void {
    for (const { slot, block } of cutBySlots(this.#timing, { channelId: 0, firstIndex, samples }, BASE_MS)) {
      const bin = this.#binOf(slot, block.samples[0] as number);
      let { min, max } = bin;
      for (const sample of block.samples) {
        if (sample < min) min = sample;
        if (sample > max) max = sample;
      }
      bin.min = min;
      bin.max = max;
      bin.count += block.samples.length;
    }
  }

  /** Bins of a level in order; where there is no sample there is no bin. */
  bins(levelMs: EnvelopeLevelMs): EnvelopeBin[] {
    const base = [...this.#bins.values()].sort((a, b) => a.slot - b.slot).map((bin) => ({ ...bin }));
    return foldEnvelope(base, levelMs);
  }

  #binOf(slot: number, sample: number): { slot: number; min: number; max: number; count: number } {
    const known = this.#bins.get(slot);
    if (known !== undefined) return known;
    const bin = { slot, min: sample, max: sample, count: 0 };
    this.#bins.set(slot, bin);
    return bin;
  }
}

/** Bins of a wider level out of bins of 10 s, which are in order and never two of one slot. */
export function foldEnvelope(bins: readonly EnvelopeBin[], levelMs: EnvelopeLevelMs): EnvelopeBin[] {
  const perSlot = levelMs / BASE_MS;
  const folded: EnvelopeBin[] = [];
  for (const bin of bins) {
    const slot = Math.floor(bin.slot / perSlot);
    const last = folded.at(-1);
    if (last?.slot === slot) folded[folded.length - 1] = joinBins(last, bin);
    else folded.push({ ...bin, slot });
  }
  return folded;
}

function joinBins(one: EnvelopeBin, { min, max, count }: EnvelopeBin): EnvelopeBin {
  return { slot: one.slot, min: Math.min(one.min, min), max: Math.max(one.max, max), count: one.count + count };
}
