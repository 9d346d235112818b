import type { History } from './openHistory.ts';
import type { CursorRow } from './schema.ts';
import { writeRows } from './writeRows.ts';

/** Chromium's LevelDB begins a new journal when it has taken 4 MB; a value of 64 kB and more would lie in a file of its own. */
const ROW_BYTES = 50_000;
const ROWS_AT_ONCE = 20;
const TIMES = 6;

/**
 * Writes so much, and removes it, that the browser begins a new journal of its store. One whose browser was killed in the middle of a
 * record ends with a piece of it; Chromium reads over that once, goes on writing behind it, and the next time takes the whole store
 * for damaged and drops it (DECISIONS, 77). To be called before anything else is written, once for each start.
 */
export async function beginFreshJournal({ database }: History): Promise<void> {
  const row: CursorRow = { id: 'filler', sealed: new Uint8Array(ROW_BYTES) };
  const put = Array.from({ length: ROWS_AT_ONCE }, () => row);
  for (let k = 0; k < TIMES; k++) await writeRows(database.backendDB(), [{ table: 'cursor', put }]);
  await writeRows(database.backendDB(), [{ table: 'cursor', gone: [row.id] }]);
}
