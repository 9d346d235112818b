import { describe, expect, it, vi } from 'vitest';
import type { KeepPolicy } from '#domain/history/keepPolicy.ts';
import { HeldReader } from '#renderer/history/heldReader.ts';
import { HistoryReader } from '#renderer/history/historyReader.ts';
import type { History } from '#renderer/history/openHistory.ts';
import { Pins } from '#renderer/history/pins.ts';
import { Retention } from '#renderer/history/retention.ts';
import {
  ECG,
  expectedRun,
  FedWriter,
  memberOf,
  openStore,
  START_MS,
  whoseBed,
} from '#tests/renderer/support/keptHistory.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BED_1 = 'ward/bed-1';
const BED_2 = 'ward/bed-2';
const policy: KeepPolicy = { keptMs: HOUR, stripsKeptMs: 3 * HOUR, budgetBytes: 1e9 };

/** Six minutes of two beds; an alarm at bed 1 in the middle of the third minute. */
async function sixMinutes(): Promise<{ readonly history: History; readonly endMs: number }> {
  const history = await openStore();
  const fed = await FedWriter.open(history, [1, 2]);
  fed.writer.alarms([memberOf('alarm-1', BED_1, START_MS + 2 * MINUTE + 20_000)], [], fed.atMs);
  await fed.goOn(START_MS + 6 * MINUTE);
  fed.writer.alarms([], ['alarm-1'], fed.atMs);
  await fed.writer.finish(fed.atMs);
  return { history, endMs: fed.atMs };
}

async function run(retention: Retention, wallMs: number, isFull = false): Promise<void> {
  for (let n = 0; await retention.step(wallMs, isFull); n++) if (n > 500) throw new Error('it never ends');
}

/** Minutes of a bed of which samples come back, counted from the first. */
async function minutesOf({ history }: { readonly history: History }, bed: number): Promise<number[]> {
  const reader = new HistoryReader(history);
  const held: number[] = [];
  for (let minute = 0; minute < 6; minute++) {
    const fromMs = START_MS + minute * MINUTE;
    const { waves } = await reader.readWindow(whoseBed(bed), ECG, fromMs, fromMs + MINUTE);
    const runs = waves.flatMap((wave) => wave.runs);
    if (runs.length > 0) {
      expect(runs).toEqual([expectedRun(bed, ECG, fromMs, fromMs + MINUTE)]);
      held.push(minute);
    }
  }
  return held;
}

