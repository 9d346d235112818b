import { describe, expect, it, vi } from 'vitest';
import { defaultKeepPolicy } from '#domain/history/keepPolicy.ts';
import { Envelope, type EnvelopeLevelMs } from '#domain/signals/envelope.ts';
import { HistoryReader, type HistoryWindow } from '#renderer/history/historyReader.ts';
import { type History, openHistory } from '#renderer/history/openHistory.ts';
import { Pins } from '#renderer/history/pins.ts';
import { readRows } from '#renderer/history/readRows.ts';
import { Retention } from '#renderer/history/retention.ts';
import { HOUR_MS, ValueHours } from '#renderer/history/valueHours.ts';
import {
  bedOf,
  blocksOf,
  ECG,
  expectedRun,
  FedWriter,
  memberOf,
  openStore,
  RESP,
  refuseWrites,
  SECRET,
  START_MS,
  storeName,
  whoseBed,
} from '#tests/renderer/support/keptHistory.ts';

const MINUTE = 60_000;
const BED_1 = 'ward/bed-1';

/** The one wave of a window; another number of them fails the test. */
function only({ waves }: HistoryWindow) {
  expect(waves).toHaveLength(1);
  return waves[0] as HistoryWindow['waves'][number];
}

async function expectWhole(history: History, fromMs: number, untilMs: number, bed = 1): Promise<void> {
  const reader = new HistoryReader(history);
  for (const code of [ECG, RESP]) {
    const wave = only(await reader.readWindow(whoseBed(bed), code, fromMs, untilMs));
    expect(wave.gaps).toEqual([]);
    expect(wave.runs).toEqual([expectedRun(bed, code, fromMs, untilMs)]);
  }
}

