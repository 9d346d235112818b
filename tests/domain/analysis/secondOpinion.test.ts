import { expect, test } from 'vitest';
import { judgedRhythmOf, judgedRhythms } from '#domain/alarms/alarmCodes.ts';
import { secondOpinion } from '#domain/analysis/secondOpinion.ts';
import { SKETCH_COLUMNS, sketchColumns, sketchOf } from '#domain/analysis/sketch.ts';
import { sourceKindOf } from '#domain/analysis/sourceKind.ts';
import { steady } from './ecgTrace.ts';
import { DURATION_MS, flat, lead, pulse, strip } from './strips.ts';

const UNTIL_MS = 1_700_000_030_000;

test('the waves are asked about standstill, extreme rates, ventricular tachycardia and fibrillation, and about nothing milder', () => {
  expect(judgedRhythms).toEqual({
    MDC_EVT_ECG_ASYSTOLE: 'asystole',
    MDC_EVT_ECG_BRADY_EXTREME: 'bradycardia',
    MDC_EVT_ECG_TACHY_EXTREME: 'tachycardia',
    MDC_EVT_ECG_V_TACHY: 'ventricularTachycardia',
    MDC_EVT_ECG_V_FIB: 'ventricularFibrillation',
  });
  for (const code of ['MDC_EVT_ECG_SINUS_BRADY', 'MDC_EVT_ECG_PAUSE', 'MDC_EVT_HI', 'constructor', '', null])
    expect(judgedRhythmOf(code)).toBeNull();
});

test.each([
  ['MDC_ECG_ELEC_POTL_AVR', 'mV', 'ecg'],
  [null, 'mV', 'ecg'],
  ['MDC_PULS_OXIM_PLETH', '', 'pleth'],
  ['MDC_PRESS_BLD_ART', 'mm[Hg]', 'pressure'],
  ['MDC_PRESS_BLD_VEN_CENT', 'mm[Hg]', null],
  ['MDC_IMPED_TTHOR', 'Ohm', null],
  [null, '', null],
] as const)('a channel of code %s in %s shows the heart as %s', (code, unit, kind) => {
  expect(sourceKindOf({ code, unit })).toBe(kind);
});

test('an opinion tells of each source what it says, its rate, its quality and where its beats are', () => {
  const beats = steady(75, DURATION_MS);
  const opinion = secondOpinion({
    rhythm: 'asystole',
    strip: strip(flat('ecg', 'II'), lead('V', beats, 2), pulse(beats)),
    codes: ['MDC_ECG_ELEC_POTL_II', 'MDC_ECG_ELEC_POTL_V', 'MDC_PULS_OXIM_PLETH'],
    untilMs: UNTIL_MS,
  });
  expect(opinion).toMatchObject({
    rhythm: 'asystole',
    credibility: 'doubtful',
    untilMs: UNTIL_MS,
    durationMs: DURATION_MS,
    sources: [
      { code: 'MDC_ECG_ELEC_POTL_II', label: 'II', says: 'unclear', quality: 0, faults: ['flat'], ratePerMin: null },
      { code: 'MDC_ECG_ELEC_POTL_V', label: 'V', says: 'against', quality: 1, ratePerMin: 75 },
      { code: 'MDC_PULS_OXIM_PLETH', label: 'PLETH', kind: 'pleth', says: 'against', ratePerMin: 75 },
    ],
  });
  const found = opinion.sources[1]?.beatsMs ?? [];
  expect(found).toHaveLength(beats.length);
  for (const [k, atMs] of found.entries()) expect(Math.abs(atMs - (beats[k] as number))).toBeLessThan(60);
  expect(opinion.sources.every(({ beatsMs }) => beatsMs.every(Number.isInteger))).toBe(true);
  expect(JSON.stringify(opinion).length, 'small enough to stand with an alarm').toBeLessThan(5_000);
});

test('a sketch shows every column from its lowest to its highest sample, and what is missing as missing', () => {
  const samples = Float64Array.from({ length: 7_500 }, (_, k) => (k === 3_750 ? 1 : k < 750 ? Number.NaN : 0));
  const columns = sketchColumns(sketchOf(samples));
  expect(columns).toHaveLength(SKETCH_COLUMNS);
  expect(columns.slice(0, 48).every((column) => column === null)).toBe(true);
  expect(columns[240]).toEqual({ low: 0, high: 1 });
  expect(columns.filter((column) => column?.high === 1)).toHaveLength(1);
  expect(columns.slice(48).every((column) => column?.low === 0)).toBe(true);
  expect(sketchColumns(sketchOf(new Float64Array(100).fill(3))).some((column) => column !== null)).toBe(true);
  expect(JSON.stringify(sketchOf(samples)), 'without escapes').toHaveLength(2 * SKETCH_COLUMNS + 2);
});
