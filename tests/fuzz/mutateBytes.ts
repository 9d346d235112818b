import type { Random } from '#fixtures/patients/random.ts';

/** Beginnings of what is long, deep or no text in protobuf, JSON and UTF-8. */
const oddBytes: readonly (readonly number[])[] = [
  [0x00],
  [0xff],
  [0x80],
  [0x7f],
  [0x0a],
  [0x22],
  [0x5b],
  [0xc3],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb, 0xbf],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
];

/** What a disk, a wire or a hand does to bytes; each gives new ones. */
const changes: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  // One bit.
  (bytes, random) => {
    const changed = Buffer.from(bytes);
    const at = random.below(bytes.length);
    changed[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
    return changed;
  },
  // One byte, or a few, of the odd ones.
  (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return spliced(bytes, at, random.below(2), Buffer.from(oneOf(random, oddBytes)));
  },
  // Torn off.
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  // Begins in the middle.
  (bytes, random) => bytes.subarray(random.below(bytes.length + 1)),
  // A stretch is gone.
  (bytes, random) => {
    const { from, length } = stretch(bytes, random);
    return spliced(bytes, from, length, Buffer.alloc(0));
  },
  // A stretch is overwritten, as a lost sector is.
  (bytes, random) => {
    const { from, length } = stretch(bytes, random);
    return spliced(bytes, from, length, Buffer.alloc(length, oneOf(random, [0x00, 0xff, 0x20])));
  },
  // A stretch stands there twice, or somewhere else too.
  (bytes, random) => {
    const { from, length } = stretch(bytes, random);
    return spliced(bytes, random.below(bytes.length + 1), 0, bytes.subarray(from, from + length));
  },
  // Noise.
  (bytes, random) => {
    const noise = Buffer.from(Array.from({ length: 1 + random.below(16) }, () => random.below(256)));
    return spliced(bytes, random.below(bytes.length + 1), random.below(17), noise);
  },
];

/** Bytes with one to four things wrong. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  let changed = bytes;
  for (let left = 1 + random.below(4); left > 0 && changed.length > 0; left--)
    changed = oneOf(random, changes)(changed, random);
  return changed;
}

/** One of a list, which must not be empty. */
export function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}

function stretch(bytes: Buffer, random: Random): { readonly from: number; readonly length: number } {
  const from = random.below(bytes.length);
  // Mostly short, now and then all that is left.
  return { from, length: 1 + Math.floor((bytes.length - from) * random.uniform() ** 4) };
}

function spliced(bytes: Buffer, at: number, removed: number, inserted: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
}
