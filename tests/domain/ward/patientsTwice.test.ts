import { describe, expect, it } from 'vitest';
import { patientsTwice } from '#domain/ward/patientsTwice.ts';
import type { Patient } from '#domain/ward/ward.ts';

const who = (patientId: string): Patient => ({ patientId, displayName: '', ageYears: null, sex: 'unknown' });

describe('a patient', () => {
  it('who is announced at two beds, of one gateway or of two, is a conflict at both', () => {
    const beds = [
      { bedKey: 'a:1/1', patient: who('p1') },
      { bedKey: 'a:1/2', patient: who('p2') },
      { bedKey: 'b:1/7', patient: who('p1') },
    ];
    expect([...patientsTwice(beds)]).toEqual(['a:1/1', 'b:1/7']);
  });

  it('without an id, and a bed without a patient, are nobody’s double', () => {
    const beds = ['1', '2', '3', '4'].map((id, k) => ({ bedKey: `a:1/${id}`, patient: k < 2 ? null : who('') }));
    expect(patientsTwice(beds).size).toBe(0);
  });
});
