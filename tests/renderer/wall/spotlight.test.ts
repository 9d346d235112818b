import { describe, expect, it } from 'vitest';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { ListedAlarm } from '#renderer/alarms/listed.ts';
import { DWELL_MS, type Spotlight, spotlightAt } from '#renderer/wall/spotlight.ts';
import { acknowledgedBy, listed, member } from '#tests/renderer/support/listedAlarms.ts';

type Standing = readonly [bedKey: string, priority: AlarmReport['priority'], onsetMs: number];
const standing = (...alarms: Standing[]): ReadonlyMap<string, readonly ListedAlarm[]> =>
  new Map(
    alarms.map(([bedKey, priority, onsetMs]) => [
      bedKey,
      [listed(member(bedKey, priority, String(onsetMs), { report: { onsetMs } }))],
    ]),
  );
const beds = new Set(['1', '2', '3']);
const on = (bedKey: string, sinceMs = 0, isPinned = false): Spotlight => ({ bedKey, sinceMs, isPinned });
const at = (held: Spotlight | null, alarms: ReturnType<typeof standing>, nowMs = 1000) =>
  spotlightAt(held, alarms, beds, nowMs)?.bedKey ?? null;

describe('whom the spotlight shows', () => {
  it('the highest priority, and of equals the newest', () => {
    expect(at(null, standing(['1', 'medium', 90], ['2', 'high', 10], ['3', 'high', 20]))).toBe('3');
  });

  it('of equals one that nobody has acknowledged', () => {
    const seen = listed(member('3', 'high', '20', { alarm: { acknowledged: acknowledgedBy('kb') } }));
    const alarms = new Map([...standing(['2', 'high', 10]), ['3', [seen]] as const]);
    expect(at(null, alarms)).toBe('2');
  });

  it('an alarm whose priority the device does not state counts as high', () => {
    expect(at(null, standing(['1', 'medium', 90], ['2', 'unknown', 10]))).toBe('2');
  });

  it('nobody for a low priority or an information, nor a bed of another window', () => {
    expect(at(null, standing(['1', 'low', 10], ['2', 'none', 20], ['9', 'high', 30]))).toBeNull();
  });

  it('one stays for ten seconds although an equal comes, then the newer one is shown', () => {
    const alarms = standing(['1', 'high', 10], ['2', 'high', 20]);
    expect(at(on('1'), alarms, DWELL_MS - 1)).toBe('1');
    expect(at(on('1'), alarms, DWELL_MS)).toBe('2');
  });

  it('a higher priority is shown at once', () => {
    expect(at(on('1'), standing(['1', 'medium', 10], ['2', 'high', 20]), 1)).toBe('2');
  });

  it('one whose alarm ended stays for its ten seconds, then nobody', () => {
    expect(at(on('1'), standing(), DWELL_MS - 1)).toBe('1');
    expect(at(on('1'), standing(), DWELL_MS)).toBeNull();
  });

  it('a pinned one stays whatever comes, until its bed is no longer in this window', () => {
    expect(at(on('1', 0, true), standing(['2', 'high', 20]), 1e6)).toBe('1');
    expect(at(on('9', 0, true), standing(['2', 'high', 20]), 1e6)).toBe('2');
  });

  it('nothing is made anew while nothing changes', () => {
    const held = on('1');
    expect(spotlightAt(held, standing(['1', 'high', 10]), beds, 1e6)).toBe(held);
  });
});
