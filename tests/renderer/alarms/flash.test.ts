import { BehaviorSubject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { type Flashing, flash, rests } from '#renderer/alarms/flash.ts';
import type { ListedAlarm } from '#renderer/alarms/listed.ts';
import { acknowledgedBy, listed, member } from '#tests/renderer/support/listedAlarms.ts';

/** Flashes a second, and the share of time that is lit, over a minute. */
function measured(priority: Flashing) {
  let flashes = 0;
  let lit = 0;
  for (let ms = 0; ms < 60_000; ms++) {
    if (!rests(priority, ms)) lit++;
    if (rests(priority, ms) && !rests(priority, ms + 1)) flashes++;
  }
  return { hz: flashes / 60, duty: lit / 60_000 };
}

describe('the flashing of alarms (IEC 60601-1-8)', () => {
  it.each([
    ['high', 1.4, 2.8],
    ['medium', 0.4, 0.8],
  ] as const)('%s priority flashes %f to %f times a second, lit 20 to 60 % of the time', (priority, least, most) => {
    const { hz, duty } = measured(priority);
    expect(hz).toBeGreaterThanOrEqual(least);
    expect(hz).toBeLessThanOrEqual(most);
    expect(duty).toBeGreaterThanOrEqual(0.2);
    expect(duty).toBeLessThanOrEqual(0.6);
  });
});

describe('the beat of the wall', () => {
  const byBed = new BehaviorSubject<ReadonlyMap<string, readonly ListedAlarm[]>>(new Map());
  const stand = (...priorities: AlarmReport['priority'][]) =>
    byBed.next(new Map(priorities.map((priority, n) => [String(n), [listed(member(String(n), priority, 'x'))]])));
  const root = document.createElement('div');
  const rest = () => root.dataset['rest'];
  let stop: () => void;

  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
    stand();
    stop = flash(root, byBed, { nowMs: () => Date.now(), monotonicMs: () => Date.now() });
  });
  afterEach(() => {
    stop();
    vi.useRealTimers();
  });

  /** What rests, each time something changes within a stretch of time. */
  const changes = (ms: number) => {
    const seen: string[] = [];
    for (let t = 0; t < ms; t += 10) {
      vi.advanceTimersByTime(10);
      const now = rest() ?? '';
      if (seen.at(-1) !== now) seen.push(now);
    }
    return seen;
  };

  it('is one for all alarms of a priority', () => {
    stand('high', 'medium', 'high');
    expect(changes(1_600)).toEqual(['', 'high', '', 'high', 'high medium', 'medium', 'high medium', 'medium', '']);
  });

  it('does nothing while no alarm flashes', () => {
    stand('low', 'none');
    expect(changes(3_000)).toEqual(['']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('treats a priority that the device does not state as high', () => {
    stand('unknown');
    expect(changes(500)).toEqual(['', 'high', '']);
  });

  it('leaves alone what somebody has acknowledged', () => {
    const seen = listed(member('1', 'high', 'VT', { alarm: { acknowledged: acknowledgedBy('kb') } }));
    byBed.next(new Map([['1', [seen]]]));
    expect(changes(1_600)).toEqual(['']);
  });

  it('ends lit when the last alarm ends', () => {
    stand('high');
    vi.advanceTimersByTime(300);
    expect(rest()).toBe('high');
    stand();
    expect(rest()).toBe('');
  });
});
