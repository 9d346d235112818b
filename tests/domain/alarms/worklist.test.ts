import { describe, expect, test } from 'vitest';
import { worklist } from '#domain/alarms/worklist.ts';
import { asystole, desaturation, GATEWAY, leadsOff, NOON_MS, report, Station } from './bedside.ts';

const bed = (name: string, over: Parameters<typeof report>[0] = {}) =>
  report({ alarmKey: `${GATEWAY}/${name}-hr`, bedKey: `${GATEWAY}/${name}`, ...over });
const beds = (station: Station, news2: Record<string, number> = {}) =>
  worklist(station.members, (bedKey) => news2[bedKey.slice(GATEWAY.length + 1)] ?? null).episodes.map(({ bedKey }) =>
    bedKey.slice(GATEWAY.length + 1),
  );

describe("a patient's episode", () => {
  test('holds all that stands at the bed, with what was held back and folded, and how long it has been', () => {
    const station = new Station();
    station.hears(leadsOff());
    station.waits(2000);
    station.hearsFrom('MDC_ECG_HEART_RATE', report());
    station.hears(desaturation());
    const [episode] = worklist(station.members).episodes;
    expect(episode).toMatchObject({ sinceMs: NOON_MS, priority: 'low', owners: [], isUnanswered: true });
    expect(episode?.members.map(({ alarm, presentation }) => [alarm.report.label, presentation.manner])).toEqual([
      ['ECG leads off', 'announced'],
      ['HR 142 > 120', 'folded'],
      ['SpO2 88 < 90', 'held'],
    ]);
  });

  test('keeps its name until the last alarm has ended and its line is gone; the next one is another', () => {
    const station = new Station();
    const id = () => worklist(station.members).episodes[0]?.episodeId;
    station.hears(report());
    const first = id();
    station.waits(5000);
    station.hears(asystole());
    station.hears(report({ presence: 'off' }));
    expect(id()).toBe(first);
    station.decides('acknowledge', asystole());
    station.hears(asystole({ presence: 'off' }));
    station.waits(59_000);
    expect(id()).toBe(first);
    station.waits(1000);
    expect(id()).toBeUndefined();
    station.hears(report({ timeMs: NOON_MS + 9 }));
    expect(id()).not.toBe(first);
  });

  test('of which everything is held back stands behind the list, not nowhere', () => {
    const station = new Station();
    station.hears(desaturation());
    const list = worklist(station.members);
    expect(list.episodes).toEqual([]);
    expect(list.unlisted.map(({ members }) => members.map(({ alarm }) => alarm.id))).toEqual([
      [desaturation().alarmKey],
    ]);
  });

  test('says who has taken what is in it', () => {
    const station = new Station();
    station.hears(report(), asystole());
    station.decides('take', report());
    expect(worklist(station.members).episodes[0]).toMatchObject({ owners: ['nurse'], isUnanswered: true });
    station.decides('acknowledge', asystole());
    expect(worklist(station.members).episodes[0]?.isUnanswered).toBe(false);
  });
});

describe('patients are ranked', () => {
  test('by priority, unknown as high', () => {
    const station = new Station();
    station.hears(bed('low', { priority: 'low' }), bed('medium'), bed('info', { priority: 'none' }));
    station.waits(1000);
    station.hears(bed('unknown', { priority: 'unknown' }));
    expect(beds(station)).toEqual(['unknown', 'medium', 'low', 'info']);
  });

  test('a high alarm that is acknowledged still stands above a medium one that is not', () => {
    const station = new Station();
    station.hears(bed('a'), bed('b', { priority: 'high' }));
    station.decides('acknowledge', bed('b'));
    expect(beds(station)).toEqual(['b', 'a']);
  });

  test('then what nobody has before what somebody has', () => {
    const station = new Station();
    station.hears(bed('a'), bed('b'), bed('c'));
    station.decides('take', bed('a'));
    station.decides('acknowledge', bed('b'));
    expect(beds(station)).toEqual(['c', 'b', 'a']);
  });

  test('then by NEWS2; one that is missing is not guessed to be low', () => {
    const station = new Station();
    station.hears(bed('three'), bed('none'), bed('five'), bed('nine'));
    expect(beds(station, { three: 3, five: 5, nine: 9 })).toEqual(['nine', 'five', 'none', 'three']);
  });

  test('then the one that has waited longest', () => {
    const station = new Station();
    station.hears(bed('z'));
    station.waits(1000);
    station.hears(bed('a'));
    expect(beds(station)).toEqual(['z', 'a']);
  });
});
