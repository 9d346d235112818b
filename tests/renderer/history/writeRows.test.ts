import { expect, it } from 'vitest';
import { readRows } from '#renderer/history/readRows.ts';
import { writeRows } from '#renderer/history/writeRows.ts';
import { openStore } from '#tests/renderer/support/keptHistory.ts';

it('rows are put and removed in several tables at once, by keys and by ranges', async () => {
  const { database } = await openStore();
  const cursors = ['a', 'b', 'c', 'd'].map((id) => ({ id, sealed: new Uint8Array([1]) }));
  await writeRows(database.backendDB(), [
    { table: 'cursor', put: cursors },
    { table: 'held', put: [{ fromMs: 60_000, bytes: 1, level: 0 }] },
  ]);
  await writeRows(database.backendDB(), [
    { table: 'cursor', gone: ['a', IDBKeyRange.bound('c', 'd')] },
    { table: 'held', put: [{ fromMs: 120_000, bytes: 2, level: 0 }] },
  ]);
  expect(await database.cursor.toCollection().primaryKeys()).toEqual(['b']);
  expect(await database.held.toCollection().primaryKeys()).toEqual([60_000, 120_000]);
});

it('of rows one of which can’t be put none is, and why is said', async () => {
  const { database } = await openStore();
  const changes = [
    { table: 'cursor', put: [{ id: 'a', sealed: new Uint8Array() }] },
    { table: 'held', put: [{ bytes: 1 }] },
  ];
  await expect(writeRows(database.backendDB(), changes)).rejects.toThrow(/key path/);
  expect(await readRows(database.backendDB(), [{ table: 'cursor', key: 'a' }])).toEqual([[]]);
});

it('a database that is closed refuses', async () => {
  const { database } = await openStore();
  database.close();
  await expect(writeRows(database.backendDB(), [{ table: 'cursor', gone: ['a'] }])).rejects.toThrow('closed');
});
