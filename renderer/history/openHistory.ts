import { HistoryKeys } from './historyKeys.ts';
import { LogReader } from './logReader.ts';
import { HistoryDatabase, type StoreRow, versions } from './schema.ts';

export interface History {
  readonly database: HistoryDatabase;
  readonly keys: HistoryKeys;
  readonly log: LogReader;
  /** To be kept outside of this browser's storage, and handed in the next time. */
  readonly storeId: string;
  /** A store was expected and another one is here: what was in it is gone (a full disk wipes IndexedDB without a word). */
  readonly isRecreated: boolean;
}

/** `wrongSecret`: the store was made with another one. `newerStore`: a later version of the product has used it. */
export type OpenedHistory =
  | { readonly ok: true; readonly history: History }
  | { readonly ok: false; readonly code: 'wrongSecret' | 'newerStore'; readonly reason: string };

export interface HistoryOptions {
  readonly name?: string;
  /** 32 bytes; whoever keeps them does so away from the data. */
  readonly secret: Uint8Array<ArrayBuffer>;
  /** The id of the store that was here the last time; null: none is known. */
  readonly expectedStoreId: string | null;
  /** Stores that are dropped if the secret does not open them, as theirs is destroyed: by id, or whichever is here. */
  readonly drops?: readonly string[] | 'any';
  /** Wall clock. */
  readonly nowMs: number;
}

/** Dexie's version 1 is the browser's 10; those between are of windows that found a table missing that they know, and put it back. */
const DEXIE_STEP = 10;

const CHECK = new TextEncoder().encode('vigil history');

/**
 * Opens the history of this browser, or makes one. Whoever opens closes the database. Nothing is changed in a store that
 * is refused, but one that is to be dropped is, and another is made. Other failures of the browser's storage throw, as Dexie's errors.
 */
export async function openHistory(options: HistoryOptions): Promise<OpenedHistory> {
  const { name = 'vigil.history', secret, expectedStoreId, drops = [], nowMs } = options;
  const keys = await HistoryKeys.from(secret);
  const database = new HistoryDatabase(name);
  await database.open();
  // Dexie opens a store of a later version as if it were of this one.
  if (Math.floor(database.backendDB().version / DEXIE_STEP) > versions.length) {
    database.close();
    return { ok: false, code: 'newerStore', reason: 'A later version of this product has written this history.' };
  }
  const made = await makeIdentity(keys, nowMs);
  const row = await database.transaction('rw', database.store, async () => {
    const known = await database.store.get('store');
    if (known !== undefined) return known;
    await database.store.add(made);
    return made;
  });
  if ((await keys.open(['store', row.storeId], row.sealed)) === null) {
    if (drops === 'any' || drops.includes(row.storeId)) {
      await database.delete();
      return openHistory({ ...options, drops: [] });
    }
    database.close();
    return { ok: false, code: 'wrongSecret', reason: 'This history was written with another key.' };
  }
  const isRecreated = expectedStoreId !== null && row.storeId !== expectedStoreId;
  return { ok: true, history: { database, keys, log: new LogReader(keys), storeId: row.storeId, isRecreated } };
}

async function makeIdentity(keys: HistoryKeys, createdMs: number): Promise<StoreRow> {
  const storeId = crypto.randomUUID();
  return { id: 'store', storeId, createdMs, sealed: await keys.seal(['store', storeId], CHECK) };
}
