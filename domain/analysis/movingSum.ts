/** The sum of the last values of a signal that comes sample by sample; before the first there was nothing. */
export class MovingSum {
  readonly #ring: Float64Array;
  #at = 0;
  #sum = 0;

  /** @param length how many values, at least one */
  constructor(length: number) {
    this.#ring = new Float64Array(Math.max(1, Math.round(length)));
  }

  get length(): number {
    return this.#ring.length;
  }

  /** The sum with this value as the last one. */
  step(value: number): number {
    this.#sum += value - (this.#ring[this.#at] as number);
    this.#ring[this.#at] = value;
    this.#at = (this.#at + 1) % this.#ring.length;
    return this.#sum;
  }

  reset(): void {
    this.#ring.fill(0);
    this.#sum = 0;
  }
}
