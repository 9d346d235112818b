import { readFile } from 'node:fs/promises';
import { codeOf } from '#domain/errors.ts';
import { Chain } from './chain.ts';
import type { FaultReport } from './faultReport.ts';
import type { NumberedFile } from './journalFiles.ts';
import { journalLines } from './journalLines.ts';

/** Lines between two looks at what else is to be done: a few milliseconds. */
const LINES_AT_ONCE = 1000;

/**
 * Verifies segments that a start did not need to read, while the station runs. `endsWith`: the hash that the segment behind them
 * goes on from; null: not known. A segment that retention has taken away meanwhile is no fault.
 */
export async function verifyOlder(
  older: readonly NumberedFile[],
  endsWith: string | null,
  faults: FaultReport,
): Promise<void> {
  const chain = new Chain();
  for (const { path, number } of older) {
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') {
        faults.unread(path, error);
        chain.skip();
      }
      continue;
    }
    let isForeign = false;
    for (const { text, line } of journalLines(bytes)) {
      if (isForeign) break;
      const { fault } = line === 1 ? chain.header(text, number) : chain.entry(text, line);
      if (fault !== null) faults.add(path, fault);
      isForeign = fault?.kind === 'otherSchema';
      if (line % LINES_AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const last = older.at(-1);
  if (last !== undefined && endsWith !== null && chain.hash !== null && chain.hash !== endsWith)
    faults.say(last.path, 'does not end where the file behind it goes on');
}
