import { type Channel, sampleIndexAt, sampleTimeMs } from '#domain/signals/channel.ts';

type Sampled = Pick<Channel, 'rateHz' | 'originMs' | 'scalePerLsb' | 'offset'>;

/**
 * The samples of one channel until their second is asked for, as physical values. Blocks may come late, repeatedly and out of
 * order; what is not there when its second is taken is missing. Holds `holdMs`, whatever comes.
 */
export class SecondBuffer {
  readonly #channel: Sampled;
  readonly #ring: Float64Array;
  /** The first index that was not taken yet. */
  #from = 0;
  #newest = -1;

  constructor(channel: Sampled, holdMs: number, fromMs: number) {
    this.#channel = channel;
    this.#ring = new Float64Array(Math.ceil((holdMs * channel.rateHz) / 1000) + 1);
    this.#ring.fill(Number.NaN);
    this.#from = Math.ceil(sampleIndexAt(channel, fromMs));
    this.#newest = this.#from - 1;
  }

  /** Time up to which samples came, or from which on they are waited for. */
  get untilMs(): number {
    return sampleTimeMs(this.#channel, this.#newest + 1);
  }

  /** Takes samples. Returns how many were not kept: their second is over, or lies beyond what is held. */
  put(firstIndex: number, samples: ArrayLike<number>): number {
    const { scalePerLsb, offset } = this.#channel;
    const end = this.#from + this.#ring.length;
    let dropped = 0;
    for (let k = 0; k < samples.length; k++) {
      const index = firstIndex + k;
      if (index < this.#from || index >= end) {
        dropped += 1;
        continue;
      }
      this.#ring[this.#slot(index)] = (samples[k] as number) * scalePerLsb + offset;
      if (index > this.#newest) this.#newest = index;
    }
    return dropped;
  }

  /** All samples before this time that were not taken yet; NaN where there are none. */
  take(untilMs: number): Float64Array {
    const until = Math.ceil(sampleIndexAt(this.#channel, untilMs));
    const taken = new Float64Array(Math.max(0, Math.min(until - this.#from, this.#ring.length)));
    for (let k = 0; k < taken.length; k++) {
      const at = this.#slot(this.#from + k);
      taken[k] = this.#ring[at] as number;
      this.#ring[at] = Number.NaN;
    }
    this.#from = Math.max(this.#from, until);
    return taken;
  }

  /** Indices before the channel's origin are below 0. */
  #slot(index: number): number {
    const slot = index % this.#ring.length;
    return slot < 0 ? slot + this.#ring.length : slot;
  }
}
