import { type Reason, reasonText } from '#domain/alarms/triage/presentation.ts';
import { factsOf, type OccurrenceFacts, type OccurrenceRecord } from './occurrenceRecord.ts';

/**
 * What stands for so long did not end by itself. Vigil's own: twice the delay that has evidence (CLINICAL.md, Alarm load),
 * so that an alarm which triage never called for is counted as having stood long before most delays would say so.
 */
export const STOOD_MS = 30_000;

/**
 * What became of an alarm that was held back, quieted or folded. `calledLater`: it was announced after all. `spokenFor`: an
 * alarm it was folded under, or had joined, was announced while both stood. `wentOn`: it came back within moments of an answered
 * call, under the same line. `listed`: it had a line on the list and no call. `unseen`: none of these.
 */
export type Outcome = 'calledLater' | 'spokenFor' | 'wentOn' | 'listed' | 'unseen';

export interface LedgerEntry extends OccurrenceFacts {
  /** How long it was presented with less than a call, in all. */
  readonly lessMs: number;
  /** Stages that had a say, in the order in which they first had. */
  readonly stages: readonly Reason['stage'][];
  /** Their reasons in words, each as it was first given. Empty: there was none, and that is a defect. */
  readonly reasons: readonly string[];
  readonly outcome: Outcome;
  /**
   * Whether it turned out to stand: it was announced later, outlasted every delay that held it, or was never announced
   * though it stood for {@link STOOD_MS}.
   */
  readonly stood: boolean;
}

/** What the presentation cost and saved: every alarm that was at any time presented with less than a call. */
export interface Ledger {
  readonly heldBack: number;
  readonly quieted: number;
  readonly folded: number;
  /** Occurrences in all; one can have been held back, and then folded. */
  readonly total: number;
  readonly stood: number;
  /** Of those that stood: neither announced, nor spoken for, nor on the list at any time. */
  readonly stoodUnseen: number;
  readonly withoutReason: number;
  readonly byStage: Readonly<Partial<Record<Reason['stage'], { readonly count: number; readonly stood: number }>>>;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Those that stood first, then the others; each part newest first. */
  readonly entries: readonly LedgerEntry[];
  /** How many entries were left out, for length. The counts are of all. */
  readonly omitted: number;
}

/**
 * Makes the ledger of some occurrences. Pure.
 *
 * @param nowMs how long those have stood that still do
 * @param most so many entries are listed
 */
export function ledgerOf(records: readonly OccurrenceRecord[], nowMs: number, most: number): Ledger {
  const judged = records
    .filter(({ spells }) => spells.length > 0)
    .map((record) => ({ record, outcome: outcomeOf(record), stood: hasStood(record, nowMs) }));
  const byStage: Partial<Record<Reason['stage'], { count: number; stood: number }>> = {};
  const outcomes: Record<Outcome, number> = { calledLater: 0, spokenFor: 0, wentOn: 0, listed: 0, unseen: 0 };
  const manners = { held: 0, quiet: 0, folded: 0 };
  let withoutReason = 0;
  for (const { record, outcome, stood } of judged) {
    outcomes[outcome] += 1;
    withoutReason += Number(!hasReasons(record));
    for (const manner of new Set(record.spells.map((spell) => spell.manner))) manners[manner] += 1;
    for (const stage of reasonsOf(record).keys()) {
      byStage[stage] ??= { count: 0, stood: 0 };
      byStage[stage].count += 1;
      byStage[stage].stood += Number(stood);
    }
  }
  const listed = judged
    .toSorted((a, b) => Number(b.stood) - Number(a.stood) || b.record.sinceMs - a.record.sinceMs)
    .slice(0, most);
  return {
    heldBack: manners.held,
    quieted: manners.quiet,
    folded: manners.folded,
    total: judged.length,
    stood: judged.filter(({ stood }) => stood).length,
    stoodUnseen: judged.filter(({ stood, outcome }) => stood && outcome === 'unseen').length,
    withoutReason,
    byStage,
    outcomes,
    entries: listed.map(({ record, outcome, stood }) => ({ ...told(record, nowMs), outcome, stood })),
    omitted: judged.length - listed.length,
  };
}

function told(record: OccurrenceRecord, nowMs: number): Omit<LedgerEntry, 'outcome' | 'stood'> {
  const reasons = reasonsOf(record);
  return {
    ...factsOf(record),
    lessMs: record.spells.reduce((sum, { fromMs, untilMs }) => sum + (untilMs ?? nowMs) - fromMs, 0),
    stages: [...reasons.keys()],
    reasons: hasReasons(record) ? [...reasons.values()].map(reasonText) : [],
  };
}

/** By stage, the first that each gave. */
function reasonsOf({ spells }: OccurrenceRecord): ReadonlyMap<Reason['stage'], Reason> {
  const first = new Map<Reason['stage'], Reason>();
  for (const { reasons } of spells) {
    for (const reason of reasons) if (!first.has(reason.stage)) first.set(reason.stage, reason);
  }
  return first;
}

/** Whether there was a reason all the time. */
function hasReasons({ spells }: OccurrenceRecord): boolean {
  return spells.every(({ reasons }) => reasons.length > 0);
}

function outcomeOf({ announcedMs, spokenForMs, wentOnMs, spells }: OccurrenceRecord): Outcome {
  if (announcedMs !== null) return 'calledLater';
  if (spokenForMs !== null) return 'spokenFor';
  if (wentOnMs !== null) return 'wentOn';
  return spells.some(({ manner }) => manner === 'quiet') ? 'listed' : 'unseen';
}

function hasStood({ announcedMs, spells, sinceMs, endedMs }: OccurrenceRecord, nowMs: number): boolean {
  if (announcedMs !== null) return (spells[0]?.fromMs ?? announcedMs) < announcedMs;
  const untilMs = endedMs ?? nowMs;
  if (untilMs - sinceMs >= STOOD_MS) return true;
  const delays = spells.flatMap(({ reasons }) =>
    reasons.flatMap((reason) => (reason.stage === 'holdBack' ? [reason.untilMs] : [])),
  );
  return delays.length > 0 && delays.every((delayedMs) => untilMs >= delayedMs);
}
