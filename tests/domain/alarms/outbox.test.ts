import { describe, expect, test } from 'vitest';
import type { Carried, Decision } from '#domain/alarms/events.ts';
import { mayGo } from '#domain/alarms/outbox.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { asystole, desaturation, NOON_MS, report, Station } from './bedside.ts';

const MINUTE_MS = 60_000;
const WITHIN_MS = 2 * MINUTE_MS;

/** A station that can't reach its gateway, and what stood when it could. */
function cutOff(...alarms: readonly AlarmReport[]): Station {
  const station = new Station();
  station.hears(...alarms);
  station.isBedsideAway = true;
  return station;
}

const deliveryOf = (station: Station, { commandId }: Decision) =>
  station.desk.alarms.commands.get(commandId)?.delivery.state;
const reasonOf = (station: Station, { commandId }: Decision) =>
  station.desk.alarms.commands.get(commandId)?.delivery.reason;
/** Ids of decisions that were to set out, in this order. */
const sentBy = (station: Station) =>
  station.effects.flatMap((effect) => (effect.type === 'deliver' ? effect.command.commandId : []));
const audible = (station: Station, alarm: AlarmReport) => station.alarm(alarm)?.acknowledged === null;

test('a decision of which the bedside tells already is there: a window that says it once more sends nothing, and nothing waits', () => {
  const commandId = 'said before the station lost its record';
  const owner = { actorId: 'nurse', commandId, timeMs: NOON_MS };
  const station = cutOff(asystole({ owner }));
  const decision = station.decides('take', asystole(), commandId);
  station.waits(WITHIN_MS);
  expect(deliveryOf(station, decision)).toBe('confirmed');
  expect(sentBy(station)).toEqual([]);
  expect(station.alarm(asystole())?.owner?.actorId).toBe('nurse');
});

describe('a decision that did not reach the bedside within two minutes', () => {
  test('is not sent any more but waits for somebody to confirm it', () => {
    const station = cutOff(asystole());
    const decision = station.decides('acknowledge', asystole());
    station.waits(WITHIN_MS - 1000);
    expect(deliveryOf(station, decision)).toBe('sent');
    expect(mayGo(station.desk.alarms, decision.commandId)).toBe(true);
    station.waits(1000);
    expect(deliveryOf(station, decision)).toBe('held');
    expect(mayGo(station.desk.alarms, decision.commandId)).toBe(false);
    expect(station.counts.decisionsHeld).toBe(1);
  });

  test('no longer makes a high alarm look or sound acknowledged: it calls again, as it does at the bedside', () => {
    const station = cutOff(asystole());
    station.decides('acknowledge', asystole());
    station.waits(WITHIN_MS);
    expect(station.alarm(asystole())).toMatchObject({ acknowledged: null, presence: 'on', escalation: 0 });
    station.waits(30_000);
    expect(station.alarm(asystole())?.escalation).toBe(1);
  });

  test.each<['acknowledge' | 'take' | 'giveBack' | 'escalate']>([
    ['acknowledge'],
    ['take'],
    ['giveBack'],
    ['escalate'],
  ])('waits whatever it is: %s', (action) => {
    const station = cutOff(asystole());
    const decision = station.decides(action, asystole());
    station.waits(WITHIN_MS);
    expect(deliveryOf(station, decision)).toBe('held');
  });

  test('waits also when it takes another back, and leaves taken back what it takes back', () => {
    const station = cutOff(asystole());
    const first = station.decides('acknowledge', asystole());
    station.hearsAnswer(first, { outcome: 'confirmed', earlierActorId: null });
    const undo = station.undoes(first);
    station.waits(WITHIN_MS);
    expect(deliveryOf(station, undo)).toBe('held');
    expect(audible(station, asystole())).toBe(true);
  });

  test('on who has an alarm is out of force meanwhile: the alarm is whose it is at the bedside', () => {
    const station = cutOff(asystole());
    station.take({ type: 'decided', decision: { ...handOn, commandId: 'to-lind' } });
    expect(station.alarm(asystole())?.owner?.actorId).toBe('m.lind');
    station.waits(WITHIN_MS);
    expect(station.alarm(asystole())?.owner).toBeNull();
  });

  test('and the one after it leave no owner behind who was never told', () => {
    const station = cutOff(asystole());
    const took = station.decides('take', asystole());
    station.nowMs += 1000;
    station.take({ type: 'decided', decision: { ...handOn, commandId: 'to-lind' } });
    station.waits(WITHIN_MS);
    // The later one says who has it: only that is asked.
    expect(deliveryOf(station, took)).toBe('lapsed');
    expect(station.desk.alarms.commands.get('to-lind')?.delivery.state).toBe('held');
    expect(station.alarm(asystole())?.owner).toBeNull();
  });

  test('is what the machine slept through: time asleep counts', () => {
    const station = cutOff(asystole());
    const decision = station.decides('acknowledge', asystole());
    station.nowMs += 10 * MINUTE_MS;
    station.hears(report());
    expect(deliveryOf(station, decision)).toBe('held');
  });

  test('is one of a record whose clock is ahead of ours: nobody knows how old it is', () => {
    const station = cutOff(asystole());
    const decision = station.decides('acknowledge', asystole());
    station.nowMs -= MINUTE_MS;
    station.take({ type: 'tick' });
    expect(deliveryOf(station, decision)).toBe('held');
  });

  test('holds up nothing on other alarms, and is held up by nothing there', () => {
    const station = cutOff(asystole(), desaturation());
    const old = station.decides('acknowledge', asystole());
    station.waits(WITHIN_MS);
    const fresh = station.decides('acknowledge', desaturation());
    expect(sentBy(station)).toEqual([old.commandId, fresh.commandId]);
    expect(mayGo(station.desk.alarms, fresh.commandId)).toBe(true);
  });
});

