const FIRST_BYTES = 64 * 1024;

/** What is kept for the next time; a larger one was for a storm. */
const KEPT_BYTES = 8 * 1024 * 1024;

/** UTF-8 takes at most so many bytes for a unit of a text. */
const MOST_A_UNIT = 3;

/** Text as bytes, in memory that is used again: new memory for each text of a storm takes longer than all that is done with it. */
export class TextBytes {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(text: string): void {
    const needed = this.#length + MOST_A_UNIT * text.length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#length += this.#bytes.write(text, this.#length);
  }

  /** What was added from a byte on. It is what it is until {@link clear}, and no longer. */
  from(start: number): Buffer {
    return this.#bytes.subarray(start, this.#length);
  }

  /** Begins anew. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }
}
