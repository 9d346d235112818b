import { BandPass } from './bandPass.ts';
import { Maxima } from './maxima.ts';
import { MovingSum } from './movingSum.ts';

/** A place in a lead where a beat may be. */
export interface Candidate {
  /** Sample index, fractional: where the steep part is centred. */
  readonly index: number;
  /** Height of the envelope there, in the unit of the samples. */
  readonly height: number;
}

/** Band in which a QRS stands out most from P, T, wander and muscle. */
const LOW_HZ = 10;
const HIGH_HZ = 25;
/** The envelope is averaged over about the width of a QRS. */
const WIDTH_MS = 80;
/** Of two maxima nearer than this only the higher one is a candidate. */
const APART_MS = 110;
/** How much later than the annotated R of the MIT-BIH records the middle of the envelope is: group delay of the band, and half a QRS. */
const DELAY_MS = 28;

/**
 * Finds where one ECG lead is steep: the maxima of its rectified, averaged 10 to 25 Hz part. Streaming; a candidate comes some
 * 110 ms after its maximum. Missing samples (NaN) end what went before: nothing is found across a gap.
 */
export class SlopeCandidates {
  readonly #filter: BandPass;
  readonly #steepness: MovingSum;
  readonly #maxima: Maxima;
  readonly #delay: number;
  #index = 0;

  constructor(rateHz: number) {
    this.#filter = new BandPass(rateHz, LOW_HZ, HIGH_HZ);
    this.#steepness = new MovingSum((WIDTH_MS * rateHz) / 1000);
    this.#maxima = new Maxima(Math.round((APART_MS * rateHz) / 1000));
    this.#delay = (this.#steepness.length - 1) / 2 + (DELAY_MS * rateHz) / 1000;
  }

  /** The candidate that this sample decides; null: none. */
  step(value: number): Candidate | null {
    const index = this.#index++;
    if (Number.isNaN(value)) {
      this.#forget();
      return null;
    }
    const sum = this.#steepness.step(Math.abs(this.#filter.step(value)));
    if (!this.#maxima.step(sum, index)) return null;
    const found = this.#maxima.take(sum);
    return { index: found.index - this.#delay, height: found.height / this.#steepness.length };
  }

  #forget(): void {
    this.#filter.reset();
    this.#steepness.reset();
    this.#maxima.reset();
  }
}
