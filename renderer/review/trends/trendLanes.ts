import { type LimitStretch, limitsTold } from '#domain/alarms/limitsTold.ts';
import { groupNumerics, type NumericGroup } from '#domain/vitals/display.ts';
import { gapsBetween, type TrendColumns, type TrendGap } from '#domain/vitals/trend.ts';
import type { HeldCoverage, HeldGap, HeldTrends } from '#renderer/history/archive.ts';
import type { KeptNumeric } from '#renderer/history/logRecord.ts';
import type { Span } from '#renderer/history/spans.ts';
import { notHeld } from '#renderer/review/notHeld.ts';
import { heldGapWords } from '#renderer/review/reviewTexts.ts';
import type { AlarmMark } from '#renderer/review/stayAlarms.ts';
import type { StretchWords } from '#renderer/waveforms/recent/coverageTexts.ts';
import { type TrendScale, trendScale } from './trendScale.ts';

/** One lane: one numeric, or the two or three of one pressure, the first of which names it. */
export interface Lane {
  readonly key: string;
  readonly group: NumericGroup;
  readonly numerics: readonly KeptNumeric[];
}

/** The lanes of a bed in the order of the wall's numbers. */
export function lanesOf(numerics: readonly KeptNumeric[]): readonly Lane[] {
  return groupNumerics(numerics.map((numeric, numericId) => ({ ...numeric, numericId }))).map((group) => {
    const { content } = group;
    const parts =
      content.kind === 'single'
        ? [content.numeric]
        : [content.systolic, content.diastolic, ...(content.mean === null ? [] : [content.mean])];
    const own = parts.map(({ numericId: _, ...numeric }) => numeric);
    return { key: JSON.stringify(own[0]), group, numerics: own };
  });
}

/** A stretch without a value, and what is said of it. */
export interface LaneGap extends Span {
  readonly words: StretchWords;
}

/** The course of one numeric of a lane. */
export interface Trace {
  readonly columns: TrendColumns;
  /** No line is drawn over them. */
  readonly gaps: readonly TrendGap[];
}

/** What a lane shows of a span that was read. */
export interface LaneCourse {
  readonly traces: readonly Trace[];
  /** Each value is right for its moment alone, and no line joins two. */
  readonly isEpisodic: boolean;
  readonly gaps: readonly LaneGap[];
  readonly limits: readonly LimitStretch[];
  /** Alarms of this lane's values. */
  readonly marks: readonly AlarmMark[];
  readonly scale: TrendScale;
}

/** What a lane is made of besides its numerics. */
export interface LaneSources {
  /** The span that was read. */
  readonly read: Span;
  readonly held: HeldTrends;
  readonly coverage: HeldCoverage | null;
  /** Of the patient alone. */
  readonly marks: readonly AlarmMark[];
  /** When an alarm ends that stands. */
  readonly nowMs: number;
}

const gapSaid: Readonly<Record<TrendGap['state'], StretchWords>> = {
  noValue: { look: 'notGiven', short: 'no value', why: 'the device said that it has no value' },
  silent: { look: 'missing', short: 'no value', why: 'no value came, and nobody told why' },
};

/** The course of a lane. */
export function courseOf({ numerics }: Lane, { read, held, coverage, marks, nowMs }: LaneSources): LaneCourse {
  const [first] = numerics;
  const periodMs = first?.periodMs ?? 0;
  const own = numerics.map((numeric) => {
    const wanted = JSON.stringify(numeric);
    const found = held.trends.find((trend) => JSON.stringify(trend.numeric) === wanted);
    return found ?? { columns: null, gaps: gapsBetween([], read.fromMs, read.untilMs, numeric.periodMs) };
  });
  const traces = own.flatMap(({ columns, gaps }) => (columns === null ? [] : [{ columns, gaps }]));
  const codes = new Set(numerics.map(({ code }) => code));
  const mine = marks.filter(({ sourceCode }) => sourceCode !== null && codes.has(sourceCode));
  const tellings = mine.map(({ limit, sourceCode, fromMs, untilMs }) => {
    return { report: { limit }, sourceCode, fromMs, untilMs: untilMs ?? nowMs };
  });
  const limits = numerics
    .flatMap((numeric) => limitsTold(tellings, numeric))
    .filter(({ fromMs, untilMs }) => untilMs > read.fromMs && fromMs < read.untilMs);
  const missing = coverage === null ? [] : notHeld(coverage, read.fromMs, read.untilMs, nowMs);
  const damaged = held.damaged.map(({ fromMs, untilMs }): HeldGap => ({ fromMs, untilMs, state: 'damaged' }));
  return {
    traces,
    isEpisodic: periodMs <= 0,
    gaps: (own[0]?.gaps ?? []).map((gap) => ({ ...gap, words: wordsOf(gap, [...damaged, ...missing]) })),
    limits,
    marks: mine,
    scale: trendScale(first ?? { code: null, unit: '' }, shownIn(traces, limits)),
  };
}

/** What is missing of the waves tells why values are, but for a wave that was not given: a value can be there without it. */
function wordsOf(gap: TrendGap, known: readonly HeldGap[]): StretchWords {
  if (gap.state === 'noValue') return gapSaid.noValue;
  const shared = (other: Span) => Math.min(gap.untilMs, other.untilMs) - Math.max(gap.fromMs, other.fromMs);
  const reason = known
    .filter((other) => other.state !== 'notGiven' && shared(other) * 2 > gap.untilMs - gap.fromMs)
    .sort((a, b) => shared(b) - shared(a))[0];
  return reason === undefined ? gapSaid.silent : heldGapWords[reason.state];
}

function* shownIn(traces: readonly Trace[], limits: readonly LimitStretch[]): Generator<number> {
  for (const { limit } of limits) yield limit;
  for (const { columns } of traces) {
    yield* columns.min;
    yield* columns.max;
  }
}

/** The lowest and the highest value of a trace between two times; null: there is none. */
export function extremesOf(
  { min, max, fromMs, columnMs }: TrendColumns,
  span: Span,
): { lowest: number; highest: number } | null {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < min.length; k++) {
    const atMs = fromMs + k * columnMs;
    if (atMs + columnMs <= span.fromMs || atMs >= span.untilMs) continue;
    if ((min[k] as number) < lowest) lowest = min[k] as number;
    if ((max[k] as number) > highest) highest = max[k] as number;
  }
  return lowest > highest ? null : { lowest, highest };
}
