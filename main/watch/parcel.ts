import type { Block } from '#domain/signals/block.ts';
import type { SignalMark } from '#domain/signals/marks.ts';

/** Samples and marks that are handed over together; copies, so that they can be given away. */
export interface Parcel {
  /** Three numbers a block: its channel, its first index, how many samples. */
  readonly heads: Float64Array;
  /** Of all blocks, one behind the other. */
  readonly samples: Int32Array;
  readonly marks: readonly SignalMark[];
}

const HEAD = 3;
const FIRST_ROOM = 4_096;

/** The blocks of a parcel, as views of it, in the order in which they were put in. */
export function* blocksIn({ heads, samples }: Pick<Parcel, 'heads' | 'samples'>): Generator<Block> {
  let from = 0;
  for (let at = 0; at + HEAD <= heads.length; at += HEAD) {
    const [channelId, firstIndex, length] = heads.subarray(at, at + HEAD) as unknown as [number, number, number];
    yield { channelId, firstIndex, samples: samples.subarray(from, from + length) };
    from += length;
  }
}

/** Fills one parcel after the other. Its room is kept, so that a ward at rest makes no garbage but what it gives away. */
export class ParcelFiller {
  #room = new Int32Array(FIRST_ROOM);
  #used = 0;
  #heads: number[] = [];
  #marks: SignalMark[] = [];

  /** Samples in the parcel so far. */
  get size(): number {
    return this.#used;
  }

  get isEmpty(): boolean {
    return this.#used === 0 && this.#marks.length === 0;
  }

  put({ channelId, firstIndex, samples }: Block): void {
    const until = this.#used + samples.length;
    if (until > this.#room.length) {
      const larger = new Int32Array(Math.max(until, 2 * this.#room.length));
      larger.set(this.#room.subarray(0, this.#used));
      this.#room = larger;
    }
    this.#room.set(samples, this.#used);
    this.#used = until;
    this.#heads.push(channelId, firstIndex, samples.length);
  }

  mark(mark: SignalMark): void {
    this.#marks.push(mark);
  }

  /** What was put in since the last call. */
  seal(): Parcel {
    const parcel = {
      heads: Float64Array.from(this.#heads),
      samples: this.#room.slice(0, this.#used),
      marks: this.#marks,
    };
    this.#used = 0;
    this.#heads = [];
    this.#marks = [];
    return parcel;
  }
}