describe('what is older than it is kept', () => {
  it('goes by the minute, the oldest first; what surrounds an alarm stays, at its own bed only', async () => {
    const kept = await sixMinutes();
    const retention = new Retention(kept.history, policy);
    await run(retention, START_MS + HOUR);
    expect([await minutesOf(kept, 1), await minutesOf(kept, 2)]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [0, 1, 2, 3, 4, 5],
    ]);
    await run(retention, START_MS + HOUR + 2 * MINUTE);
    expect([await minutesOf(kept, 1), await minutesOf(kept, 2)]).toEqual([[1, 2, 3, 4, 5].slice(0), [2, 3, 4, 5]]);
    await run(retention, START_MS + 2 * HOUR);
    // Onset at 2:20: its strip is 1:50 to 3:20.
    expect([await minutesOf(kept, 1), await minutesOf(kept, 2)]).toEqual([[1, 2, 3], []]);
    const held = new HeldReader(kept.history);
    expect(await held.alarms(whoseBed(1), START_MS, kept.endMs)).toHaveLength(1);
    expect((await held.coverage(whoseBed(1), START_MS, kept.endMs)).held).toEqual([
      { fromMs: START_MS + MINUTE, untilMs: START_MS + 4 * MINUTE },
    ]);
    expect((await held.coverage(whoseBed(2), START_MS, kept.endMs)).held).toEqual([]);
  });

  it('a strip is cut out of the samples by their clock, however far it is from the station’s', async () => {
    const history = await openStore();
    const fed = await FedWriter.open(history, [1]);
    // The station's clock is four minutes behind the samples': it learns of it in their second minute, by its own time.
    const onsetMs = START_MS + 2 * MINUTE + 20_000;
    fed.writer.alarms([memberOf('alarm-1', BED_1, onsetMs - 4 * MINUTE, 1, onsetMs)], [], fed.atMs);
    await fed.goOn(START_MS + 6 * MINUTE);
    await fed.writer.finish(fed.atMs);
    await run(new Retention(history, policy), START_MS + 2 * HOUR);
    expect(await minutesOf({ history }, 1)).toEqual([1, 2, 3]);
  });

  it('goes with its strips when these are too old as well, and nothing of it is left but who lies there', async () => {
    const kept = await sixMinutes();
    await run(new Retention(kept.history, policy), START_MS + 4 * HOUR);
    const { database } = kept.history;
    for (const table of ['chunk', 'numeric', 'env', 'alarm', 'held', 'named']) {
      expect(await database.table(table).count(), table).toBe(0);
    }
    expect(await database.stay.count()).toBe(2);
  });

  it('goes some beds at a time; a minute that was begun when the browser ended is finished by the next', async () => {
    const kept = await sixMinutes();
    const { database } = kept.history;
    const transaction = database.transaction.bind(database);
    const dies = vi.spyOn(database, 'transaction').mockImplementation(((...given: readonly unknown[]) => {
      // The last of a minute: all its beds are thinned by then.
      if ((given[1] as readonly unknown[]).includes(database.held)) throw new Error('it is killed');
      return (transaction as (...all: readonly unknown[]) => unknown)(...given);
    }) as never);
    const wallMs = START_MS + HOUR + 2 * MINUTE;
    await expect(run(new Retention(kept.history, policy), wallMs)).rejects.toThrow('it is killed');
    dies.mockRestore();
    expect(await minutesOf(kept, 2)).toEqual([1, 2, 3, 4, 5]);
    await run(new Retention(kept.history, policy), wallMs);
    expect([await minutesOf(kept, 1), await minutesOf(kept, 2)]).toEqual([
      [1, 2, 3, 4, 5],
      [2, 3, 4, 5],
    ]);
    const levels = (await database.held.toArray()).map(({ level }) => level);
    expect(levels).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('stays where somebody pinned it, until the pin is removed', async () => {
    const kept = await sixMinutes();
    const pins = new Pins(kept.history);
    const pin = {
      id: 'note 1',
      bedKey: BED_2,
      fromMs: START_MS + 70_000,
      untilMs: START_MS + 75_000,
      actorId: 'dr.haas',
      why: 'teaching',
    };
    // Every window that hears of a note pins it.
    await Promise.all([pins.add(pin), pins.add(pin)]);
    await pins.add({ ...pin, why: 'another' });
    expect(await pins.list()).toEqual({ pins: [pin], damaged: [] });
    const retention = new Retention(kept.history, policy);
    await run(retention, START_MS + 9 * HOUR);
    expect([await minutesOf(kept, 1), await minutesOf(kept, 2)]).toEqual([[], [1]]);
    await pins.remove(pin.id);
    await pins.remove(pin.id);
    await run(retention, START_MS + 9 * HOUR);
    expect([await minutesOf(kept, 2), (await pins.list()).pins]).toEqual([[], []]);
    await expect(pins.add({ ...pin, untilMs: pin.fromMs })).rejects.toThrow(RangeError);
  });

  it('is no longer pinned once nothing of it is held: there is room for so many pins and no more', async () => {
    const kept = await sixMinutes();
    const pins = new Pins(kept.history);
    const pin = { bedKey: BED_2, actorId: 'dr.haas', why: 'note' };
    const before = { ...pin, id: 'before', fromMs: START_MS - 2 * MINUTE, untilMs: START_MS - MINUTE };
    const held = { ...pin, id: 'held', fromMs: START_MS + 3 * MINUTE, untilMs: START_MS + 4 * MINUTE };
    await pins.add(before);
    await pins.add(held);
    await run(new Retention(kept.history, policy), START_MS + 9 * HOUR);
    expect((await pins.list()).pins).toEqual([held]);
  });
});

describe('what is more than there is space for', () => {
  it('goes in the order: what no alarm is about, strips, pins; each oldest first', async () => {
    const kept = await sixMinutes();
    await new Pins(kept.history).add({
      id: 'a pin',
      bedKey: BED_2,
      fromMs: START_MS,
      untilMs: START_MS + 1,
      actorId: 'a',
      why: 'w',
    });
    const counting = new Retention(kept.history, policy);
    const wallMs = START_MS + 30 * MINUTE;
    await run(counting, wallMs);
    const all = counting.counts.heldBytes ?? 0;
    const left = async (share: number) => {
      await run(new Retention(kept.history, { ...policy, budgetBytes: all * share }), wallMs);
      return [await minutesOf(kept, 1), await minutesOf(kept, 2)];
    };
    expect(await left(0.78)).toEqual([
      [1, 2, 3, 4, 5],
      [0, 3, 4, 5],
    ]);
    expect(await left(0.4)).toEqual([[1, 2, 3], [0]]);
    expect(await left(0.2)).toEqual([[3], [0]]);
    expect(await left(0.1)).toEqual([[], [0]]);
    expect(await left(0.01)).toEqual([[], []]);
  });

  it('makes a little room at a time when the browser refuses to write, not all of it in one go', async () => {
    const kept = await sixMinutes();
    const retention = new Retention(kept.history, policy);
    const wallMs = START_MS + 30 * MINUTE;
    await run(retention, wallMs, true);
    expect(await minutesOf(kept, 2)).toEqual([1, 2, 3, 4, 5]);
    await run(retention, wallMs + 30_000, true);
    expect(await minutesOf(kept, 2)).toEqual([1, 2, 3, 4, 5]);
    await run(retention, wallMs + 60_000, true);
    expect(await minutesOf(kept, 2)).toEqual([2, 3, 4, 5]);
  });

  it('makes that room also when all that is held is counted within one step', async () => {
    const kept = await sixMinutes();
    const retention = new Retention(kept.history, policy);
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    expect(await retention.step(START_MS + 30 * MINUTE, true)).toBe(false);
    clock.mockRestore();
    expect(await minutesOf(kept, 2)).toEqual([1, 2, 3, 4, 5]);
  });

  it('gives way although a browser without room refuses every row, and what is told of it follows once there is room', async () => {
    const kept = await sixMinutes();
    const wallMs = START_MS + 30 * MINUTE;
    await run(new Retention(kept.history, policy), wallMs);
    const retention = new Retention(kept.history, policy);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(run(retention, wallMs, true)).rejects.toThrow('no room');
    put.mockRestore();
    const held = new HeldReader(kept.history);
    const beginOf = async () => (await held.coverage(whoseBed(2), START_MS, kept.endMs)).held[0]?.fromMs;
    expect(await minutesOf(kept, 2)).toEqual([1, 2, 3, 4, 5]);
    expect(await beginOf()).toBe(START_MS);
    await run(retention, wallMs + 1000);
    expect(await beginOf()).toBe(START_MS + MINUTE);
    expect(await minutesOf(kept, 2)).toEqual([1, 2, 3, 4, 5]);
  });

  it('is never what has just been written', async () => {
    const kept = await sixMinutes();
    await run(new Retention(kept.history, { ...policy, budgetBytes: 1 }), kept.endMs);
    expect(await minutesOf(kept, 1)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
