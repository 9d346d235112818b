import { setImmediate } from 'node:timers/promises';
import type { AlarmAnswer } from '#bridge/messages.ts';
import { loadReport } from '#domain/alarms/load/loadReport.ts';
import type { Logged } from '#domain/alarms/load/logged.ts';
import { replay } from '#domain/alarms/load/replay.ts';
import { readTriedLimits, toldLimits } from '#domain/alarms/load/triedLimit.ts';
import { whatIf } from '#domain/alarms/load/whatIf.ts';
import { readPolicy } from '#domain/alarms/readPolicy.ts';
import type { JournalSpan } from './journal.ts';
import { type RecordAnswerer, type RecordQuestion, refusal } from './questions.ts';

/** The station's own work goes on after so long. */
const SLICE_MS = 8;

/** Longest span: what a record holds at the least. */
const LONGEST_MS = 72 * 60 * 60_000;

/** Events of a span that are held at once, some 500 MB. A ward at literature rates makes 25,000 a day. */
const MOST_EVENTS = 1_000_000;

/** Beds and nurses a load is shared out among. */
export interface WardSize {
  readonly beds: number;
  readonly nurses: number;
}

/**
 * Answers windows from the record of alarms: how much called for attention in a span, and what another policy or wider
 * limits would have made of it. Works in slices of some milliseconds between which the station goes on, so alarms never wait for an answer.
 */
export function recordAnswers(sizeOf: () => WardSize): RecordAnswerer {
  return async (question, read) => {
    const { fromMs, untilMs } = question;
    if (!(untilMs > fromMs) || untilMs - fromMs > LONGEST_MS)
      return refusal(
        'span',
        `is ${(untilMs - fromMs) / 3_600_000} h long`,
        'Give a span of more than 0 and at most 72 h.',
      );
    const span = await read(fromMs, untilMs);
    const log = await collect(span);
    if (log === null) return refusal('span', `holds more than ${MOST_EVENTS} events`, 'Give a shorter span.');
    return answer(question, span.desk, log, { fromMs: beginningOf(fromMs, span, log), untilMs, ...sizeOf() });
  };
}

async function answer(
  question: RecordQuestion,
  start: JournalSpan['desk'],
  log: readonly Logged[],
  span: WardSize & { readonly fromMs: number; readonly untilMs: number },
): Promise<AlarmAnswer> {
  const { policy } = start.alarms;
  if (question.of === 'load') {
    const meter = await inSlices(replay(log, { start, policy, untilMs: span.untilMs }));
    return { of: 'load', report: loadReport(meter, span) };
  }
  const told = await inSlices(toldLimits(log, span.fromMs));
  if (question.of === 'limits') return { of: 'limits', told };
  const after = readPolicy(question.policy);
  if (!after.ok) return { of: 'refusal', problems: after.problems };
  const tried = readTriedLimits(question.limits, told);
  if (!tried.ok) return { of: 'refusal', problems: tried.problems };
  const { limits } = tried;
  const result = await inSlices(whatIf(log, { start, before: policy, after: after.policy, limits, span }));
  return { of: 'whatIf', result };
}

/** A span is no longer than the record: what was before is not known, and quiet hours that nobody saw lower no figure. */
function beginningOf(fromMs: number, { desk }: JournalSpan, [first]: readonly Logged[]): number {
  const isWhole = desk.alarms.occurrences > 0;
  return isWhole || first === undefined ? fromMs : Math.max(fromMs, first.atMs);
}

/** null: there are too many to hold. */
async function collect({ events }: JournalSpan): Promise<readonly Logged[] | null> {
  const log: Logged[] = [];
  for await (const logged of events) {
    if (log.length >= MOST_EVENTS) return null;
    log.push(logged);
  }
  return log;
}

/** Runs to the end, and lets everything else happen every few milliseconds. */
async function inSlices<Result>(steps: Generator<unknown, Result>): Promise<Result> {
  for (;;) {
    const untilMs = performance.now() + SLICE_MS;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < untilMs);
    await setImmediate();
  }
}
