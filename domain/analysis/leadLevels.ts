import { mean, median, remember } from './recent.ts';

/** Beats whose heights are remembered. */
const MEMORY = 8;
const LEARNING_SECONDS = 3;
/** What noise is taken to be, of the beats' height, before any is seen. */
const ASSUMED_NOISE = 0.1;
const NOISE_SHARE = 0.1;
/** What is so many times as high as the noise can't be noise; a beat's height is never forgotten further. */
const SURELY_BEAT = 4;
const FADING = 0.9;
const HIGHEST_SCORE = 2;
const LEAST_WEIGHT = 0.02;

/** How high beats and noise are in one lead, following what was decided there. */
export class LeadLevels {
  readonly #heights: number[] = [];
  /** The highest of no beat between each two beats. */
  readonly #between: number[] = [];
  #highest = 0;
  #signal = 0;
  #noise = 0;

  /** Starts from the highest candidates of each of the first seconds: the middle one is a beat's. */
  learn(candidates: readonly { readonly atMs: number; readonly height: number }[], startMs: number): void {
    const maxima = Array.from({ length: LEARNING_SECONDS }, () => 0);
    for (const { atMs, height } of candidates) {
      const second = Math.min(LEARNING_SECONDS - 1, Math.max(0, Math.floor((atMs - startMs) / 1000)));
      maxima[second] = Math.max(maxima[second] as number, height);
    }
    this.#signal = median(maxima);
    this.#noise = ASSUMED_NOISE * this.#signal;
  }

  /** 0: as high as noise, 1: as a usual beat. */
  scoreOf(height: number): number {
    const way = this.#signal - this.#noise;
    return way > 0 ? Math.max(0, Math.min(HIGHEST_SCORE, (height - this.#noise) / way)) : 0;
  }

  /** How far beats stand above what lies between them and are alike, 0 to 1. */
  get weight(): number {
    if (this.#signal <= 0) return 0;
    const between = mean(this.#between) / this.#signal;
    const spread = mean(this.#heights.map((height) => Math.abs(height - this.#signal))) / this.#signal;
    const clear = Math.max(0, 1 - between) * Math.max(0, 1 - spread);
    return Math.max(LEAST_WEIGHT, clear ** 3);
  }

  beat(height: number): void {
    remember(this.#between, Math.min(this.#highest, this.#signal), MEMORY);
    this.#highest = 0;
    remember(this.#heights, Math.min(height, 4 * this.#signal), MEMORY);
    if (this.#heights.length >= 3) this.#signal = median(this.#heights);
  }

  noise(height: number): void {
    this.#highest = Math.max(this.#highest, height);
    this.#noise += NOISE_SHARE * (Math.min(height, this.#signal) - this.#noise);
  }

  /** No beat for long: what was a usual height may be none any more. Noise never becomes a beat by that. */
  fade(): void {
    const faded = Math.max(FADING * this.#signal, Math.min(this.#signal, SURELY_BEAT * this.#noise));
    for (let k = 0; k < this.#heights.length; k++)
      this.#heights[k] = ((this.#heights[k] as number) * faded) / (this.#signal || 1);
    this.#signal = faded;
  }
}
