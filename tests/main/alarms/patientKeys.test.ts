import { describe, expect, it } from 'vitest';
import type { Patient } from '#domain/ward/ward.ts';
import { PatientKeys } from '#main/alarms/patientKeys.ts';

const patient = (over: Partial<Patient> = {}): Patient => ({
  patientId: 'MRN 4711',
  displayName: 'Anna Berg',
  ageYears: 70,
  sex: 'female',
  ...over,
});

describe('the key by which the record knows a patient', () => {
  it('is the same in every bed, under a corrected name, and after a restart on the same record', () => {
    const keys = new PatientKeys([]);
    const key = keys.of('g/1', patient());
    expect(keys.of('h/9', patient({ displayName: 'Anna Bergh', ageYears: 71 }))).toBe(key);
    const again = new PatientKeys(['', '?', key], () => 'never asked for');
    expect(again.of('g/2', patient())).toBe(key);
  });

  it('is another for another number, also under the same name, and for a record of another station', () => {
    const keys = new PatientKeys([]);
    expect(keys.of('g/1', patient({ patientId: 'MRN 4712' }))).not.toBe(keys.of('g/1', patient()));
    expect(new PatientKeys([]).of('g/1', patient())).not.toBe(keys.of('g/1', patient()));
  });

  it('says nothing of who it is, and nobody has none', () => {
    const keys = new PatientKeys([]);
    expect(keys.of('g/1', patient())).not.toMatch(/4711|Anna|Berg/);
    expect(keys.of('g/1', null)).toBe('');
  });

  it('of somebody without a number is for one bed: two in two beds are never taken for one', () => {
    const keys = new PatientKeys([]);
    const unknown = patient({ patientId: '', displayName: 'Unknown' });
    expect(keys.of('g/1', unknown)).toBe(keys.of('g/1', unknown));
    expect(keys.of('g/1', unknown)).not.toBe(keys.of('g/2', unknown));
    expect(keys.of('g/1', unknown)).not.toBe(keys.of('g/1', patient({ patientId: '', displayName: 'Unknown 2' })));
  });

  it('is put on the patients of whatever tells of beds, and on nothing else', () => {
    const keys = new PatientKeys([]);
    const bed = (bedKey: string, who: Patient | null) => ({
      bedKey,
      displayName: '',
      patient: who,
      channels: [],
      numerics: [],
    });
    const event = keys.within({ type: 'beds', gatewayId: 'g', beds: [bed('g/1', patient()), bed('g/2', null)] });
    expect(event).toMatchObject({ beds: [{ patient: { key: keys.of('g/1', patient()) } }, { patient: null }] });
    const other = { type: 'alarms', gatewayId: 'g', reports: [] } as const;
    expect(keys.within(other)).toBe(other);
  });
});
