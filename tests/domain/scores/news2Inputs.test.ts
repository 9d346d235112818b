import { describe, expect, it } from 'vitest';
import { news2 } from '#domain/scores/news2.ts';
import { news2Inputs } from '#domain/scores/news2Inputs.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { Bed } from '#domain/ward/ward.ts';

const NOW_MS = 1_700_000_000_000;
const MINUTE_MS = 60_000;

/** A bed with these codes, units and values; the third is how many minutes ago. */
function bedside(rows: readonly [code: string, unit: string, minutes: number, value: number | null][], ageYears = 70) {
  const bed: Pick<Bed, 'patient' | 'numerics'> = {
    patient: { patientId: 'P', displayName: 'P', ageYears, sex: 'unknown' },
    numerics: rows.map(([code, unit], numericId) => ({ numericId, code, label: '', unit, periodMs: 1_000 })),
  };
  const observations = rows.map(
    ([, , minutes, value], numericId): Observation => ({ numericId, timeMs: NOW_MS - minutes * MINUTE_MS, value }),
  );
  return news2Inputs(bed, observations);
}

describe('what a bedside monitor gives NEWS2', () => {
  it('is all but oxygen and consciousness, so the score is partial and says so', () => {
    const inputs = bedside([
      ['MDC_RESP_RATE', '/min', 0, 22],
      ['MDC_PULS_OXIM_SAT_O2', '%', 0, 95],
      ['MDC_PRESS_BLD_ART_SYS', 'mm[Hg]', 0, 105],
      ['MDC_ECG_HEART_RATE', '/min', 0, 95],
      ['MDC_TEMP', 'Cel', 30, 38.5],
    ]);
    const result = news2(inputs, NOW_MS);
    expect(result).toMatchObject({ score: 6, isPartial: true, response: 'urgent' });
    const missing = result.score === null ? [] : result.parts.filter((part) => part.missing !== '');
    expect(missing.map(({ name, missing: why }) => [name, why])).toEqual([
      ['oxygen', 'not measured'],
      ['consciousness', 'not measured'],
    ]);
  });

  it('is the pressure of the line, and of the cuff where the line is silent', () => {
    const line: [string, string, number, number] = ['MDC_PRESS_BLD_ART_SYS', 'mm[Hg]', 0, 120];
    const cuff: [string, string, number, number] = ['MDC_PRESS_BLD_NONINV_SYS', 'mm[Hg]', 10, 90];
    expect(bedside([cuff, line]).systolic).toMatchObject({ value: 120, kind: 'continuous' });
    line[2] = 20;
    expect(bedside([cuff, line]).systolic).toMatchObject({ value: 90, kind: 'episodic' });
    expect(bedside([['MDC_PRESS_CUFF_SYS', 'mm[Hg]', 10, 95]]).systolic?.value).toBe(95);
  });

  it('is the heart rate, else a pulse', () => {
    const pulse: [string, string, number, number] = ['MDC_PULS_OXIM_PULS_RATE', '/min', 0, 71];
    expect(bedside([pulse, ['MDC_ECG_HEART_RATE', '/min', 0, 70]]).pulse?.value).toBe(70);
    expect(bedside([pulse, ['MDC_ECG_HEART_RATE', '/min', 0, null]]).pulse?.value).toBe(71);
    expect(bedside([['MDC_ECG_HEART_RATE', '/min', 0, null]]).pulse).toBeNull();
  });

  it('is in the units of the table, and a unit nobody knows is not taken', () => {
    expect(bedside([['MDC_TEMP', '[degF]', 0, 98.6]]).temperature?.value).toBeCloseTo(37, 6);
    expect(bedside([['MDC_PRESS_BLD_ART_SYS', 'kPa', 0, 16]]).systolic?.value).toBeCloseTo(120, 1);
    for (const unit of ['', 'K', 'constructor']) expect(bedside([['MDC_TEMP', unit, 0, 37]]).temperature).toBeNull();
  });

  it('is the latest of each value, also when the latest is that there is none', () => {
    const numerics = [{ numericId: 1, code: 'MDC_PULS_OXIM_SAT_O2', label: '', unit: '%', periodMs: 1_000 }];
    const bed = { patient: null, numerics };
    const said = (timeMs: number, value: number | null): Observation => ({ numericId: 1, timeMs, value });
    expect(news2Inputs(bed, [said(2_000, 97), said(1_000, 80)]).spo2?.value).toBe(97);
    expect(news2Inputs(bed, [said(1_000, 80), said(2_000, null)]).spo2).toBeNull();
  });

  it('is no score for an empty bed or a child', () => {
    const empty = news2Inputs({ patient: null, numerics: [] }, []);
    expect(news2(empty, NOW_MS)).toMatchObject({ score: null });
    expect(news2(bedside([['MDC_RESP_RATE', '/min', 0, 22]], 8), NOW_MS)).toMatchObject({ score: null });
  });
});
