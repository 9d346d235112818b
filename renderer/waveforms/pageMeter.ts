import { Histogram, type Percentiles } from './engine/histogram.ts';

const FRAME_MS = 1000 / 60;

/**
 * How long the wave engine keeps the page's own thread busy in each sixtieth of a second: messages, measuring, layouts.
 * What a piece of work takes counts whole where it began. Keeps nothing but counts.
 */
export class PageMeter {
  readonly #busy = new Histogram(0.05, 200);
  readonly #monotonicMs: () => number;
  #frame: number;
  #busyMs = 0;
  #depth = 0;

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
    this.#frame = frameAt(monotonicMs());
  }

  /** Does the work and counts its time; work within work counts once. */
  time<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    const begunMs = this.#monotonicMs();
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#fill(begunMs);
      this.#busyMs += this.#monotonicMs() - begunMs;
    }
  }

  /** Of all whole sixtieths since the last reset, those without work too. */
  summary(): Percentiles {
    this.#fill(this.#monotonicMs());
    return this.#busy.summary();
  }

  reset(): void {
    this.#busy.reset();
    this.#busyMs = 0;
    this.#frame = frameAt(this.#monotonicMs());
  }

  /** Closes the sixtieths before this time. */
  #fill(nowMs: number): void {
    const frame = frameAt(nowMs);
    for (; this.#frame < frame; this.#frame++) {
      this.#busy.add(this.#busyMs);
      this.#busyMs = 0;
    }
  }
}

const frameAt = (monotonicMs: number): number => Math.floor(monotonicMs / FRAME_MS);
