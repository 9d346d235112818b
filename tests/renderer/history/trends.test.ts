import { describe, expect, it } from 'vitest';
import { defaultKeepPolicy } from '#domain/history/keepPolicy.ts';
import type { History } from '#renderer/history/openHistory.ts';
import { Retention } from '#renderer/history/retention.ts';
import { TrendReader } from '#renderer/history/trendReader.ts';
import { HOUR_MS, hourOf } from '#renderer/history/valueHours.ts';
import { bedOf, FedWriter, openStore, START_MS, whoseBed } from '#tests/renderer/support/keptHistory.ts';

const MINUTE = 60_000;
const BED_1 = 'ward/bed-1';
const ADA_1 = whoseBed(1);

/** A heart rate each second: 60, 61, 62 and so on; none while it is not measured. */
async function feed(history: History, seconds: number, isMeasured = (_: number) => true): Promise<FedWriter> {
  const fed = await FedWriter.open(history, [1, 2]);
  for (let second = 0; second < seconds; second++) {
    const timeMs = START_MS + 1000 * second;
    if (isMeasured(second)) {
      fed.writer.observe(
        [
          { numericId: 15, timeMs, value: 60 + second },
          { numericId: 25, timeMs, value: 1000 },
        ],
        timeMs,
      );
    }
    await fed.goOn(timeMs + 1000);
  }
  return fed;
}

/** What the reader takes for the time. */
let nowMs = 0;

describe('a trend', () => {
  it('has lowest, highest and median of each stretch, of what is written and of what came a moment ago', async () => {
    const history = await openStore();
    await feed(history, 150);
    expect(await history.database.numeric.count()).toBeGreaterThan(0);
    const { trends } = await new TrendReader(history, () => nowMs).trends(ADA_1, START_MS, START_MS + 150_000, 30_000);
    expect(trends).toHaveLength(1);
    const { columns, gaps, numeric } = trends[0] as (typeof trends)[0];
    expect(numeric.code).toBe('MDC_ECG_HEART_RATE');
    expect([...columns.min]).toEqual([60, 90, 120, 150, 180]);
    expect([...columns.max]).toEqual([89, 119, 149, 179, 209]);
    expect([...columns.median]).toEqual([74, 104, 134, 164, 194]);
    expect([...columns.count]).toEqual([30, 30, 30, 30, 30]);
    expect(gaps).toEqual([]);
  });

  it('has nothing from before or after the span that is asked for, also in columns that reach beyond it', async () => {
    const history = await openStore();
    await feed(history, 120);
    const { trends } = await new TrendReader(history, () => nowMs).trends(
      ADA_1,
      START_MS + 40_000,
      START_MS + 80_000,
      30_000,
    );
    const { columns } = trends[0] as (typeof trends)[0];
    expect(columns.fromMs).toBe(START_MS + 30_000);
    expect([...columns.min]).toEqual([100, 120]);
    expect([...columns.max]).toEqual([119, 139]);
  });

  it('tells from when until when no value came', async () => {
    const history = await openStore();
    await feed(history, 150, (second) => second < 40 || second >= 100);
    const { trends } = await new TrendReader(history, () => nowMs).trends(ADA_1, START_MS, START_MS + 150_000, 30_000);
    expect(trends[0]?.gaps).toEqual([{ fromMs: START_MS + 39_000, untilMs: START_MS + 100_000, state: 'silent' }]);
  });

  it('that is looked at again has what was written since, also of a minute that was read before', async () => {
    const history = await openStore();
    const fed = await feed(history, 200);
    const reader = new TrendReader(history, () => nowMs);
    const highest = async () => {
      const { trends } = await reader.trends(ADA_1, START_MS, START_MS + MINUTE, MINUTE);
      return trends[0]?.columns.max[0];
    };
    expect(await highest()).toBe(119);
    fed.writer.observe([{ numericId: 15, timeMs: START_MS + 30_500, value: 190 }], fed.atMs);
    await fed.goOn(fed.atMs + 1000);
    expect(await highest()).toBe(190);
    await fed.goOn(fed.atMs + 3 * MINUTE);
    expect(await highest()).toBe(190);
    // What was written while nobody looked is seen within a minute.
    fed.writer.observe([{ numericId: 15, timeMs: START_MS + 31_500, value: 220 }], fed.atMs);
    await fed.goOn(fed.atMs + 4 * MINUTE);
    nowMs += MINUTE;
    expect(await highest()).toBe(220);
  });

  it('of a minute that is damaged says so, and the rest is read', async () => {
    const history = await openStore();
    await feed(history, 240);
    const bed = await history.keys.pseudonym('bed', BED_1);
    await history.database.numeric.update([START_MS, bed], (row) => {
      row.sealed[40] = (row.sealed[40] as number) ^ 1;
    });
    const { trends, damaged } = await new TrendReader(history, () => nowMs).trends(
      ADA_1,
      START_MS,
      START_MS + 2 * MINUTE,
      MINUTE,
    );
    expect(damaged).toEqual([{ fromMs: START_MS, untilMs: START_MS + MINUTE, reason: expect.any(String) }]);
    expect([...(trends[0]?.columns.min ?? [])]).toEqual([Number.NaN, 120]);
    expect(trends[0]?.gaps).toEqual([{ fromMs: START_MS, untilMs: START_MS + MINUTE, state: 'silent' }]);
  });
});

