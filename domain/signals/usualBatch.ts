/** Of so many of the latest blocks the shortest one counts, but for ... */
const REMEMBERED = 16;
/** ... one in so many, which a gap may have cut ... */
const ONE_CUT_IN = 5;
/** ... once so many have come: the first may be the past that was kept, or what piled up while a window opened. */
const FEWEST = 3;

/** One for all: only {@link UsualBatch.add} uses it, and nothing waits in there. */
const sorted = new Float64Array(REMEMBERED);

/**
 * How long the batches of one channel are as its source sends them. A single block does not tell: what waited somewhere on
 * the way comes joined, several batches in one, and a gap cuts a batch in two. On a machine that is short of time most
 * blocks come joined for a while; cut ones are few. So a short one of the latest counts, not a middle one.
 */
export class UsualBatch {
  readonly #latestMs = new Float64Array(REMEMBERED);
  #count = 0;
  #ms = 0;

  /** Length in milliseconds; 0: not known yet. */
  get ms(): number {
    return this.#ms;
  }

  /** A block of this length has come, in milliseconds. Allocates nothing. */
  add(blockMs: number): void {
    this.#latestMs[this.#count % REMEMBERED] = blockMs;
    this.#count++;
    const known = Math.min(this.#count, REMEMBERED);
    if (known < FEWEST) return;
    for (let n = 0; n < known; n++) {
      const ms = this.#latestMs[n] as number;
      let at = n;
      for (; at > 0 && (sorted[at - 1] as number) > ms; at--) sorted[at] = sorted[at - 1] as number;
      sorted[at] = ms;
    }
    this.#ms = sorted[Math.floor(known / ONE_CUT_IN)] as number;
  }
}
