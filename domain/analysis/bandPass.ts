/** Below this a memory is nothing; left alone it would become a denormal number, which is slow. */
const TINY = 1e-15;

/** One section of second order in transposed direct form II. */
class Section {
  readonly #b0: number;
  readonly #b1: number;
  readonly #b2: number;
  readonly #a1: number;
  readonly #a2: number;
  #s1 = 0;
  #s2 = 0;

  constructor(kind: 'low' | 'high', edgeHz: number, rateHz: number) {
    const k = Math.tan((Math.PI * edgeHz) / rateHz);
    const norm = 1 / (1 + Math.SQRT2 * k + k * k);
    this.#b0 = kind === 'low' ? k * k * norm : norm;
    this.#b1 = kind === 'low' ? 2 * this.#b0 : -2 * this.#b0;
    this.#b2 = this.#b0;
    this.#a1 = 2 * (k * k - 1) * norm;
    this.#a2 = (1 - Math.SQRT2 * k + k * k) * norm;
  }

  /** As if `value` had been there since ever; returns what comes out then. */
  settle(value: number): number {
    const out = (value * (this.#b0 + this.#b1 + this.#b2)) / (1 + this.#a1 + this.#a2);
    this.#s2 = this.#b2 * value - this.#a2 * out;
    this.#s1 = this.#b1 * value - this.#a1 * out + this.#s2;
    return out;
  }

  step(value: number): number {
    const out = this.#b0 * value + this.#s1;
    const s1 = this.#b1 * value - this.#a1 * out + this.#s2;
    const s2 = this.#b2 * value - this.#a2 * out;
    this.#s1 = s1 < TINY && s1 > -TINY ? 0 : s1;
    this.#s2 = s2 < TINY && s2 > -TINY ? 0 : s2;
    return out;
  }
}

/**
 * A causal band-pass, sample by sample: Butterworth of second order at each edge, by the bilinear transform with the edge
 * prewarped (as domain/signals/filters.ts, whose filters are those of the display). The first sample after {@link reset} counts
 * as the signal's level since ever, so nothing swings in. An upper edge at or above 0.45 of the rate is left out.
 */
export class BandPass {
  readonly #sections: readonly Section[];
  #isFresh = true;

  /** Edges in Hz; null: open on that side. */
  constructor(rateHz: number, lowHz: number | null, highHz: number | null) {
    if (!(rateHz > 0)) throw new RangeError(`sampling rate ${rateHz} Hz: needs to be > 0`);
    this.#sections = [
      ...(lowHz === null ? [] : [new Section('high', lowHz, rateHz)]),
      ...(highHz === null || highHz >= 0.45 * rateHz ? [] : [new Section('low', highHz, rateHz)]),
    ];
  }

  reset(): void {
    this.#isFresh = true;
  }

  step(sample: number): number {
    let value = sample;
    if (this.#isFresh) {
      this.#isFresh = false;
      for (const section of this.#sections) value = section.settle(value);
      return value;
    }
    for (const section of this.#sections) value = section.step(value);
    return value;
  }
}
