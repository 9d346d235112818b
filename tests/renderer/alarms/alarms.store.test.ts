import { Subject } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StationMessage } from '#bridge/messages.ts';
import type { Setting } from '#domain/alarms/activation.ts';
import type { Member } from '#domain/alarms/members.ts';
import { defaultPolicy } from '#domain/alarms/policy.ts';
import { AlarmStore } from '#renderer/alarms/alarms.store.ts';
import type { Pace } from '#renderer/alarms/pace.ts';
import { acknowledgedBy, member } from '#tests/renderer/support/listedAlarms.ts';

let messages: Subject<StationMessage>;
let store: AlarmStore;
/** What is to be done with the next frame. */
let due: (() => void)[];
/** What is to be done when all that follows is done. */
let work: (() => void)[];
let nowMs: number;

beforeEach(() => {
  messages = new Subject();
  due = [];
  work = [];
  nowMs = 0;
  store = new AlarmStore({ messages, news2: null }, pace);
  hello();
  tell([]);
  return () => store.dispose();
});

const pace: Pace = {
  later(run) {
    due.push(run);
    return () => {
      due = due.filter((each) => each !== run);
    };
  },
  afterwards: (run) => void work.push(run),
  nowMs: () => nowMs,
};

const hello = () =>
  messages.next({
    type: 'hello',
    bridgeVersion: 4,
    stationName: '',
    version: '',
    notices: [],
    displays: [],
    staff: [{ personId: 'kb', displayName: 'K. Brandt', role: 'nurse' }],
  });
const send = (changed: readonly Member[], gone: readonly string[] = []) =>
  messages.next({ type: 'members', changed, gone });
const set = (settings: readonly Setting[]) =>
  messages.next({
    type: 'alarmState',
    state: { settings, floodSinceMs: null, policy: defaultPolicy, counts: {} },
  });
const frame = () => {
  for (const run of due.splice(0)) run();
  for (const run of work.splice(0)) run();
};
const tell = (changed: readonly Member[], gone: readonly string[] = []) => {
  send(changed, gone);
  frame();
};
const labels = () => store.bed('A/1').value.map(({ member: { alarm } }) => alarm.report.label);
const latched = { report: { presence: 'latched' } } as const;

describe('the time to answer', () => {
  it('counts an alarm that ends with its acknowledgement, which then stands no longer', () => {
    tell([member('A/1', 'high', 'Asystole')]);
    tell(
      [member('A/1', 'high', 'Asystole', { alarm: { acknowledged: { commandId: 'c', actorId: 'kb', atMs: 9_000 } } })],
      ['A/1/Asystole'],
    );
    expect(labels()).toEqual([]);
    expect(store.answerTimes.summary(10_000)).toEqual({ count: 1, medianMs: 8_000, longestMs: 8_000 });
  });
});

