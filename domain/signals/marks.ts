/** An event that the source found in a signal: a beat, or a pulse of a pacemaker. */
export interface SignalMark {
  readonly channelId: number;
  readonly index: number;
  readonly kind: MarkKind;
}

export type MarkKind = 'qrs' | 'pacer';

/** What {@link MarkRing.findIn} answers: these bits together, 0 for none. */
export const QRS_BIT = 1;
export const PACER_BIT = 2;

/** Five minutes at 200 beats a minute, each with a pulse before it, and room to spare. */
const DEFAULT_CAPACITY = 2048;

/**
 * The newest marks of one channel, by sample index. They may come late, out of order and repeatedly. When it is full the
 * oldest goes. No allocation after construction; putting the newest costs O(1), finding O(log n).
 */
export class MarkRing {
  readonly #capacity: number;
  readonly #indices: Float64Array;
  readonly #bits: Uint8Array;
  #start = 0;
  #count = 0;

  constructor(capacity = DEFAULT_CAPACITY) {
    if (!Number.isSafeInteger(capacity) || capacity <= 0)
      throw new RangeError(`mark ring capacity ${capacity}: needs a whole number > 0`);
    this.#capacity = capacity;
    this.#indices = new Float64Array(capacity);
    this.#bits = new Uint8Array(capacity);
  }

  /** Positions that hold a mark. */
  get count(): number {
    return this.#count;
  }

  /** False when this mark is held already, or is older than a full ring reaches back. */
  put(index: number, kind: MarkKind): boolean {
    const bit = kind === 'qrs' ? QRS_BIT : PACER_BIT;
    let place = this.#placeOf(index);
    if (place < this.#count && this.#indices[this.#slot(place)] === index) {
      const slot = this.#slot(place);
      const held = this.#bits[slot] as number;
      this.#bits[slot] = held | bit;
      return (held & bit) === 0;
    }
    if (this.#count === this.#capacity) {
      if (place === 0) return false;
      this.#start = this.#slot(1);
      this.#count--;
      place--;
    }
    for (let later = this.#count; later > place; later--) {
      const to = this.#slot(later);
      const from = this.#slot(later - 1);
      this.#indices[to] = this.#indices[from] as number;
      this.#bits[to] = this.#bits[from] as number;
    }
    const slot = this.#slot(place);
    this.#indices[slot] = index;
    this.#bits[slot] = bit;
    this.#count++;
    return true;
  }

  /** What is marked in [fromIndex, untilIndex), fractional ones too: {@link QRS_BIT} | {@link PACER_BIT}; 0 for nothing. */
  findIn(fromIndex: number, untilIndex: number): number {
    let found = 0;
    for (let place = this.#placeOf(fromIndex); place < this.#count; place++) {
      const slot = this.#slot(place);
      if ((this.#indices[slot] as number) >= untilIndex) break;
      found |= this.#bits[slot] as number;
    }
    return found;
  }

  /** How many of the held marks lie before `index`. */
  #placeOf(index: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#indices[this.#slot(middle)] as number) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #slot(place: number): number {
    return (this.#start + place) % this.#capacity;
  }
}