describe('an hour of values', () => {
  const FROM_MS = hourOf(START_MS) + HOUR_MS;
  const STEP_MS = 10_000;

  /** A heart rate each 10 s, of an hour and what comes behind it. */
  async function hourFed(history: History): Promise<FedWriter> {
    const fed = await FedWriter.open(history, [1, 2], FROM_MS);
    for (let timeMs = FROM_MS; timeMs < FROM_MS + HOUR_MS + 8 * MINUTE; timeMs += STEP_MS) {
      fed.writer.observe(
        [15, 25].map((numericId) => ({ numericId, timeMs, value: (timeMs / STEP_MS) % (numericId + 50) })),
        timeMs,
      );
      await fed.writer.beat(timeMs + STEP_MS);
    }
    return fed;
  }

  const read = (history: History, fromMs = FROM_MS) =>
    new TrendReader(history, () => nowMs).trends(ADA_1, fromMs, FROM_MS + HOUR_MS, MINUTE);

  it('is one record of each bed once nothing comes for it any more, and tells what its minutes tell', async () => {
    const history = await openStore();
    await hourFed(history);
    const { hourly, numeric } = history.database;
    expect(await hourly.count()).toBe(2);
    const joined = await read(history);
    const partly = await read(history, FROM_MS + 20 * MINUTE);
    const kept = await hourly.toArray();
    await hourly.clear();
    expect(await read(history)).toEqual(joined);
    expect(joined.trends[0]?.columns.count.reduce((sum, each) => sum + each)).toBe(HOUR_MS / STEP_MS);
    expect(partly.trends[0]?.columns.count.reduce((sum, each) => sum + each)).toBe((40 * MINUTE) / STEP_MS);
    // It is read indeed: the minutes are not asked for.
    await hourly.bulkAdd(kept);
    await numeric.clear();
    expect(await read(history)).toEqual(joined);
  });

  it('of which a value comes late all the same is joined anew with it', async () => {
    const history = await openStore();
    const fed = await hourFed(history);
    fed.writer.observe([{ numericId: 15, timeMs: FROM_MS + 500, value: 240 }], FROM_MS + HOUR_MS + 8 * MINUTE);
    await fed.writer.finish(FROM_MS + HOUR_MS + 9 * MINUTE);
    expect(await history.database.hourly.count()).toBe(2);
    await history.database.numeric.clear();
    expect((await read(history)).trends[0]?.columns.max[0]).toBe(240);
  });

  it('goes with the first of its minutes that is let go of, and the others can be read', async () => {
    const history = await openStore();
    await hourFed(history);
    const keptMs = HOUR_MS - 10 * MINUTE;
    const policy = { ...defaultKeepPolicy, keptMs, stripsKeptMs: keptMs };
    const retention = new Retention(history, policy);
    while (await retention.step(FROM_MS + HOUR_MS));
    expect(await history.database.hourly.count()).toBe(0);
    const counts = (await read(history)).trends[0]?.columns.count ?? [];
    expect([...counts].map((count) => count > 0)).toEqual(Array.from({ length: 60 }, (_, minute) => minute >= 10));
  });

  it('that is damaged is read from its minutes', async () => {
    const history = await openStore();
    await hourFed(history);
    const whole = await read(history);
    await history.database.hourly.toCollection().modify((row) => {
      row.sealed[40] = (row.sealed[40] as number) ^ 1;
    });
    expect(await read(history)).toEqual(whole);
  });
});

describe('two patients who lay in one bed', () => {
  it('each have their own values, also in the minute of the change, and of both at one time', async () => {
    const history = await openStore();
    const fed = await feed(history, 30);
    const patient = { patientId: 'patient-9', displayName: 'Testperson, Bea', ageYears: 50, sex: 'female' } as const;
    const bea = { ...bedOf(1), patient, numerics: bedOf(1).numerics.map((each) => ({ ...each, numericId: 99 })) };
    fed.writer.describe('ward', [bea, bedOf(2)], fed.atMs);
    // Her first value has the time of one of Ada's: clocks of devices differ.
    for (const timeMs of [START_MS + 20_000, START_MS + 40_000])
      fed.writer.observe([{ numericId: 99, timeMs, value: 150 }], fed.atMs);
    await fed.goOn(fed.atMs + 1000);
    const reader = new TrendReader(history, () => nowMs);
    const readOf = async (whose: ReturnType<typeof whoseBed>) => {
      const { trends } = await reader.trends(whose, START_MS, START_MS + MINUTE, MINUTE);
      const readings = await reader.readings(whose, START_MS, Float64Array.of(START_MS + 45_000));
      return [trends.map(({ columns }) => [columns.min[0], columns.max[0]]), readings.map(({ values }) => values[0])];
    };
    const both = async () => [await readOf(ADA_1), await readOf(whoseBed(1, bea))];
    const expected = [
      [[[60, 89]], [89]],
      [[[150, 150]], [150]],
    ];
    expect(await both()).toEqual(expected);
    await fed.goOn(fed.atMs + 3 * MINUTE, () => false);
    nowMs += MINUTE;
    expect(await both()).toEqual(expected);
  });
});

describe('values at moments', () => {
  it('are the last that were determined by then, with their times, and none from before the span', async () => {
    const history = await openStore();
    await feed(history, 150, (second) => second < 40 || second >= 100);
    const at = [10_500, 60_000, 120_000, 5_000].map((ms) => START_MS + ms);
    const readings = await new TrendReader(history, () => nowMs).readings(
      ADA_1,
      START_MS + 8_000,
      Float64Array.from(at),
    );
    expect(readings).toHaveLength(1);
    expect([...(readings[0]?.values ?? [])]).toEqual([70, 99, 180, Number.NaN]);
    expect([...(readings[0]?.times ?? [])]).toEqual([
      START_MS + 10_000,
      START_MS + 39_000,
      START_MS + 120_000,
      Number.NaN,
    ]);
  });
});
