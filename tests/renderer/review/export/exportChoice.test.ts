import { describe, expect, it } from 'vitest';
import {
  type ExportChoice,
  fileName,
  obstacle,
  type SpanChoice,
  spanOf,
} from '#renderer/review/export/exportChoice.ts';
import { openPlace } from '#renderer/review/place.ts';
import { gone, HOUR, here, MINUTE, NOW_MS } from '../testArchive.ts';

const choice: ExportChoice = {
  format: 'wfdb',
  span: 'stay',
  waves: ['MDC_ECG_ELEC_POTL_II'],
  paper: 'a4',
  mmPerS: 25,
  gain: 10,
  filter: 'asSent',
  isNamed: false,
  isFileNamed: false,
  actorId: 'dr.haas',
  why: 'second opinion',
};
const ecg = {
  code: 'MDC_ECG_ELEC_POTL_II',
  label: 'II',
  unit: 'mV',
  rateHz: 250,
  scalePerLsb: 0.005,
  offset: 0,
  rawMinimum: -32768,
  rawMaximum: 32767,
  originMs: 0,
};

describe('the span of an export', () => {
  it('is never outside of the stay, and in whole milliseconds', () => {
    const stay = { ...gone, fromMs: gone.fromMs + 0.4, untilMs: (gone.untilMs as number) - 0.3 };
    for (const atMs of [stay.fromMs, stay.fromMs + HOUR, stay.untilMs]) {
      const place = openPlace(stay, atMs, NOW_MS);
      for (const span of [10_000, MINUTE, HOUR, 12 * HOUR, 'stretch', 'stay'] satisfies SpanChoice[]) {
        const { fromMs, untilMs } = spanOf(span, place, NOW_MS);
        expect([Number.isInteger(fromMs), Number.isInteger(untilMs)]).toEqual([true, true]);
        expect(fromMs).toBeGreaterThanOrEqual(stay.fromMs);
        expect(untilMs).toBeLessThanOrEqual(stay.untilMs);
        expect(untilMs).toBeGreaterThan(fromMs);
      }
    }
  });

  it('is about the cursor', () => {
    const place = openPlace(here, NOW_MS - HOUR, NOW_MS);
    expect(spanOf(10_000, place, NOW_MS)).toEqual({ fromMs: NOW_MS - HOUR - 5000, untilMs: NOW_MS - HOUR + 5000 });
  });
});

describe('an export', () => {
  it('does not begin without a wave, a person, a reason, or with more than a window can hold', () => {
    const span = { fromMs: 0, untilMs: HOUR };
    expect(obstacle(choice, span, [ecg])).toBe('');
    expect(obstacle({ ...choice, waves: [] }, span, [])).toBe('Choose a wave.');
    expect(obstacle({ ...choice, actorId: '' }, span, [ecg])).toBe('Say who exports.');
    expect(obstacle({ ...choice, why: ' ' }, span, [ecg])).toBe('Say why.');
    expect(obstacle(choice, { fromMs: 0, untilMs: 72 * HOUR }, [ecg])).toContain('65 million samples');
    expect(obstacle({ ...choice, format: 'csv' }, { fromMs: 0, untilMs: 12 * HOUR }, [ecg])).toContain('shorter span');
  });

  it('has the patient in the name of its file only when that is chosen', () => {
    const atMs = new Date(2026, 10, 20, 2, 57, 55).getTime();
    expect(fileName(choice, 'ICU 01', here.patient, atMs)).toBe('vigil_wfdb_ICU-01_20261120_025755');
    expect(fileName({ ...choice, isFileNamed: true }, 'ICU 01', here.patient, atMs)).toBe(
      'vigil_wfdb_Keller-Anna_ICU-01_20261120_025755',
    );
  });
});
