/**
 * Asks one question at a time. Of all that are wanted while one is under way only the newest is asked, so answers come
 * in order and nobody waits for what no longer counts.
 */
export class LatestOnly<Q, A> {
  readonly #ask: (question: Q) => Promise<A>;
  readonly #take: (answer: A, question: Q) => void;
  #isAsking = false;
  #wanted: Q | null = null;
  #isClosed = false;

  constructor(ask: (question: Q) => Promise<A>, take: (answer: A, question: Q) => void) {
    this.#ask = ask;
    this.#take = take;
  }

  want(question: Q): void {
    this.#wanted = question;
    if (!this.#isAsking) void this.#next();
  }

  /** Takes no more answers. */
  close(): void {
    this.#isClosed = true;
    this.#wanted = null;
  }

  async #next(): Promise<void> {
    this.#isAsking = true;
    while (this.#wanted !== null) {
      const question = this.#wanted;
      this.#wanted = null;
      const answer = await this.#ask(question);
      if (!this.#isClosed) this.#take(answer, question);
    }
    this.#isAsking = false;
  }
}
