import { describe, expect, it } from 'vitest';
import type { Bed } from '#domain/ward/ward.ts';
import { HeldReader } from '#renderer/history/heldReader.ts';
import { HistoryWriter } from '#renderer/history/historyWriter.ts';
import type { History } from '#renderer/history/openHistory.ts';
import {
  bedOf,
  ECG,
  expectedRun,
  FedWriter,
  memberOf,
  openStore,
  RESP,
  START_MS,
  storeName,
  whoseBed,
} from '#tests/renderer/support/keptHistory.ts';

const MINUTE = 60_000;
const BED_1 = 'ward/bed-1';

/** A bed with another patient in it, or none. */
function bedWith(patientId: string | null, number = 1): Bed {
  const patient =
    patientId === null
      ? null
      : { patientId, displayName: `Testperson ${patientId}`, ageYears: 50, sex: 'male' as const };
  return { ...bedOf(number), patient };
}

/** Who is said to have lain where, the oldest first: who, from when, until when, in ms of the test. */
async function whoLay(history: History): Promise<readonly (readonly [string, number, number | null])[]> {
  const stays = await new HeldReader(history).stays();
  return stays
    .map(({ patient, fromMs, untilMs }) => [patient?.patientId ?? 'nobody', fromMs, untilMs] as const)
    .reverse();
}

describe('who lay in a bed', () => {
  it('each stay ends where the next begins, and one lasts', async () => {
    const history = await openStore();
    const writer = await HistoryWriter.open(history, 0);
    writer.describe('ward', [bedWith('anna')], 1000);
    await writer.beat(0);
    writer.look('ward', 5000);
    writer.describe('ward', [bedWith(null)], 5500);
    writer.look('ward', 8000);
    writer.describe('ward', [bedWith('bert')], 8500);
    await writer.beat(0);
    expect(await whoLay(history)).toEqual([
      ['anna', 1000, 5500],
      ['nobody', 5500, 8500],
      ['bert', 8500, null],
    ]);
    const [newest] = await new HeldReader(history).stays();
    expect(newest).toEqual({
      bedKey: BED_1,
      bedName: 'Bed 1',
      patient: bedWith('bert').patient,
      owner: 'id bert',
      aheadMs: 0,
      beganMs: 8500,
      fromMs: 8500,
      untilMs: null,
    });
  });

  it('a bed that its gateway no longer has is nobody’s, and the beds of other gateways stay as they are', async () => {
    const history = await openStore();
    const writer = await HistoryWriter.open(history, 0);
    writer.describe('ward', [bedWith('anna'), bedWith('bert', 2)], 1000);
    writer.describe('other', [bedWith('carl', 3)], 1000);
    writer.look('ward', 3000);
    writer.describe('ward', [bedWith('bert', 2)], 3500);
    await writer.beat(0);
    expect(new Set(await whoLay(history))).toEqual(
      new Set([
        ['anna', 1000, 3500],
        ['bert', 1000, null],
        ['carl', 1000, null],
      ]),
    );
  });

  it('what changed while the gateway was away: the time nobody saw is nobody’s', async () => {
    const history = await openStore();
    const writer = await HistoryWriter.open(history, 0);
    writer.describe('ward', [bedWith('anna')], 1000);
    writer.look('ward', 60_000);
    writer.describe('ward', [bedWith('bert')], 400_000);
    await writer.beat(0);
    expect(await whoLay(history)).toEqual([
      ['anna', 1000, 60_000],
      ['bert', 400_000, null],
    ]);
  });

  it('what changed while no window wrote, likewise; and who is still there goes on', async () => {
    const name = storeName();
    const first = await openStore(name);
    const before = await HistoryWriter.open(first, 0);
    before.describe('ward', [bedWith('anna'), bedWith('bert', 2)], 1000);
    before.look('ward', 20_000);
    await before.beat(20_000);
    first.database.close();

    const history = await openStore(name);
    const after = await HistoryWriter.open(history, 0);
    after.describe('ward', [bedWith('carl'), bedWith('bert', 2)], 300_000);
    await after.beat(0);
    expect(new Set(await whoLay(history))).toEqual(
      new Set([
        ['anna', 1000, 20_000],
        ['bert', 1000, null],
        ['carl', 300_000, null],
      ]),
    );
  });

  it('a stay that can’t be read still ends the one before: its time is never given to another patient', async () => {
    const history = await openStore();
    const writer = await HistoryWriter.open(history, 0);
    writer.describe('ward', [bedWith('anna')], 1000);
    await writer.beat(0);
    const bed = await history.keys.pseudonym('bed', BED_1);
    await history.database.stay.add({ bed, fromMs: 5000, patient: 'x', sealed: new Uint8Array(40) });
    expect(await whoLay(history)).toEqual([['anna', 1000, 5000]]);
  });
});

