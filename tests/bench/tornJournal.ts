import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** Of LevelDB's journals (doc/log_format.md): blocks of 32 kB, records in pieces of u32 CRC, u16 length, u8 type. */
const BLOCK_BYTES = 32_768;
const HEADER_BYTES = 7;
const FIRST_PIECE = 2;

/**
 * Cuts the newest journal of a browser's IndexedDB, which does not run, behind the first piece of its last record of several: as a
 * browser leaves it that is killed just then. false: there is no such record.
 */
export function tearJournal(profile: string): boolean {
  const root = join(profile, 'Default/IndexedDB');
  const folder = readdirSync(root).find((name) => name.endsWith('.leveldb'));
  if (folder === undefined) throw new Error(`${root}: has no store`);
  const newest = readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error(`${root}: has no journal`);
  const path = join(root, folder, newest);
  const end = endOfLastFirstPiece(readFileSync(path));
  if (end !== null) truncateSync(path, end);
  return end !== null;
}

function endOfLastFirstPiece(bytes: Buffer): number | null {
  let end: number | null = null;
  let at = 0;
  while (at + HEADER_BYTES <= bytes.length) {
    const left = BLOCK_BYTES - (at % BLOCK_BYTES);
    const type = left < HEADER_BYTES ? 0 : bytes.readUInt8(at + 6);
    // What is left of a block is filled with zeros.
    if (type === 0) at += left;
    else {
      at += HEADER_BYTES + bytes.readUInt16LE(at + 4);
      if (type === FIRST_PIECE) end = at;
    }
  }
  return end;
}
