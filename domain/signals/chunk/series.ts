import { crc32 } from './crc32.ts';
import { decodeResiduals, encodeResiduals } from './residuals.ts';

/** Consecutive samples; sample k has index `firstIndex + k`. */
export interface Run {
  readonly firstIndex: number;
  readonly samples: Int32Array;
}

/**
 * Samples of one waveform at one rate, as they are kept: runs in order that do not overlap, none of them empty; what lies
 * between them is a gap. When a rate changes, another series begins.
 */
export interface Series {
  readonly rateHz: number;
  readonly runs: readonly Run[];
}

/** `damaged`: not what was written. `otherVersion`: written by a version that this one does not know. */
export type DecodedSeries =
  | { readonly ok: true; readonly series: Series }
  | { readonly ok: false; readonly code: 'damaged' | 'otherVersion'; readonly reason: string };

/**
 * A series as bytes, little-endian but for the samples:
 *
 *   header  u32 magic+version   u32 CRC-32 of all that follows   f64 rateHz
 *   runs    f64 index of the first sample   varint number of runs, and of each: varint samples missing before it, varint samples
 *   samples of all runs, one behind the other (residuals.ts); what is foretold goes on across a gap
 */
const MAGIC = 0x56430000; // "VC"
const VERSION = 1;
const CHECKED_FROM = 8;
const HEADER_BYTES = 16;
const INDEX_BYTES = 8;

/** 18 hours at 250 Hz. More is no series of ours, and would take the memory of whoever reads it. */
export const MOST_SAMPLES = 2 ** 24;

/**
 * Encodes a series; any int32 may be a sample.
 *
 * @throws RangeError for runs that are empty, out of order or overlapping, indices that are no whole numbers, a rate that is
 * not above 0, or more than {@link MOST_SAMPLES}
 */
export function encodeSeries({ rateHz, runs }: Series): Uint8Array<ArrayBuffer> {
  if (!(rateHz > 0 && rateHz < Number.POSITIVE_INFINITY)) throw new RangeError(`a series at ${rateHz} Hz`);
  const bytes = encodeRuns(runs, HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC | VERSION, true);
  view.setFloat64(8, rateHz, true);
  view.setUint32(4, crc32(bytes, CHECKED_FROM), true);
  return bytes;
}

/**
 * The runs of a series without its header, behind so many bytes that are free: for whoever knows the rate and that the bytes are what
 * was written.
 *
 * @throws RangeError as {@link encodeSeries} does, but for the rate
 */
export function encodeRuns(runs: readonly Run[], freeBytes = 0): Uint8Array<ArrayBuffer> {
  const firstIndex = runs[0]?.firstIndex ?? 0;
  const places: number[] = [];
  putVarint(places, runs.length);
  let end = firstIndex;
  let count = 0;
  for (const run of runs) {
    const missing = run.firstIndex - end;
    if (!Number.isSafeInteger(run.firstIndex) || !(missing >= 0) || run.samples.length === 0)
      throw new RangeError(`${run.samples.length} samples from ${run.firstIndex} on cannot follow those before ${end}`);
    putVarint(places, missing);
    putVarint(places, run.samples.length);
    end = run.firstIndex + run.samples.length;
    count += run.samples.length;
  }
  if (count > MOST_SAMPLES) throw new RangeError(`a series of ${count} samples; at most ${MOST_SAMPLES}`);
  const bytes = encodeResiduals(joined(runs, count), freeBytes + INDEX_BYTES + places.length);
  new DataView(bytes.buffer).setFloat64(freeBytes, firstIndex, true);
  bytes.set(places, freeBytes + INDEX_BYTES);
  return bytes;
}

/** Decodes a series; never throws, and gives no sample of bytes that are not what was written. The runs share a buffer. */
export function decodeSeries(bytes: Uint8Array): DecodedSeries {
  if (bytes.length < HEADER_BYTES + INDEX_BYTES) return damaged(`${bytes.length} bytes: shorter than a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = view.getUint32(0, true);
  if ((head & 0xffff0000) !== MAGIC) return damaged(`begins with 0x${head.toString(16)}`);
  if ((head & 0xffff) !== VERSION)
    return { ok: false, code: 'otherVersion', reason: `of version ${head & 0xffff}; this one reads ${VERSION}` };
  if (crc32(bytes, CHECKED_FROM) !== view.getUint32(4, true)) return damaged('its checksum is another');
  try {
    return { ok: true, series: { rateHz: view.getFloat64(8, true), runs: decodeRuns(bytes, HEADER_BYTES) } };
  } catch (cause) {
    if (cause instanceof RangeError) return damaged(cause.message);
    throw cause;
  }
}

/** What {@link encodeRuns} made, from a byte on. The runs share a buffer. @throws RangeError for bytes that are no such runs */
export function decodeRuns(bytes: Uint8Array, at = 0): Run[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const varints = new VarintReader(bytes, at + INDEX_BYTES);
  let index = view.getFloat64(at, true);
  const runCount = varints.next();
  let count = 0;
  const places: { readonly firstIndex: number; readonly length: number }[] = [];
  for (let r = 0; r < runCount; r++) {
    const firstIndex = index + varints.next();
    const length = varints.next();
    places.push({ firstIndex, length });
    index = firstIndex + length;
    count += length;
    if (count > MOST_SAMPLES) throw new RangeError(`${count} samples; at most ${MOST_SAMPLES}`);
  }
  const samples = new Int32Array(count);
  const end = decodeResiduals(bytes, varints.at, samples);
  if (end !== bytes.length) throw new RangeError(`${bytes.length - end} bytes too many`);
  let taken = 0;
  return places.map(({ firstIndex, length }): Run => {
    taken += length;
    return { firstIndex, samples: samples.subarray(taken - length, taken) };
  });
}

function joined(runs: readonly Run[], count: number): Int32Array {
  if (runs.length === 1) return (runs[0] as Run).samples;
  const all = new Int32Array(count);
  let at = 0;
  for (const { samples } of runs) {
    all.set(samples, at);
    at += samples.length;
  }
  return all;
}

/** Seven bits a byte, the lowest first; up to 2^53. */
function putVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

class VarintReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  next(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new RangeError('ends in the middle of its runs');
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
    throw new RangeError('a number that is too long');
  }
}

function damaged(reason: string): DecodedSeries {
  return { ok: false, code: 'damaged', reason };
}
