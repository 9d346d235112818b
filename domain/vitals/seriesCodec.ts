import { decodeResiduals, encodeResiduals } from '#domain/signals/chunk/residuals.ts';
import type { NumericSeries } from './trend.ts';

/*
 * A series of values as bytes, little-endian:
 *
 *   u32 number of values; u8 how times are written; u8 how values are; then times, then values
 *   times: f64 each; or, where each is a whole number of ms less than 2^31 after the first, f64 of the first and residuals
 *     (signals/chunk/residuals.ts) of what each is after the first
 *   values: f64 each, NaN where the device said that it has none; or, where all are decimals of so many places, a bit each that
 *     tells whether there is a value, and residuals of those that there are, times 10^places
 */
const PLAIN = 255;
const WHOLE = 0;
const HEAD_BYTES = 6;
const MOST_PLACES = 4;
const MOST = 2 ** 31 - 1;
/** A day of values each 50 ms: more is a length that nobody wrote. */
const MOST_VALUES = 2 ** 21;

/** Encodes a series; {@link decodeValues} gives back the same, bit for bit, but for the payload of a NaN. */
export function encodeValues({ times, values }: NumericSeries): Uint8Array<ArrayBuffer> {
  const [timed, valued] = [encodedTimes(times), encodedDecimals(values)];
  const parts = [timed ?? bytesOf(times), valued?.bytes ?? bytesOf(values)];
  const bytes = new Uint8Array(HEAD_BYTES + parts.reduce((sum, { length }) => sum + length, 0));
  new DataView(bytes.buffer).setUint32(0, times.length, true);
  bytes[4] = timed === null ? PLAIN : WHOLE;
  bytes[5] = valued?.places ?? PLAIN;
  let at = HEAD_BYTES;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @throws RangeError for bytes that are no such series */
export function decodeValues(bytes: Uint8Array): NumericSeries {
  if (bytes.length < HEAD_BYTES) throw new RangeError(`${bytes.length} bytes are no series of values`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  const [timed, places] = [bytes[4], bytes[5] as number];
  if (count > MOST_VALUES || (timed !== PLAIN && timed !== WHOLE) || (places !== PLAIN && places > MOST_PLACES)) {
    throw new RangeError(`no series of values: ${count} of them, written as ${timed} and ${places}`);
  }
  let at = HEAD_BYTES;
  const plain = (): Float64Array => {
    const read = new Float64Array(count);
    for (let k = 0; k < count; k++, at += 8) read[k] = view.getFloat64(at, true);
    return read;
  };
  const whole = (): Float64Array => {
    const first = view.getFloat64(at, true);
    const after = new Int32Array(count);
    at = decodeResiduals(bytes, at + 8, after);
    const read = new Float64Array(count);
    for (let k = 0; k < count; k++) read[k] = first + (after[k] as number);
    return read;
  };
  const decimals = (): Float64Array => {
    const isThere = bytes.subarray(at, at + Math.ceil(count / 8));
    if (isThere.length < count / 8) throw new RangeError('a series of values that ends before its values');
    const has = (k: number): boolean => (((isThere[k >> 3] as number) >> (k & 7)) & 1) === 1;
    let there = 0;
    for (let k = 0; k < count; k++) if (has(k)) there++;
    const scaled = new Int32Array(there);
    at = decodeResiduals(bytes, at + isThere.length, scaled);
    const scale = 10 ** places;
    const read = new Float64Array(count);
    for (let k = 0, next = 0; k < count; k++) read[k] = has(k) ? (scaled[next++] as number) / scale : Number.NaN;
    return read;
  };
  const times = timed === PLAIN ? plain() : whole();
  return { times, values: places === PLAIN ? plain() : decimals() };
}

/** null: a time is no whole number of ms, or too far from the first. */
function encodedTimes(times: Float64Array): Uint8Array | null {
  const first = times[0] ?? 0;
  const after = new Int32Array(times.length);
  for (let k = 0; k < times.length; k++) {
    const ms = (times[k] as number) - first;
    if (!(Number.isInteger(ms) && Math.abs(ms) <= MOST && first + ms === times[k])) return null;
    after[k] = ms;
  }
  const coded = encodeResiduals(after);
  const bytes = new Uint8Array(8 + coded.length);
  new DataView(bytes.buffer).setFloat64(0, first, true);
  bytes.set(coded, 8);
  return bytes;
}

/** With the fewest places in which all values can be written; null: in none. */
function encodedDecimals(values: Float64Array): { readonly places: number; readonly bytes: Uint8Array } | null {
  const isThere = new Uint8Array(Math.ceil(values.length / 8));
  const there = values.filter((value) => !Number.isNaN(value));
  values.forEach((value, k) => {
    if (!Number.isNaN(value)) isThere[k >> 3] = (isThere[k >> 3] as number) | (1 << (k & 7));
  });
  for (let places = 0; places <= MOST_PLACES; places++) {
    const scale = 10 ** places;
    // Without a negative zero, which no whole number has.
    const scaled = there.map((value) => Math.round(value * scale) + 0);
    const isExact = there.every((value, k) => {
      const whole = scaled[k] as number;
      return Math.abs(whole) <= MOST && Object.is(whole / scale, value);
    });
    if (!isExact) continue;
    const coded = encodeResiduals(Int32Array.from(scaled));
    const bytes = new Uint8Array(isThere.length + coded.length);
    bytes.set(isThere);
    bytes.set(coded, isThere.length);
    return { places, bytes };
  }
  return null;
}

function bytesOf(numbers: Float64Array): Uint8Array {
  const bytes = new Uint8Array(8 * numbers.length);
  const view = new DataView(bytes.buffer);
  numbers.forEach((each, k) => {
    view.setFloat64(8 * k, each, true);
  });
  return bytes;
}
