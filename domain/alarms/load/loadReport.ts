import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import { type ShownPriority, shownPriority } from '#domain/alarms/priority.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { groupBy } from '#domain/alarms/triage/survey.ts';
import { floodTimeMs } from './floodTime.ts';
import { type Ledger, ledgerOf } from './ledger.ts';
import type { LoadMeter } from './loadMeter.ts';
import type { OccurrenceRecord } from './occurrenceRecord.ts';
import { type Spread, spreadOf } from './spread.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The lines of ISA-18.2 and EEMUA 191 are drawn over so long. */
const TEN_MINUTES_MS = 10 * MINUTE_MS;

/** The lines an alarm load is held against (CLINICAL.md, Alarm load; ISA-18.2 / EEMUA 191; top ten: common knowledge). */
export const loadLines = {
  presentedPer10Min: 1,
  floodPercent: 1,
  staleMs: 24 * HOUR_MS,
  topShare: 0.05,
  priorities: { low: 0.8, medium: 0.15, high: 0.05 },
} as const;

/** One of the three figures of the load. */
export interface Load {
  readonly count: number;
  readonly perBedHour: number;
  readonly perNurseHour: number;
  readonly perNurse10Min: number;
  /** By the flood line, for all nurses together. */
  readonly floodMs: number;
  readonly floodPercent: number;
  /** How many in each ten minutes of the span, from its beginning. The last can be shorter. */
  readonly per10Min: readonly number[];
}

/** Where alarms come from: one condition of one bed. */
export interface Source extends Pick<AlarmReport, 'bedKey' | 'code' | 'label'> {
  readonly count: number;
  /** Of all occurrences, 0 to 1. */
  readonly share: number;
}

/** What a span asked of people, and what became of what did not. A plain object: it can travel as JSON. */
export interface LoadReport {
  /** Station's clock. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly beds: number;
  readonly nurses: number;
  /** The definitions: LoadMeter. */
  readonly raw: Load;
  readonly presented: Load;
  readonly sounded: Load;
  /** How many fewer calls than occurrences, in percent of these; never to be told without the ledger. */
  readonly reductionPercent: number;
  /** Conditions that began 3 times in a minute, and how many occurrences that was. */
  readonly chattering: { readonly conditions: number; readonly occurrences: number };
  /** Stood for 24 h and more. */
  readonly stale: number;
  readonly topSources: readonly Source[];
  /** Of the ten foremost together, 0 to 1. */
  readonly topShare: number;
  /** From the beginning of what was called for until somebody took or acknowledged it; null: nobody had to, or did. */
  readonly answer: Readonly<Record<'high' | 'medium' | 'low', Spread | null>>;
  /** Called for, and ended or still standing without anybody's answer. */
  readonly unanswered: number;
  /** Occurrences for which more people were called. */
  readonly escalated: number;
  /** Of all occurrences, 0 to 1. */
  readonly priorities: Readonly<Record<ShownPriority, number>>;
  readonly ledger: Ledger;
}

/** Of what, and how much of it. */
export interface LoadSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly beds: number;
  readonly nurses: number;
  /** Longest list of the ledger; 200 unless given. */
  readonly listed?: number;
  /** Where chatter and flood begin: the standard's lines unless given, whatever policy was in force. */
  readonly lines?: Pick<AlarmPolicy, 'chatter' | 'flood'>;
}

/**
 * Reports what a meter has measured in a span. Occurrences belong to the span they began in, calls to that of the call.
 *
 * @throws RangeError for a span without length, no bed or no nurse: there is no load of that
 */
