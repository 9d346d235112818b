import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { StationMessage } from '#bridge/messages.ts';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import { membersOf } from '#domain/alarms/members.ts';
import { AlarmNews } from '#main/alarms/alarmNews.ts';
import { isUrgent } from '#main/alarms/urgency.ts';
import { asystole, GATEWAY, NOON_MS, report } from '#tests/domain/alarms/bedside.ts';

const reported = (...reports: ReturnType<typeof report>[]): AlarmEvent => ({
  type: 'reported',
  gatewayId: GATEWAY,
  clockOffsetMs: 0,
  reports: reports.map((one) => ({ report: one, sourceCode: null })),
});

/** A desk whose news are told in virtual time. */
function desk() {
  const scheduler = new VirtualTimeScheduler();
  const told: [StationMessage, number][] = [];
  let now: Desk = emptyDesk();
  const news = new AlarmNews(now, (message) => told.push([message, scheduler.now()]), scheduler);
  const take = (event: AlarmEvent) => {
    const { state, effects } = reduceDesk(now, event, NOON_MS + scheduler.now());
    now = state;
    news.changed(now, isUrgent(event, effects, now));
  };
  /** At a time, in the order of the calls. */
  const at = (atMs: number, event: AlarmEvent) => scheduler.schedule(() => take(event), atMs);
  const members = () =>
    told.flatMap(([message, atMs]) =>
      message.type === 'members' ? [[message.changed.map(({ alarm }) => alarm.report.label), message.gone, atMs]] : [],
    );
  return { scheduler, told, news, take, at, members, desk: () => now };
}

describe('windows are told of alarms', () => {
  it('at once when nothing was told lately, and what comes then together', () => {
    const { scheduler, at, members } = desk();
    for (const n of [0, 1, 2, 3]) at(10 * n, reported(report({ label: `HR 14${n} > 120`, timeMs: NOON_MS + n })));
    scheduler.flush();
    expect(members()).toEqual([
      [['HR 140 > 120'], [], 0],
      [['HR 143 > 120'], [], 50],
    ]);
  });

  it('of high priority at once, whatever was told just before', () => {
    const { scheduler, at, members } = desk();
    at(0, reported(report()));
    at(1, reported(report({ label: 'HR 150 > 120', timeMs: NOON_MS + 1 })));
    at(2, reported(asystole()));
    scheduler.flush();
    expect(members()).toEqual([
      [['HR 142 > 120'], [], 0],
      [['HR 150 > 120', 'Asystole'], [], 2],
    ]);
  });

  it('in a burst: what is high at once and alone, the rest in parts, the oldest first', () => {
    const { scheduler, at, members } = desk();
    const many = (label: string) =>
      Array.from({ length: 150 }, (_, n) => report({ alarmKey: `${GATEWAY}/a${n}`, label, bedKey: `${GATEWAY}/${n}` }));
    at(0, reported(...many('HR 142 > 120')));
    at(20, reported(asystole()));
    at(30, reported(...many('HR 143 > 121'), asystole({ label: 'Asystole 5 s', timeMs: NOON_MS + 30 })));
    at(300, reported(...many('HR 144 > 122'), asystole({ label: 'Asystole 9 s', timeMs: NOON_MS + 300 })));
    scheduler.flush();
    expect(
      members().map(([labels, , atMs]) => (Array.isArray(labels) ? [labels.length, labels[0], atMs] : null)),
    ).toEqual([
      [64, 'HR 142 > 120', 0],
      [1, 'Asystole', 20],
      [1, 'Asystole 5 s', 30],
      [64, 'HR 143 > 121', 50],
      [64, 'HR 143 > 121', 100],
      [22, 'HR 143 > 121', 150],
      [64, 'Asystole 9 s', 300],
      [64, 'HR 144 > 122', 350],
      [23, 'HR 144 > 122', 400],
    ]);
  });

  it('that are gone, once', () => {
    const { scheduler, at, members } = desk();
    at(0, reported(report()));
    at(100, reported(report({ presence: 'off', timeMs: NOON_MS + 100 })));
    at(200, { type: 'tick' });
    scheduler.flush();
    expect(members().slice(1)).toEqual([[[], [report().alarmKey], 100]]);
  });

  it('that end with their acknowledgement: who answered is told with their going, and only then', () => {
    const { scheduler, told, at } = desk();
    at(0, reported(asystole()));
    at(5_000, reported(asystole({ presence: 'off', timeMs: NOON_MS + 5_000 })));
    at(9_000, {
      type: 'decided',
      decision: {
        commandId: 'c',
        alarmId: asystole().alarmKey,
        actorId: 'mk',
        issuedMs: NOON_MS,
        action: 'acknowledge',
      },
    });
    scheduler.flush();
    const last = told.flatMap(([message]) => (message.type === 'members' ? [message] : [])).at(-1);
    expect(last?.gone).toEqual([asystole().alarmKey]);
    expect(last?.changed).toMatchObject([
      { alarm: { acknowledged: { actorId: 'mk', atMs: NOON_MS + 9_000 } }, presentation: { announcedMs: NOON_MS } },
    ]);
  });

  it('by changes that come to the same as a whole picture', () => {
    const { scheduler, told, at, news, desk: now } = desk();
    for (let n = 0; n < 40; n++) {
      const alarmKey = `${GATEWAY}/a${n % 7}`;
      at(13 * n, reported(report({ alarmKey, presence: n % 3 ? 'on' : 'off', label: `HR ${n}`, timeMs: NOON_MS + n })));
    }
    scheduler.flush();
    const held = new Map<string, unknown>();
    for (const [message] of told) {
      if (message.type !== 'members') continue;
      for (const member of message.changed) held.set(member.alarm.id, member);
      for (const id of message.gone) held.delete(id);
    }
    expect(held).toEqual(membersOf(now()));
    expect(news.snapshot()).toMatchObject([
      { type: 'alarmState' },
      { type: 'trails', trails: [] },
      { type: 'members', changed: [...membersOf(now()).values()] },
    ]);
  });

  it('and of what is so for all of them only when that has changed; counts alone once a second', () => {
    const { scheduler, told, at, news } = desk();
    for (let n = 0; n < 30; n++) at(100 * n, reported(report()));
    scheduler.schedule(() => news.tick(), 3500);
    at(3600, {
      type: 'set',
      setting: { scope: { of: 'station' }, signal: 'audio', activation: 'off', actorId: 'nurse', pauseMs: 0 },
    });
    scheduler.flush();
    const states = told.flatMap(([message, atMs]) => (message.type === 'alarmState' ? [[message.state, atMs]] : []));
    expect(states.map(([, atMs]) => atMs)).toEqual([100, 1100, 2100, 3500, 3600]);
    expect(states.at(-2)?.[0]).toMatchObject({ counts: { reportsRepeated: 29 }, settings: [] });
    expect(states.at(-1)?.[0]).toMatchObject({ settings: [{ activation: 'off' }] });
  });
});
