import { describe, expect, test } from 'vitest';
import { STATION, stationReport } from '#domain/alarms/stationAlarm.ts';
import { asystole, desaturation, GATEWAY, NOON_MS, report, Station } from './bedside.ts';

const carried = (station: Station) =>
  station.effects.flatMap((effect) => (effect.type === 'deliver' ? [effect.command.carried?.action] : []));

describe('what a person takes back within 5 s', () => {
  test('an acknowledgement: the alarm calls again, and the bedside is told', () => {
    const station = new Station();
    station.hears(asystole());
    const given = station.decides('acknowledge', asystole());
    station.waits(4000);
    station.undoes(given);
    expect(station.alarm(asystole())).toMatchObject({ presence: 'on', acknowledged: null, sinceMs: NOON_MS });
    expect(carried(station)).toEqual(['acknowledge', 'withdraw']);
    expect(station.counts).toEqual({});
  });

  test('an acknowledgement that ended a latched alarm: it is there again, as the same occurrence', () => {
    const station = new Station();
    station.hears(asystole());
    station.waits(2000);
    station.hears(asystole({ presence: 'off' }));
    const before = station.alarm(asystole());
    expect(before?.presence).toBe('latched');
    const given = station.decides('acknowledge', asystole());
    expect(station.alarm(asystole())?.presence).toBe('off');
    station.undoes(given);
    expect(station.alarm(asystole())).toMatchObject({
      presence: 'latched',
      occurrence: before?.occurrence,
      endedMs: null,
    });
  });

  test('taking it: whoever had it before has it again', () => {
    const station = new Station();
    station.hears(report());
    const taken = station.decides('take', report());
    station.undoes(taken);
    expect(station.alarm(report())?.owner).toBeNull();
    expect(carried(station)).toEqual(['take', 'giveBack']);
  });

  test('giving it back: the owner has it as before, and the bedside is told who', () => {
    const station = new Station();
    station.hears(report());
    station.decides('take', report());
    station.waits(1000);
    const given = station.decides('giveBack', report());
    station.undoes(given);
    expect(station.alarm(report())?.owner).toEqual({ actorId: 'nurse', sinceMs: NOON_MS });
    expect(station.effects.at(-1)).toMatchObject({
      type: 'deliver',
      command: { carried: { action: 'handOn', recipientId: 'nurse' } },
    });
  });
});

describe('what can no longer be taken back', () => {
  test('after 5 s', () => {
    const station = new Station();
    station.hears(report());
    const given = station.decides('acknowledge', report());
    station.waits(5000);
    station.undoes(given);
    expect(station.alarm(report())?.acknowledged).not.toBeNull();
    expect(station.counts).toEqual({ undosTooLate: 1 });
  });

  test('what somebody has changed since', () => {
    const station = new Station();
    station.hears(report());
    const taken = station.decides('take', report());
    station.waits(1000);
    station.decides('giveBack', report());
    station.undoes(taken);
    expect(station.alarm(report())?.owner).toBeNull();
    expect(station.counts).toEqual({ undosTooLate: 1 });
  });

  test("another's decision, a note, a call for more people, what nobody decided", () => {
    const station = new Station();
    station.hears(report());
    station.undoes(station.decides('take', report()), 'dr-lee');
    station.undoes(station.notes(report(), 'electrode replaced'));
    station.undoes(station.decides('escalate', report()));
    station.undoes({ ...station.decides('take', report()), commandId: 'nobody' });
    expect(station.counts).toEqual({ undosOfNothing: 4 });
    expect(station.alarm(report())?.owner?.actorId).toBe('nurse');
  });

  test('twice', () => {
    const station = new Station();
    station.hears(report());
    const given = station.decides('take', report());
    station.undoes(given);
    station.take({
      type: 'decided',
      decision: { ...given, action: 'undo', undoes: given.commandId, commandId: 'second' },
    });
    expect(station.counts).toEqual({ undosTooLate: 1 });
  });
});

describe('a note', () => {
  test('stays with the occurrence, and is not for the bedside', () => {
    const station = new Station();
    station.hears(report());
    station.notes(report(), 'electrode replaced');
    expect(station.alarm(report())?.notes).toEqual([{ actorId: 'nurse', atMs: NOON_MS, text: 'electrode replaced' }]);
    expect(carried(station)).toEqual([]);
    station.hears(report({ presence: 'off' }));
    station.hears(report({ onsetMs: NOON_MS + 5000 }));
    expect(station.alarm(report())?.notes).toEqual([]);
  });
});

describe('who acknowledged elsewhere', () => {
  const theirs = { actorId: 'dr-east', commandId: 'east-1', timeMs: NOON_MS };

  test('is shown here, and the alarm is silent', () => {
    const station = new Station();
    station.hears(asystole());
    station.hears(asystole({ acknowledgement: theirs }));
    expect(station.alarm(asystole())?.acknowledged).toEqual({ actorId: 'dr-east', commandId: 'east-1', atMs: NOON_MS });
  });

  test('counts before our own, which came later to the gateway', () => {
    const station = new Station();
    station.hears(asystole());
    const ours = station.decides('acknowledge', asystole());
    station.hears(asystole({ acknowledgement: theirs }));
    station.hearsAnswer(ours, { outcome: 'confirmed', earlierActorId: 'dr-east' });
    expect(station.alarm(asystole())?.acknowledged?.actorId).toBe('dr-east');
  });

  test('is no acknowledgement again once it has expired here', () => {
    const station = new Station();
    station.hears(asystole());
    station.hears(asystole({ acknowledgement: theirs }));
    station.waits(11 * 60_000);
    station.hears(asystole({ acknowledgement: theirs, label: 'Asystole 12 s' }));
    expect(station.alarm(asystole())?.acknowledged).toBeNull();
  });

  test('and takes it back: it calls again', () => {
    const station = new Station();
    station.hears(asystole({ acknowledgement: theirs }));
    expect(station.alarm(asystole())?.acknowledged).not.toBeNull();
    station.hears(asystole({ timeMs: NOON_MS + 1000 }));
    expect(station.alarm(asystole())?.acknowledged).toBeNull();
  });

  test('what we took back ourselves is not acknowledged by its own echo', () => {
    const station = new Station();
    station.hears(asystole());
    const given = station.decides('acknowledge', asystole());
    station.undoes(given);
    const echo = { actorId: 'nurse', commandId: given.commandId, timeMs: NOON_MS };
    station.hears(asystole({ acknowledgement: echo }));
    expect(station.alarm(asystole())?.acknowledged).toBeNull();
  });

  test('is not believed of an alarm that has become more urgent in the same report', () => {
    const station = new Station();
    station.hears(desaturation({ priority: 'low' }));
    station.hears(desaturation({ priority: 'high', acknowledgement: theirs }));
    expect(station.alarm(desaturation())?.acknowledged).toBeNull();
  });
});

test("decisions on the station's own alarms stay here", () => {
  const station = new Station();
  const lost = stationReport('linkLost', GATEWAY, NOON_MS, 'on', NOON_MS);
  station.take({
    type: 'reported',
    gatewayId: STATION,
    clockOffsetMs: 0,
    reports: [{ report: lost, sourceCode: null }],
  });
  station.decides('acknowledge', lost);
  expect(station.alarm(lost)?.acknowledged?.actorId).toBe('nurse');
  expect(carried(station)).toEqual([]);
});
