import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TABLE_STEPS_MIN, tableTimes } from '#renderer/review/trends/tableTimes.ts';

const MINUTE_MS = 60_000;
const NOON_MS = new Date(2026, 10, 27, 12).getTime();
const stay = { fromMs: NOON_MS - 300 * MINUTE_MS, untilMs: NOON_MS + 300 * MINUTE_MS };
const minutesOf = (times: readonly number[]) => times.map((ms) => (ms - NOON_MS) / MINUTE_MS);

describe('the times of a table of values', () => {
  it('are whole steps of the clock around the cursor', () => {
    expect(minutesOf(tableTimes(NOON_MS + 7 * MINUTE_MS, 15 * MINUTE_MS, 5, stay))).toEqual([-30, -15, 0, 15, 30]);
  });

  it('are all on one side where the stay ends on the other', () => {
    expect(minutesOf(tableTimes(stay.untilMs, 60 * MINUTE_MS, 4, stay))).toEqual([120, 180, 240, 300]);
    expect(minutesOf(tableTimes(stay.fromMs, 60 * MINUTE_MS, 4, stay))).toEqual([-300, -240, -180, -120]);
  });

  it('lie in the stay, however short, are as many as there is room for, and have the cursor among them', () => {
    const minutes = fc.integer({ min: 0, max: 3000 });
    fc.assert(
      fc.property(
        minutes,
        minutes,
        fc.constantFrom(...TABLE_STEPS_MIN),
        fc.integer({ min: 1, max: 20 }),
        (...drawn) => {
          const [length, at, step, columns] = drawn;
          const stepMs = step * MINUTE_MS;
          const short = { fromMs: NOON_MS, untilMs: NOON_MS + length * MINUTE_MS };
          const cursorMs = NOON_MS + Math.min(at, length) * MINUTE_MS;
          const times = tableTimes(cursorMs, stepMs, columns, short);
          for (const ms of times) expect(ms >= short.fromMs && ms <= short.untilMs).toBe(true);
          const fitting = Math.floor((short.untilMs - short.fromMs) / stepMs);
          expect(times.length).toBeGreaterThanOrEqual(Math.min(columns, fitting));
          expect(times.length).toBeLessThanOrEqual(columns);
          expect(times.some((ms) => ms <= cursorMs && cursorMs < ms + stepMs) || times.length < columns).toBe(true);
        },
      ),
    );
  });
});
