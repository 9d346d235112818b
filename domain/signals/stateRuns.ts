import type { ChannelState } from './channel.ts';

const DEFAULT_CAPACITY = 256;

/**
 * Which state a channel was in at each of its samples. Changes may come late, out of order and repeatedly. When there
 * are more than `capacity` the oldest are forgotten, and the time before them is `unknown` again.
 */
export class StateRuns {
  readonly #capacity: number;
  /** Ascending, none twice. */
  readonly #fromIndices: number[] = [];
  readonly #states: ChannelState[] = [];

  constructor(capacity = DEFAULT_CAPACITY) {
    if (!Number.isSafeInteger(capacity) || capacity <= 0)
      throw new RangeError(`state runs capacity ${capacity}: needs a whole number > 0`);
    this.#capacity = capacity;
  }

  /**
   * From `fromIndex` on, up to the next change, the channel is in `state`. A second word on the same index replaces the
   * first. True when some sample's state is now another.
   */
  put(fromIndex: number, state: ChannelState): boolean {
    const before = this.at(fromIndex);
    const place = this.#placeOf(fromIndex);
    if (place >= 0 && this.#fromIndices[place] === fromIndex) {
      this.#states[place] = state;
      return before !== state;
    }
    if (this.#fromIndices.length === this.#capacity) {
      if (place < 0) return false;
      this.#fromIndices.shift();
      this.#states.shift();
      this.#fromIndices.splice(place, 0, fromIndex);
      this.#states.splice(place, 0, state);
      return true;
    }
    this.#fromIndices.splice(place + 1, 0, fromIndex);
    this.#states.splice(place + 1, 0, state);
    return before !== state;
  }

  /** The state at a sample; `unknown` before the first change. Allocates nothing. */
  at(index: number): ChannelState {
    return this.#states[this.#placeOf(index)] ?? 'unknown';
  }

  /** Forgets changes that no sample at or after `index` needs. */
  forgetBefore(index: number): void {
    const place = this.#placeOf(index);
    if (place <= 0) return;
    this.#fromIndices.splice(0, place);
    this.#states.splice(0, place);
  }

  /** Place of the change in force at `index`; -1 before the first. Newest first: the pen asks for what is new. */
  #placeOf(index: number): number {
    let place = this.#fromIndices.length - 1;
    while (place >= 0 && (this.#fromIndices[place] as number) > index) place--;
    return place;
  }
}
