/**
 * The maxima of a signal that comes sample by sample: each higher than all within `apart` samples before and after it. One is known
 * `apart` samples later. Where the signal only falls there is none.
 */
export class Maxima {
  readonly #apart: number;
  #best = 0;
  #bestIndex = 0;
  #hasRisen = false;

  constructor(apart: number) {
    this.#apart = apart;
  }

  /** Index and height of the maximum that this sample decides, by `found`; whether there is one. */
  step(value: number, index: number): boolean {
    if (value > this.#best) {
      this.#best = value;
      this.#bestIndex = index;
      this.#hasRisen = true;
      return false;
    }
    if (!this.#hasRisen) {
      this.#best = value;
      return false;
    }
    return index - this.#bestIndex >= this.#apart;
  }

  /** After {@link step} said that there is one: which; begins to look for the next. */
  take(value: number): { readonly index: number; readonly height: number } {
    const found = { index: this.#bestIndex, height: this.#best };
    this.#best = value;
    this.#hasRisen = false;
    return found;
  }

  reset(): void {
    this.#best = 0;
    this.#hasRisen = false;
  }
}