describe('the alarms of a bed', () => {
  it('that have ended answered, whose line only stays, come after all that stands, without a colour', () => {
    tell([
      member('A/1', 'high', 'Apnea', {
        alarm: { presence: 'off', endedMs: 5_000, acknowledged: acknowledgedBy('kb') },
      }),
      member('A/1', 'medium', 'SpO2 87 < 90'),
    ]);
    expect(labels()).toEqual(['SpO2 87 < 90', 'Apnea']);
    expect(store.bed('A/1').value[1]?.priority).toBe('none');
  });

  it('come most urgent first; one without a stated priority stands as high', () => {
    tell([
      member('A/1', 'low', 'leak'),
      member('A/1', 'medium', 'HR'),
      member('A/1', 'unknown', 'unstated', { report: { onsetMs: 900 } }),
      member('A/1', 'high', 'ASYSTOLE'),
      member('A/1', 'none', 'note'),
    ]);
    expect(labels()).toEqual(['ASYSTOLE', 'unstated', 'HR', 'leak', 'note']);
    expect(store.bed('A/1').value[1]?.priority).toBe('high');
  });

  it('that call come before acknowledged and latched ones of the same priority, newest first', () => {
    tell([
      member('A/1', 'high', 'seen', { alarm: { acknowledged: acknowledgedBy('kb') } }),
      member('A/1', 'high', 'latched', latched),
      member('A/1', 'high', 'older'),
      member('A/1', 'high', 'newer', { report: { onsetMs: 2_000 } }),
    ]);
    expect(labels()).toEqual(['newer', 'older', 'latched', 'seen']);
    expect(store.bed('A/1').value.at(-1)?.acknowledgedBy).toBe('K. Brandt');
  });

  it('that are held back or folded have no line, and are one click away', () => {
    tell([
      member('A/1', 'medium', 'HR'),
      member('A/1', 'low', 'SpO2', { presentation: { manner: 'held' } }),
      member('A/1', 'low', 'RR', { presentation: { manner: 'folded', into: 'A/1/HR' } }),
    ]);
    expect(labels()).toEqual(['HR']);
    expect(store.view.value.worklist.episodes[0]?.members).toHaveLength(3);
  });

  it('end when the station says so, and only then', () => {
    tell([member('A/1', 'medium', 'HR'), member('A/1', 'high', 'VT')]);
    tell([member('A/1', 'high', 'VT', latched)]);
    expect(labels()).toEqual(['VT', 'HR']);
    tell([], ['A/1/VT']);
    expect(labels()).toEqual(['HR']);
  });

  it('stay in sight while the station is lost, and are told anew by the next session', () => {
    tell([member('A/1', 'medium', 'HR')]);
    hello();
    frame();
    expect(labels()).toEqual(['HR']);
    tell([member('A/1', 'medium', 'RR')]);
    expect(labels()).toEqual(['RR']);
  });

  it('of another bed do not draw this bed again', () => {
    let drawn = 0;
    tell([member('A/1', 'medium', 'HR')]);
    store.bed('A/1').subscribe(() => drawn++);
    tell([member('A/2', 'medium', 'HR')]);
    tell([member('A/2', 'high', 'VT')]);
    expect(drawn).toBe(1);
    expect(store.bed('A/2').value).toHaveLength(2);
  });

  it('of which nothing has changed stay the same row of the list', () => {
    tell([member('A/1', 'medium', 'HR'), member('A/2', 'medium', 'HR')]);
    const before = store.view.value.worklist.episodes.find(({ bedKey }) => bedKey === 'A/1');
    tell([member('A/2', 'high', 'VT')]);
    expect(store.view.value.worklist.episodes.find(({ bedKey }) => bedKey === 'A/1')).toBe(before);
  });

  it('do not flash while somebody has paused them, and are marked so', () => {
    tell([member('A/1', 'high', 'VT')]);
    set([
      {
        scope: { of: 'bed', bedKey: 'A/1' },
        signal: 'alarm',
        activation: 'paused',
        actorId: 'kb',
        sinceMs: 0,
        pauseMs: 1,
      },
    ]);
    frame();
    expect(store.bed('A/1').value[0]?.visual).toEqual({ presence: 'on', activation: 'paused' });
    expect(store.sound.value).toBeNull();
    set([]);
    frame();
    expect(store.bed('A/1').value[0]?.visual.activation).toBe('on');
    expect(store.sound.value).toEqual({ priority: 'high', isEscalated: false });
  });
});

describe('a burst of alarms', () => {
  it('is worked out once a frame', () => {
    let told = 0;
    store.view.subscribe(() => told++);
    for (let n = 0; n < 500; n++) send([member(`A/${n % 20}`, 'medium', `alarm ${n}`)]);
    expect(told).toBe(1);
    frame();
    expect(told).toBe(2);
    expect(store.view.value.members.size).toBe(500);
  });

  it('takes two fifths of the time at the most, drawing included: what took 20 ms is done again after 30 ms', () => {
    let told = 0;
    store.view.subscribe(() => told++);
    send([member('A/1', 'medium', 'HR')]);
    for (const run of due.splice(0)) run();
    expect(told).toBe(2);
    nowMs += 20;
    for (const run of work.splice(0)) run();
    send([member('A/1', 'high', 'VT')]);
    nowMs += 29;
    frame();
    expect(told).toBe(2);
    nowMs += 1;
    frame();
    expect(told).toBe(3);
  });

  it('is told after 50 ms at the latest, however long it takes', () => {
    let told = 0;
    store.view.subscribe(() => told++);
    send([member('A/1', 'medium', 'HR')]);
    for (const run of due.splice(0)) run();
    nowMs += 900;
    for (const run of work.splice(0)) run();
    send([member('A/1', 'high', 'VT')]);
    nowMs += 50;
    frame();
    expect(told).toBe(3);
  });
});

describe('patients are ranked by how ill they are', () => {
  it('where there is a score, and again when it changes', () => {
    const changes = new Subject<void>();
    const scores = new Map([
      ['A/1', 2],
      ['A/2', 7],
    ]);
    const of = (bedKey: string) => {
      const score = scores.get(bedKey);
      return score === undefined ? null : { score, isPartial: false };
    };
    const scored = new AlarmStore({ messages, news2: { of, changes } }, pace);
    send([member('A/1', 'medium', 'HR'), member('A/2', 'medium', 'HR')]);
    frame();
    const order = () => scored.view.value.worklist.episodes.map(({ bedKey }) => bedKey);
    expect(order()).toEqual(['A/2', 'A/1']);
    scores.set('A/1', 9);
    changes.next();
    frame();
    expect(order()).toEqual(['A/1', 'A/2']);
    scored.dispose();
  });
});
