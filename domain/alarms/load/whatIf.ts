import type { Desk } from '#domain/alarms/desk.ts';
import type { AlarmPolicy, PolicyPriority } from '#domain/alarms/policy.ts';
import { shownPriority } from '#domain/alarms/priority.ts';
import type { LoadMeter } from './loadMeter.ts';
import { type LoadReport, type LoadSpan, loadReport } from './loadReport.ts';
import type { Logged } from './logged.ts';
import { factsOf, type OccurrenceFacts, type OccurrenceRecord } from './occurrenceRecord.ts';
import { type Progress, replay } from './replay.ts';
import { type Spread, spreadOf } from './spread.ts';
import type { TriedLimit } from './triedLimit.ts';
import { type LimitsTried, widenedLog } from './widenedLog.ts';

const LISTED = 200;

/** An occurrence that was called for before, and in the other replay never is. */
export type LostCall = OccurrenceFacts;

/** A span as it was, and as it would have been. A plain object: it can travel as JSON. */
export interface WhatIf {
  readonly before: LoadReport;
  readonly after: LoadReport;
  /** Called for before and never after: not announced, heard, spoken for by another, nor gone on with an answered call. */
  readonly lost: Readonly<Record<PolicyPriority, number>> & {
    /** Of these, what was true; null: nobody has said what was. */
    readonly actionable: number | null;
    /** Those that stood longest first. */
    readonly calls: readonly LostCall[];
    /** How many of them were left out, for length. The counts are of all. */
    readonly omitted: number;
  };
  /** Never called for before, and called for after. */
  readonly gained: number;
  /** How much later the call comes, of those that are called for both times and later after. */
  readonly later: Spread | null;
  /** What other limits made of it; null: none were tried. */
  readonly limits: LimitsTried | null;
}

export interface WhatIfQuestion {
  /** As it was before the log begins; empty unless given. */
  readonly start?: Desk;
  /** In force when the log begins. */
  readonly before: AlarmPolicy;
  /** In force all the time, whatever the log says of policies. */
  readonly after: AlarmPolicy;
  /** Set at the bedsides in place of those of then, each wider (readTriedLimits); none unless given. */
  readonly limits?: readonly TriedLimit[];
  readonly span: LoadSpan;
  /** Whether an alarm was actionable, where that is known (a labelled day). */
  readonly isActionable?: (alarmId: string) => boolean;
}

/**
 * Replays a log twice by the same reducers, once as it was and once under another policy and with wider limits at the bedsides
 * (widenedLog.ts), and compares. To be run in slices, so that a station's alarms never wait for it: every step is
 * short, and the last one returns.
 *
 * What people did is replayed as they did it. An answer to an alarm that is not called for under the other policy stays an
 * answer; what people would have done instead, no log knows. Ticks in the log are left out and made anew when something is
 * due. What stood when the log began is unknown: give it from some time before the span.
 */
export function* whatIf(log: readonly Logged[], question: WhatIfQuestion): Generator<Progress, WhatIf> {
  const { span, start, isActionable, limits = [] } = question;
  const of = 2 * log.length;
  const done = { done: of, of };
  const { untilMs } = span;
  const was = yield* replay(log, { start, policy: question.before, untilMs }, { done: 0, of });
  const withoutPolicies = log.filter(({ event }) => event.type !== 'policyChanged');
  const middle = { done: log.length, of };
  const widened =
    limits.length === 0
      ? null
      : yield* telling(middle, widenedLog(withoutPolicies, { limits, start, span, isActionable }));
  const tried = widened?.log ?? withoutPolicies;
  const wouldBe = yield* replay(tried, { start, policy: question.after, untilMs }, middle);
  yield done;
  const before = loadReport(was, span);
  yield done;
  const after = loadReport(wouldBe, span);
  yield done;
  const movedFrom = widened?.movedFrom ?? new Map<string, string>();
  const compared = compare(was, wouldBe, movedFrom, span, isActionable);
  return { before, after, ...compared, limits: widened?.tried ?? null };
}

/** Runs steps that do not say how far they are. */
function* telling<Result>(at: Progress, steps: Generator<undefined, Result>): Generator<Progress, Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield at;
  }
}

function compare(
  was: LoadMeter,
  wouldBe: LoadMeter,
  movedFrom: ReadonlyMap<string, string>,
  { fromMs, untilMs }: LoadSpan,
  isActionable: WhatIfQuestion['isActionable'],
): Pick<WhatIf, 'lost' | 'gained' | 'later'> {
  const others = new Map(wouldBe.records.map((record) => [movedFrom.get(keyOf(record)) ?? keyOf(record), record]));
  const lost: OccurrenceRecord[] = [];
  const laterMs: number[] = [];
  let gained = 0;
  for (const record of was.records) {
    if (record.sinceMs < fromMs || record.sinceMs >= untilMs) continue;
    const other = others.get(keyOf(record));
    const calledMs = callOf(record);
    const otherMs = other === undefined ? null : callOf(other);
    if (calledMs === null) gained += Number(otherMs !== null);
    else if (otherMs === null) lost.push(record);
    else if (otherMs > calledMs) laterMs.push(otherMs - calledMs);
  }
  const stoodMs = ({ sinceMs, endedMs }: OccurrenceRecord) => (endedMs ?? untilMs) - sinceMs;
  const calls = lost.toSorted((a, b) => stoodMs(b) - stoodMs(a)).slice(0, LISTED);
  const count = (priority: PolicyPriority) => lost.filter((record) => shownPriority(record) === priority).length;
  return {
    lost: {
      high: count('high'),
      medium: count('medium'),
      low: count('low'),
      actionable: isActionable === undefined ? null : lost.filter(({ alarmId }) => isActionable(alarmId)).length,
      calls: calls.map(factsOf),
      omitted: lost.length - calls.length,
    },
    gained,
    later: spreadOf(laterMs),
  };
}

/** The same occurrence in both. Its number may differ: a policy decides what latches, and so what begins anew. */
function keyOf({ alarmId, sinceMs }: OccurrenceRecord): string {
  return `${alarmId}@${sinceMs}`;
}

/** When somebody was first called for an occurrence in any way; null: nobody was. */
export function callOf({ announcedMs, spokenForMs, wentOnMs, soundedMs }: OccurrenceRecord): number | null {
  const calls = [announcedMs, spokenForMs, wentOnMs, soundedMs].filter((ms) => ms !== null);
  return calls.length === 0 ? null : Math.min(...calls);
}