export function loadReport(meter: LoadMeter, span: LoadSpan): LoadReport {
  const { fromMs, untilMs, beds, nurses, listed = 200, lines = defaultPolicy } = span;
  if (!(untilMs > fromMs && beds >= 1 && nurses >= 1))
    throw new RangeError(`no load of ${untilMs - fromMs} ms, ${beds} beds and ${nurses} nurses`);
  const isIn = (ms: number) => ms >= fromMs && ms < untilMs;
  const records = meter.records.filter(({ sinceMs }) => isIn(sinceMs));
  const load = (timesMs: readonly number[]) => loadOf(timesMs, span, lines.flood);
  const raw = load(meter.onsetsMs);
  const presented = load(meter.calls.map(({ atMs }) => atMs));
  const sounded = load(meter.records.flatMap(({ soundedMs }) => soundedMs ?? []).toSorted((a, b) => a - b));
  const sources = sourcesOf(records);
  const called = records.filter(({ announcedMs }) => announcedMs !== null);
  const lasted = ({ sinceMs, endedMs }: OccurrenceRecord) => (endedMs ?? untilMs) - sinceMs;
  return {
    fromMs,
    untilMs,
    beds,
    nurses,
    raw,
    presented,
    sounded,
    reductionPercent: raw.count === 0 ? 0 : 100 * (1 - presented.count / raw.count),
    chattering: chatteringOf(records, lines.chatter),
    stale: records.filter((record) => lasted(record) >= loadLines.staleMs).length,
    topSources: sources.slice(0, 10),
    topShare: sources.slice(0, 10).reduce((sum, { share }) => sum + share, 0),
    answer: {
      high: answersOf(called, 'high'),
      medium: answersOf(called, 'medium'),
      low: answersOf(called, 'low'),
    },
    unanswered: called.filter(({ answeredMs }) => answeredMs === null).length,
    escalated: records.filter(({ escalation }) => escalation > 0).length,
    priorities: prioritiesOf(records),
    ledger: ledgerOf(records, untilMs, listed),
  };
}

function loadOf(timesMs: readonly number[], { fromMs, untilMs, beds, nurses }: LoadSpan, flood: AlarmPolicy['flood']) {
  const hours = (untilMs - fromMs) / HOUR_MS;
  const per10Min = new Array<number>(Math.ceil((untilMs - fromMs) / TEN_MINUTES_MS)).fill(0);
  let count = 0;
  for (const ms of timesMs) {
    if (ms < fromMs || ms >= untilMs) continue;
    count += 1;
    const bin = Math.floor((ms - fromMs) / TEN_MINUTES_MS);
    per10Min[bin] = (per10Min[bin] ?? 0) + 1;
  }
  const floodMs = floodTimeMs(timesMs, { ...flood, operators: nurses }, fromMs, untilMs);
  return {
    count,
    perBedHour: count / hours / beds,
    perNurseHour: count / hours / nurses,
    perNurse10Min: count / hours / nurses / 6,
    floodMs,
    floodPercent: (100 * floodMs) / (untilMs - fromMs),
    per10Min,
  };
}

function sourcesOf(records: readonly OccurrenceRecord[]): Source[] {
  return [...groupBy(records, ({ condition }) => condition).values()]
    .map((same) => {
      const { bedKey, code, label } = same[0] as OccurrenceRecord;
      return { bedKey, code, label, count: same.length, share: same.length / records.length };
    })
    .sort((a, b) => b.count - a.count);
}

function chatteringOf(
  records: readonly OccurrenceRecord[],
  { times, withinMs }: AlarmPolicy['chatter'],
): LoadReport['chattering'] {
  let conditions = 0;
  let occurrences = 0;
  for (const same of groupBy(records, ({ condition }) => condition).values()) {
    const inBursts = new Set<OccurrenceRecord>();
    for (let last = times - 1; last < same.length; last += 1) {
      const burst = same.slice(last - times + 1, last + 1);
      if ((same[last] as OccurrenceRecord).sinceMs - (burst[0] as OccurrenceRecord).sinceMs >= withinMs) continue;
      for (const one of burst) inBursts.add(one);
    }
    conditions += Number(inBursts.size > 0);
    occurrences += inBursts.size;
  }
  return { conditions, occurrences };
}

function answersOf(records: readonly OccurrenceRecord[], priority: ShownPriority): Spread | null {
  return spreadOf(
    records
      .filter((record) => shownPriority(record) === priority)
      .flatMap(({ answeredMs, announcedMs, sinceMs }) =>
        answeredMs === null ? [] : answeredMs - (announcedMs === null ? sinceMs : Math.min(announcedMs, answeredMs)),
      ),
  );
}

function prioritiesOf(records: readonly OccurrenceRecord[]): Record<ShownPriority, number> {
  const shares: Record<ShownPriority, number> = { high: 0, medium: 0, low: 0, none: 0 };
  for (const record of records) shares[shownPriority(record)] += 1 / records.length;
  return shares;
}