describe('alarms', () => {
  it('those that stood at any time of a span, with their end; of one that comes again, both', async () => {
    const history = await openStore();
    const writer = await HistoryWriter.open(history, 0);
    writer.alarms(
      [memberOf('a', BED_1, 1000), memberOf('b', BED_1, 2000), memberOf('c', 'ward/bed-2', 2000)],
      [],
      2000,
    );
    await writer.beat(0);
    writer.alarms([], ['a'], 3000);
    writer.alarms([memberOf('b', BED_1, 6000, 2)], [], 6000);
    await writer.beat(0);
    const read = async (fromMs: number, untilMs: number) => {
      const kept = await new HeldReader(history).alarms(whoseBed(1), fromMs, untilMs);
      return kept.map(({ member: { alarm }, goneMs }) => [alarm.id, alarm.occurrence, goneMs]);
    };
    expect(await read(0, 10_000)).toEqual([
      ['a', 1, 3000],
      ['b', 1, 6000],
      ['b', 2, null],
    ]);
    expect(await read(4000, 5000)).toEqual([['b', 1, 6000]]);
    expect(await read(900_000, 900_001)).toEqual([['b', 2, null]]);
    expect(await read(0, 1000)).toEqual([]);
  });

  it('one that went while no window wrote does not stand for ever', async () => {
    const name = storeName();
    const first = await openStore(name);
    const before = await HistoryWriter.open(first, 0);
    before.allAlarms([memberOf('a', BED_1, 1000), memberOf('b', BED_1, 1000)], 1000);
    await before.beat(0);
    first.database.close();
    const history = await openStore(name);
    const after = await HistoryWriter.open(history, 0);
    after.allAlarms([memberOf('b', BED_1, 1000)], 9000);
    await after.beat(0);
    const kept = await new HeldReader(history).alarms(whoseBed(1), 0, 10_000);
    expect(new Set(kept.map(({ member, goneMs }) => [member.alarm.id, goneMs]))).toEqual(
      new Set([
        ['a', 9000],
        ['b', null],
      ]),
    );
  });
});

describe('values and names', () => {
  it('of a bed, in the order of their times, whatever is written of them and whatever is in the log', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1, 2]);
    const expected: [number, number | null][] = [];
    for (let second = 0; second < 100; second++) {
      const timeMs = START_MS + 1000 * second;
      const value = second === 30 ? null : 60 + second;
      expected.push([timeMs, value]);
      fed.writer.observe([{ numericId: 15, timeMs, value }], timeMs);
      fed.writer.observe([{ numericId: 25, timeMs, value: 1 }], timeMs);
      await fed.goOn(timeMs + 1000);
    }
    expect(await history.database.numeric.count()).toBe(2);
    const reader = new HeldReader(history);
    const all = await reader.values(whoseBed(1), START_MS, START_MS + 100_000);
    expect(all).toEqual([{ numeric: expect.objectContaining({ code: 'MDC_ECG_HEART_RATE' }), values: expected }]);
    const some = await reader.values(whoseBed(1), START_MS + 50_000, START_MS + 70_000);
    expect(some.map(({ values }) => values)).toEqual([expected.slice(50, 70)]);
    for (const [fromMs, untilMs] of [
      [START_MS, START_MS + 10_000],
      [START_MS + 90_000, START_MS + 95_000],
    ] as const) {
      const { waves, numerics } = await reader.names(whoseBed(1), fromMs, untilMs);
      expect(waves.map(({ code }) => code)).toEqual([ECG, RESP]);
      expect(numerics.map(({ code }) => code)).toEqual(['MDC_ECG_HEART_RATE']);
    }
    expect(await reader.names(whoseBed(9), START_MS, START_MS + 10_000)).toEqual({ waves: [], numerics: [] });
  });
});

