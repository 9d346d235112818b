/** A mutation hangs that has taken so much of the processor ... */
const MOST_BUSY_MS = 20_000;
/** ... or that has waited for so long, for whatever never comes. A machine that does other work can let a thread stand for a minute. */
const MOST_WAITED_MS = 300_000;

/** A time at which somebody looks at a thread: the process's use of the processor so far, and a clock. Milliseconds. */
export interface Look {
  readonly busyMs: number;
  readonly clockMs: number;
}

/** Tells a thread that hangs from one that does not get the processor. To be asked every second or so. */
export class HangWatch {
  #seed: number | null = null;
  #since: Look = { busyMs: 0, clockMs: 0 };

  /** The thread tries this seed now; null, or what is wrong, in words. */
  look(seed: number, now: Look): string | null {
    if (seed !== this.#seed) {
      this.#seed = seed;
      this.#since = now;
      return null;
    }
    if (now.busyMs - this.#since.busyMs > MOST_BUSY_MS)
      return `hangs: took more than ${MOST_BUSY_MS} ms of the processor`;
    if (now.clockMs - this.#since.clockMs > MOST_WAITED_MS) return `hangs: no end after ${MOST_WAITED_MS} ms`;
    return null;
  }
}
