import { expect, it } from 'vitest';
import { encodeSeries } from '#domain/signals/chunk/series.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { packChunk } from '#renderer/history/chunkRecord.ts';
import { HeldReader } from '#renderer/history/heldReader.ts';
import { HistoryKeys } from '#renderer/history/historyKeys.ts';
import { HistoryReader } from '#renderer/history/historyReader.ts';
import { HistoryWriter } from '#renderer/history/historyWriter.ts';
import { keptChannel } from '#renderer/history/keptWave.ts';
import type { LogNames } from '#renderer/history/logRecord.ts';
import { openHistory } from '#renderer/history/openHistory.ts';
import { ownerOf } from '#renderer/history/owner.ts';
import { packParcel } from '#renderer/history/parcel.ts';
import { packJson } from '#renderer/history/records.ts';
import { EVERY_LANE, HistoryDatabase, NAMES_ID, type Version, versions } from '#renderer/history/schema.ts';
import {
  bedOf,
  blocksOf,
  ECG,
  expectedRun,
  FedWriter,
  memberOf,
  openStore,
  SECRET,
  START_MS,
  storeName,
  whoseBed,
} from '#tests/renderer/support/keptHistory.ts';

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
  {
    chunk: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([1]) }],
    alarm: [
      { id: 'a', fromMs: 5, untilMs: 9, bed: 'b', sealed: new Uint8Array([5]) },
      { id: 'b', fromMs: 6, untilMs: Number.POSITIVE_INFINITY, bed: 'b', sealed: new Uint8Array([5]) },
    ],
    named: [{ fromMs: 0, bed: 'b', sealed: new Uint8Array([8]) }],
  },
  {
    chunk: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([1]) }],
    held: [{ fromMs: 60_000, bytes: 1, level: 1 }],
    pin: [{ id: 'p', fromMs: 60_000, untilMs: 90_000, bed: 'b', sealed: new Uint8Array([9]) }],
  },
  {
    chunk: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([1]) }],
    alarm: [{ id: 'a', fromMs: 5, momentMs: 7, untilMs: 9, bed: 'b', sealed: new Uint8Array([5]) }],
    stay: [{ fromMs: 5, bed: 'b', patient: 'p', sealed: new Uint8Array([6]) }],
  },
  {
    chunk: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([1]) }],
    log: [{ lane: 3, slotMs: 0, fromMs: 1, untilMs: 2, sealed: new Uint8Array([2]) }],
  },
  {
    chunk: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([1]) }],
    hourly: [{ fromMs: 0, bed: 'b', sealed: new Uint8Array([10]) }],
  },
  {
    chunk: [{ fromMs: 60_000, bed: 'b', sealed: new Uint8Array([1]) }],
    logPart: [{ lane: 4, slotMs: 0, seq: 9, fromMs: 1, untilMs: 2, sealed: new Uint8Array([2]) }],
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
    const today = table === 'log' ? 'logPart' : table;
    expect(await database.table(today).toArray(), table).toMatchObject(rows);
  }
  database.close();
});

it('a store of today can be opened still when a window of an earlier version, still open, came back to it', async () => {
  for (let version = 1; version < versions.length; version++) {
    const name = storeName();
    (await openStore(name)).database.close();
    // As Dexie does when a connection was closed for one of a later version.
    const before = new HistoryDatabase(name, versions.slice(0, version));
    await before.open();
    before.close();
    const history = await openStore(name);
    await (await FedWriter.open(history, [1])).goOn(START_MS + 5000);
    expect(await history.database.logPart.count(), `version ${version}`).toBe(5);
    history.database.close();
  }
});

it('a store in which such a window found a table missing, and put it back, can be opened still', async () => {
  const name = storeName();
  (await openStore(name)).database.close();
  const other = new HistoryDatabase(name, [...versions.slice(0, 2), { stores: { gone: 'id' } }]);
  await other.open();
  expect(other.backendDB().version).toBe(10 * versions.length + 1);
  other.close();
  const history = await openStore(name);
  await (await FedWriter.open(history, [1])).goOn(START_MS + 5000);
  expect(await history.database.logPart.count()).toBe(5);
});

it('an alarm of a store of version 1 is asked about when it is opened to be written: it may have gone or stand', async () => {
  const name = storeName();
  const first = new HistoryDatabase(name, versions.slice(0, 1));
  const keys = await HistoryKeys.from(SECRET);
  for (const [k, goneMs] of [900, null].entries()) {
    const id = await keys.pseudonym('alarm', JSON.stringify([`alarm-${k}`, 1]));
    const kept = { member: memberOf(`alarm-${k}`, 'ward/bed-1', 500 + k), goneMs };
    const sealed = await keys.seal(['alarm', id], packJson(kept));
    await first.table('alarm').add({ id, bed: await keys.pseudonym('bed', 'ward/bed-1'), fromMs: 500 + k, sealed });
  }
  first.close();
  const history = await openStore(name);
  const writer = await HistoryWriter.open(history, 0);
  writer.allAlarms([], 2000);
  await writer.beat(0);
  const rows = await history.database.alarm.orderBy('fromMs').toArray();
  expect(rows.map(({ untilMs }) => untilMs)).toEqual([900, 2000]);
});

