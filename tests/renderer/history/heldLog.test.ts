import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeldLog } from '#renderer/history/heldLog.ts';
import type { LogKey, LogRow } from '#renderer/history/schema.ts';

const rowOf = ([lane, slotMs, seq]: LogKey): LogRow => ({
  lane,
  slotMs,
  seq,
  fromMs: slotMs,
  untilMs: slotMs,
  sealed: new Uint8Array(),
});

const isIn = ([lane, slotMs, seq]: LogKey, [first, last]: readonly [LogKey, LogKey]): boolean =>
  indexedDB.cmp([lane, slotMs, seq], first) >= 0 && indexedDB.cmp([lane, slotMs, seq], last) <= 0;

/** Rows as they may come: a few lanes, slots early and late, entries one after the other. */
const rows = fc
  .array(fc.record({ lane: fc.integer({ min: -1, max: 3 }), slot: fc.integer({ min: 0, max: 5 }) }), { maxLength: 60 })
  .map((drawn) => drawn.map(({ lane, slot }, k): LogKey => [lane, slot * 10_000, 1 + Math.floor(k / 3)]))
  .map((keys) => [...new Map(keys.map((key) => [key.join(), key])).values()]);

describe('the rows of the log that are no longer needed', () => {
  it('are named by ranges in which there is every one of them and none that is needed', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.integer({ min: 0, max: 25 }), { maxLength: 4 }), (keys, cuts) => {
        const log = new HeldLog();
        log.add(keys.map(rowOf));
        let left = keys;
        for (const seq of cuts) {
          const ranges = log.before(seq);
          for (const key of left) expect(ranges.filter((range) => isIn(key, range)).length).toBe(key[2] < seq ? 1 : 0);
          log.cut(seq);
          left = left.filter((key) => key[2] >= seq);
        }
      }),
    );
  });

  it('are one range of each lane where all came in order', () => {
    const log = new HeldLog();
    for (let seq = 1; seq <= 60; seq++)
      log.add([0, 1].map((lane) => rowOf([lane, Math.floor(seq / 10) * 10_000, seq])));
    expect(log.before(41)).toEqual(
      [0, 1].map((lane) => [
        [lane, 0, 1],
        [lane, 40_000, 40],
      ]),
    );
    log.cut(41);
    expect(log.before(61)).toEqual(
      [0, 1].map((lane) => [
        [lane, 40_000, 41],
        [lane, 60_000, 60],
      ]),
    );
  });
});
