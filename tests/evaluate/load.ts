import { parseArgs } from 'node:util';
import { type LoadReport, loadReport } from '#domain/alarms/load/loadReport.ts';
import type { Call } from '#domain/alarms/load/occurrenceRecord.ts';
import type { TriedLimit } from '#domain/alarms/load/triedLimit.ts';
import { whatIf } from '#domain/alarms/load/whatIf.ts';
import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import { type Day, day } from '#fixtures/scenarios/day/day.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { type CallKey, callKeys, callsBy } from './callsBy.ts';
import { dayLog } from './dayLog.ts';
import { type Price, priceOf } from './price.ts';
import { workDay } from './workDay.ts';

export const loadUsage = `load --scenario day --seed N [--beds 32] [--nurses 4] [--hours 24] [--by code|way] [--without-what-if]
  A labelled day, worked by the station's own reducers and simulated nurses: what called for attention, and its price. And
  how long a what-if replay of 24 h of 64 beds takes, both passes. --by: the calls by what they were about, or by how they came
  to call, with what was true of them, how long they stood, and what the bed had called before.`;

/** What is evaluated of one day. */
export interface EvaluatedDay {
  readonly report: LoadReport;
  readonly price: Price;
  readonly calls: readonly Call[];
  readonly theDay: Day;
}

export function evaluateDay(
  options: { readonly seed: number; readonly beds: number; readonly nurses: number; readonly hours: number },
  policy: AlarmPolicy = defaultPolicy,
): EvaluatedDay {
  const { seed, beds, nurses, hours } = options;
  const theDay = day({ seed, beds, hours });
  const { meter } = workDay(dayLog(theDay), theDay.durationMs, policy, { nurses, seed });
  return {
    report: loadReport(meter, { fromMs: 0, untilMs: theDay.durationMs, beds, nurses, listed: 0 }),
    price: priceOf(theDay, meter.records),
    calls: meter.calls,
    theDay,
  };
}

/** @throws Error on wrong arguments */
export async function load(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', default: 'day' },
      seed: { type: 'string', default: '1' },
      beds: { type: 'string', default: '32' },
      nurses: { type: 'string', default: '4' },
      hours: { type: 'string', default: '24' },
      by: { type: 'string' },
      'without-what-if': { type: 'boolean', default: false },
    },
  });
  if (values.scenario !== 'day') throw new Error(`--scenario ${values.scenario}: not known; there is day`);
  if (values.by !== undefined && !isCallKey(values.by))
    throw new Error(`--by ${values.by}: not known; there is ${Object.keys(callKeys).join(', ')}`);
  const options = {
    seed: wholeNumber('seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    beds: wholeNumber('beds', values.beds, 1, 256),
    nurses: wholeNumber('nurses', values.nurses, 1, 64),
    hours: wholeNumber('hours', values.hours, 1, 72),
  };
  const { report, price, calls, theDay } = evaluateDay(options);
  const { raw, presented, sounded, ledger } = report;
  return {
    scenario: values.scenario,
    ...options,
    rawPer10Min: round(raw.perNurse10Min),
    presentedPer10Min: round(presented.perNurse10Min),
    soundedPer10Min: round(sounded.perNurse10Min),
    reductionPercent: round(report.reductionPercent),
    ...price,
    heldBack: ledger.heldBack,
    heldBackThatStood: ledger.stood,
    stoodUnseen: ledger.stoodUnseen,
    withoutReason: ledger.withoutReason,
    byReason: ledger.byStage,
    outcomes: ledger.outcomes,
    floodPercent: round(presented.floodPercent),
    rawFloodPercent: round(raw.floodPercent),
    counts: { raw: raw.count, presented: presented.count, sounded: sounded.count },
    answer: report.answer,
    unanswered: report.unanswered,
    escalated: report.escalated,
    chattering: report.chattering,
    topShare: round(report.topShare),
    priorities: report.priorities,
    ...(values.by === undefined ? {} : { callsBy: callsBy(values.by, calls, theDay) }),
    ...(values['without-what-if'] ? {} : whatIfTimes(options.seed)),
  };
}

function isCallKey(text: string): text is CallKey {
  return Object.hasOwn(callKeys, text);
}

/** Replays a day of 64 beds with a longer delay and wider limits; `whatIfLongestStepMs`: how long a station's loop would wait at most. */
function whatIfTimes(seed: number): { readonly whatIf24hMs: number; readonly whatIfLongestStepMs: number } {
  const size = { beds: 64, nurses: 8 };
  const theDay = day({ seed, beds: size.beds });
  const { log } = workDay(dayLog(theDay), theDay.durationMs, defaultPolicy, { nurses: size.nurses, seed });
  const { medium } = defaultPolicy.delays;
  const delays = { ...defaultPolicy.delays, medium: { ...medium, physiologicalMs: 30_000 } };
  const span = { fromMs: 0, untilMs: theDay.durationMs, ...size };
  const started = performance.now();
  const limits: readonly TriedLimit[] = [
    { code: 'MDC_EVT_LO', measured: 'MDC_PULS_OXIM_SAT_O2', crossed: 'lower', unit: '%', limit: 88 },
    { code: 'MDC_EVT_HI', measured: 'MDC_ECG_HEART_RATE', crossed: 'upper', unit: '/min', limit: 130 },
  ];
  const steps = whatIf(log, { before: defaultPolicy, after: { ...defaultPolicy, delays }, limits, span });
  let longestMs = 0;
  for (let before = started, isDone = false; !isDone; ) {
    isDone = steps.next().done === true;
    const now = performance.now();
    longestMs = Math.max(longestMs, now - before);
    before = now;
  }
  return { whatIf24hMs: Math.round(performance.now() - started), whatIfLongestStepMs: Math.round(longestMs) };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
