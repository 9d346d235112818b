import { type CorrectedQt, QT_MS, type QtcRefusal, RELIABLE_RATES, RR_MS } from '#domain/measure/qtc.ts';
import { NO_VALUE } from '#domain/vitals/display.ts';
import type { HistoryGapState } from '#renderer/history/keptWave.ts';
import { dayText, heldGapWords } from '#renderer/review/reviewTexts.ts';
import { stretchText } from '#renderer/waveforms/recent/coverageTexts.ts';
import { clockText, laneChangeText, laneValueText, spanText } from '#renderer/waveforms/recent/recentTexts.ts';
import type { LaneMeasure, TimeMeasure } from './stripMeasures.ts';
import type { LineName } from './stripState.ts';

/** `14:02:10 to 14:02:31 (0:21), II: the link to the gateway was lost`. */
export function absenceText(name: string, fromMs: number, untilMs: number, state: HistoryGapState): string {
  return stretchText(fromMs, untilMs, [name], heldGapWords[state].why);
}

/** `Thu 26 Nov 14:02:10.250`: what is measured in is told to the millisecond. */
export function exactText(timeMs: number): string {
  return `${dayText(timeMs)} ${clockText(timeMs, 3)}`;
}

/** A time as a field of a form has it, in the zone of the machine, and back; null: it is none. */
export function fieldText(timeMs: number): string {
  const at = new Date(timeMs);
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${day.join('-')}T${clockText(timeMs)}`;
}
export function fieldTime(text: string): number | null {
  const timeMs = new Date(text).getTime();
  return Number.isFinite(timeMs) ? timeMs : null;
}

export const lineTexts: Readonly<Record<LineName, string>> = { a: 'A', b: 'B', q: 'Q', t: 'T' };

/** `A–B 812 ms · 73.9 /min`, or `RR ...` where a QT is measured. */
export function intervalText({ interval, qt }: TimeMeasure): string {
  return `${qt === null ? 'A–B' : 'RR'} ${spanText(interval)}`;
}

const refusals: Readonly<Record<QtcRefusal, string>> = {
  rrImpossible: `no QTc: A–B is no RR (${RR_MS.low} to ${RR_MS.high} ms)`,
  qtImpossible: `no QTc: Q–T is no QT (${QT_MS.low} to ${QT_MS.high} ms)`,
  qtBeyondRr: 'no QTc: the QT is not shorter than the RR',
};

/** `QTc 402 ms (Bazett) · 388 ms (Fridericia)`, or why there is none. */
export function correctedText(corrected: CorrectedQt): string {
  if (!corrected.ok) return refusals[corrected.code];
  const { bazettMs, fridericiaMs } = corrected;
  return `QTc ${Math.round(bazettMs)} ms (Bazett) · ${Math.round(fridericiaMs)} ms (Fridericia)`;
}

/** What is to be kept in mind about a corrected QT; '' where nothing is. */
export function cautionText(corrected: CorrectedQt): string {
  if (!corrected.ok || corrected.caution === null) return '';
  return corrected.caution === 'fast'
    ? `above ${RELIABLE_RATES.high}/min Bazett gives too much`
    : `below ${RELIABLE_RATES.low}/min Bazett gives too little`;
}

/** `Δ +1.12 mV · A 0.02, B 1.14 mV above isoelectric`; what stands above it is told of an ECG. */
export function amplitudeText({ a, b, aAbove, bAbove }: LaneMeasure, unit: string): string {
  const change = laneChangeText(a, b, { unit });
  if (aAbove === null && bAbove === null) return change;
  return `${change} · above isoelectric A ${signed(aAbove, unit)}, B ${signed(bAbove, unit)}`;
}

/** How a measure differs from the baseline's: `+22 ms` or `−0.14 mV`. */
export function differenceText(difference: number | null, unit: string): string {
  if (difference === null) return NO_VALUE;
  return unit === 'ms'
    ? `${difference < 0 ? '−' : '+'}${Math.abs(Math.round(difference))} ms`
    : signed(difference, unit);
}

function signed(value: number | null, unit: string): string {
  if (value === null) return NO_VALUE;
  return `${value < 0 ? '−' : '+'}${laneValueText(Math.abs(value), { unit })}`;
}
