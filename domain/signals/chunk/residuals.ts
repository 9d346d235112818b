import { BitReader, BitWriter } from './bits.ts';

/**
 * Samples as differences from what the samples before them foretell, of the order (0 to 3) that leaves least, in Rice code.
 *
 * DPCM with fixed polynomials and Rice code as in Shorten (T. Robinson, CUED/F-INFENG/TR.156, 1994) and FLAC (RFC 9639,
 * 9.2.5 and 9.2.7). All arithmetic wraps at 32 bits, so every series of int32 comes back bit for bit, the extremes too.
 *
 *   group of up to 128 samples: 2 bits order, 5 bits k (31: all differences are 0), then of each the difference u, folded to
 *   0, -1, 1, -2 ... = 0, 1, 2, 3 ...: u >> k zeros, a one, the lowest k bits; from 24 zeros on, 24 zeros, a one, 32 bits
 */
const GROUP = 128;
const ALL_ZERO = 31;
const MOST_ZEROS = 24;
const ORDERS = 4;

/** Folded differences of the group that is being encoded, of each order; one for all, as encoding is never interrupted. */
const differences = Array.from({ length: ORDERS }, () => new Uint32Array(GROUP));
/** Likewise, as many short series are encoded each second. */
const writer = new BitWriter();

/** Encodes samples, behind so many bytes that are free. */
export function encodeResiduals(samples: Int32Array, freeBytes = 0): Uint8Array<ArrayBuffer> {
  writer.clear();
  for (let start = 0; start < samples.length; start += GROUP) {
    const length = Math.min(GROUP, samples.length - start);
    const order = foretell(samples, start, length);
    writeGroup(order, differences[order] as Uint32Array, length);
  }
  return writer.finish(freeBytes);
}

/**
 * Decodes as many samples as `samples` has room for.
 *
 * @returns where the bytes of these samples end
 * @throws RangeError when the bytes end before, or are no such code
 */
export function decodeResiduals(bytes: Uint8Array, at: number, samples: Int32Array): number {
  const reader = new BitReader(bytes, at);
  for (let start = 0; start < samples.length; start += GROUP) {
    readGroup(reader, samples, start, Math.min(samples.length, start + GROUP));
  }
  return reader.position;
}

/** Writes the folded differences of every order; returns the order with the least sum. */
function foretell(samples: Int32Array, start: number, length: number): number {
  const [none, first, second, third] = differences as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  // What is before the first sample counts as 0. A difference of one order is the change of that of the order before.
  const a = sampleAt(samples, start - 1);
  const b = sampleAt(samples, start - 2);
  const c = sampleAt(samples, start - 3);
  let last = a;
  let lastFirst = (a - b) | 0;
  let lastSecond = (lastFirst - (b - c)) | 0;
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let k = 0; k < length; k++) {
    const sample = samples[start + k] as number;
    const d1 = (sample - last) | 0;
    const d2 = (d1 - lastFirst) | 0;
    const d3 = (d2 - lastSecond) | 0;
    last = sample;
    lastFirst = d1;
    lastSecond = d2;
    sum0 += none[k] = fold(sample);
    sum1 += first[k] = fold(d1);
    sum2 += second[k] = fold(d2);
    sum3 += third[k] = fold(d3);
  }
  const sums = [sum0, sum1, sum2, sum3];
  return sums.indexOf(Math.min(...sums));
}

function writeGroup(order: number, folded: Uint32Array, length: number): void {
  const k = bestK(folded, length);
  writer.write((order << 5) | k, 7);
  if (k === ALL_ZERO) return;
  const mask = (1 << k) - 1;
  for (let n = 0; n < length; n++) {
    const value = folded[n] as number;
    const zeros = value >>> k;
    if (zeros >= MOST_ZEROS) {
      writer.write(1, MOST_ZEROS + 1);
      writer.write(value, 32);
    } else if (zeros + 1 + k <= 32) {
      writer.write(((1 << k) | (value & mask)) >>> 0, zeros + 1 + k);
    } else {
      writer.write(1, zeros + 1);
      writer.write(value & mask, k);
    }
  }
}

/** The k that takes the fewest bits; near the logarithm of the mean, so only its neighbours are tried. */
function bestK(folded: Uint32Array, length: number): number {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += folded[n] as number;
  if (sum === 0) return ALL_ZERO;
  const near = Math.max(0, Math.floor(Math.log2(sum / length)));
  let best = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let k = Math.max(0, near - 1); k <= Math.min(ALL_ZERO - 1, near + 1); k++) {
    const bits = bitsWith(folded, length, k);
    if (bits < fewest) [best, fewest] = [k, bits];
  }
  return best;
}

function bitsWith(folded: Uint32Array, length: number, k: number): number {
  let bits = 0;
  for (let n = 0; n < length; n++) {
    const zeros = (folded[n] as number) >>> k;
    bits += zeros >= MOST_ZEROS ? MOST_ZEROS + 1 + 32 : zeros + 1 + k;
  }
  return bits;
}

function readGroup(reader: BitReader, samples: Int32Array, start: number, end: number): void {
  const order = reader.read(2);
  const k = reader.read(5);
  let a = sampleAt(samples, start - 1);
  let b = sampleAt(samples, start - 2);
  let c = sampleAt(samples, start - 3);
  for (let n = start; n < end; n++) {
    const difference = k === ALL_ZERO ? 0 : unfold(readFolded(reader, k));
    const sample = (foretold(order, a, b, c) + difference) | 0;
    samples[n] = sample;
    c = b;
    b = a;
    a = sample;
  }
}

function readFolded(reader: BitReader, k: number): number {
  const zeros = reader.readZeros(MOST_ZEROS);
  if (zeros === MOST_ZEROS) return reader.read(32);
  return ((zeros << k) | reader.read(k)) >>> 0;
}

function foretold(order: number, a: number, b: number, c: number): number {
  if (order === 0) return 0;
  if (order === 1) return a;
  if (order === 2) return 2 * a - b;
  return 3 * a - 3 * b + c;
}

const sampleAt = (samples: Int32Array, k: number): number => samples[k] ?? 0;

/** 0, -1, 1, -2 ... as 0, 1, 2, 3 ... */
const fold = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;
const unfold = (value: number): number => (value >>> 1) ^ -(value & 1);
