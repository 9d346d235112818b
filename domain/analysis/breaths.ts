import { BandPass } from './bandPass.ts';
import { median, remember } from './recent.ts';

/** A breath: where the wave turned, and how far it had risen. */
export interface Breath {
  /** ms since the first sample. */
  readonly atMs: number;
  readonly size: number;
}

/** Breaths of adults and children: 5 to 48 a minute pass whole, faster ones weaker; the heart is mostly above. */
const LOW_HZ = 0.08;
const HIGH_HZ = 0.8;
/** The size of a breath is taken from the first seconds. */
const LEARNING_MS = 6_000;
/** Part of the usual size that a swing must fall back by, to have been a breath. */
const PART = 0.3;
const MEMORY = 6;
/** Without a breath for so long the usual size is believed less and less, but never so little that a heartbeat counts. */
const SILENT_MS = 10_000;
const FADING_PER_S = 0.95;
const LEAST_PART = 0.4;

/**
 * The breaths in a respiration wave (thoracic impedance or the like): each rise that is followed by a fall of a good part of
 * the usual size. Streaming, sample by sample; a breath is known when the wave has fallen. A gap begins anew, and nothing is
 * found across it.
 */
export class Breaths {
  readonly #rateHz: number;
  readonly #filter: BandPass;
  readonly #sizes: number[] = [];
  #index = 0;
  #learnedAt: number;
  #usual = 0;
  /** 1: the usual size is believed wholly. */
  #belief = 1;
  #isRising = true;
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;
  #highestAt = 0;
  #lastAt = 0;

  /** @param rateHz sampling rate, > 0 */
  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#filter = new BandPass(rateHz, LOW_HZ, HIGH_HZ);
    this.#learnedAt = this.#samplesIn(LEARNING_MS);
  }

  /** Takes the next sample, in any unit; NaN: missing. The breath that it decides; null: none. */
  step(value: number): Breath | null {
    const index = this.#index++;
    if (Number.isNaN(value)) {
      this.#forget();
      return null;
    }
    const smooth = this.#filter.step(value);
    if (index < this.#learnedAt) {
      this.#follow(smooth, index);
      this.#usual = this.#highest - this.#lowest;
      if (index + 1 >= this.#learnedAt) this.#begin(smooth, index);
      return null;
    }
    this.#doubt(index);
    return this.#turn(smooth, index);
  }

  #turn(smooth: number, index: number): Breath | null {
    this.#follow(smooth, index);
    const least = PART * this.#belief * this.#usual;
    if (!this.#isRising) {
      if (smooth - this.#lowest > least) {
        this.#isRising = true;
        this.#highest = smooth;
        this.#highestAt = index;
      }
      return null;
    }
    const size = this.#highest - this.#lowest;
    if (!(this.#highest - smooth > least && size > least)) return null;
    this.#isRising = false;
    this.#lowest = smooth;
    this.#lastAt = this.#highestAt;
    // After a silence breaths are as they are now, not as they were.
    if (this.#belief < 1) {
      this.#sizes.length = 0;
      this.#usual = size;
    }
    this.#belief = 1;
    remember(this.#sizes, size, MEMORY);
    this.#usual = median(this.#sizes.length < 3 ? [...this.#sizes, this.#usual] : this.#sizes);
    return { atMs: (this.#highestAt * 1000) / this.#rateHz, size };
  }

  #follow(smooth: number, index: number): void {
    if (smooth < this.#lowest) this.#lowest = smooth;
    if (smooth <= this.#highest) return;
    this.#highest = smooth;
    this.#highestAt = index;
  }

  #doubt(index: number): void {
    const isNewSecond = index % Math.ceil(this.#rateHz) === 0;
    if (isNewSecond && index - this.#lastAt > this.#samplesIn(SILENT_MS))
      this.#belief = Math.max(LEAST_PART, this.#belief * FADING_PER_S);
  }

  #begin(smooth: number, index: number): void {
    this.#isRising = false;
    this.#lowest = smooth;
    this.#highest = smooth;
    this.#highestAt = index;
    this.#lastAt = index;
  }

  #forget(): void {
    this.#filter.reset();
    this.#sizes.length = 0;
    this.#learnedAt = this.#index + this.#samplesIn(LEARNING_MS);
    this.#belief = 1;
    this.#lowest = Number.POSITIVE_INFINITY;
    this.#highest = Number.NEGATIVE_INFINITY;
  }

  #samplesIn(ms: number): number {
    return Math.ceil((ms * this.#rateHz) / 1000);
  }
}