describe('what was recorded comes back', () => {
  it('bit for bit, whatever of it is a chunk and whatever is in the log still, and each bed its own', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1, 2]);
    await fed.goOn(START_MS + 3 * MINUTE + 20_000);
    expect(await history.database.chunk.count()).toBe(6);
    await expectWhole(history, START_MS, START_MS + 3 * MINUTE + 20_000);
    await expectWhole(history, START_MS + 55_000, START_MS + 65_000, 2);
    await expectWhole(history, START_MS + 3 * MINUTE + 5_000, START_MS + 3 * MINUTE + 15_000, 2);
    const { waves, damaged } = await new HistoryReader(history).readWindow(
      whoseBed(9),
      ECG,
      START_MS,
      START_MS + MINUTE,
    );
    expect([waves, damaged]).toEqual([[], []]);
  });

  it('the log holds no more than what is in no chunk yet', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    await fed.goOn(START_MS + 4 * MINUTE + 30_000);
    const rows = await history.database.logPart.toArray();
    expect(Math.min(...rows.map(({ fromMs }) => fromMs))).toBeGreaterThanOrEqual(START_MS + 4 * MINUTE - 1000);
  });

  it('a minute of a large ward becomes chunks over some seconds, and all of it can be read all that time', async () => {
    const history = await openStore();
    const beds = Array.from({ length: 24 }, (_, k) => k + 1);
    const fed = await FedWriter.open(history, beds);
    await fed.goOn(START_MS + MINUTE);
    const counts: number[] = [];
    for (let second = 1; second <= 12; second++) {
      await fed.goOn(START_MS + MINUTE + second * 1000);
      counts.push(await history.database.chunk.count());
      await expectWhole(history, START_MS, fed.atMs - 1000, 24);
    }
    expect([...new Set(counts)]).toEqual([0, 8, 16, 24]);
  });

  it('who reads the last minute of a bed gets an eighth of the log, and of the present only the slots that were asked for', async () => {
    const history = await openStore();
    const beds = Array.from({ length: 16 }, (_, k) => k + 1);
    await (await FedWriter.open(history, beds)).goOn(START_MS + 35_000);
    const { log } = history;
    let [most, all] = [0, 0];
    for (const number of beds) {
      const bed = await history.keys.pseudonym('bed', `ward/bed-${number}`);
      const questions = log.questions(bed, START_MS + 12_000, START_MS + 19_000);
      const { rows } = log.rows(await readRows(history.database.backendDB(), questions), START_MS, START_MS + 60_000);
      expect(rows.map(({ slotMs }) => slotMs)).toEqual(rows.map(() => START_MS + 10_000));
      most = Math.max(most, rows.length);
    }
    for (const { slotMs } of await history.database.logPart.toArray()) if (slotMs === START_MS + 10_000) all++;
    // As many rows as lanes that have a bed of these sixteen, each second.
    expect([most, all % most, all / most]).toEqual([10, 0, expect.toSatisfy((lanes: number) => lanes > 4)]);
  });

  it('who looks at the last minute again has only what came since decrypted', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    await fed.goOn(START_MS + 40_000);
    const decrypted = vi.spyOn(history.keys, 'open');
    await expectWhole(history, START_MS, fed.atMs - 1000, 1);
    expect(decrypted.mock.calls.length).toBeGreaterThanOrEqual(39);
    await fed.goOn(START_MS + 42_000);
    decrypted.mockClear();
    await expectWhole(history, START_MS, fed.atMs - 1000, 1);
    expect(decrypted.mock.calls.length).toBeLessThanOrEqual(3);
  });

  it('a log that was empty begins anew, with numbers that no row had, and who looked at it before sees what is in it now', async () => {
    const history = await openStore();
    const seqs = async () => new Set((await history.database.logPart.toArray()).map(({ seq }) => seq));
    const first = await FedWriter.open(history, [1]);
    await first.goOn(START_MS + 40_000);
    await expectWhole(history, START_MS, first.atMs, 1);
    const before = await seqs();
    expect(before.size).toBe(40);
    await first.writer.finish(first.atMs);
    expect(await history.database.logPart.count()).toBe(0);
    const next = await FedWriter.open(history, [1], first.atMs);
    await next.goOn(START_MS + 80_000);
    expect([...(await seqs())].filter((seq) => before.has(seq))).toEqual([]);
    await expectWhole(history, START_MS, next.atMs, 1);
  });

  it('a window of no length, or that ends before it begins, has nothing', async () => {
    const history = await openStore();
    await (await FedWriter.open(history, [1])).goOn(START_MS + 70_000);
    const reader = new HistoryReader(history);
    for (const untilMs of [START_MS + 30_000, START_MS - MINUTE]) {
      const window = await reader.readWindow(whoseBed(1), ECG, START_MS + 30_000, untilMs);
      expect(window.waves.flatMap(({ runs }) => runs)).toEqual([]);
      const { waves } = await reader.readEnvelope(whoseBed(1), ECG, START_MS + 30_000, untilMs, 10_000);
      expect(waves.flatMap(({ bins }) => bins)).toEqual([]);
    }
  });

  it('a gap is a gap, with its reason where one was told', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    const isGiven = (ms: number) => ms < START_MS + 20_000 || ms >= START_MS + 30_000;
    await fed.goOn(START_MS + 50_000, isGiven);
    const reader = new HistoryReader(history);
    const read = () => reader.readWindow(whoseBed(1), ECG, START_MS + 10_000, START_MS + 40_000);
    const { firstIndex: from, samples } = expectedRun(1, ECG, START_MS + 20_000, START_MS + 30_000);
    const until = from + samples.length;
    expect(only(await read()).gaps).toEqual([{ from, until, state: 'notRecorded' }]);

    fed.writer.cover(
      [{ channelId: 11, from: 0, until: until + 5000, gaps: [{ from, until, state: 'fetching' }] }],
      fed.atMs,
    );
    await fed.goOn(START_MS + 70_000);
    expect(only(await read()).gaps).toEqual([{ from, until, state: 'fetching' }]);
    expect(only(await read()).runs).toEqual([
      expectedRun(1, ECG, START_MS + 10_000, START_MS + 20_000),
      expectedRun(1, ECG, START_MS + 30_000, START_MS + 40_000),
    ]);

    fed.writer.cover(
      [{ channelId: 11, from: 0, until: until + 9000, gaps: [{ from, until, state: 'unavailable' }] }],
      fed.atMs,
    );
    await fed.goOn(START_MS + 90_000);
    expect(only(await read()).gaps).toEqual([{ from, until, state: 'unavailable' }]);

    fed.give(START_MS + 20_000, START_MS + 30_000);
    await fed.goOn(START_MS + 110_000);
    await expectWhole(history, START_MS, START_MS + 110_000);
  });

  it('what was sampled before a minute that nobody recorded says so', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    await fed.goOn(START_MS + 90_000);
    const wave = only(
      await new HistoryReader(history).readWindow(whoseBed(1), ECG, START_MS - MINUTE, START_MS + MINUTE),
    );
    expect(wave.gaps.map(({ state }) => state)).toEqual(['notRecorded']);
    expect(wave.runs).toEqual([expectedRun(1, ECG, START_MS, START_MS + MINUTE)]);
  });
});

