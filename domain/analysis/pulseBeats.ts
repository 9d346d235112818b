import { LeadBeats } from './leadBeats.ts';
import { PulseCandidates } from './pulseCandidates.ts';

/**
 * The pulses in one plethysmogram or pressure wave. Streaming, sample by sample; a pulse becomes certain with the next place
 * where the wave climbs. Times are milliseconds since the first sample.
 */
export class PulseBeats {
  readonly #rateHz: number;
  readonly #candidates: PulseCandidates;
  readonly #beats = new LeadBeats();

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
    this.#candidates = new PulseCandidates(rateHz);
  }

  /** How much the wave can be trusted now, 0 to 1. */
  get weight(): number {
    return this.#beats.weight;
  }

  /** Takes the next samples, in any unit; NaN: missing. Returns the pulses that became certain. */
  put(samples: ArrayLike<number>): readonly number[] {
    const found: number[] = [];
    for (let k = 0; k < samples.length; k++) {
      const candidate = this.#candidates.step(samples[k] as number);
      if (candidate === null) continue;
      const atMs = (candidate.index * 1000) / this.#rateHz;
      for (const beat of this.#beats.put(atMs, candidate.height)) found.push(beat.atMs);
    }
    return found;
  }
}
