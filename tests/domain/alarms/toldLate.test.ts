import { describe, expect, test } from 'vitest';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { asystole, desaturation, GATEWAY, leadsOff, NOON_MS, Station } from './bedside.ts';

const SECOND_MS = 1000;

function toldLate(station: Station, ...reports: readonly AlarmReport[]) {
  const sourced = reports.map((report) => ({ report, sourceCode: null }));
  return station.take({ type: 'toldLate', gatewayId: GATEWAY, clockOffsetMs: 0, reports: sourced });
}

function opens(station: Station, ...reports: readonly AlarmReport[]) {
  const sourced = reports.map((report) => ({ report, sourceCode: null }));
  return station.take({ type: 'opened', gatewayId: GATEWAY, clockOffsetMs: 0, reports: sourced });
}

/** Begun and ended while nobody could see it. */
function cameAndWent(alarm: typeof asystole, fromMs: number, untilMs: number): [AlarmReport, AlarmReport] {
  const onsetMs = NOON_MS + fromMs;
  return [alarm({ onsetMs, timeMs: onsetMs }), alarm({ onsetMs, timeMs: NOON_MS + untilMs, presence: 'off' })];
}

/** The link was lost at noon and is back after a minute. */
function afterTheOutage(...standing: readonly AlarmReport[]): Station {
  const station = new Station();
  station.nowMs += 60 * SECOND_MS;
  opens(station, ...standing);
  return station;
}

describe('alarms that came and went while the link was lost', () => {
  test('a high one stays latched until somebody has seen it, and is over', () => {
    const station = afterTheOutage();
    toldLate(station, ...cameAndWent(asystole, 5000, 20_000));
    expect(station.alarm(asystole())).toMatchObject({ presence: 'latched', bedside: 'off', acknowledged: null });
    expect(worklist(station.members).episodes).toHaveLength(1);
    station.decides('acknowledge', asystole());
    expect(station.alarm(asystole())?.presence).toBe('off');
  });

  test('a medium one that stood there is kept to be seen, a low one is in the record and calls nobody', () => {
    const station = afterTheOutage();
    toldLate(station, ...cameAndWent(desaturation, 5000, 40_000), ...cameAndWent(leadsOff, 5000, 40_000));
    expect(station.alarm(desaturation())?.presence).toBe('latched');
    expect(station.alarm(leadsOff())).toMatchObject({ presence: 'off', bedside: 'off' });
    expect(station.counts).toMatchObject({ lateReports: 4 });
  });

  test('are taken in the order in which they happened, whatever the order they come in', () => {
    const station = afterTheOutage();
    toldLate(station, ...cameAndWent(asystole, 5000, 20_000).reverse());
    expect(station.alarm(asystole())).toMatchObject({ presence: 'latched', bedside: 'off' });
    expect(station.alarm(asystole())?.oddities).toEqual([]);
  });

  test('one whose end was never told is over all the same: the opening did not list it', () => {
    const station = afterTheOutage();
    toldLate(station, asystole({ onsetMs: NOON_MS + 5000, timeMs: NOON_MS + 5000 }));
    expect(station.alarm(asystole())).toMatchObject({ presence: 'latched', bedside: 'off', oddities: ['endedUnseen'] });
  });

  test('told again, as after a second loss in the middle of the answer, change nothing more', () => {
    const station = afterTheOutage();
    const reports = cameAndWent(asystole, 5000, 20_000);
    toldLate(station, ...reports);
    station.decides('acknowledge', asystole());
    toldLate(station, ...reports);
    expect(station.alarm(asystole())).toMatchObject({ presence: 'off', bedside: 'off' });
    expect(station.counts).toMatchObject({ lateReports: 2, lateReportsKnown: 2 });
  });
});

describe('alarms that were known before or stand now', () => {
  test('one that stands is not ended by an older word of the past', () => {
    const now = asystole({ onsetMs: NOON_MS + 30_000, timeMs: NOON_MS + 30_000 });
    const station = afterTheOutage(now);
    toldLate(station, ...cameAndWent(asystole, 5000, 20_000));
    expect(station.alarm(asystole())).toMatchObject({ presence: 'on', report: now });
  });

  test('one that somebody had acknowledged and that ended meanwhile does not come back', () => {
    const station = new Station();
    station.hears(asystole());
    station.nowMs += 5000;
    station.decides('acknowledge', asystole());
    station.nowMs += 60 * SECOND_MS;
    opens(station);
    const end = asystole({ timeMs: NOON_MS + 30_000, presence: 'off' });
    toldLate(station, asystole({ timeMs: NOON_MS + 10_000, label: 'Asystole 4 s' }), end);
    expect(station.alarm(asystole())).toMatchObject({
      presence: 'off',
      report: end,
      acknowledged: { actorId: 'nurse' },
    });
  });

  test('one that had ended, came back under its id and went is latched: that time nobody saw', () => {
    const station = new Station();
    station.hears(asystole());
    station.nowMs += 5000;
    station.hears(asystole({ timeMs: NOON_MS + 5000, presence: 'off' }));
    station.nowMs += 60 * SECOND_MS;
    opens(station);
    toldLate(station, ...cameAndWent(asystole, 20_000, 30_000));
    expect(station.alarm(asystole())).toMatchObject({ presence: 'latched', bedside: 'off' });
  });

  test('one that became high after we lost sight of it is latched', () => {
    const station = new Station();
    station.hears(desaturation({ priority: 'medium' }));
    station.nowMs += 60 * SECOND_MS;
    opens(station);
    toldLate(
      station,
      desaturation({ priority: 'high', timeMs: NOON_MS + 20_000 }),
      desaturation({ priority: 'high', timeMs: NOON_MS + 30_000, presence: 'off' }),
    );
    expect(station.alarm(desaturation())).toMatchObject({ presence: 'latched', bedside: 'off' });
  });
});
