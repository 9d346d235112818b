import { type Beat, BeatFinder } from './beatFinder.ts';
import { PacerSpikes } from './pacerSpikes.ts';
import { SlopeCandidates } from './slopeCandidates.ts';

/** A candidate comes so long after its moment, at most. */
const CANDIDATE_DELAY_MS = 300;
/** A lead that is further behind the foremost one is not waited for. */
const PATIENCE_MS = 2_000;

interface Waiting {
  readonly lead: number;
  readonly atMs: number;
  readonly height: number;
}

interface Lead {
  readonly rateHz: number;
  readonly spikes: PacerSpikes;
  readonly candidates: SlopeCandidates;
  taken: number;
  clockMs: number;
}

/** Beats that became certain, in the order of their times. */
export interface NewBeats {
  /** Of each lead alone. */
  readonly own: readonly (readonly number[])[];
  /** On which all leads agree. */
  readonly fused: readonly Beat[];
  /** The samples that were taken, without a pacemaker's spikes; the last 40 ms come with the next. */
  readonly cleaned: Float64Array;
}

/**
 * The heartbeats in the ECG leads of one bed. Streaming: takes what each lead brings, in blocks of any length and leads in any
 * order, and gives the beats that have become certain. A pacemaker's spike is no beat; the beat it makes is one. Times are milliseconds since the first sample; all leads begin at once.
 */
export class EcgBeats {
  readonly #leads: readonly Lead[];
  readonly #finder: BeatFinder;
  #waiting: Waiting[] = [];

  /** @param ratesHz of each lead */
  constructor(ratesHz: readonly number[]) {
    this.#leads = ratesHz.map((rateHz) => ({
      rateHz,
      spikes: new PacerSpikes(rateHz),
      candidates: new SlopeCandidates(rateHz),
      taken: 0,
      clockMs: 0,
    }));
    this.#finder = new BeatFinder(ratesHz.length);
  }

  /** How much each lead can be trusted now, 0 to 1. */
  get weights(): readonly number[] {
    return this.#finder.weights;
  }

  /** Takes the next samples of a lead, in any unit; NaN: missing. */
  put(lead: number, samples: ArrayLike<number>): NewBeats {
    const state = this.#leads[lead];
    if (state === undefined) throw new RangeError(`lead ${lead}: there are ${this.#leads.length}`);
    const cleaned = new Float64Array(samples.length);
    let count = 0;
    for (let k = 0; k < samples.length; k++) {
      const value = state.spikes.step(samples[k] as number);
      if (value === null) continue;
      cleaned[count++] = value;
      const found = state.candidates.step(value);
      if (found !== null) this.#waiting.push({ lead, atMs: (found.index * 1000) / state.rateHz, height: found.height });
    }
    state.taken += samples.length;
    state.clockMs = (state.taken * 1000) / state.rateHz;
    return { ...this.#release(), cleaned: cleaned.subarray(0, count) };
  }

  #release(): Omit<NewBeats, 'cleaned'> {
    const foremost = Math.max(...this.#leads.map(({ clockMs }) => clockMs));
    const slowest = Math.min(...this.#leads.map(({ clockMs }) => clockMs));
    const certainMs = Math.max(slowest, foremost - PATIENCE_MS) - CANDIDATE_DELAY_MS;
    const ripe = this.#waiting.filter(({ atMs }) => atMs <= certainMs).sort((a, b) => a.atMs - b.atMs);
    this.#waiting = this.#waiting.filter(({ atMs }) => atMs > certainMs);
    const own: number[][] = this.#leads.map(() => []);
    const fused: Beat[] = [];
    for (const { lead, atMs, height } of ripe) {
      const beats = this.#finder.put(lead, atMs, height);
      own[lead]?.push(...beats.own.map((beat) => beat.atMs));
      fused.push(...beats.fused);
    }
    fused.push(...this.#finder.pass(certainMs));
    return { own, fused };
  }
}
