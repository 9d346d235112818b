/** What is changed in a table: rows are put, and those of keys or of ranges of keys go. */
export interface RowChange {
  readonly table: string;
  readonly put?: readonly object[];
  readonly gone?: readonly (IDBValidKey | IDBKeyRange)[];
}

/**
 * Changes all at once in one transaction, and resolves when it is on disk. Not by Dexie, which asks, waits for the answer and
 * only then lets the browser commit: here nothing is waited for but the end (DECISIONS, 76).
 *
 * @throws DOMException that the browser gives; then nothing is changed
 */
export async function writeRows(database: IDBDatabase | null, changes: readonly RowChange[]): Promise<void> {
  if (database === null) throw new DOMException('the database is closed', 'InvalidStateError');
  const needed = changes.filter(({ put = [], gone = [] }) => put.length + gone.length > 0);
  if (needed.length === 0) return;
  const transaction = database.transaction(new Set(needed.map(({ table }) => table)), 'readwrite', {
    durability: 'strict',
  });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('it was ended', 'AbortError'));
  });
  try {
    for (const { table, put = [], gone = [] } of needed) {
      const store = transaction.objectStore(table);
      for (const row of put) store.put(row);
      for (const key of gone) store.delete(key);
    }
    transaction.commit();
  } catch (cause) {
    // A row that can't be put would leave those before it to be committed.
    transaction.abort();
    await ended.catch(() => {});
    throw cause;
  }
  return ended;
}
