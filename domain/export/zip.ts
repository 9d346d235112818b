import { crc32 } from '#domain/signals/chunk/crc32.ts';
import type { ExportFile } from './exportSpan.ts';
import { asciiBytes, joinBytes } from './texts.ts';

/** Where the fields stand would need more than 32 bits. */
const MOST_BYTES = 0xffff_0000;

/**
 * Files as one zip archive, stored and not compressed (PKWARE APPNOTE 6.3, 4.3; 1980 as the time of each, the least there is:
 * when something was exported stands in the files).
 *
 * @throws RangeError when they are 4 GB or more
 */
export function zip(files: readonly ExportFile[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, bytes } of files) {
    const named = asciiBytes(name);
    const fields = entryFields(bytes, named.length);
    const head = joinBytes([words([4, 0x04034b50]), fields, named]);
    const place = joinBytes([
      words([4, 0x02014b50], [2, 20]),
      fields,
      words([2, 0], [2, 0], [2, 0], [4, 0], [4, at]),
      named,
    ]);
    parts.push(head, bytes);
    directory.push(place);
    at += head.length + bytes.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  if (at + size > MOST_BYTES) throw new RangeError('an archive of 4 GB; export a shorter span');
  const count = files.length;
  const end = words([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, at], [2, 0]);
  return joinBytes([...parts, ...directory, end]);
}

/** What an entry and its line in the directory have in common. */
function entryFields(bytes: Uint8Array, nameLength: number): Uint8Array {
  const { length } = bytes;
  // Version 2.0, no flags, stored, midnight, 1 January 1980.
  return words(
    [2, 20],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, 0x21],
    [4, crc32(bytes)],
    [4, length],
    [4, length],
    [2, nameLength],
    [2, 0],
  );
}

/** Whole numbers of 2 or 4 bytes, little-endian. */
function words(...fields: readonly (readonly [size: 2 | 4, value: number])[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [size]) => sum + size, 0)));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return new Uint8Array(view.buffer);
}
