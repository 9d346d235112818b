import { describe, expect, test } from 'vitest';
import { soundWanted } from '#domain/alarms/audible.ts';
import { forgottenSince } from '#domain/alarms/forgotten.ts';
import { asystole, desaturation, leadsOff, NOON_MS, report, Station } from './bedside.ts';

const wanted = (station: Station) => soundWanted(station.members, station.desk.alarms.settings);
const MINUTE_MS = 60_000;

describe('what a station sounds', () => {
  test('is its most urgent alarm', () => {
    const station = new Station();
    expect(wanted(station)).toBeNull();
    station.hears(leadsOff());
    expect(wanted(station)).toEqual({ priority: 'low', isEscalated: false });
    station.hears(asystole());
    expect(wanted(station)).toEqual({ priority: 'high', isEscalated: false });
  });

  test('is nothing that is held back, and nothing that is acknowledged', () => {
    const station = new Station();
    station.hears(desaturation());
    expect(wanted(station)).toBeNull();
    station.waits(19_000);
    expect(wanted(station)?.priority).toBe('medium');
    station.decides('acknowledge', desaturation());
    expect(wanted(station)).toBeNull();
  });

  test('comes more often when nobody answers', () => {
    const station = new Station();
    station.hears(asystole());
    station.waits(60_000);
    expect(wanted(station)).toEqual({ priority: 'high', isEscalated: true });
  });

  test('is also what triage left quiet, when nobody has answered for long', () => {
    const station = new Station();
    station.hears(asystole());
    station.hears(report());
    expect(station.presented(report())?.manner).toBe('quiet');
    station.decides('take', asystole());
    station.decides('acknowledge', asystole());
    station.hears(report({ label: 'HR 150 > 120', timeMs: NOON_MS + 1 }));
    station.waits(5 * MINUTE_MS);
    expect(wanted(station)).toEqual({ priority: 'medium', isEscalated: true });
  });

  test('is nothing while a person has paused it, for two minutes and no longer', () => {
    const station = new Station();
    station.hears(asystole());
    const pause = { scope: { of: 'station' }, signal: 'audio', activation: 'paused', actorId: 'nurse' } as const;
    station.take({ type: 'set', setting: { ...pause, pauseMs: 2 * MINUTE_MS } });
    expect(wanted(station)).toBeNull();
    station.waits(2 * MINUTE_MS);
    expect(wanted(station)?.priority).toBe('high');
  });
});

describe('an alarm is forgotten', () => {
  test('when it was taken, or acknowledged, and still stands after 5 min (high) or 15 min (medium)', () => {
    const station = new Station();
    const since = (alarm: Parameters<typeof station.alarm>[0]) =>
      forgottenSince(station.alarm(alarm)!, station.desk.alarms.policy, station.nowMs);
    station.hears(asystole(), report({ bedKey: 'icu:7000/8' }));
    station.decides('take', asystole());
    station.decides('acknowledge', report({ bedKey: 'icu:7000/8' }));
    station.waits(5 * MINUTE_MS - 1000);
    expect(since(asystole())).toBeNull();
    station.waits(1000);
    expect(since(asystole())).toBe(NOON_MS);
    expect(since(report())).toBeNull();
    station.waits(10 * MINUTE_MS);
    expect(since(report())).toBe(NOON_MS);
  });

  test('not at once by the clock of a window that is a little behind the station', () => {
    const station = new Station();
    station.hears(asystole());
    station.decides('take', asystole());
    expect(forgottenSince(station.alarm(asystole())!, station.desk.alarms.policy, station.nowMs - 900)).toBeNull();
  });

  test('never while nobody has it: that one escalates', () => {
    const station = new Station();
    station.hears(asystole());
    station.waits(60 * MINUTE_MS);
    expect(forgottenSince(station.alarm(asystole())!, station.desk.alarms.policy, station.nowMs)).toBeNull();
  });
});
