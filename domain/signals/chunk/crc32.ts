/** CRC-32 of ISO-HDLC (as in zip, gzip and PNG): finds every change of up to 32 bits in a row. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** The checksum of bytes from `start` on, as an unsigned number of 32 bits. */
export function crc32(bytes: Uint8Array, start = 0): number {
  let rest = 0xffffffff;
  for (let k = start; k < bytes.length; k++) {
    rest = (rest >>> 8) ^ (table[(rest ^ (bytes[k] as number)) & 0xff] as number);
  }
  return (rest ^ 0xffffffff) >>> 0;
}
