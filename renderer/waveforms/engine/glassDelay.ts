/** Delay from sample to glass, in milliseconds. */
export interface BedDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const KEPT_MS = 60_000;
/** A frame each 16.7 ms for a minute, and some for faster screens. */
const CAPACITY = 8192;
const BUCKET_MS = 2;
const BUCKETS = 2048;

/** The delays of one bed over the last minute; one value a frame. Allocates nothing after construction. */
export class GlassDelay {
  readonly #atMs = new Float64Array(CAPACITY);
  readonly #buckets = new Uint16Array(CAPACITY);
  readonly #counts = new Uint32Array(BUCKETS);
  #first = 0;
  #count = 0;

  /** `nowMs`: any clock that never steps back, the same in both methods. */
  add(nowMs: number, delayMs: number): void {
    this.#forget(nowMs);
    if (this.#count === CAPACITY) this.#dropOldest();
    const slot = (this.#first + this.#count) % CAPACITY;
    const bucket = Math.max(0, Math.min(BUCKETS - 1, Math.floor(delayMs / BUCKET_MS)));
    this.#atMs[slot] = nowMs;
    this.#buckets[slot] = bucket;
    this.#counts[bucket]!++;
    this.#count++;
  }

  /** null: nothing was drawn in the last minute. What took longer than four seconds is reported as that. */
  summary(nowMs: number): BedDelay | null {
    this.#forget(nowMs);
    if (this.#count === 0) return null;
    return { p50Ms: this.#percentile(0.5), p99Ms: this.#percentile(0.99) };
  }

  #percentile(share: number): number {
    let missing = Math.ceil(this.#count * share);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      missing -= this.#counts[bucket] as number;
      if (missing <= 0) return (bucket + 1) * BUCKET_MS;
    }
    return BUCKETS * BUCKET_MS;
  }

  #forget(nowMs: number): void {
    while (this.#count > 0 && (this.#atMs[this.#first] as number) < nowMs - KEPT_MS) this.#dropOldest();
  }

  #dropOldest(): void {
    this.#counts[this.#buckets[this.#first] as number]!--;
    this.#first = (this.#first + 1) % CAPACITY;
    this.#count--;
  }
}
