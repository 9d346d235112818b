import { lookUpCode, type Parameter, parameterOf } from '#domain/codes/mdc.ts';
import type { Numeric } from '#domain/ward/ward.ts';

/** What stands where there is no number to believe. */
export const NO_VALUE = '---';

const wordsForUnits: Readonly<Record<string, string>> = {
  'mm[Hg]': 'mmHg',
  'cm[H2O]': 'cmH₂O',
  Cel: '°C',
  '[degF]': '°F',
  '1': '',
};

/** A UCUM unit as bedside monitors print it; one we have no word for as it came. */
export function unitText(ucum: string): string {
  return wordsForUnits[ucum] ?? ucum;
}

/** A value as bedside monitors print it: whole numbers, but for what is small or measured finer. */
export function valueText(numeric: Pick<Numeric, 'code' | 'unit'>, value: number): string {
  const text = value.toFixed(decimals(numeric, value));
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

function decimals({ code, unit }: Pick<Numeric, 'code' | 'unit'>, value: number): number {
  if (unit === 'Cel' || unit === '[degF]' || unit === 'kPa') return 1;
  if (code === 'MDC_BLD_PERF_INDEX') return Math.abs(value) < 10 ? 1 : 0;
  if (unit === '/min' || unit === 'mm[Hg]' || unit === '%') return 0;
  // Unknown to us: enough digits to tell values apart, no more than the device is likely to mean.
  if (Number.isInteger(value) || Math.abs(value) >= 100) return 0;
  return Math.abs(value) >= 10 ? 1 : 2;
}

/** One line of numbers on a tile: one numeric, or the two or three of one pressure. */
export interface NumericGroup {
  /** Stable within a bed: the id of the first numeric. */
  readonly key: number;
  readonly parameter: Parameter;
  /** Short name, such as `ABP`. */
  readonly label: string;
  /** UCUM. */
  readonly unit: string;
  readonly content:
    | { readonly kind: 'single'; readonly numeric: Numeric }
    | {
        readonly kind: 'pressure';
        readonly systolic: Numeric;
        readonly diastolic: Numeric;
        readonly mean: Numeric | null;
      };
}

const pressures: readonly (readonly [stem: string, label: string])[] = [
  ['MDC_PRESS_BLD_ART', 'ABP'],
  ['MDC_PRESS_BLD_ART_PULM', 'PAP'],
  ['MDC_PRESS_BLD_NONINV', 'NIBP'],
  ['MDC_PRESS_CUFF', 'NIBP'],
];

/** Where a group stands on the tile: heart, oxygen, breath, pressure, then the rest in the bedside monitor's order. */
function rank(group: NumericGroup): number {
  if (group.content.kind === 'pressure') return group.parameter === 'abp' ? 3 : group.parameter === 'nibp' ? 4 : 6;
  const code = group.content.numeric.code;
  if (code === 'MDC_ECG_HEART_RATE') return 0;
  if (code === 'MDC_PULS_OXIM_SAT_O2') return 1;
  if (group.label === 'RR') return 2;
  if (group.parameter === 'abp' && group.label !== 'PR') return 3;
  if (group.parameter === 'nibp' && group.label !== 'PR') return 4;
  if (group.label === 'EtCO₂') return 5;
  if (group.parameter === 'cvp' || group.parameter === 'pap') return 6;
  if (group.parameter === 'temp') return 7;
  return group.label === 'PR' ? 8 : 9;
}

/**
 * Orders a bed's numerics for display: heart rate, saturation, respiration, pressures (systolic, diastolic and mean of one
 * pressure together), then the rest. All are there; how many fit is the tile's business. Where no heart rate is measured,
 * the pulse rate leads under its own name.
 */
export function groupNumerics(numerics: readonly Numeric[]): readonly NumericGroup[] {
  const grouped = new Set<Numeric>();
  const groups: NumericGroup[] = [];
  for (const [stem, label] of pressures) {
    const part = (suffix: string) => numerics.find((numeric) => numeric.code === `${stem}_${suffix}`) ?? null;
    const systolic = part('SYS');
    const diastolic = part('DIA');
    const mean = part('MEAN');
    if (systolic === null || diastolic === null) continue;
    for (const numeric of [systolic, diastolic, mean]) if (numeric !== null) grouped.add(numeric);
    groups.push({
      key: systolic.numericId,
      parameter: lookUpCode(systolic.code)?.parameter ?? (stem === 'MDC_PRESS_BLD_ART_PULM' ? 'pap' : 'other'),
      label,
      unit: systolic.unit,
      content: { kind: 'pressure', systolic, diastolic, mean },
    });
  }
  for (const numeric of numerics) {
    if (grouped.has(numeric)) continue;
    groups.push({
      key: numeric.numericId,
      parameter: parameterOf(numeric.code),
      label: numericLabel(numeric),
      unit: numeric.unit,
      content: { kind: 'single', numeric },
    });
  }
  const hasHeartRate = groups.some((group) => rank(group) === 0);
  const place = (group: NumericGroup) => (!hasHeartRate && group.label === 'PR' ? 0 : rank(group));
  // Array sort is stable, so equals keep the bedside monitor's order.
  return groups.sort((a, b) => place(a) - place(b));
}

/** Short name of a numeric; the device's own label where we do not know the code. */
function numericLabel(numeric: Pick<Numeric, 'code' | 'label'>): string {
  return lookUpCode(numeric.code)?.shortName ?? (numeric.label || numeric.code || 'unnamed');
}

/** Name of a numeric for people and screen readers. */
export function numericName(numeric: Pick<Numeric, 'code' | 'label'>): string {
  return lookUpCode(numeric.code)?.name ?? (numeric.label || numeric.code || 'Unnamed value');
}
