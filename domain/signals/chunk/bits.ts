/** Writes numbers of 0 to 32 bits one behind the other, the highest bit first, into words of 32 bits. */
export class BitWriter {
  #words = new Uint32Array(1024);
  #count = 0;
  /** What of the next word is filled, from its highest bit on. */
  #word = 0;
  /** Bits of it that are free: 1 to 32. */
  #free = 32;

  /** As a new one: nothing is written. */
  clear(): void {
    this.#count = 0;
    this.#free = 32;
    this.#word = 0;
  }

  /** `value` has no bits set above the lowest `bits`. */
  write(value: number, bits: number): void {
    if (bits < this.#free) {
      this.#free -= bits;
      this.#word |= value << this.#free;
      return;
    }
    const rest = bits - this.#free;
    this.#push(this.#word | (value >>> rest));
    this.#free = 32 - rest;
    this.#word = rest === 0 ? 0 : value << this.#free;
  }

  /** All that was written, behind so many bytes that are free; the last word is filled with zeros. Nothing is written behind it. */
  finish(freeBytes = 0): Uint8Array<ArrayBuffer> {
    if (this.#free < 32) this.#push(this.#word);
    const bytes = new Uint8Array(freeBytes + this.#count * 4);
    const view = new DataView(bytes.buffer, freeBytes);
    for (let k = 0; k < this.#count; k++) view.setUint32(k * 4, this.#words[k] as number);
    return bytes;
  }

  #push(word: number): void {
    if (this.#count === this.#words.length) {
      const wider = new Uint32Array(this.#words.length * 2);
      wider.set(this.#words);
      this.#words = wider;
    }
    this.#words[this.#count++] = word;
  }
}

/** Reads what a {@link BitWriter} wrote. Throws RangeError at the end of the bytes. */
export class BitReader {
  readonly #view: DataView;
  #at: number;
  /** What of the current word is unread, from its highest bit on; zeros below. */
  #word = 0;
  /** Bits of it that are unread: 0 to 32. */
  #left = 0;

  constructor(bytes: Uint8Array, start: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = start;
  }

  /** The next bits as an unsigned number. */
  read(bits: number): number {
    if (bits === 0) return 0;
    if (bits <= this.#left) {
      const value = this.#word >>> (32 - bits);
      this.#skip(bits);
      return value;
    }
    const above = this.#left === 0 ? 0 : this.#word >>> (32 - this.#left);
    const needed = bits - this.#left;
    this.#next();
    const value = (needed === 32 ? 0 : above << needed) | (this.#word >>> (32 - needed));
    this.#skip(needed);
    return value >>> 0;
  }

  /** How many zeros come before the next one; reads that one too. At most `most`. */
  readZeros(most: number): number {
    let zeros = 0;
    for (;;) {
      if (this.#left === 0) this.#next();
      const here = Math.clz32(this.#word);
      if (here < this.#left) {
        this.#skip(here + 1);
        zeros += here;
        if (zeros > most) break;
        return zeros;
      }
      zeros += this.#left;
      this.#left = 0;
      if (zeros > most) break;
    }
    throw new RangeError(`${zeros} zeros where at most ${most} can be`);
  }

  /** Where the next unread word begins. */
  get position(): number {
    return this.#at;
  }

  #next(): void {
    if (this.#at + 4 > this.#view.byteLength) throw new RangeError('ends in the middle of its samples');
    this.#word = this.#view.getUint32(this.#at);
    this.#at += 4;
    this.#left = 32;
  }

  #skip(bits: number): void {
    this.#word = bits === 32 ? 0 : this.#word << bits;
    this.#left -= bits;
  }
}
