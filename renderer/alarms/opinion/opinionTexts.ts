import type { Alarm } from '#domain/alarms/alarm.ts';
import { judgedRhythmOf } from '#domain/alarms/alarmCodes.ts';
import type { OpinionSource, SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import { faultTexts } from '#domain/analysis/signalQuality.ts';
import type { Credibility } from '#domain/analysis/verdict.ts';

/** What the waves say of an alarm, in one word. */
export const credibilityWords: Readonly<Record<Credibility, string>> = {
  credible: 'credible',
  doubtful: 'doubtful',
  cannotTell: 'can’t tell',
};

/** The shape that goes with the word, as SVG writes lines, in a square of 16 units: a tick, a question mark, a dash. */
export const credibilityShapes: Readonly<Record<Credibility, string>> = {
  credible: 'M3 8.5 6.5 12 13 4.5',
  doubtful: 'M4.8 5.6A3.2 3.2 0 1 1 8 8.8V10.4M8 13.2V13.6',
  cannotTell: 'M3.5 8H12.5',
};

/** What a source says of the alarm. */
export const stanceWords: Readonly<Record<OpinionSource['says'], string>> = {
  against: 'speaks against it',
  for: 'bears it out',
  unclear: 'does not decide',
};

/** In words: a number reads as a probability, which rules don't know, and `100 %` as certainty, which nobody has. */
const confidences: readonly (readonly [least: number, text: string])[] = [
  [0.8, 'high confidence'],
  [0.5, 'moderate confidence'],
  [0, 'low confidence'],
];

export function confidenceText({ confidence }: Pick<SecondOpinion, 'confidence'>): string {
  return confidences.find(([least]) => confidence >= least)?.[1] ?? 'low confidence';
}

/** Whether the waves are asked about an alarm and have not answered yet. */
export function isAwaited({ report, opinion }: Pick<Alarm, 'report' | 'opinion'>): boolean {
  return (opinion ?? null) === null && judgedRhythmOf(report.code) !== null;
}

/** `waves: doubtful`; '' while they have said nothing. One that was kept by an earlier version lacks it. */
export function opinionWord({ opinion }: Pick<Alarm, 'opinion'>): string {
  return (opinion ?? null) === null ? '' : `waves: ${credibilityWords[(opinion as SecondOpinion).credibility]}`;
}

/** `doubtful: V: longest time without a beat 0.8 s`. */
export function opinionLine({ credibility, reason }: SecondOpinion): string {
  return `${credibilityWords[credibility]}: ${reason}`;
}

/** `80 /min · quality 94 %, noise covers the signal`. */
export function sourceQualityText({ ratePerMin, quality, faults }: OpinionSource): string {
  const rate = ratePerMin === null ? 'no rate' : `${ratePerMin} /min`;
  return `${rate} · quality ${[`${Math.round(100 * quality)} %`, ...faults.map((fault) => faultTexts[fault])].join(', ')}`;
}

/** `II: speaks against it, longest time without a beat 0.8 s, 80 /min, 41 beats marked`: the picture of a source, in words. */
export function spokenSource(source: OpinionSource): string {
  const { label, says, text, beatsMs } = source;
  return `${label}: ${stanceWords[says]}, ${text}, ${sourceQualityText(source)}, ${beatsMs.length} beats marked`;
}
