import { type Block, MISSING } from './block.ts';

/** Stands for "no sample" while the samples are held in 16 bits. */
const MISSING_16 = -32768;
const HIGHEST_16 = 32767;

/** What became of the samples offered to a ring. They add up to the samples offered. */
export interface PutResult {
  /** Newly held. */
  readonly accepted: number;
  /** Dropped: this index was held already. */
  readonly duplicated: number;
  /** Dropped: older than the ring reaches back. */
  readonly expired: number;
}

/**
 * The last `capacity` sample positions of one channel. A position that was never filled holds {@link MISSING}; it can
 * be filled later. A position that is filled keeps its first value, so a replayed frame changes nothing.
 *
 * Memory: 2 bytes a position, as nearly all converters need; 4 from the first sample on that does not fit.
 * Cost: O(samples put); a jump ahead costs at most one pass over the ring. Allocates only at construction, at
 * {@link resize}, and once when it widens.
 */
export class SampleRing {
  #capacity: number;
  #values: Int16Array | Int32Array;
  /** What stands in `#values` where there is no sample. */
  #missing = MISSING_16;
  #end = 0;
  #start = 0;
  #empty = true;

  constructor(capacity: number) {
    this.#capacity = checked(capacity);
    this.#values = new Int16Array(capacity).fill(MISSING_16);
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Memory of the samples. */
  get bytes(): number {
    return this.#values.byteLength;
  }

  /** Index of the oldest position held. Equals `endIndex` while empty. */
  get startIndex(): number {
    return this.#start;
  }

  /** Index after the newest sample held. */
  get endIndex(): number {
    return this.#end;
  }

  /** True until the first sample is put. */
  get isEmpty(): boolean {
    return this.#empty;
  }

  /** The raw sample at an index, or {@link MISSING} where there is none. */
  at(index: number): number {
    if (index < this.#start || index >= this.#end) return MISSING;
    const value = this.#values[index % this.#capacity] as number;
    return value === this.#missing ? MISSING : value;
  }

  /** Holds the last `capacity` positions from now on; of what is held now, the newest that have room. */
  resize(capacity: number): void {
    if (checked(capacity) !== this.#capacity) this.#rebuild(capacity, this.#missing === MISSING);
  }

  /** Takes in consecutive raw samples; sample k has index `firstIndex + k`. */
  put(firstIndex: number, samples: ArrayLike<number>): PutResult {
    const end = firstIndex + samples.length;
    if (samples.length === 0) return { accepted: 0, duplicated: 0, expired: 0 };
    if (this.#empty) {
      this.#empty = false;
      this.#start = firstIndex;
      this.#end = firstIndex;
    }
    if (end > this.#end) {
      this.#clear(Math.max(this.#end, end - this.#capacity), end);
      this.#end = end;
    }
    // Positions before the first sample ever held may be filled later too, as far as the ring reaches.
    const reach = this.#end - this.#capacity;
    if (firstIndex < this.#start) {
      const start = Math.max(0, reach, firstIndex);
      if (start < this.#start) this.#clear(start, this.#start);
      this.#start = Math.min(this.#start, start);
    }
    this.#start = Math.max(this.#start, reach);
    let accepted = 0;
    let expired = 0;
    for (let k = 0; k < samples.length; k++) {
      const index = firstIndex + k;
      if (index < this.#start) {
        expired++;
        continue;
      }
      const slot = index % this.#capacity;
      if (this.#values[slot] !== this.#missing) continue;
      const sample = samples[k] as number;
      if (this.#missing === MISSING_16 && (sample <= MISSING_16 || sample > HIGHEST_16)) {
        this.#rebuild(this.#capacity, true);
      }
      this.#values[slot] = sample;
      accepted++;
    }
    return { accepted, duplicated: samples.length - accepted - expired, expired };
  }

  /**
   * The runs of samples held in [from, until), oldest first; gaps lie between them. Copies: a run stays as it is when the
   * ring goes on.
   */
  blocks(channelId: number, from: number, until: number): Block[] {
    const blocks: Block[] = [];
    const end = Math.min(until, this.#end);
    let index = Math.max(from, this.#start);
    while (index < end) {
      while (index < end && this.at(index) === MISSING) index++;
      const first = index;
      while (index < end && this.at(index) !== MISSING) index++;
      if (index > first) {
        const samples = new Int32Array(index - first);
        for (let k = 0; k < samples.length; k++) samples[k] = this.#values[(first + k) % this.#capacity] as number;
        blocks.push({ channelId, firstIndex: first, samples });
      }
    }
    return blocks;
  }

  #clear(from: number, until: number): void {
    for (let index = from; index < until; index++) this.#values[index % this.#capacity] = this.#missing;
  }

  #rebuild(capacity: number, isWide: boolean): void {
    const missing = isWide ? MISSING : MISSING_16;
    const values = (isWide ? new Int32Array(capacity) : new Int16Array(capacity)).fill(missing);
    this.#start = Math.max(this.#start, this.#end - capacity);
    for (let index = this.#start; index < this.#end; index++) {
      const sample = this.at(index);
      if (sample !== MISSING) values[index % capacity] = sample;
    }
    this.#values = values;
    this.#capacity = capacity;
    this.#missing = missing;
  }
}

function checked(capacity: number): number {
  if (!Number.isSafeInteger(capacity) || capacity <= 0) {
    throw new RangeError(`ring capacity ${capacity}: needs a whole number > 0`);
  }
  return capacity;
}
