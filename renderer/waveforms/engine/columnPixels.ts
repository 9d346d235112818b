import type { Box } from './painter.ts';

/*
 * Pixels of one column, from the top, as a Uint32Array sees them that shares memory with an ImageData: opaque, red in the
 * lowest byte, for every machine that browsers run on stores the lowest byte first.
 */

/**
 * A colour as a pixel.
 *
 * @throws RangeError for anything but #rrggbb
 */
export function pixelOf(colour: string): number {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new RangeError(`wave colours are written #rrggbb, not ${colour}`);
  const rgb = Number.parseInt(colour.slice(1), 16);
  return (0xff000000 | ((rgb & 0xff) << 16) | (rgb & 0xff00) | (rgb >> 16)) >>> 0;
}

/** Lays a span over a column: whole pixels are replaced, and of those at its ends it covers what lies within it. */
export function laySpan(column: Uint32Array, from: number, until: number, pixel: number): void {
  const first = Math.floor(from);
  const last = Math.floor(until);
  if (first === last) {
    layPart(column, first, until - from, pixel);
    return;
  }
  if (first < from) layPart(column, first, first + 1 - from, pixel);
  for (let y = first < from ? first + 1 : first; y < last; y++) column[y] = pixel;
  if (last < until) layPart(column, last, until - last, pixel);
}

/** Lays a colour over a part of one pixel, in steps of a 256th; red and blue are reckoned in one go. */
function layPart(column: Uint32Array, y: number, coverage: number, pixel: number): void {
  const over = Math.round(coverage * 256);
  const under = 256 - over;
  const ground = column[y] as number;
  const redBlue = ((pixel & 0xff00ff) * over + (ground & 0xff00ff) * under + 0x800080) >>> 8;
  const green = ((pixel & 0xff00) * over + (ground & 0xff00) * under + 0x8000) >>> 8;
  column[y] = 0xff000000 | (redBlue & 0xff00ff) | (green & 0xff00);
}

/** The pixels of a part of a picture, column after column. */
export function columnsOf(picture: ImageData, { left, top, width, height }: Box): Uint32Array {
  const rows = pixelsOf(picture);
  const columns = new Uint32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = (top + y) * picture.width + left;
    for (let x = 0; x < width; x++) columns[x * height + y] = rows[row + x] as number;
  }
  return columns;
}

/** The same memory, a pixel at a time. */
export function pixelsOf({ data }: ImageData): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.length / 4);
}
