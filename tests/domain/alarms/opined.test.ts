import { expect, test } from 'vitest';
import { membersOf } from '#domain/alarms/members.ts';
import { signalsOf } from '#domain/alarms/signals.ts';
import { worklist } from '#domain/alarms/worklist.ts';
import { noOpinion, type SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import { asystole, GATEWAY, report, Station } from './bedside.ts';

const doubtful: SecondOpinion = {
  ...noOpinion('asystole', 'V: longest time without a beat 0.8 s', 1),
  credibility: 'doubtful',
};

const opines = (station: Station, alarmId: string, occurrence: number) =>
  station.take({ type: 'opined', opinions: [{ alarmId, occurrence, opinion: doubtful }] });

/** All that people see and hear of what stands, but what the waves say. */
function presented({ desk }: Station) {
  const members = [...membersOf(desk).values()];
  return {
    order: worklist(members).episodes.map(({ place, priority, isUnanswered }) => [place, priority, isUnanswered]),
    members: members.map(({ alarm, presentation }) => ({ ...alarm, opinion: null, presentation })),
    signals: members.map(({ alarm, presentation }) => signalsOf(alarm, presentation, desk.alarms.settings)),
    flood: desk.triage.floodSinceMs,
  };
}

for (const priority of ['high', 'medium', 'low'] as const)
  test(`an alarm of ${priority} priority that the waves doubt keeps its place, its priority, its look, its sound and its owner`, () => {
    const station = new Station();
    station.hears(asystole({ priority }), report({ bedKey: `${GATEWAY}/8`, alarmKey: `${GATEWAY}/hr-8` }));
    station.decides('take', asystole());
    const before = presented(station);
    const effects = opines(station, asystole().alarmKey, 1);
    expect(station.alarm(asystole())?.opinion).toEqual(doubtful);
    expect(presented(station)).toEqual(before);
    expect(effects).toEqual([]);
    station.waits(10 * 60_000);
    const undoubted = new Station();
    undoubted.hears(asystole({ priority }), report({ bedKey: `${GATEWAY}/8`, alarmKey: `${GATEWAY}/hr-8` }));
    undoubted.decides('take', asystole());
    undoubted.waits(10 * 60_000);
    expect(presented(station), 'nor does it later').toEqual(presented(undoubted));
  });

test('an opinion is about one occurrence: the next has none, and one that comes too late for it is counted', () => {
  const station = new Station();
  station.hears(asystole());
  opines(station, asystole().alarmKey, 1);
  station.hears(asystole({ presence: 'off', timeMs: station.nowMs + 1 }));
  station.waits(1000);
  station.hears(asystole({ timeMs: station.nowMs + 2, onsetMs: station.nowMs + 2 }));
  const again = station.alarm(asystole());
  expect(again).toMatchObject({ presence: 'on', opinion: null });
  expect(again?.occurrence).not.toBe(1);
  opines(station, asystole().alarmKey, 1);
  expect(station.alarm(asystole())?.opinion).toBeNull();
  expect(station.counts).toMatchObject({ verdictsOnUnknown: 1 });
  opines(station, 'no such alarm', 1);
  expect(station.counts).toMatchObject({ verdictsOnUnknown: 2 });
});

test('what was said of a patient’s alarm stays hers: the one that goes on under the next patient has no opinion yet', () => {
  const station = new Station();
  const lies = (patientKey: string) =>
    station.take({
      type: 'occupied',
      gatewayId: GATEWAY,
      isOpening: false,
      beds: [{ bedKey: asystole().bedKey, patientKey }],
    });
  lies('anna');
  station.hears(asystole());
  opines(station, asystole().alarmKey, 1);
  lies('cleo');
  const alarms = [...station.desk.alarms.alarms.values()].map(({ patientKey, presence, opinion }) => [
    patientKey,
    presence,
    opinion?.credibility ?? null,
  ]);
  expect(alarms).toEqual([
    ['anna', 'latched', 'doubtful'],
    ['cleo', 'on', null],
  ]);
});

test('of an alarm that is over and answered what the waves said is kept, and the picture of them is not', () => {
  const station = new Station();
  const wave = { code: null, kind: 'ecg', label: 'V', says: 'against', text: '', quality: 1, faults: [] } as const;
  const pictured = { ...doubtful, sources: [{ ...wave, ratePerMin: 75, beatsMs: [1], sketch: '(O' }] } as SecondOpinion;
  station.hears(asystole());
  station.take({ type: 'opined', opinions: [{ alarmId: asystole().alarmKey, occurrence: 1, opinion: pictured }] });
  expect(station.alarm(asystole())?.opinion).toEqual(pictured);
  station.decides('acknowledge', asystole());
  station.hears(asystole({ presence: 'off', timeMs: station.nowMs + 1 }));
  expect(station.alarm(asystole())).toMatchObject({ presence: 'off', opinion: doubtful });
});
