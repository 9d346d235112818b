import { describe, expect, it } from 'vitest';
import { HELD_MS, nothingShown, type SteadyOrder, steadyOrder } from '#renderer/alarms/rail/steadyOrder.ts';

/** Rows from the top; `highs`: rows with a high alarm that calls. */
const show = (held: SteadyOrder, rows: string, isHandled: boolean, nowMs: number, highs = '') =>
  steadyOrder(
    held,
    { keys: [...rows], highs: new Map([...highs].map((key) => [`high ${key}`, key])), isHandled },
    nowMs,
  );
const rows = ({ keys }: SteadyOrder) => keys.join('');
const abc = show(nothingShown, 'abc', false, 0);

describe('the order of the rows', () => {
  it("is the worklist's at once while nobody handles the list", () => {
    expect(rows(show(abc, 'cab', false, 10))).toBe('cab');
  });

  it('stays under the pointer or the focus, and is taken after two seconds', () => {
    const held = show(abc, 'cab', true, 10);
    expect(rows(held)).toBe('abc');
    expect(rows(show(held, 'cab', true, 10 + HELD_MS - 1))).toBe('abc');
    expect(rows(show(held, 'cab', true, 10 + HELD_MS))).toBe('cab');
  });

  it('is taken at once when the pointer leaves', () => {
    expect(rows(show(show(abc, 'cab', true, 10), 'cab', false, 20))).toBe('cab');
  });

  it('keeps the place of a row that has ended, and puts a new one at the end', () => {
    const held = show(abc, 'dac', true, 10);
    expect(rows(held)).toBe('abcd');
    expect(rows(show(held, 'dac', true, 10 + HELD_MS))).toBe('dac');
  });

  it('brings a new high alarm to the top at once, also in a row that stood below', () => {
    expect(rows(show(abc, 'cab', true, 10, 'c'))).toBe('cab');
    expect(rows(show(abc, 'dabc', true, 10, 'd'))).toBe('dabc');
  });

  it('does not bring a high alarm to the top that was there before', () => {
    const seen = show(nothingShown, 'abc', false, 0, 'a');
    expect(rows(show(seen, 'bac', true, 10, 'a'))).toBe('abc');
  });

  it('waits anew for each change: two seconds from when another order became due', () => {
    const settled = show(show(abc, 'cab', true, 10), 'abc', true, 500);
    expect(settled.waitingSinceMs).toBeNull();
    expect(rows(show(settled, 'cab', true, HELD_MS + 100))).toBe('abc');
  });
});