describe('a writer that is gone at any moment', () => {
  it.each([500, 10_300, 59_900, 64_000, 66_500, 130_000])(
    'after %i ms: the next one goes on and fills from the station’s last minutes, no gap and no sample twice',
    async (diesAfterMs) => {
      const name = storeName();
      const dies = START_MS + diesAfterMs;
      const first = await openStore(name);
      const before = await FedWriter.open(first, [1, 2]);
      await before.goOn(dies);
      first.database.close();

      const history = await openStore(name);
      const after = await FedWriter.open(history, [1, 2], dies + 20_000);
      after.give(Math.max(START_MS, dies - 280_000), dies + 20_000);
      await after.goOn(dies + 2 * MINUTE);
      await expectWhole(history, START_MS, dies + 2 * MINUTE);
      await expectWhole(history, START_MS, dies + 2 * MINUTE, 2);
      const { kept, repeated, refused } = after.writer.recorder.counts;
      // Whatever the first had written was known to be there: only what it had not was kept.
      expect(kept).toBe(samplesIn(dies, dies + 2 * MINUTE));
      expect(repeated).toBe(samplesIn(Math.max(START_MS, dies - 280_000), dies));
      expect(refused).toBe(0);
      const { waves } = await new HistoryReader(history).readEnvelope(
        whoseBed(1),
        ECG,
        START_MS,
        dies + 2 * MINUTE,
        10_000,
      );
      const counted = waves.flatMap(({ bins }) => bins).reduce((sum, { count }) => sum + count, 0);
      expect(counted).toBe((250 * (dies + 2 * MINUTE - START_MS)) / 1000);
    },
  );

  it('alone, without a station: all but what came since the last second is there', async () => {
    const name = storeName();
    const first = await openStore(name);
    const before = await FedWriter.open(first, [1]);
    await before.goOn(START_MS + 100_000);
    before.give(START_MS + 100_000, START_MS + 100_900);
    first.database.close();
    const history = await openStore(name);
    await FedWriter.open(history, [1], START_MS + 200_000);
    await expectWhole(history, START_MS, START_MS + 100_000);
  });

  it('a write that fails is done again, and nothing is lost', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    const takeAgain = refuseWrites(history);
    await fed.goOn(START_MS + 80_000);
    expect(fed.writer.counts.failedWrites).toBeGreaterThan(80);
    expect(fed.writer.problem).toBe('QuotaExceededError: no room');
    takeAgain();
    await fed.goOn(START_MS + 130_000);
    await expectWhole(history, START_MS, START_MS + 2 * MINUTE);
  });
});

describe('a damaged record', () => {
  it('is a gap with its reason, and the rest stays readable', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1, 2]);
    await fed.goOn(START_MS + 3 * MINUTE + 10_000);
    const bed = await history.keys.pseudonym('bed', BED_1);
    await history.database.chunk.update([START_MS + MINUTE, bed], (row) => {
      row.sealed[500] = (row.sealed[500] as number) ^ 1;
    });
    const window = await new HistoryReader(history).readWindow(whoseBed(1), ECG, START_MS, START_MS + 3 * MINUTE);
    expect(window.damaged).toEqual([
      { fromMs: START_MS + MINUTE, untilMs: START_MS + 2 * MINUTE, reason: 'it is not what was written' },
    ]);
    const { firstIndex: from, samples } = expectedRun(1, ECG, START_MS + MINUTE, START_MS + 2 * MINUTE);
    expect(only(window).gaps).toEqual([{ from, until: from + samples.length, state: 'damaged' }]);
    expect(only(window).runs).toEqual([
      expectedRun(1, ECG, START_MS, START_MS + MINUTE),
      expectedRun(1, ECG, START_MS + 2 * MINUTE, START_MS + 3 * MINUTE),
    ]);
    await expectWhole(history, START_MS, START_MS + 3 * MINUTE, 2);
  });

  it('one that was put in the place of another bed’s is not taken for that bed’s', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1, 2]);
    await fed.goOn(START_MS + 70_000);
    const [one, two] = await Promise.all([1, 2].map((n) => history.keys.pseudonym('bed', `ward/bed-${n}`)));
    const other = await history.database.chunk.get([START_MS, two as string]);
    await history.database.chunk.put({ ...(other as NonNullable<typeof other>), bed: one as string });
    const { waves, damaged } = await new HistoryReader(history).readWindow(
      whoseBed(1),
      ECG,
      START_MS,
      START_MS + MINUTE,
    );
    expect(waves).toEqual([]);
    expect(damaged).toHaveLength(1);
  });

  it('of the log’s names loses the log, and never gives its samples to another bed', async () => {
    const name = storeName();
    const first = await openStore(name);
    await (await FedWriter.open(first, [1, 2])).goOn(START_MS + 30_000);
    await first.database.cursor.update('waves', (row) => {
      row.sealed[20] = (row.sealed[20] as number) ^ 1;
    });
    first.database.close();
    const history = await openStore(name);
    const after = await FedWriter.open(history, [2, 1], START_MS + 40_000);
    expect(after.writer.counts.damagedRecords).toBeGreaterThan(0);
    after.give(START_MS, START_MS + 40_000);
    await after.goOn(START_MS + 80_000);
    await expectWhole(history, START_MS, START_MS + 80_000);
  });
});

