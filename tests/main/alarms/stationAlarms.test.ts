import { expect, test } from 'vitest';
import { emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import { STATION } from '#domain/alarms/stationAlarm.ts';
import { StationAlarms } from '#main/alarms/stationAlarms.ts';
import { NOON_MS } from '#tests/domain/alarms/bedside.ts';

/** Alarms of a station, and its desk, as one that starts with this desk. */
function station(desk = emptyDesk()) {
  let now = desk;
  let reports = 0;
  const own = new StationAlarms(desk.alarms.alarms.values(), (reported) => {
    reports++;
    now = reduceDesk(
      now,
      { type: 'reported', gatewayId: STATION, clockOffsetMs: 0, reports: [reported] },
      NOON_MS,
    ).state;
  });
  const standing = () =>
    [...now.alarms.alarms.values()].filter(({ presence }) => presence === 'on').map(({ id }) => id);
  return { own, standing, desk: () => now, reports: () => reports };
}

test('a trouble is one alarm, however often it is found, until it is over', () => {
  const { own, standing, reports } = station();
  own.raise('linkLost', 'icu:7000', 5, 5);
  own.raise('linkLost', 'icu:7000', 9, 9);
  own.raise('linkLost', 'east:7000', 6, 6);
  expect(standing()).toEqual(['station/icu:7000/linkLost/5', 'station/east:7000/linkLost/6']);
  own.end('linkLost', 'icu:7000', 10);
  own.end('linkLost', 'icu:7000', 11);
  expect(standing()).toEqual(['station/east:7000/linkLost/6']);
  expect(reports()).toBe(3);
});

test('a trouble that comes back is another alarm', () => {
  const { own, standing } = station();
  own.raise('noSound', STATION, 5, 5);
  own.end('noSound', STATION, 6);
  own.raise('noSound', STATION, 7, 7);
  expect(standing()).toEqual(['station/station/noSound/7']);
});

test('a station that starts again goes on with the alarms that stood, and ends them', () => {
  const before = station();
  before.own.raise('linkLost', 'icu:7000', 5, 5);
  before.own.raise('journalLost', STATION, 6, 6);
  before.own.end('journalLost', STATION, 7);
  const { own, standing, reports } = station(before.desk());
  expect(own.bedsWith('linkLost')).toEqual(['icu:7000']);
  own.raise('linkLost', 'icu:7000', 900, 900);
  own.end('journalLost', STATION, 901);
  expect([standing(), reports()]).toEqual([['station/icu:7000/linkLost/5'], 0]);
  own.end('linkLost', 'icu:7000', 902);
  expect(standing()).toEqual([]);
});
