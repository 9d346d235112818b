import { describe, expect, it } from 'vitest';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { BedName } from '#renderer/alarms/alarmServices.ts';
import { offScreenAlarm } from '#renderer/wall/offScreen.ts';
import { acknowledgedBy, listed, member } from '#tests/renderer/support/listedAlarms.ts';

const places: ReadonlyMap<string, BedName> = new Map(
  ['1', '2', '3'].map(
    (key) => [key, { name: key, title: `bed ${key}`, patient: '', kind: 'bed', patientKey: '' }] as const,
  ),
);
const alarm = (key: string, priority: AlarmReport['priority'] = 'high') =>
  [key, [listed(member(key, priority, 'x'))]] as const;
const set = (...keys: string[]) => new Set(keys);
const view = { visible: set('1'), ours: set('1', '2'), elsewhere: set() };

describe('alarms that this screen does not show', () => {
  it('of a bed on another page are told', () => {
    expect(offScreenAlarm(places, view, new Map([alarm('2')]))).toMatchObject({ title: 'bed 2', where: 'hidden' });
  });

  it('of a bed that no window shows are told as such', () => {
    expect(offScreenAlarm(places, view, new Map([alarm('3')]))).toMatchObject({ title: 'bed 3', where: 'nowhere' });
  });

  it('of a bed that another window shows are left to it', () => {
    expect(offScreenAlarm(places, { ...view, elsewhere: set('3') }, new Map([alarm('3')]))).toBeNull();
  });

  it('of a bed of this window are told also when another window shows it', () => {
    expect(offScreenAlarm(places, { ...view, elsewhere: set('2') }, new Map([alarm('2')]))).not.toBeNull();
  });

  it('of a bed that no gateway describes are told', () => {
    const elsewhere = set('A/9');
    expect(offScreenAlarm(places, { ...view, elsewhere }, new Map([alarm('A/9')]))?.name).toBe('unknown bed 9');
  });

  it('of a bed that only the record has a name of are told by that name, marked', () => {
    const names = new Map([...places]).set('A/9', {
      name: '9',
      title: 'bed 9 (name as last known)',
      patient: '',
      kind: 'lastKnown',
      patientKey: null,
    });
    expect(offScreenAlarm(names, view, new Map([alarm('A/9')]))).toMatchObject({
      name: '9 (last known)',
      title: 'bed 9 (name as last known)',
      where: 'nowhere',
    });
  });

  it('of a gateway or the station are told by their names: no screen has a place for them', () => {
    const names = new Map([...places]).set('st', {
      name: 'ICU',
      title: 'station',
      patient: '',
      kind: 'noBed',
      patientKey: null,
    });
    expect(offScreenAlarm(names, view, new Map([alarm('st')]))).toMatchObject({ title: 'station', where: 'noBed' });
  });

  it('that somebody has acknowledged are told no more; one beside it that calls is', () => {
    const seen = listed(member('2', 'high', 'VT', { alarm: { acknowledged: acknowledgedBy('kb') } }));
    expect(offScreenAlarm(places, view, new Map([['2', [seen]]]))).toBeNull();
    const calling = listed(member('2', 'medium', 'HR'));
    expect(offScreenAlarm(places, view, new Map([['2', [seen, calling]]]))?.alarm).toBe(calling);
  });

  it('of low priority, and of a bed on the screen, are not', () => {
    expect(offScreenAlarm(places, view, new Map([alarm('1'), alarm('2', 'low')]))).toBeNull();
  });
});
