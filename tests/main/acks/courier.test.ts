import { NEVER, Observable, of, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { BedsideAnswer, Errand } from '#domain/alarms/bedsideAnswer.ts';
import { Courier } from '#main/acks/courier.ts';

const errand = (commandId: string): Errand => ({
  commandId,
  alarmId: 'hr-1',
  carried: { action: 'acknowledge', recipientId: '' },
  actorId: 'nurse',
  issuedMs: 1,
});
const accepted: BedsideAnswer = { code: 'accepted' };
const unreachable: BedsideAnswer = { code: 'transient', reason: 'UNAVAILABLE' };
const broken: BedsideAnswer = { code: 'faulty', reason: 'INTERNAL' };

/** A courier in virtual time to a gateway that answers as the test says: `answers` in order, then `accepted`. */
function courier(answers: (BedsideAnswer | 'never')[] = []) {
  const scheduler = new VirtualTimeScheduler();
  scheduler.maxFrames = 60_000;
  const tries: [id: string, atMs: number][] = [];
  const settled: [id: string, outcome: string, reason: string][] = [];
  let cancelled = 0;
  const waiting = new Set<string>();
  const one = new Courier({
    send: ({ commandId }) => {
      tries.push([commandId, scheduler.now()]);
      const answer = answers.shift() ?? accepted;
      if (answer !== 'never') return of(answer);
      return new Observable((subscriber) => {
        subscriber.add(NEVER.subscribe());
        return () => {
          cancelled++;
        };
      });
    },
    mayGo: (commandId) => !waiting.has(commandId),
    answered: (commandId, answer) =>
      settled.push([commandId, answer.outcome, answer.outcome === 'failed' ? answer.reason : '']),
    scheduler,
    random: () => 0.999,
  });
  return { one, scheduler, tries, settled, waiting, cancelled: () => cancelled };
}

describe('decisions on their way to a bedside', () => {
  it('go one after the other, in the order they were made', () => {
    const { one, tries, settled } = courier();
    one.linkChanged(true);
    for (const id of ['a', 'b', 'c']) one.add(errand(id));
    expect(tries.map(([id]) => id)).toEqual(['a', 'b', 'c']);
    expect(settled.map(([id]) => id)).toEqual(['a', 'b', 'c']);
  });

  it('are tried again with the same id until they are answered, more and more seldom; later ones wait', () => {
    const { one, scheduler, tries } = courier([unreachable, unreachable, unreachable, unreachable, unreachable]);
    one.linkChanged(true);
    one.add(errand('a'));
    one.add(errand('b'));
    scheduler.flush();
    expect(tries.map(([id]) => id)).toEqual(['a', 'a', 'a', 'a', 'a', 'a', 'b']);
    const waits = tries.slice(1, 6).map(([, atMs], n) => Math.round(atMs - tries[n]![1]));
    expect(waits).toEqual([500, 1000, 1999, 1999, 1999]);
  });

  it('wait while the link is down, and go at once when it is back', () => {
    const { one, scheduler, tries } = courier();
    one.add(errand('a'));
    scheduler.flush();
    expect(tries).toEqual([]);
    one.linkChanged(true);
    expect(tries).toHaveLength(1);
  });

  it('that were under way when the link broke are sent again when it is back: nobody knows whether they arrived', () => {
    const { one, scheduler, tries, settled, cancelled } = courier(['never']);
    one.linkChanged(true);
    one.add(errand('a'));
    one.linkChanged(false);
    expect(cancelled()).toBe(1);
    scheduler.flush();
    expect(tries).toHaveLength(1);
    one.linkChanged(true);
    expect(tries.map(([id]) => id)).toEqual(['a', 'a']);
    expect(settled).toEqual([['a', 'confirmed', '']]);
  });

  it('that wait for another try do not wait longer than the link is away', () => {
    const { one, scheduler, tries } = courier([unreachable]);
    one.linkChanged(true);
    one.add(errand('a'));
    one.linkChanged(false);
    one.linkChanged(true);
    expect(tries).toHaveLength(2);
    scheduler.flush();
    expect(tries).toHaveLength(2);
  });

  it('on which a gateway breaks again and again are given up, so that the next one gets its turn', () => {
    const { one, scheduler, settled } = courier([broken, broken, broken, broken, broken]);
    one.linkChanged(true);
    one.add(errand('a'));
    one.add(errand('b'));
    scheduler.flush();
    expect(settled).toEqual([
      ['a', 'failed', expect.stringMatching(/did not take it \(INTERNAL\): acknowledge it at the bedside/)],
      ['b', 'confirmed', ''],
    ]);
  });

  it.each<[string, BedsideAnswer, string, RegExp]>([
    ['took effect', accepted, 'confirmed', /^$/],
    ['came second', { code: 'already', actorId: 'dr.haas' }, 'confirmed', /^$/],
    ['came too late', { code: 'unknownAlarm' }, 'failed', /no longer knows this alarm/],
    ['is not wanted', { code: 'refused', reason: 'not by you' }, 'failed', /^not by you$/],
    ['is not wanted, for no reason', { code: 'refused', reason: '' }, 'failed', /without saying why/],
    ['is nothing for this bedside', { code: 'notTaken' }, 'failed', /takes no decisions from here/],
  ])('end as %s, in words for whoever decided', (_, answer, outcome, reason) => {
    const { one, settled } = courier([answer]);
    one.linkChanged(true);
    one.add(errand('a'));
    expect(settled).toEqual([['a', outcome, expect.stringMatching(reason)]]);
  });

  it('are let go when they wait for confirmation: the next one gets its turn, and they come again when they are added', () => {
    const { one, tries, settled, waiting } = courier();
    for (const id of ['a', 'b']) one.add(errand(id));
    waiting.add('a');
    one.linkChanged(true);
    expect(tries.map(([id]) => id)).toEqual(['b']);
    waiting.delete('a');
    one.add(errand('a'));
    expect(settled.map(([id]) => id)).toEqual(['b', 'a']);
  });

  it('that become too old between two tries are tried no more', () => {
    const { one, scheduler, tries, waiting } = courier([unreachable, unreachable]);
    one.linkChanged(true);
    one.add(errand('a'));
    one.add(errand('b'));
    scheduler.schedule(() => waiting.add('a'), 600);
    scheduler.flush();
    expect(tries.map(([id, atMs]) => [id, Math.round(atMs)])).toEqual([
      ['a', 0],
      ['a', 500],
      ['b', 1500],
    ]);
  });

  it('that are added while it is asked whether one may go are each tried once', () => {
    const added: string[] = [];
    const tries: string[] = [];
    const one: Courier = new Courier({
      send: ({ commandId }) => {
        tries.push(commandId);
        return of(accepted);
      },
      mayGo: (commandId) => {
        if (added.length === 0) {
          added.push('b');
          one.add(errand('b'));
        }
        return commandId !== 'a';
      },
      answered: () => {},
      scheduler: new VirtualTimeScheduler(),
      random: () => 0,
    });
    one.add(errand('a'));
    one.linkChanged(true);
    expect(tries).toEqual(['b']);
  });

  it('stop when the station closes', () => {
    const { one, scheduler, tries } = courier([unreachable]);
    one.linkChanged(true);
    one.add(errand('a'));
    one.close();
    scheduler.flush();
    expect(tries).toHaveLength(1);
  });
});
