import { expect, it } from 'vitest';
import { openHistory } from '#renderer/history/openHistory.ts';
import { HistoryDatabase, type Version, versions } from '#renderer/history/schema.ts';
import { SECRET, storeName } from '#tests/renderer/support/keptHistory.ts';

/** Rows as a version wrote them: one entry a version, added with it and never changed. */
const writtenBy: readonly Readonly<Record<string, readonly object[]>>[] = [
  {
    chunk: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([1]) }],
    log: [{ fromMs: 1, untilMs: 2, sealed: new Uint8Array([2]) }],
    env: [{ fromMs: 0, bed: 'b', sealed: new Uint8Array([3]) }],
    numeric: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([4]) }],
    alarm: [{ id: 'a', fromMs: 5, bed: 'b', sealed: new Uint8Array([5]) }],
    stay: [{ fromMs: 5, bed: 'b', patient: 'p', sealed: new Uint8Array([6]) }],
    cursor: [{ id: 'bed b', sealed: new Uint8Array([7]) }],
  },
];

async function madeBy(name: string, all: readonly Version[]): Promise<void> {
  const database = new HistoryDatabase(name, all);
  for (const [table, rows] of Object.entries(writtenBy[all.length - 1] ?? {}))
    await database.table(table).bulkAdd(rows);
  database.close();
}

it('every version has rows to be tested with', () => {
  expect(writtenBy).toHaveLength(versions.length);
});

it.each(versions.map((_, k) => k + 1))('a store of version %i opens today with all that was in it', async (version) => {
  const name = storeName();
  await madeBy(name, versions.slice(0, version));
  const opened = await openHistory({ name, secret: SECRET, expectedStoreId: null, nowMs: 0 });
  if (!opened.ok) throw new Error(opened.reason);
  const { database } = opened.history;
  expect(database.verno).toBe(versions.length);
  for (const [table, rows] of Object.entries(writtenBy[version - 1] ?? {})) {
    expect(await database.table(table).toArray(), table).toMatchObject(rows);
  }
  database.close();
});

it('a version to come can change rows and add tables, and what was there is taken over', async () => {
  const name = storeName();
  await madeBy(name, versions);
  const next: Version = {
    stores: { pinned: 'id', chunk: '[fromMs+bed], weight' },
    upgrade: async (rows) => {
      await rows('chunk')
        .toCollection()
        .modify((row) => {
          row.weight = 3;
        });
    },
  };
  const database = new HistoryDatabase(name, [...versions, next]);
  expect(await database.chunk.where('weight').equals(3).count()).toBe(1);
  expect(await database.table('pinned').count()).toBe(0);
  database.close();
  expect(await openHistory({ name, secret: SECRET, expectedStoreId: null, nowMs: 0 })).toMatchObject({
    ok: false,
    code: 'newerStore',
  });
});
