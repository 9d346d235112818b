import { describe, expect, test } from 'vitest';
import { LOOK_BACK_MS } from '#renderer/waveforms/engine/sweep.ts';
import {
  openRecent,
  type RecentEvent,
  type RecentView,
  reduceRecent,
  SHORTEST_MS,
} from '#renderer/waveforms/recent/recentView.ts';

const nowMs = Date.UTC(2026, 10, 20, 3, 0, 0);
const spanOf = ({ fromMs, untilMs }: RecentView) => untilMs - fromMs;

function then(view: RecentView, ...events: RecentEvent[]): RecentView {
  return events.reduce((held, event) => reduceRecent(held, event) ?? held, view);
}

describe('what is seen of the past', () => {
  test('it opens on the whole five minutes up to now, or on as much as was live', () => {
    expect(openRecent(nowMs, null)).toMatchObject({ fromMs: nowMs - 300_000, untilMs: nowMs, followsNow: true });
    expect(openRecent(nowMs, 12_000)).toMatchObject({ fromMs: nowMs - 12_000, untilMs: nowMs, followsNow: true });
  });

  test('its right end follows now until somebody looks elsewhere; then it stands still', () => {
    const following = then(openRecent(nowMs, 10_000), { type: 'time', nowMs: nowMs + 1000 });
    expect(following).toMatchObject({ fromMs: nowMs - 9_000, untilMs: nowMs + 1_000 });
    const moved = then(following, { type: 'pan', byMs: -20_000 });
    const later = then(moved, { type: 'time', nowMs: nowMs + 60_000 });
    expect([later.fromMs, later.untilMs]).toEqual([moved.fromMs, moved.untilMs]);
    expect(later.nowMs - later.untilMs).toBe(60_000 + 19_000);
  });

  test('what has got older than five minutes stays where it is until it is moved', () => {
    const oldest = then(openRecent(nowMs, 10_000), { type: 'pan', byMs: -LOOK_BACK_MS });
    expect(oldest.fromMs).toBe(nowMs - LOOK_BACK_MS);
    const later = then(oldest, { type: 'time', nowMs: nowMs + 30_000 });
    expect(later.fromMs).toBe(oldest.fromMs);
    expect(then(later, { type: 'pan', byMs: -1 }).fromMs).toBe(nowMs + 30_000 - LOOK_BACK_MS);
  });

  test('zooming leaves the time under the pointer where it is', () => {
    const view = then(openRecent(nowMs, null), { type: 'zoom', atMs: nowMs - 100_000, factor: 0.25 });
    expect(spanOf(view)).toBe(75_000);
    expect((nowMs - 100_000 - view.fromMs) / spanOf(view)).toBeCloseTo(200 / 300, 9);
  });

  test('nobody sees the future, more than five minutes, or less than two small squares', () => {
    const open = openRecent(nowMs, 10_000);
    expect(then(open, { type: 'pan', byMs: 5_000 })).toMatchObject({ untilMs: nowMs, followsNow: true });
    expect(spanOf(then(open, { type: 'zoom', atMs: null, factor: 1000 }))).toBe(LOOK_BACK_MS);
    expect(spanOf(then(open, { type: 'zoom', atMs: null, factor: 1e-6 }))).toBe(SHORTEST_MS);
    expect(spanOf(then(open, { type: 'show', fromMs: nowMs - 20, untilMs: nowMs - 10 }))).toBe(SHORTEST_MS);
  });

  test('a stretch drawn from right to left is the same as from left to right', () => {
    const open = openRecent(nowMs, null);
    const [a, b] = [nowMs - 60_000, nowMs - 50_000];
    expect(then(open, { type: 'show', fromMs: b, untilMs: a })).toEqual(
      then(open, { type: 'show', fromMs: a, untilMs: b }),
    );
  });

  test('zooming stops at a speed that is true on this display, and the next notch leaves it again', () => {
    const view = openRecent(nowMs, 20_000);
    const stopped = reduceRecent(view, { type: 'zoom', atMs: null, factor: 0.62 }, [12_000]);
    expect(stopped && spanOf(stopped)).toBeCloseTo(12_000, 6);
    const on = stopped && reduceRecent(stopped, { type: 'zoom', atMs: null, factor: 0.97 }, [12_000]);
    expect(on && spanOf(on)).toBeCloseTo(11_640, 6);
  });
});

describe('measuring', () => {
  const open = openRecent(nowMs, 10_000);
  const click = (ms: number): RecentEvent => ({ type: 'click', atMs: nowMs - ms });

  test('two clicks measure, a third one begins anew', () => {
    const one = then(open, click(2_000));
    const two = then(one, click(1_200));
    expect(one.measure).toEqual({ kind: 'begun', aMs: nowMs - 2_000 });
    expect(two.measure).toEqual({ kind: 'done', aMs: nowMs - 2_000, bMs: nowMs - 1_200 });
    expect(then(two, click(500)).measure).toEqual({ kind: 'begun', aMs: nowMs - 500 });
  });

  test('Escape first clears the measurement and then goes back to live', () => {
    const begun = then(open, click(2_000));
    const cleared = reduceRecent(begun, { type: 'escape' });
    expect(cleared?.measure).toEqual({ kind: 'none' });
    expect(cleared && reduceRecent(cleared, { type: 'escape' })).toBeNull();
  });

  test('a double click shows everything and leaves the measurement as it was before its first click', () => {
    const two = then(open, click(2_000), click(1_200));
    const whole = then(two, click(600), { type: 'doubleClick' });
    expect(whole.measure).toEqual(two.measure);
    expect([whole.fromMs, whole.untilMs]).toEqual([nowMs - LOOK_BACK_MS, nowMs]);
  });
});
