/** Fields of a message that hold other messages, by their number, and which of those hold others again. */
export interface Parts {
  readonly [field: number]: Parts;
}

/** Nothing further in it is counted. */
const whole: Parts = {};
const bed: Parts = { 4: whole, 5: whole, 6: whole };
const ward: Parts = { 3: bed };

/** Of the answers of a gateway (proto/vigil/ward/v1). */
export const subscribeParts: Parts = {
  1: { 4: ward, 5: whole, 6: whole, 7: whole },
  2: { 3: whole, 4: whole, 5: whole, 6: { 1: bed }, 7: whole, 8: whole },
};
export const describeParts: Parts = { 8: ward };
export const backfillParts: Parts = { 1: whole, 2: whole, 3: whole, 4: whole };

/**
 * A gateway may describe 4096 signals (wardIndex.ts), and tell the state and the latest value of each; with its beds and all
 * that may stand there it is less than this. Of what is empty 2 MB hold a million, which take half a second and 150 MB to read.
 */
export const MOST_PARTS = 20_000;

const BYTES = 2;
const SKIPPED: Readonly<Record<number, number | undefined>> = { 1: 8, 5: 4 };

/**
 * Throws when an encoded message holds more parts than {@link MOST_PARTS}, before anything is made of it. What is no message
 * is not found out here: whoever reads it will.
 *
 * @throws RangeError
 */
export function refuseManyParts(bytes: Uint8Array, parts: Parts): void {
  new Counter(bytes).count(0, bytes.length, parts);
}

class Counter {
  readonly #bytes: Uint8Array;
  #at = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  count(from: number, until: number, parts: Parts): void {
    this.#at = from;
    while (this.#at < until) {
      const tag = this.#varint();
      const wireType = tag & 7;
      const skipped = SKIPPED[wireType];
      if (skipped !== undefined) this.#at += skipped;
      else if (wireType === 0) this.#varint();
      else if (wireType === BYTES) {
        const length = this.#varint();
        const end = this.#at + length;
        const inside = parts[tag >>> 3];
        if (inside !== undefined) {
          this.#count++;
          if (this.#count > MOST_PARTS) throw new RangeError(`a message of more than ${MOST_PARTS} parts`);
          if (inside !== whole && end <= until) this.count(this.#at, end, inside);
        }
        this.#at = end;
      } else return;
    }
  }

  #varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80 || factor > 2 ** 49) return value;
    }
  }
}