const handOn = {
  action: 'handOn',
  recipientId: 'm.lind',
  alarmId: asystole().alarmKey,
  actorId: 'nurse',
  issuedMs: NOON_MS,
} as const;

/** A nurse says what becomes of a decision that waits. */
function answers(station: Station, action: 'sendNow' | 'drop', waiting: Decision, actorId = 'm.lind'): Decision {
  const decision: Decision = {
    action,
    waiting: waiting.commandId,
    commandId: `${action} ${waiting.commandId} by ${actorId}`,
    alarmId: waiting.alarmId,
    actorId,
    issuedMs: station.nowMs,
  };
  station.take({ type: 'decided', decision });
  return decision;
}

describe('a decision that waits for confirmation', () => {
  function waiting() {
    const station = cutOff(asystole());
    const decision = station.decides('acknowledge', asystole());
    station.waits(WITHIN_MS);
    station.effects.length = 0;
    return { station, decision };
  }

  test('is sent when somebody confirms it: as who decided it, under its own id, and who confirmed it when is kept', () => {
    const { station, decision } = waiting();
    const confirmedMs = station.nowMs;
    const answer = answers(station, 'sendNow', decision);
    expect(sentBy(station)).toEqual([decision.commandId]);
    expect(deliveryOf(station, decision)).toBe('sent');
    expect(station.alarm(asystole())?.acknowledged).toEqual({
      commandId: decision.commandId,
      actorId: 'nurse',
      atMs: confirmedMs,
    });
    expect(station.desk.alarms.commands.get(answer.commandId)).toMatchObject({
      actorId: 'm.lind',
      takenMs: confirmedMs,
      waiting: decision.commandId,
      carried: null,
    });
    expect(station.alarm(asystole())?.commandIds).toEqual([decision.commandId, answer.commandId]);
  });

  test('is asked about again when the bedside does not get it within two minutes of that', () => {
    const { station, decision } = waiting();
    answers(station, 'sendNow', decision);
    station.waits(WITHIN_MS - 1000);
    expect(deliveryOf(station, decision)).toBe('sent');
    station.waits(1000);
    expect(deliveryOf(station, decision)).toBe('held');
    expect(audible(station, asystole())).toBe(true);
  });

  test('is never sent when somebody drops it, and the alarm goes on calling', () => {
    const { station, decision } = waiting();
    answers(station, 'drop', decision);
    station.waits(10 * MINUTE_MS);
    expect(deliveryOf(station, decision)).toBe('dropped');
    expect(sentBy(station)).toEqual([]);
    expect(audible(station, asystole())).toBe(true);
  });

  test.each(['sendNow', 'drop'] as const)('of two windows has the first answer, the other is told (%s)', (first) => {
    const { station, decision } = waiting();
    answers(station, first, decision);
    const before = deliveryOf(station, decision);
    const second = answers(station, first === 'drop' ? 'sendNow' : 'drop', decision, 'dr.haas');
    expect(station.effects).toContainEqual({
      type: 'decisionRefused',
      decision: second,
      because: 'heldAnsweredAlready',
    });
    expect(deliveryOf(station, decision)).toBe(before);
  });

  test('is settled without asking when the alarm has ended', () => {
    const { station, decision } = waiting();
    station.hears(asystole({ presence: 'off', timeMs: station.nowMs }));
    expect(deliveryOf(station, decision)).toBe('lapsed');
    expect(reasonOf(station, decision)).toMatch(/the alarm ended meanwhile/);
  });

  test('does not touch an alarm that has ended and begun again under its id', () => {
    const station = cutOff(report());
    const decision = station.decides('acknowledge', report());
    station.nowMs += 10 * MINUTE_MS;
    const again = { onsetMs: station.nowMs, timeMs: station.nowMs };
    station.hears(report({ presence: 'off', timeMs: station.nowMs }), report(again));
    expect(deliveryOf(station, decision)).toBe('lapsed');
    expect(station.alarm(report())).toMatchObject({ acknowledged: null, presence: 'on', commandIds: [] });
    expect(mayGo(station.desk.alarms, decision.commandId)).toBe(false);
  });

  test('is settled without asking when somebody else has acknowledged, at the bedside or by way of another station', () => {
    const { station, decision } = waiting();
    const acknowledgement = { actorId: 'dr-east', commandId: null, timeMs: station.nowMs };
    station.hears(asystole({ acknowledgement, timeMs: station.nowMs }));
    expect(deliveryOf(station, decision)).toBe('lapsed');
    expect(reasonOf(station, decision)).toMatch(/somebody else acknowledged it meanwhile/);
    expect(station.alarm(asystole())?.acknowledged?.actorId).toBe('dr-east');
  });

  test('had reached the bedside after all when the gateway says so: nobody is asked', () => {
    const { station, decision } = waiting();
    const acknowledgement = { actorId: 'nurse', commandId: decision.commandId, timeMs: NOON_MS };
    station.hears(asystole({ acknowledgement, timeMs: station.nowMs }));
    expect(deliveryOf(station, decision)).toBe('confirmed');
    expect(station.alarm(asystole())?.acknowledged?.commandId).toBe(decision.commandId);
  });

  test('does not come back into force by a late answer when the alarm has become more urgent meanwhile', () => {
    const station = cutOff(report());
    const decision = station.decides('acknowledge', report());
    station.waits(WITHIN_MS);
    station.hears(report({ priority: 'high', timeMs: station.nowMs }));
    station.hearsAnswer(decision, { outcome: 'confirmed', earlierActorId: null });
    expect(deliveryOf(station, decision)).toBe('confirmed');
    expect(audible(station, report())).toBe(true);
  });

  test('gives way to somebody who acknowledges anew, whose decision goes at once', () => {
    const { station, decision } = waiting();
    const anew = station.decides('acknowledge', asystole());
    expect(deliveryOf(station, decision)).toBe('lapsed');
    expect(sentBy(station)).toEqual([anew.commandId]);
  });

  test('is not overtaken: a later one on the same alarm waits behind it, and goes when it is sent, after it', () => {
    const { station, decision } = waiting();
    const later = station.decides('take', asystole());
    expect(deliveryOf(station, later)).toBe('behind');
    expect(station.alarm(asystole())?.owner?.actorId).toBe('nurse');
    expect(sentBy(station)).toEqual([]);
    answers(station, 'sendNow', decision);
    expect(sentBy(station)).toEqual([decision.commandId, later.commandId]);
    expect(mayGo(station.desk.alarms, later.commandId)).toBe(false);
    station.hearsAnswer(decision, { outcome: 'confirmed', earlierActorId: null });
    expect(mayGo(station.desk.alarms, later.commandId)).toBe(true);
  });

  test('lets the later one go when it is dropped', () => {
    const { station, decision } = waiting();
    const later = station.decides('take', asystole());
    answers(station, 'drop', decision);
    expect(sentBy(station)).toEqual([later.commandId]);
    expect(mayGo(station.desk.alarms, later.commandId)).toBe(true);
  });

  test('keeps the later one waiting until that is too old as well, and to be asked about itself', () => {
    const { station, decision } = waiting();
    const later = station.decides('take', asystole());
    station.waits(WITHIN_MS);
    expect(deliveryOf(station, later)).toBe('held');
    answers(station, 'sendNow', later);
    expect(deliveryOf(station, later)).toBe('behind');
    expect(sentBy(station)).toEqual([]);
    answers(station, 'sendNow', decision);
    expect(sentBy(station)).toEqual([decision.commandId, later.commandId]);
  });

  test('is told to have been sent or dropped only once, however often the answer comes', () => {
    const { station, decision } = waiting();
    const answer = answers(station, 'sendNow', decision);
    station.take({ type: 'decided', decision: answer });
    expect(sentBy(station)).toEqual([decision.commandId]);
    expect(station.counts.commandsRepeated).toBe(1);
  });
});

describe('what a waiting decision is asked about is no longer needed', () => {
  test.each<[Carried['action'], string]>([
    ['take', 'somebody has taken it since'],
    ['giveBack', 'somebody has taken it since'],
  ])('when somebody else has taken the alarm: %s', (action, words) => {
    const station = cutOff(asystole());
    const decision = station.decides(action as 'take', asystole());
    station.waits(WITHIN_MS);
    const owner = { actorId: 'dr-east', commandId: 'east-1', timeMs: station.nowMs };
    station.hears(asystole({ owner, timeMs: station.nowMs }));
    expect(deliveryOf(station, decision)).toBe('lapsed');
    expect(reasonOf(station, decision)).toBe(words);
    expect(station.alarm(asystole())?.owner?.actorId).toBe('dr-east');
  });

  test('when it calls the charge nurse, and somebody has acknowledged', () => {
    const station = cutOff(asystole());
    const decision = station.decides('escalate', asystole());
    station.waits(WITHIN_MS);
    const acknowledgement = { actorId: 'dr-east', commandId: null, timeMs: station.nowMs };
    station.hears(asystole({ acknowledgement, timeMs: station.nowMs }));
    expect(deliveryOf(station, decision)).toBe('lapsed');
  });
});