describe('the envelope', () => {
  it('of each level is that of the samples; of what is in the log, in bins of 10 s', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    await fed.goOn(START_MS + 11 * MINUTE + 25_000);
    const channel = bedOf(1).channels[0] as NonNullable<ReturnType<typeof bedOf>['channels'][0]>;
    const envelope = new Envelope(channel);
    const reader = new HistoryReader(history);
    const expectBins = async (levelMs: EnvelopeLevelMs) => {
      const { waves } = await reader.readEnvelope(whoseBed(1), ECG, START_MS, START_MS + 12 * MINUTE, levelMs);
      expect(waves.map(({ bins }) => bins)).toEqual([envelope.bins(levelMs)]);
    };
    const add = (fromMs: number, untilMs: number) => {
      const { firstIndex, samples } = expectedRun(1, ECG, fromMs, untilMs);
      envelope.add(firstIndex, samples);
    };
    add(START_MS, START_MS + 11 * MINUTE);
    await expectBins(60_000);
    await expectBins(600_000);
    add(START_MS + 11 * MINUTE, START_MS + 11 * MINUTE + 25_000);
    await expectBins(10_000);
    const { waves } = await reader.readEnvelope(whoseBed(1), ECG, START_MS + 4 * MINUTE, START_MS + 5 * MINUTE, 10_000);
    expect(waves[0]?.bins).toHaveLength(6);
  });
});

describe('the store', () => {
  it('has no identity in clear anywhere on disk', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    fed.writer.alarms([memberOf('alarm-1', BED_1)], [], START_MS);
    fed.writer.observe([{ numericId: 15, timeMs: START_MS, value: 71 }], START_MS);
    await fed.goOn(START_MS + 80_000);
    const [hours, bed] = [new ValueHours(history), await history.keys.pseudonym('bed', BED_1)];
    for (const ms of [START_MS, START_MS + 2 * HOUR_MS]) hours.wrote(bed, ms);
    // The hour before, of which there is nothing, and this one.
    for (let k = 0; k < 2; k++) await hours.joinNext();
    const why = 'Testperson, Ada 1 in Bed 1: MDC_';
    await new Pins(history).add({
      id: 'a pin',
      bedKey: BED_1,
      fromMs: START_MS,
      untilMs: START_MS + 1,
      actorId: 'patient-1',
      why,
    });
    await new Retention(history, defaultKeepPolicy).step(START_MS + 30 * MINUTE);
    let rows = 0;
    for (const table of history.database.tables) {
      for (const row of await table.toArray()) {
        rows++;
        const text = JSON.stringify(row, (_, value) =>
          value instanceof Uint8Array ? String.fromCharCode(...value.subarray(0, 100_000)) : value,
        );
        for (const secret of ['Testperson', 'patient-1', 'bed-1', 'Bed 1', 'alarm-1', 'MDC_'])
          expect(text, table.name).not.toContain(secret);
      }
    }
    expect(rows).toBeGreaterThan(8);
    const counts = await Promise.all(
      history.database.tables.map(async ({ name }) => {
        return [name, await history.database.table(name).count()] as const;
      }),
    );
    // The log of before, which nobody writes any more.
    expect(counts.flatMap(([name, count]) => (count === 0 ? [name] : []))).toEqual(['log']);
  });

  it('opens with its own secret only', async () => {
    const name = storeName();
    (await openStore(name)).database.close();
    const secret = new Uint8Array(32).fill(8);
    expect(await openHistory({ name, secret, expectedStoreId: null, nowMs: 0 })).toMatchObject({
      ok: false,
      code: 'wrongSecret',
    });
    expect((await openStore(name)).storeId).not.toBe('');
  });

  it('that was made anew in silence is noticed', async () => {
    const name = storeName();
    const first = await openStore(name);
    const again = async (expectedStoreId: string | null) => {
      const opened = await openHistory({ name, secret: SECRET, expectedStoreId, nowMs: 0 });
      if (!opened.ok) throw new Error(opened.reason);
      opened.history.database.close();
      return opened.history.isRecreated;
    };
    expect(await again(first.storeId)).toBe(false);
    expect(await again(null)).toBe(false);
    await first.database.delete();
    expect(await again(first.storeId)).toBe(true);
  });
});

/** Of both beds and all their waves. */
function samplesIn(fromMs: number, untilMs: number): number {
  return 2 * blocksOf(1, fromMs, untilMs).reduce((sum, { samples }) => sum + samples.length, 0);
}