describe('what is held', () => {
  it('is told with its gaps: what was told of them, what nobody recorded, what can’t be read', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    const from = (ms: number) => expectedRun(1, ECG, START_MS + ms, START_MS + ms).firstIndex;
    const isGiven = (ms: number) => ms < START_MS + 20_000 || ms >= START_MS + 40_000;
    await fed.goOn(START_MS + 50_000, isGiven);
    const gap = { from: from(20_000), until: from(40_000), state: 'linkLost' as const };
    const resp = { from: gap.from / 4, until: gap.until / 4, state: 'linkLost' as const };
    fed.writer.cover(
      [
        { channelId: 11, from: 0, until: gap.until + 9000, gaps: [gap] },
        { channelId: 12, from: 0, until: resp.until + 9000, gaps: [resp] },
      ],
      fed.atMs,
    );
    // Three seconds of the second minute are lost without a word.
    await fed.goOn(START_MS + 3 * MINUTE + 20_000, (ms) => ms < START_MS + 83_000 || ms >= START_MS + 86_000);
    const reader = new HeldReader(history);
    const read = () => reader.coverage(whoseBed(1), START_MS - MINUTE, START_MS + 4 * MINUTE);
    const whole = { fromMs: START_MS + 40_000, untilMs: START_MS + 3 * MINUTE + 20_000 };
    const [first, ...others] = (await read()).held;
    expect(first).toEqual({ fromMs: START_MS, untilMs: START_MS + 20_000 });
    expect(others).toEqual([whole]);
    const lost = { fromMs: START_MS + 20_000, untilMs: START_MS + 40_000, state: 'linkLost' };
    const unsaid = { fromMs: START_MS + 80_000, untilMs: START_MS + 90_000, state: 'notRecorded' };
    expect((await read()).gaps).toEqual([lost, unsaid]);
    expect((await reader.coverage(whoseBed(1), START_MS + 30_000, START_MS + 35_000)).gaps).toEqual([
      { fromMs: START_MS + 30_000, untilMs: START_MS + 35_000, state: 'linkLost' },
    ]);
    const bed = await history.keys.pseudonym('bed', BED_1);
    await history.database.env.update([bed, START_MS], (row) => {
      row.sealed[50] = (row.sealed[50] as number) ^ 1;
    });
    expect((await read()).gaps).toEqual([{ fromMs: START_MS, untilMs: START_MS + 4 * MINUTE, state: 'damaged' }]);
  });

  it('reaches from the first to the last sample of any bed', async () => {
    const history = await openStore();
    const reader = new HeldReader(history);
    expect(await reader.span()).toBe(null);
    const fed = await FedWriter.open(history, [1]);
    await fed.goOn(START_MS + 30_000);
    expect(await reader.span()).toEqual({ fromMs: START_MS, untilMs: START_MS + 29_996 });
    await fed.goOn(START_MS + 3 * MINUTE + 30_000);
    expect(await reader.span()).toEqual({ fromMs: START_MS, untilMs: START_MS + 3 * MINUTE + 29_996 });
  });
});
