import { BandPass } from './bandPass.ts';
import { Maxima } from './maxima.ts';
import { MovingSum } from './movingSum.ts';
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
  readonly #climb: MovingSum;
  #last = 0;
  #index = 0;
  #isFresh = true;

  constructor(rateHz: number) {
    this.#filter = new BandPass(rateHz, LOW_HZ, HIGH_HZ);
    this.#climb = new MovingSum((RISE_MS * rateHz) / 1000);
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
    const sum = this.#climb.step(rise);
    if (!this.#maxima.step(sum, index)) return null;
    const found = this.#maxima.take(sum);
    return { index: found.index - this.#climb.length / 2, height: found.height };
  }

  #forget(): void {
    this.#filter.reset();
    this.#maxima.reset();
    this.#climb.reset();
    this.#isFresh = true;
  }
}
