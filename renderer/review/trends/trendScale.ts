import type { KeptNumeric } from '#renderer/history/logRecord.ts';

/** Values at the edges of a lane, and between two of its lines. */
export interface TrendScale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** What a lane shows at least, so that one glance tells the usual from the unusual, by what is measured and its unit. */
interface Usual {
  readonly codes: RegExp;
  readonly unit: string;
  readonly scale: TrendScale;
}

/** Vigil’s own: adults’ values at rest lie within, with room on both sides. */
const usual: readonly Usual[] = [
  { codes: /^MDC_ECG_V_P_C_RATE$/, unit: '/min', scale: { low: 0, high: 10, step: 5 } },
  { codes: /^MDC_(.*_)?RESP_RATE$/, unit: '/min', scale: { low: 0, high: 30, step: 10 } },
  { codes: /(HEART_RATE|PULS_RATE(_NON_INV|_INV)?)$/, unit: '/min', scale: { low: 40, high: 120, step: 20 } },
  { codes: /^MDC_PULS_OXIM_SAT_O2$/, unit: '%', scale: { low: 85, high: 100, step: 5 } },
  { codes: /^MDC_BLD_PERF_INDEX$/, unit: '%', scale: { low: 0, high: 5, step: 5 } },
  { codes: /^MDC_PRESS_BLD_ART_PULM/, unit: 'mm[Hg]', scale: { low: 0, high: 50, step: 10 } },
  { codes: /^MDC_PRESS_BLD_VEN_CENT/, unit: 'mm[Hg]', scale: { low: 0, high: 20, step: 5 } },
  { codes: /^MDC_PRESS_(BLD|CUFF)/, unit: 'mm[Hg]', scale: { low: 40, high: 160, step: 20 } },
  { codes: /^MDC_CONC_AWAY_CO2/, unit: 'mm[Hg]', scale: { low: 0, high: 50, step: 10 } },
  { codes: /^MDC_TEMP/, unit: 'Cel', scale: { low: 35, high: 40, step: 1 } },
  { codes: /^MDC_TEMP/, unit: '[degF]', scale: { low: 95, high: 104, step: 1 } },
];

/** Steps in a lane are no more than this. */
const MOST_LINES = 4;

/** Values that are nearer to each other are one: no unit of medicine has such parts, and steps of them have no number. */
const LEAST_SPREAD = 1e-9;

/**
 * The scale of a lane: what is usual of it, widened to whole steps until it holds every value and limit that is to be shown:
 * nothing is ever cut off. Of what is not known it is the values’ own range.
 */
export function trendScale({ code, unit }: Pick<KeptNumeric, 'code' | 'unit'>, shown: Iterable<number>): TrendScale {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of shown) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const known = usual.find((each) => each.unit === unit && code !== null && each.codes.test(code))?.scale;
  if (lowest > highest) return known ?? { low: 0, high: 1, step: 1 };
  const spread = highest - lowest;
  const room = spread >= LEAST_SPREAD ? spread : Math.max(Math.abs(highest), 1);
  const least = known ?? { low: lowest, high: highest, step: evenStep(room) };
  const { step } = least;
  const low = Math.min(least.low, floorTo(step, lowest));
  const high = Math.max(least.high, -floorTo(step, -highest), low + step);
  return { low, high, step };
}

/** The last multiple of a step that is no higher, also where the quotient is rounded up to it. */
function floorTo(step: number, value: number): number {
  const at = Math.floor(value / step) * step + 0;
  return at > value ? at - step : at;
}

/** Where lines are drawn: multiples of the step within the scale, of too many every second, fifth, tenth and so on. */
export function scaleLines({ low, high, step }: TrendScale, most = MOST_LINES): readonly number[] {
  const every = Math.max(step, evenStep(high - low, most));
  const lines: number[] = [];
  for (let k = Math.ceil(low / every - 1e-9); k * every <= high + 1e-9 * every; k++) lines.push(k * every);
  return lines;
}

/** 1, 2 or 5 times a power of ten, so that no more than so many make up a range. */
function evenStep(range: number, most = MOST_LINES): number {
  const ten = 10 ** Math.floor(Math.log10(range / most));
  return [1, 2, 5].map((each) => each * ten).find((each) => each * most >= range * (1 - 1e-9)) ?? 10 * ten;
}
