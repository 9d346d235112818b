/** Counts values in equal buckets; what lies beyond the last is counted there. Allocates nothing after construction. */
export class Histogram {
  readonly #counts: Uint32Array;
  readonly #bucket: number;
  #total = 0;
  #max = 0;

  /** `bucket`: width of a bucket; `limit`: where the last one begins; both in the unit of the values. */
  constructor(bucket: number, limit: number) {
    this.#bucket = bucket;
    this.#counts = new Uint32Array(Math.ceil(limit / bucket) + 1);
  }

  add(value: number): void {
    this.#counts[this.#slot(value)]!++;
    this.#total++;
    if (value > this.#max) this.#max = value;
  }

  /** The value a share (0-1) of all values does not exceed, up to one bucket too high; 0 when empty. */
  percentile(share: number): number {
    let missing = Math.ceil(this.#total * share);
    if (missing === 0) return 0;
    for (let slot = 0; slot < this.#counts.length; slot++) {
      missing -= this.#counts[slot] as number;
      if (missing <= 0) return Math.min((slot + 1) * this.#bucket, this.#max);
    }
    return this.#max;
  }

  summary(): Percentiles {
    return { p50: this.percentile(0.5), p95: this.percentile(0.95), p99: this.percentile(0.99), max: this.#max };
  }

  /** Filled buckets, as [lower bound, count]. */
  filled(): [from: number, count: number][] {
    const filled: [number, number][] = [];
    for (let slot = 0; slot < this.#counts.length; slot++) {
      const count = this.#counts[slot] as number;
      if (count > 0) filled.push([slot * this.#bucket, count]);
    }
    return filled;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.#max = 0;
  }

  #slot(value: number): number {
    return Math.max(0, Math.min(this.#counts.length - 1, Math.floor(value / this.#bucket)));
  }
}

/** In the unit of the values counted. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}
