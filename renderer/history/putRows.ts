/**
 * Puts rows into their tables, all or none, without waiting for the disk itself: they are the system's when this resolves,
 * so that they outlive the browser however it ends, but not a power cut in the next moment. Whoever needs that waits for a
 * later transaction that is flushed, which flushes these too. Dexie has one durability for all that it does.
 *
 * Rejects with what the browser says, also of a database that is closed.
 */
export async function putRows(
  database: IDBDatabase | null,
  rows: Readonly<Record<string, readonly object[]>>,
): Promise<void> {
  if (database === null) throw new DOMException('the database is closed', 'InvalidStateError');
  const transaction = database.transaction(Object.keys(rows), 'readwrite', {
    durability: 'relaxed',
  });
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('it was undone', 'AbortError'));
  });
  for (const [table, all] of Object.entries(rows)) {
    const store = transaction.objectStore(table);
    for (const row of all) store.put(row);
  }
  return ended;
}
