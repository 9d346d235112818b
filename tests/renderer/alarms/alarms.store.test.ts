import { Subject } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { shownPriority } from '#domain/alarms/priority.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { AlarmStore } from '#renderer/alarms/alarms.store.ts';

let reports: Subject<readonly AlarmReport[]>;
let sessions: Subject<unknown>;
let store: AlarmStore;

beforeEach(() => {
  reports = new Subject();
  sessions = new Subject();
  store = new AlarmStore({ reports, sessions });
  return () => store.dispose();
});

function report(label: string, priority: AlarmReport['priority'], more: Partial<AlarmReport> = {}): AlarmReport {
  return {
    alarmKey: `A/${label}`,
    bedKey: 'A/1',
    code: null,
    label,
    kind: 'physiological',
    priority,
    presence: 'on',
    onsetMs: 1000,
    timeMs: 1000,
    acknowledgement: null,
    ...more,
  };
}
const labels = () => store.bed('A/1').value.map(({ label }) => label);

describe('standing alarms of a bed', () => {
  it('come most urgent first; one without a stated priority stands as high', () => {
    reports.next([report('leak', 'low'), report('HR', 'medium'), report('unstated', 'unknown', { onsetMs: 900 })]);
    reports.next([report('ASYSTOLE', 'high'), report('note', 'none')]);
    expect(labels()).toEqual(['ASYSTOLE', 'unstated', 'HR', 'leak', 'note']);
    expect(shownPriority(report('x', 'unknown'))).toBe('high');
  });

  it('end when the bedside says off, and only then', () => {
    reports.next([report('HR', 'medium'), report('VT', 'high')]);
    reports.next([report('VT', 'high', { presence: 'latched' })]);
    expect(labels()).toEqual(['VT', 'HR']);
    reports.next([report('VT', 'high', { presence: 'off' })]);
    expect(labels()).toEqual(['HR']);
  });

  it('that are present come before latched ones of the same priority, newest first', () => {
    reports.next([
      report('latched', 'high', { presence: 'latched', onsetMs: 3000 }),
      report('older', 'high', { onsetMs: 1000 }),
      report('newer', 'high', { onsetMs: 2000 }),
    ]);
    expect(labels()).toEqual(['newer', 'older', 'latched']);
  });

  it('are told anew in a new session with the station', () => {
    reports.next([report('HR', 'medium')]);
    sessions.next(null);
    expect(labels()).toEqual([]);
  });

  it('of another bed do not draw this bed again', () => {
    let drawn = 0;
    store.bed('A/1').subscribe(() => drawn++);
    reports.next([report('HR', 'medium', { bedKey: 'A/2' })]);
    expect(drawn).toBe(1);
    expect(store.bed('A/2').value).toHaveLength(1);
  });
});
