import { describe, expect, it } from 'vitest';
import { groupNumerics, unitText, valueText } from '#domain/vitals/display.ts';
import type { Numeric } from '#domain/ward/ward.ts';

let nextId = 1;
const numeric = (code: string | null, unit = '', label = code ?? 'X'): Numeric => ({
  numericId: nextId++,
  code,
  label,
  unit,
  periodMs: 1000,
});

describe('a number as bedside monitors print it', () => {
  it.each<[string, string | null, string, number, string]>([
    ['a heart rate is a whole number', 'MDC_ECG_HEART_RATE', '/min', 82.4, '82'],
    ['a saturation is a whole number', 'MDC_PULS_OXIM_SAT_O2', '%', 96.7, '97'],
    ['a temperature has one decimal', 'MDC_TEMP', 'Cel', 37, '37.0'],
    ['a small perfusion index has one decimal', 'MDC_BLD_PERF_INDEX', '%', 0.84, '0.8'],
    ['an unknown small value keeps two decimals', null, 'L/min', 2.345, '2.35'],
    ['an unknown whole value stays whole', null, 'L/min', 4, '4'],
    ['nothing is less than nothing', 'MDC_PRESS_BLD_VEN_CENT_MEAN', 'mm[Hg]', -0.3, '0'],
    ['what is below zero stays so', 'MDC_PRESS_BLD_VEN_CENT_MEAN', 'mm[Hg]', -2.6, '-3'],
  ])('%s', (_, code, unit, value, expected) => {
    expect(valueText({ code, unit }, value)).toBe(expected);
  });

  it('writes units as people do, and an unknown one as it came', () => {
    expect([unitText('mm[Hg]'), unitText('Cel'), unitText('fancy')]).toEqual(['mmHg', '°C', 'fancy']);
  });
});

describe('the order of the numbers of a bed', () => {
  it('heart, oxygen, breath, pressure, then the rest, and one line for each pressure', () => {
    const groups = groupNumerics([
      numeric('MDC_TEMP', 'Cel'),
      numeric('MDC_PRESS_BLD_ART_DIA', 'mm[Hg]'),
      numeric('MDC_PRESS_BLD_ART_MEAN', 'mm[Hg]'),
      numeric('MDC_PRESS_BLD_ART_SYS', 'mm[Hg]'),
      numeric('MDC_PULS_OXIM_PULS_RATE', '/min'),
      numeric('MDC_RESP_RATE', '/min'),
      numeric('MDC_PULS_OXIM_SAT_O2', '%'),
      numeric('MDC_ECG_HEART_RATE', '/min'),
      numeric(null, '', 'Mystery'),
    ]);
    expect(groups.map(({ label }) => label)).toEqual(['HR', 'SpO₂', 'RR', 'ABP', 'Temp', 'PR', 'Mystery']);
    const pressure = groups[3]?.content;
    expect(pressure?.kind === 'pressure' && pressure.systolic.code).toBe('MDC_PRESS_BLD_ART_SYS');
  });

  it('lets the pulse rate lead under its own name where there is no heart rate', () => {
    const groups = groupNumerics([numeric('MDC_PULS_OXIM_SAT_O2', '%'), numeric('MDC_PULS_OXIM_PULS_RATE', '/min')]);
    expect(groups.map(({ label }) => label)).toEqual(['PR', 'SpO₂']);
  });

  it('shows a systolic without its diastolic by itself, and loses no numeric', () => {
    const numerics = [numeric('MDC_PRESS_BLD_ART_SYS', 'mm[Hg]'), numeric('MDC_PRESS_BLD_NONINV_MEAN', 'mm[Hg]')];
    expect(groupNumerics(numerics).map(({ label }) => label)).toEqual(['ABP sys', 'NIBP mean']);
  });
});
