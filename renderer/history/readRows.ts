/** What is asked of a table: the row of a key, or all rows of [from, until). `known`: a row that need not be read again, by its key. */
export type RowQuestion =
  | { readonly table: string; readonly key: IDBValidKey }
  | {
      readonly table: string;
      readonly from: IDBValidKey;
      readonly until: IDBValidKey;
      readonly known?: (key: IDBValidKey) => unknown;
    };

/**
 * Asks all at once in one transaction; of each question the rows it found, in the order of their keys. Not by Dexie, whose
 * transactions take about twice as long: each of their steps is a wait of its own (DECISIONS, 68). Rows of a range are asked for one
 * by one, by the keys that are there: Chromium takes three times as long to give them in one answer (DECISIONS, 76).
 *
 * @throws DOMException that the browser gives, also of a database that is closed
 */
export async function readRows(
  database: IDBDatabase | null,
  questions: readonly RowQuestion[],
): Promise<readonly (readonly unknown[])[]> {
  if (database === null) throw new DOMException('the database is closed', 'InvalidStateError');
  const transaction = database.transaction(new Set(questions.map(({ table }) => table)), 'readonly');
  return Promise.all(questions.map((question) => rowsOf(transaction.objectStore(question.table), question)));
}

async function rowsOf(store: IDBObjectStore, question: RowQuestion): Promise<readonly unknown[]> {
  if ('key' in question) {
    const row = await answered(store.get(question.key));
    return row === undefined ? [] : [row];
  }
  const { from, until, known } = question;
  // A range that is empty is none that a browser takes.
  if (indexedDB.cmp(from, until) >= 0) return [];
  const keys = await answered(store.getAllKeys(IDBKeyRange.bound(from, until, false, true)));
  return Promise.all(keys.map((key) => known?.(key) ?? answered(store.get(key))));
}

/** A transaction that is ended ends its requests, with the same error. */
function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
