import { MISSING } from '#domain/signals/block.ts';
import type { SamplesByIndex } from '#domain/signals/columns.ts';
import { type FilterName, FilterRun } from '#domain/signals/filters.ts';
import type { SampleRing } from '#domain/signals/ring.ts';

/** How much of what is before a late sample the filter is led through, so that it comes to it in the state it would have. */
const LEAD_IN_MS = 10_000;
/** What changes by less than this, in raw units, for so long has forgotten the late sample. */
const FORGOTTEN = 0.25;
const FORGOTTEN_MS = 250;

/**
 * The samples of a ring, filtered, by the same indices. A gap in the ring is a gap here, and the filter begins anew behind
 * it. Samples in order are filtered once; one that comes late changes what is behind it, as far as it can be seen.
 *
 * Memory: 4 bytes a position.
 */
export class FilteredSamples implements SamplesByIndex {
  /** When somebody last looked; monotonic. For whoever decides how long to keep this. */
  usedMs = Number.NEGATIVE_INFINITY;
  readonly #ring: SampleRing;
  readonly #leadIn: number;
  readonly #forgotten: number;
  #values: Float32Array;
  /** Stands behind the newest sample. */
  #run: FilterRun;
  /** For what comes late. */
  #spare: FilterRun;
  #until = 0;

  constructor(ring: SampleRing, filter: FilterName, rateHz: number) {
    this.#ring = ring;
    this.#leadIn = Math.ceil((LEAD_IN_MS / 1000) * rateHz);
    this.#forgotten = Math.ceil((FORGOTTEN_MS / 1000) * rateHz);
    this.#run = new FilterRun(filter, rateHz);
    this.#spare = new FilterRun(filter, rateHz);
    this.#values = new Float32Array(0);
    this.rebuild();
  }

  get bytes(): number {
    return this.#values.byteLength;
  }

  at(index: number): number {
    if (this.#ring.at(index) === MISSING) return MISSING;
    return this.#values[index % this.#values.length] as number;
  }

  /** The ring has another capacity. */
  rebuild(): void {
    const { capacity, startIndex, endIndex } = this.#ring;
    this.#values = new Float32Array(capacity);
    this.#run.reset();
    this.#until = startIndex;
    this.#forward(endIndex);
  }

  /** The ring has taken in samples at [from, until). Gives the index behind the last value that is now another. */
  took(from: number, until: number): number {
    const first = Math.max(from, this.#ring.startIndex);
    if (first < this.#until) return Math.max(until, this.#revise(first, until));
    if (first > this.#until) this.#run.reset();
    this.#until = first;
    this.#forward(until);
    return until;
  }

  #forward(until: number): void {
    for (; this.#until < until; this.#until++) {
      const raw = this.#ring.at(this.#until);
      if (raw === MISSING) this.#run.reset();
      else this.#values[this.#until % this.#values.length] = this.#run.step(raw);
    }
  }

  #revise(from: number, until: number): number {
    const run = this.#spare;
    run.reset();
    let lead = from;
    while (from - lead < this.#leadIn && this.#ring.at(lead - 1) !== MISSING) lead--;
    for (; lead < from; lead++) run.step(this.#ring.at(lead));
    let alike = 0;
    for (let index = from; index < this.#ring.endIndex; index++) {
      const raw = this.#ring.at(index);
      if (raw === MISSING) {
        if (index >= until) return index;
        run.reset();
        continue;
      }
      const slot = index % this.#values.length;
      const value = run.step(raw);
      if (index >= until) {
        alike = Math.abs(value - (this.#values[slot] as number)) <= FORGOTTEN ? alike + 1 : 0;
        if (alike > this.#forgotten) return index;
      }
      this.#values[slot] = value;
    }
    // It reached the newest sample, so this is where the next one goes on.
    this.#spare = this.#run;
    this.#run = run;
    this.#until = this.#ring.endIndex;
    return this.#until;
  }
}
