import { describe, expect, test } from 'vitest';
import { deliver, deliveryTable } from '#domain/alarms/delivery.ts';
import { asystole, report, Station } from './bedside.ts';

describe('the way of an acknowledgement to the bedside', () => {
  test.each([
    ['none', 'send', 'sent', null],
    ['none', 'queue', 'behind', null],
    ['none', 'hold', 'none', null],
    ['none', 'drop', 'none', null],
    ['none', 'lapse', 'none', null],
    ['none', 'confirm', 'none', 'answersUnasked'],
    ['none', 'fail', 'none', 'answersUnasked'],
    ['sent', 'send', 'sent', null],
    ['sent', 'queue', 'behind', null],
    ['sent', 'hold', 'held', 'decisionsHeld'],
    ['sent', 'drop', 'dropped', 'decisionsDropped'],
    ['sent', 'lapse', 'lapsed', 'decisionsLapsed'],
    ['sent', 'confirm', 'confirmed', null],
    ['sent', 'fail', 'failed', null],
    ['behind', 'send', 'sent', null],
    ['behind', 'queue', 'behind', null],
    ['behind', 'hold', 'held', 'decisionsHeld'],
    ['behind', 'drop', 'dropped', 'decisionsDropped'],
    ['behind', 'lapse', 'lapsed', 'decisionsLapsed'],
    ['behind', 'confirm', 'confirmed', null],
    ['behind', 'fail', 'failed', null],
    ['held', 'send', 'sent', null],
    ['held', 'queue', 'behind', null],
    ['held', 'hold', 'held', null],
    ['held', 'drop', 'dropped', 'decisionsDropped'],
    ['held', 'lapse', 'lapsed', 'decisionsLapsed'],
    ['held', 'confirm', 'confirmed', null],
    ['held', 'fail', 'failed', null],
    ['confirmed', 'send', 'confirmed', null],
    ['confirmed', 'queue', 'confirmed', null],
    ['confirmed', 'hold', 'confirmed', null],
    ['confirmed', 'drop', 'confirmed', null],
    ['confirmed', 'lapse', 'confirmed', null],
    ['confirmed', 'confirm', 'confirmed', null],
    ['confirmed', 'fail', 'confirmed', 'answersContradicting'],
    ['failed', 'send', 'sent', null],
    ['failed', 'queue', 'behind', null],
    ['failed', 'hold', 'failed', null],
    ['failed', 'drop', 'failed', null],
    ['failed', 'lapse', 'failed', null],
    ['failed', 'confirm', 'confirmed', null],
    ['failed', 'fail', 'failed', null],
    ['dropped', 'send', 'dropped', null],
    ['dropped', 'queue', 'dropped', null],
    ['dropped', 'hold', 'dropped', null],
    ['dropped', 'drop', 'dropped', null],
    ['dropped', 'lapse', 'dropped', null],
    ['dropped', 'confirm', 'confirmed', null],
    ['dropped', 'fail', 'dropped', null],
    ['lapsed', 'send', 'lapsed', null],
    ['lapsed', 'queue', 'lapsed', null],
    ['lapsed', 'hold', 'lapsed', null],
    ['lapsed', 'drop', 'lapsed', null],
    ['lapsed', 'lapse', 'lapsed', null],
    ['lapsed', 'confirm', 'confirmed', null],
    ['lapsed', 'fail', 'lapsed', null],
  ] as const)('that is %s, when we %s: it is %s, counted %s', (from, step, to, count) => {
    const { delivery, count: counted } = deliver({ state: from, atMs: 1, reason: '' }, step, 2, 'why');
    expect([delivery.state, counted]).toEqual([to, count]);
    expect(delivery.atMs).toBe(to === from ? 1 : 2);
  });

  test('is told apart from the acknowledgement: acknowledged here, and not yet there', () => {
    const station = new Station();
    station.hears(asystole());
    const { commandId } = station.decides('acknowledge', asystole());
    expect(station.effects).toContainEqual(expect.objectContaining({ type: 'deliver' }));
    expect(station.alarm(asystole())?.acknowledged?.actorId).toBe('nurse');
    expect(station.desk.alarms.commands.get(commandId)?.delivery.state).toBe('sent');

    station.take({ type: 'answered', commandId, answer: { outcome: 'failed', reason: 'no such alarm' } });
    expect(station.alarm(asystole())?.acknowledged?.actorId).toBe('nurse');
    expect(station.desk.alarms.commands.get(commandId)?.delivery).toMatchObject({
      state: 'failed',
      reason: 'no such alarm',
    });
  });

  test('when somebody else was first, theirs counts', () => {
    const station = new Station();
    station.hears(report());
    const { commandId } = station.decides('acknowledge', report());
    station.take({ type: 'answered', commandId, answer: { outcome: 'confirmed', earlierActorId: 'dr-lee' } });
    expect(station.alarm(report())?.acknowledged?.actorId).toBe('dr-lee');
  });

  test('after a failure, acknowledging again tries again', () => {
    const station = new Station();
    station.hears(report());
    const first = station.decides('acknowledge', report());
    station.take({ type: 'answered', commandId: first.commandId, answer: { outcome: 'failed', reason: 'refused' } });
    const second = station.decides('acknowledge', report());
    expect(station.alarm(report())?.acknowledged?.commandId).toBe(second.commandId);
    expect(station.effects.filter(({ type }) => type === 'deliver')).toHaveLength(2);
  });

  test('an answer nobody asked for is counted', () => {
    const station = new Station();
    station.take({ type: 'answered', commandId: 'x', answer: { outcome: 'confirmed', earlierActorId: null } });
    expect(station.counts).toEqual({ answersUnasked: 1 });
  });

  test('a step that is missing in the table would not compile', () => {
    expect(Object.values(deliveryTable).map((row) => Object.keys(row))).toEqual(
      Array.from({ length: 8 }, () => ['send', 'queue', 'hold', 'drop', 'lapse', 'confirm', 'fail']),
    );
  });
});
