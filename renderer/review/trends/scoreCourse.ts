import type { TrendGap } from '#domain/vitals/trend.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { HeldReadings } from '#renderer/history/archive.ts';
import type { Span } from '#renderer/history/spans.ts';
import type { LaneCourse } from './trendLanes.ts';
import { scoreAt } from './trendReadings.ts';

/** It is worked out no more than so many times for what is seen, at moments that are even: each of its values is held until the next. */
const MOST = 150;
const HOUR_MS = 3_600_000;
const STEPS_MS: readonly number[] = [5, 10, 30, 60, 120, 300, 600, 1800].map((seconds) => seconds * 1000);

/** Moments at which the score is worked out: the ends of even columns. */
export function scoreMoments({ fromMs, untilMs }: Span, columnMs: number): readonly number[] {
  const leastMs = Math.max(columnMs, (untilMs - fromMs) / MOST);
  const stepMs = STEPS_MS.find((step) => step >= leastMs) ?? Math.ceil(leastMs / HOUR_MS) * HOUR_MS;
  const first = Math.floor(fromMs / stepMs) + 1;
  const last = Math.ceil(untilMs / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => Math.min((first + k) * stepMs, untilMs));
}

const noScore = { look: 'notGiven', short: 'no score', why: 'too little of it was measured' } as const;

/** The course of NEWS2 at moments in their order; null: there was none at any of them. */
export function scoreCourse(
  patient: Patient | null,
  atMs: Float64Array,
  readings: readonly HeldReadings[],
): LaneCourse | null {
  const scores = Float64Array.from(atMs, (moment, k) => scoreAt(patient, readings, k, moment)?.score ?? Number.NaN);
  if (atMs.length < 2 || scores.every(Number.isNaN)) return null;
  const columnMs = (atMs[1] as number) - (atMs[0] as number);
  const fromMs = (atMs[0] as number) - columnMs;
  const gaps: TrendGap[] = [];
  for (const [k, score] of scores.entries()) {
    if (!Number.isNaN(score)) continue;
    const untilMs = fromMs + (k + 1) * columnMs;
    const last = gaps.at(-1);
    if (last?.untilMs === untilMs - columnMs) gaps[gaps.length - 1] = { ...last, untilMs };
    else gaps.push({ fromMs: untilMs - columnMs, untilMs, state: 'noValue' });
  }
  const count = Uint32Array.from(scores, (score) => (Number.isNaN(score) ? 0 : 1));
  const highest = Math.max(...scores.filter((score) => !Number.isNaN(score)));
  return {
    traces: [{ columns: { fromMs, columnMs, min: scores, max: scores, median: scores, last: scores, count }, gaps }],
    isEpisodic: false,
    gaps: gaps.map((gap) => ({ ...gap, words: noScore })),
    limits: [],
    marks: [],
    // The lines of the response: ward, urgent, emergency review from 1, 5 and 7 points on.
    scale: { low: 0, high: highest > 10 ? 20 : 10, step: 5 },
  };
}
