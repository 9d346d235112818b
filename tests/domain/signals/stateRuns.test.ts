import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelState } from '#domain/signals/channel.ts';
import { StateRuns } from '#domain/signals/stateRuns.ts';

describe('the state of a channel at a sample', () => {
  test('is the latest said of it, and unknown before anything was said', () => {
    const runs = new StateRuns();
    runs.put(100, 'ok');
    runs.put(250, 'leadsOff');
    runs.put(400, 'ok');
    expect([99, 100, 249, 250, 399, 400, 9000].map((index) => runs.at(index))).toEqual([
      'unknown',
      'ok',
      'ok',
      'leadsOff',
      'leadsOff',
      'ok',
      'ok',
    ]);
  });

  test('tells whether there is something to draw anew', () => {
    const runs = new StateRuns();
    expect(runs.put(0, 'unknown')).toBe(false);
    expect(runs.put(100, 'ok')).toBe(true);
    expect(runs.put(100, 'ok')).toBe(false);
    expect(runs.put(300, 'ok')).toBe(false);
    expect(runs.put(300, 'leadsOff')).toBe(true);
  });

  test('holds up to the next change, though an earlier one is told later', () => {
    const runs = new StateRuns();
    runs.put(100, 'ok');
    runs.put(200, 'ok');
    runs.put(150, 'leadsOff');
    expect([149, 150, 199, 200].map((index) => runs.at(index))).toEqual(['ok', 'leadsOff', 'leadsOff', 'ok']);
  });

  test('is kept for samples still on the glass when older ones are forgotten', () => {
    const runs = new StateRuns();
    runs.put(100, 'ok');
    runs.put(200, 'leadsOff');
    runs.forgetBefore(250);
    expect([150, 200, 250].map((index) => runs.at(index))).toEqual(['unknown', 'leadsOff', 'leadsOff']);
    runs.forgetBefore(50);
    expect(runs.at(250)).toBe('leadsOff');
  });

  test('is as a list of the newest changes would have it, in whatever order they come', () => {
    const change = fc.tuple(fc.nat({ max: 40 }), fc.constantFrom<ChannelState>('ok', 'leadsOff', 'noSignal'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(change, { maxLength: 30 }), (capacity, changes) => {
        const runs = new StateRuns(capacity);
        const model = new Map<number, ChannelState>();
        const stateAt = (index: number) => {
          const from = [...model.keys()].filter((key) => key <= index).toSorted((a, b) => a - b);
          return model.get(from.at(-1) ?? -1) ?? 'unknown';
        };
        for (const [fromIndex, state] of changes) {
          model.set(fromIndex, state);
          if (model.size > capacity) model.delete(Math.min(...model.keys()));
          const before = Array.from({ length: 45 }, (_, index) => runs.at(index));
          const isNew = runs.put(fromIndex, state);
          const now = Array.from({ length: 45 }, (_, index) => runs.at(index));
          expect(now).toEqual(Array.from({ length: 45 }, (_, index) => stateAt(index)));
          // A change that is not told would stay undrawn.
          if (!isNew) expect(now).toEqual(before);
        }
      }),
    );
  });

  test.each([0, -1, 1.5])('cannot be kept in %d places', (capacity) => {
    expect(() => new StateRuns(capacity)).toThrow(RangeError);
  });
});
