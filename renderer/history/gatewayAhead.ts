/** A bed or a whole window that is behind brings old samples for seconds; what is newest among so many looks is live. */
const LOOKS = 10;

/** A look is a second, and samples come in pieces: what differs by less is the same. */
const SAME_MS = 2_000;

/**
 * How far the clock of a gateway's samples is ahead of the station's, seen from the samples that come: its own time of day may have
 * been set since the samples are counted. Good to {@link SAME_MS}: it tells where to look, never whose something is.
 */
export class GatewayAhead {
  #ms: number | null = null;
  /** Of the last looks. */
  #looks: number[] = [];
  #newestMs = Number.NEGATIVE_INFINITY;

  /** 0 as long as it is not known. */
  get ms(): number {
    return this.#ms ?? 0;
  }

  get isKnown(): boolean {
    return this.#ms !== null;
  }

  /** As it was known before. */
  restore(ms: number): void {
    this.#ms = ms;
  }

  /** Samples have come, up to this time. */
  took(untilMs: number): void {
    this.#newestMs = Math.max(this.#newestMs, untilMs);
  }

  /** The station's clock is this; to be told every second. */
  look(wallMs: number): void {
    if (this.#newestMs === Number.NEGATIVE_INFINITY) return;
    this.#looks = [...this.#looks.slice(1 - LOOKS), Math.round(this.#newestMs - wallMs)];
    this.#newestMs = Number.NEGATIVE_INFINITY;
    const ms = Math.max(...this.#looks);
    if (this.#ms === null || Math.abs(ms - this.#ms) > SAME_MS) this.#ms = ms;
  }
}
