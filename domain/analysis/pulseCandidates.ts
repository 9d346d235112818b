import { BandPass } from './bandPass.ts';
import { Maxima } from './maxima.ts';
import type { Candidate } from './slopeCandidates.ts';

/** Band of the upstroke of a pulse wave; wander is below, noise above. */
const LOW_HZ = 0.7;
const HIGH_HZ = 8;
/** How long an upstroke lasts, about. */
const RISE_MS = 120;
const APART_MS = 200;

/**
 * Finds where a pulse wave (plethysmogram, arterial pressure) rises: the maxima of how far it climbs within 120 ms, which is the
 * slope sum of Zong et al., Computers in Cardiology 2003, in outline. Streaming, as {@link SlopeCandidates}.
 */
export class PulseCandidates {
  readonly #filter: BandPass;
  readonly #maxima: Maxima;
  readonly #rises: Float64Array;
  #sum = 0;
  #at = 0;
  #last = 0;
  #index = 0;
  #isFresh = true;

  constructor(rateHz: number) {
    this.#filter = new BandPass(rateHz, LOW_HZ, HIGH_HZ);
    this.#rises = new Float64Array(Math.max(1, Math.round((RISE_MS * rateHz) / 1000)));
    this.#maxima = new Maxima(Math.round((APART_MS * rateHz) / 1000));
  }

  step(value: number): Candidate | null {
    const index = this.#index++;
    if (Number.isNaN(value)) {
      this.#forget();
      return null;
    }
    const smooth = this.#filter.step(value);
    const rise = this.#isFresh ? 0 : Math.max(0, smooth - this.#last);
    this.#isFresh = false;
    this.#last = smooth;
    this.#sum += rise - (this.#rises[this.#at] as number);
    this.#rises[this.#at] = rise;
    this.#at = (this.#at + 1) % this.#rises.length;
    if (!this.#maxima.step(this.#sum, index)) return null;
    const found = this.#maxima.take(this.#sum);
    return { index: found.index - this.#rises.length / 2, height: found.height };
  }

  #forget(): void {
    this.#filter.reset();
    this.#maxima.reset();
    this.#rises.fill(0);
    this.#sum = 0;
    this.#isFresh = true;
  }
}