it('what a store of version 4 had in its log is read, by a window that only reads too, and goes on with what comes', async () => {
  const name = storeName();
  const fourth = new HistoryDatabase(name, versions.slice(0, 4));
  const keys = await HistoryKeys.from(SECRET);
  // As it was written then: a row of all beds, and the names of their waves in full.
  const names: LogNames = {
    id: 'names of version 4',
    waves: [1, 2].flatMap((number) => {
      const { bedKey, channels, patient } = bedOf(number);
      const owner = ownerOf(bedKey, patient);
      return channels.map((channel) => ({ bedKey, channel: keptChannel(channel, owner) }));
    }),
    numerics: [],
  };
  const untilMs = START_MS + 12_000;
  const waves = [1, 2]
    .flatMap((number) => blocksOf(number, START_MS, untilMs))
    .map(({ firstIndex, samples }, wave) => ({ wave, runs: [{ firstIndex, samples }] }));
  const place = ['log', START_MS, untilMs] as const;
  const head = { version: 1, namesId: names.id, waves: waves.map(({ wave }) => wave), observations: [] };
  const parts = waves.map(({ wave, runs }) => {
    return encodeSeries({ rateHz: names.waves[wave]?.channel.rateHz ?? 0, runs });
  });
  const sealed = await keys.seal(place, packParcel({ head, parts }));
  await fourth.table('log').add({ fromMs: START_MS, untilMs, sealed });
  await fourth.table('cursor').add({ id: NAMES_ID, sealed: await keys.seal(['cursor', NAMES_ID], packJson(names)) });
  fourth.close();

  const history = await openStore(name);
  const runsOf = async (number: number, endMs: number) => {
    const { waves: found } = await new HistoryReader(history).readWindow(whoseBed(number), ECG, START_MS, endMs);
    return found.flatMap(({ runs }) => runs);
  };
  for (const number of [1, 2])
    expect(await runsOf(number, untilMs)).toEqual([expectedRun(number, ECG, START_MS, untilMs)]);
  const endMs = START_MS + 100_000;
  await (await FedWriter.open(history, [1, 2], untilMs)).goOn(endMs);
  for (const number of [1, 2]) expect(await runsOf(number, endMs)).toEqual([expectedRun(number, ECG, START_MS, endMs)]);
  expect((await history.database.logPart.toArray()).map(({ lane }) => lane)).not.toContain(EVERY_LANE);
});

/** A bed as version 3 kept it: stays by the station's clock, and two minutes of samples of which nobody said whose they are. */
async function bedOfVersion3(name: string, patients: readonly string[]): Promise<void> {
  const database = new HistoryDatabase(name, versions.slice(0, 3));
  const keys = await HistoryKeys.from(SECRET);
  const { bedKey, displayName: bedName, channels } = bedOf(1);
  const bed = await keys.pseudonym('bed', bedKey);
  for (const [k, patientId] of patients.entries()) {
    const fromMs = START_MS + k * 60_000;
    const untilMs = k + 1 < patients.length ? fromMs + 60_000 : null;
    const patient = { key: `key of ${patientId}`, patientId, displayName: '', ageYears: null, sex: 'unknown' };
    const sealed = await keys.seal(
      ['stay', bed, fromMs],
      packJson({ bedKey, bedName, patient, gatewayId: 'ward', untilMs }),
    );
    await database.table('stay').add({ bed, fromMs, patient: patientId, sealed });
  }
  for (const fromMs of [START_MS, START_MS + 60_000]) {
    const waves = channels.map(({ channelId: _, ...channel }) => {
      const run = expectedRun(1, channel.code ?? '', fromMs, fromMs + 60_000);
      return { channel, runs: [run], gaps: [] };
    });
    await database
      .table('chunk')
      .add({ fromMs, bed, sealed: await keys.seal(['chunk', fromMs, bed], packChunk(waves)) });
  }
  database.close();
}

it('what a store of version 3 has of a bed with one patient is theirs; and what comes from now on begins another stay', async () => {
  const name = storeName();
  await bedOfVersion3(name, ['anna']);
  const history = await openStore(name);
  const [before] = await new HeldReader(history).stays();
  expect(before).toMatchObject({ owner: null, fromMs: START_MS, untilMs: null });
  const { waves } = await new HistoryReader(history).readWindow(before as HeldStay, ECG, START_MS, START_MS + 120_000);
  expect(waves.flatMap(({ runs }) => runs)).toEqual([expectedRun(1, ECG, START_MS, START_MS + 120_000)]);
  const writer = await HistoryWriter.open(history, 0);
  const patient = { ...(before as HeldStay).patient } as Patient;
  writer.describe('ward', [{ ...bedOf(1), patient }], START_MS + 130_000);
  writer.take(blocksOf(1, START_MS + 130_000, START_MS + 131_000), 0);
  await writer.beat(0);
  const [now, earlier] = await new HeldReader(history).stays();
  expect([now?.owner, now?.untilMs]).toEqual(['key of anna', null]);
  expect([earlier?.owner, earlier?.untilMs !== null]).toEqual([null, true]);
  const read = await new HistoryReader(history).readWindow(now as HeldStay, ECG, START_MS, START_MS + 140_000);
  expect(read.waves.flatMap(({ runs }) => runs)).toEqual([expectedRun(1, ECG, START_MS + 130_000, START_MS + 131_000)]);
});

it('what a store of version 3 has of a bed with several patients is nobody’s: its clock may have been hours off', async () => {
  const name = storeName();
  await bedOfVersion3(name, ['anna', 'bert']);
  const history = await openStore(name);
  expect(await new HeldReader(history).stays()).toEqual([]);
  expect(await history.database.chunk.count()).toBe(2);
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
