import { crc32 } from '#domain/signals/chunk/crc32.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Behind the signature stands IHDR, of 13 bytes, with its length, name and checksum. */
const IHDR_END = 8 + 12 + 13;

/**
 * A PNG with its true size in it: a `pHYs` chunk in pixels a metre (PNG, third edition, 11.3.4.3), right behind `IHDR`. Whoever
 * prints or places it then has it as large as it was drawn.
 *
 * @throws RangeError when the bytes are no PNG, or have such a chunk
 */
export function withResolution(png: Uint8Array, pixelsPerMm: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const isPng = SIGNATURE.every((byte, k) => png[k] === byte) && png.length > IHDR_END && view.getUint32(8) === 13;
  if (!isPng) throw new RangeError('no PNG');
  const chunk = new Uint8Array(12 + 9);
  const fields = new DataView(chunk.buffer);
  fields.setUint32(0, 9);
  chunk.set([0x70, 0x48, 0x59, 0x73], 4);
  fields.setUint32(8, Math.round(pixelsPerMm * 1000));
  fields.setUint32(12, Math.round(pixelsPerMm * 1000));
  chunk[16] = 1;
  fields.setUint32(17, crc32(chunk.subarray(4, 17)));
  const whole = new Uint8Array(png.length + chunk.length);
  whole.set(png.subarray(0, IHDR_END));
  whole.set(chunk, IHDR_END);
  whole.set(png.subarray(IHDR_END), IHDR_END + chunk.length);
  return whole;
}
