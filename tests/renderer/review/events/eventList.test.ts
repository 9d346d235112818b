import { describe, expect, it } from 'vitest';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';
import {
  countsOf,
  type EventListEvent,
  type EventListState,
  leadOf,
  lookedAt,
  openEventList,
  reduceEventList,
  rowAfter,
  rowsOf,
} from '#renderer/review/events/eventList.ts';
import { repeatsNote, repeatsText } from '#renderer/review/events/eventTexts.ts';
import { eventsOf, type StayEvent } from '#renderer/review/events/stayEvents.ts';
import { gone, here, MINUTE, NOW_MS, next } from '#tests/renderer/review/testArchive.ts';
import { type MemberParts, member } from '#tests/renderer/support/listedAlarms.ts';

const at = (minutes: number) => NOW_MS + minutes * MINUTE;

function alarm(
  priority: 'low' | 'medium' | 'high',
  label: string,
  minutes: number,
  forMinutes: number | null,
  { report, alarm: more }: MemberParts = {},
): KeptAlarm {
  const onsetMs = at(minutes);
  const told = member(here.bedKey, priority, label, {
    report: { onsetMs, timeMs: onsetMs, alarmKey: `${label} ${minutes}`, ...report },
    alarm: { patientKey: here.patient?.key ?? '', sinceMs: onsetMs, ...more },
  });
  return { member: told, goneMs: forMinutes === null ? null : onsetMs + forMinutes * MINUTE };
}

const limit = (value: number, extreme = value) => ({ crossed: 'lower' as const, limit: 90, value, extreme, unit: '%' });
const spo2 = (value: number, minutes: number, forMinutes: number): KeptAlarm =>
  alarm('medium', `SpO2 ${value} < 90`, minutes, forMinutes, { report: { limit: limit(value) } });

/** A bad night: three desaturations, leads off twice, one ventricular tachycardia, and a gap. */
const night: readonly KeptAlarm[] = [
  alarm('low', 'ECG leads off', -300, 4, { report: { kind: 'technical' } }),
  spo2(88, -200, 1),
  spo2(82, -150, 3),
  alarm('low', 'ECG leads off', -120, 2, { report: { kind: 'technical' } }),
  alarm('high', 'VENT TACHY', -60, 1),
  spo2(86, -30, 2),
];
const gap = { fromMs: at(-100), untilMs: at(-98), state: 'linkLost' as const };
const events = eventsOf(here, { alarms: night, gaps: [gap], notes: [], stays: [here] }, (state) => `waves: ${state}`);

const state = (...changes: readonly EventListEvent[]): EventListState => changes.reduce(reduceEventList, openEventList);
const texts = (list: EventListState, of: readonly StayEvent[] = events) =>
  rowsOf(of, list).map((row) =>
    row.kind === 'repeats'
      ? `${repeatsText(row)} x${row.events.length}`
      : `${row.isRepeat ? '- ' : ''}${row.event.text}`,
  );

describe('what happened in a stay', () => {
  it('is alarms, gaps and where the patient came from, the oldest first', () => {
    expect(events.map(({ type }) => type)).toEqual([
      'move',
      'alarm',
      'alarm',
      'alarm',
      'alarm',
      'gap',
      'alarm',
      'alarm',
    ]);
  });

  it('never has an alarm of another patient who lay in the bed', () => {
    const other = alarm('high', 'ASYSTOLE', -90, 1, { alarm: { patientKey: 'somebody else' } });
    const told = eventsOf(here, { alarms: [other], gaps: [], notes: [], stays: [] }, () => '');
    expect(told.map(({ text }) => text)).not.toContain('ASYSTOLE');
  });

  it('tells an alarm that can be of either patient, and says so', () => {
    const either = alarm('high', 'ASYSTOLE', -90, 1, { alarm: { patientKey: '?' } });
    const told = eventsOf(here, { alarms: [either], gaps: [], notes: [], stays: [] }, () => '');
    expect(told.map(({ text }) => text)).toContain('ASYSTOLE (not known whose)');
  });

  it('lasts as long as the bedside says, and not as long as it waited to be seen', () => {
    const waited = alarm('high', 'ASYSTOLE', -90, 40, { report: { presence: 'off', timeMs: at(-89) } });
    const told = eventsOf(here, { alarms: [waited], gaps: [], notes: [], stays: [] }, () => '');
    expect(told.find(({ type }) => type === 'alarm')?.untilMs).toBe(at(-89));
  });

  it('tells the bed a patient was in before, and that of nobody else', () => {
    const before = {
      ...here,
      bedKey: 'icu/07',
      bedName: 'ICU-07',
      beganMs: here.beganMs - 60 * MINUTE,
      fromMs: here.fromMs - 60 * MINUTE,
      untilMs: here.fromMs,
    };
    const told = eventsOf(here, { alarms: [], gaps: [], notes: [], stays: [next, gone, here, before] }, () => '');
    expect(told.map(({ text }) => text)).toEqual(['Came to bed ICU-01 from ICU-07']);
    const ended = eventsOf(gone, { alarms: [], gaps: [], notes: [], stays: [next, gone, here] }, () => '');
    expect(ended.map(({ text }) => text)).toEqual(['In bed ICU-02 from here on', 'Left bed ICU-02']);
  });
});

