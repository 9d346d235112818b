/** What is asked of a table: the row of a key, or all rows of [from, until) by its keys or those of an index. */
export type RowQuestion =
  | { readonly table: string; readonly key: IDBValidKey }
  | { readonly table: string; readonly index?: string; readonly from: IDBValidKey; readonly until: IDBValidKey };

/**
 * Asks all at once in one transaction; of each question the rows it found, in the order of their keys. Not by Dexie, whose
 * transactions take about twice as long: each of their steps is a wait of its own (DECISIONS, 68).
 *
 * @throws DOMException that the browser gives, also of a database that is closed
 */
export async function readRows(
  database: IDBDatabase | null,
  questions: readonly RowQuestion[],
): Promise<readonly (readonly unknown[])[]> {
  if (database === null) throw new DOMException('the database is closed', 'InvalidStateError');
  const transaction = database.transaction(new Set(questions.map(({ table }) => table)), 'readonly');
  const requests = questions.map((question): IDBRequest | null => {
    const store = transaction.objectStore(question.table);
    if ('key' in question) return store.get(question.key);
    const { index, from, until } = question;
    // A range that is empty is none that a browser takes.
    if (indexedDB.cmp(from, until) >= 0) return null;
    return (index === undefined ? store : store.index(index)).getAll(IDBKeyRange.bound(from, until, false, true));
  });
  const last = requests.findLast((request) => request !== null);
  if (last === undefined) return questions.map(() => []);
  return new Promise((resolve, reject) => {
    transaction.onabort = () => reject(transaction.error ?? new DOMException('it was ended', 'AbortError'));
    // They succeed in the order in which they were asked; the end of the transaction need not be waited for.
    last.onsuccess = () =>
      resolve(
        requests.map((request, k) => {
          const found: unknown = request?.result;
          if (found === undefined) return [];
          return 'key' in (questions[k] as RowQuestion) ? [found] : (found as unknown[]);
        }),
      );
  });
}
