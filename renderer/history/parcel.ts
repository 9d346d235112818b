/** What a record holds before it is encrypted: a head of JSON, and parts of bytes that it describes. */
export interface Parcel {
  readonly head: unknown;
  readonly parts: readonly Uint8Array[];
}

/** u32 length of the head, the head as JSON in UTF-8, u32 number of parts, u32 length of each, then the parts. */
export function packParcel({ head, parts }: Parcel): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const lengths = 4 + json.length + 4 + 4 * parts.length;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, lengths));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, json.length, true);
  bytes.set(json, 4);
  view.setUint32(4 + json.length, parts.length, true);
  let at = lengths;
  for (const [k, part] of parts.entries()) {
    view.setUint32(8 + json.length + 4 * k, part.length, true);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The parts are views on the bytes. @throws RangeError or SyntaxError for bytes that are no parcel */
export function unpackParcel(bytes: Uint8Array<ArrayBuffer>): Parcel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headLength = view.getUint32(0, true);
  if (4 + headLength > bytes.length) throw new RangeError('a head that is longer than its record');
  const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + headLength)));
  const count = view.getUint32(4 + headLength, true);
  let at = 8 + headLength + 4 * count;
  const parts: Uint8Array[] = [];
  for (let k = 0; k < count; k++) {
    const length = view.getUint32(8 + headLength + 4 * k, true);
    if (at + length > bytes.length) throw new RangeError('a part that is longer than its record');
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { head, parts };
}