describe('the list of events', () => {
  it('opens with the newest first, and with repeats as one row, also where each has a value of its own', () => {
    expect(texts(openEventList)).toEqual([
      'SpO2 < 90 % x3',
      'VENT TACHY',
      'waves: linkLost',
      'ECG leads off x2',
      'In bed ICU-01 from here on',
    ]);
  });

  it('names repeats whose bedside tells no limit by the first of them, and says that the others are alike', () => {
    const told = [alarm('medium', 'SpO2 88 < 90', -20, 1), alarm('medium', 'SpO2 82 < 90', -10, 1)];
    const alike = eventsOf(here, { alarms: told, gaps: [], notes: [], stays: [] }, () => '');
    expect(texts(openEventList, alike)[0]).toBe('SpO2 82 < 90 and alike x2');
  });

  it('says of repeats how long the longest was and how far the worst went', () => {
    const [row] = rowsOf(events, openEventList);
    expect(row?.kind === 'repeats' && repeatsNote(row)).toMatch(/longest 03:00 · lowest 82 % · none acknowledged/);
  });

  it('unfolds repeats in the order of the list', () => {
    const [head] = rowsOf(events, openEventList);
    const unfolded = state({ type: 'unfold', rowId: head?.id ?? '', isUnfolded: true });
    expect(texts(unfolded).slice(0, 4)).toEqual([
      'SpO2 < 90 % x3',
      '- SpO2 86 < 90',
      '- SpO2 82 < 90',
      '- SpO2 88 < 90',
    ]);
  });

  it('with the worst first has the high priority at the top, and what came most often before what came once', () => {
    const worst = texts(state({ type: 'order', order: 'worst' }));
    expect(worst.slice(0, 3)).toEqual(['VENT TACHY', 'SpO2 < 90 % x3', 'ECG leads off x2']);
  });

  it('of what is picked shows only that, and counts what each other filter would show', () => {
    const technical = state({ type: 'pick', of: 'kind', value: 'technical' });
    expect(texts(technical)).toEqual(['ECG leads off x2']);
    expect(countsOf(events, technical, 'priority')).toEqual(new Map([['low', 2]]));
    expect(countsOf(events, technical, 'kind')).toEqual(
      new Map([
        ['technical', 2],
        ['physiological', 4],
      ]),
    );
    expect(texts(state({ type: 'words', words: 'tachy VENT' }))).toEqual(['VENT TACHY']);
  });

  it('pressed twice, a filter lets all pass again; so does Show all', () => {
    const pick = { type: 'pick', of: 'priority', value: 'high' } as const;
    expect(texts(state(pick))).toEqual(['VENT TACHY']);
    expect(texts(state(pick, pick))).toEqual(texts(openEventList));
    expect(texts(state(pick, { type: 'words', words: 'x' }, { type: 'unpick' }))).toEqual(texts(openEventList));
  });

  it('leaves out no event, however it is looked at', () => {
    for (const order of ['newest', 'oldest', 'worst'] as const) {
      for (const isGrouped of [true, false]) {
        const rows = rowsOf(events, state({ type: 'order', order }, { type: 'grouped', isGrouped }));
        const ids = rows.flatMap((row) => (row.kind === 'repeats' ? row.events.map(({ id }) => id) : [row.event.id]));
        expect(ids.toSorted()).toEqual(events.map(({ id }) => id).toSorted());
      }
    }
  });

  it('stands at the event the cursor was moved to by other means, also inside of folded repeats', () => {
    const rows = rowsOf(events, openEventList);
    const looked = lookedAt(rows, rows[1]?.id ?? null, at(-150) + 2_000, ({ atMs }) => atMs);
    expect([looked?.at, looked?.event.text]).toEqual([0, 'SpO2 82 < 90']);
    expect(lookedAt([], null, NOW_MS, ({ atMs }) => atMs)).toBeNull();
  });

  it('stays at the row that was chosen where several events are at the same moment', () => {
    const twice = [
      ...events,
      ...eventsOf(here, { alarms: [alarm('high', 'ASYSTOLE', -60, 1)], gaps: [], notes: [], stays: [] }, () => ''),
    ];
    const rows = rowsOf(twice, state({ type: 'grouped', isGrouped: false }));
    const chosen = rows.findIndex((row) => leadOf(row).text === 'ASYSTOLE');
    expect(lookedAt(rows, rows[chosen]?.id ?? null, at(-60), ({ atMs }) => atMs)?.at).toBe(chosen);
  });

  it('is gone through by keys: J to what was before, K to what came after, whichever comes first', () => {
    expect(rowAfter('j', 3, 10, 5, 'newest')).toBe(4);
    expect(rowAfter('j', 3, 10, 5, 'oldest')).toBe(2);
    expect(rowAfter('k', 3, 10, 5, 'newest')).toBe(2);
    expect(rowAfter('ArrowDown', 9, 10, 5, 'newest')).toBe(9);
    expect(rowAfter('PageUp', 3, 10, 5, 'newest')).toBe(0);
    expect(rowAfter('End', 3, 10, 5, 'newest')).toBe(9);
    expect(rowAfter('ArrowDown', -1, 0, 5, 'newest')).toBeNull();
    expect(rowAfter('x', 3, 10, 5, 'newest')).toBeNull();
  });

  it('of a stay of three days with 187 alarms a day is made in a moment', () => {
    const many = Array.from({ length: 5_000 }, (_, k) =>
      alarm(k % 50 === 0 ? 'high' : 'low', `ALARM ${k % 37}`, -k / 2, 0.2),
    );
    const told = eventsOf(here, { alarms: many, gaps: [], notes: [], stays: [] }, () => '');
    const beganMs = performance.now();
    for (let k = 0; k < 5; k++) rowsOf(told, state({ type: 'order', order: 'worst' }));
    expect((performance.now() - beganMs) / 5).toBeLessThan(100);
  });
});
