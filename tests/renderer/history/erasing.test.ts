import Dexie from 'dexie';
import { BehaviorSubject, Subject } from 'rxjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import { defaultKeepPolicy } from '#domain/history/keepPolicy.ts';
import { HistoryLink } from '#renderer/history/historyLink.ts';
import { HistoryReader } from '#renderer/history/historyReader.ts';
import { openHistory } from '#renderer/history/openHistory.ts';
import { StationKeeper } from '#renderer/history/stationKeeper.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import {
  ECG,
  FedWriter,
  openStore,
  SECRET,
  START_MS,
  storeName,
  whoseBed,
} from '#tests/renderer/support/keptHistory.ts';

const OTHER = new Uint8Array(32).fill(8);
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** A station that answers what the test says. */
class KeepingStation {
  readonly messages = new Subject<StationMessage>();
  readonly status = new BehaviorSubject<LinkStatus>({ state: 'open', sinceMs: 0, reason: '' });
  readonly heard: WindowMessage[] = [];
  secret = SECRET;
  expectedStoreId: string | null = null;
  erasedStoreIds: readonly string[] = [];

  tell(message: WindowMessage): boolean {
    if (this.status.value.state !== 'open') return false;
    this.heard.push(message);
    if (message.type === 'historyKey') {
      const { secret, expectedStoreId, erasedStoreIds } = this;
      this.messages.next({
        type: 'historyKey',
        askId: message.askId,
        answer: { ok: true, secret: base64(secret), expectedStoreId, erasedStoreIds, keep: defaultKeepPolicy },
      });
    }
    return true;
  }
}

const keeperOf = (station: KeepingStation) => new StationKeeper(station, () => crypto.randomUUID());

async function filled(name: string): Promise<string> {
  const history = await openStore(name);
  const fed = await FedWriter.open(history, [1]);
  await fed.goOn(START_MS + 70_000);
  history.database.close();
  return history.storeId;
}

describe('the station as the keeper of the key', () => {
  it('is asked once there is a session, and told which store was opened', async () => {
    const station = new KeepingStation();
    station.status.next({ state: 'connecting', sinceMs: 0, reason: '' });
    const keeper = keeperOf(station);
    const opening = keeper.open();
    keeper.opened('a-store');
    expect(station.heard).toEqual([]);
    station.status.next({ state: 'open', sinceMs: 0, reason: '' });
    expect(await opening).toEqual({ secret: SECRET, expectedStoreId: null, drops: [], keep: defaultKeepPolicy });
    expect(station.heard).toContainEqual({ type: 'historyOpened', storeId: 'a-store' });
  });

  it('says that nothing is to be written while the disk is nearly full', () => {
    const station = new KeepingStation();
    const { stops } = keeperOf(station);
    const limits = { warnBelowBytes: 20e9, stopBelowBytes: 5e9 };
    station.messages.next({ type: 'historySpace', space: { state: 'short', freeBytes: 4.2e9, ...limits } });
    expect(stops.value).toContain('4.2 GB free');
    station.messages.next({ type: 'historySpace', space: { state: 'low', freeBytes: 9e9, ...limits } });
    expect(stops.value).toBe('');
  });

  it('says why nothing was erased when it is lost meanwhile', async () => {
    const station = new KeepingStation();
    const answer = keeperOf(station).erase('dr.haas', 'a test');
    station.status.next({ state: 'lost', sinceMs: 0, reason: '' });
    expect(await answer).toContain('The station was lost');
    expect(await keeperOf(station).erase('dr.haas', 'a test')).toContain('does not hear');
  });
});

describe('a history whose key was destroyed', () => {
  it('is dropped by whoever still has it, and by nobody else: one of another key is refused and stays', async () => {
    const name = storeName();
    const storeId = await filled(name);
    const refused = await openHistory({ name, secret: OTHER, expectedStoreId: null, drops: ['another'], nowMs: 0 });
    expect(refused).toMatchObject({ ok: false, code: 'wrongSecret' });
    const kept = await openHistory({ name, secret: SECRET, expectedStoreId: null, drops: [storeId], nowMs: 0 });
    if (!kept.ok) throw new Error(kept.reason);
    expect(await kept.history.database.chunk.count()).toBe(1);
    kept.history.database.close();
    const fresh = await openHistory({ name, secret: OTHER, expectedStoreId: null, drops: [storeId], nowMs: 0 });
    if (!fresh.ok) throw new Error(fresh.reason);
    onTestFinished(() => fresh.history.database.close());
    expect(fresh.history.storeId).not.toBe(storeId);
    expect(await fresh.history.database.chunk.count()).toBe(0);
    const { waves } = await new HistoryReader(fresh.history).readWindow(whoseBed(1), ECG, START_MS, START_MS + 70_000);
    expect(waves).toEqual([]);
  });

  it('begins anew in a window that is open, in two at once too, and what was is nowhere', async () => {
    const name = storeName();
    const storeId = await filled(name);
    const station = new KeepingStation();
    const links = [1, 2].map(() => {
      const link = new HistoryLink({
        storeName: name,
        keeper: keeperOf(station),
        askPort: () => Promise.reject(new Error('none')),
      });
      onTestFinished(() => link.dispose());
      return link;
    });
    for (const link of links) expect(await link.stays()).toHaveLength(1);
    station.secret = OTHER;
    station.messages.next({ type: 'historyErased', actorId: 'dr.haas', atMs: 0 });
    for (const link of links) expect(await link.stays()).toEqual([]);
    const opened = () =>
      new Set(station.heard.flatMap((told) => (told.type === 'historyOpened' ? [told.storeId] : [])));
    await expect.poll(() => opened().size, { timeout: 5000 }).toBe(2);
    expect(opened().has(storeId)).toBe(true);
    for (const link of links) link.dispose();
    const raw = await new Dexie(name).open();
    onTestFinished(() => raw.close());
    expect(await raw.table('chunk').count()).toBe(0);
  });
});

describe('a disk that is nearly full', () => {
  it('stops the writing and not the reading, says why, and writing goes on when there is room', async () => {
    const name = storeName();
    await filled(name);
    const station = new KeepingStation();
    const link = new HistoryLink({
      storeName: name,
      keeper: keeperOf(station),
      askPort: () => Promise.reject(new Error('none')),
    });
    onTestFinished(() => link.dispose());
    const isState = (state: string) => expect.poll(() => link.status.value.state, { timeout: 5000 }).toBe(state);
    await isState('writing');
    const limits = { warnBelowBytes: 20e9, stopBelowBytes: 5e9 };
    station.messages.next({ type: 'historySpace', space: { state: 'short', freeBytes: 1e9, ...limits } });
    await isState('stopped');
    expect(link.status.value.reason).toContain('1.0 GB free');
    expect(await link.stays()).toHaveLength(1);
    station.messages.next({ type: 'historySpace', space: { state: 'ample', freeBytes: 100e9, ...limits } });
    await isState('writing');
  });
});
