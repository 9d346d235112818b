import type { AlarmReport } from '#domain/alarms/report.ts';
import type { Manner, Reason } from '#domain/alarms/triage/presentation.ts';

/** For so long, other than being announced, an alarm was presented so. */
export interface Spell {
  readonly manner: Exclude<Manner, 'announced'>;
  readonly reasons: readonly Reason[];
  readonly fromMs: number;
  /** null: still. */
  untilMs: number | null;
}

/**
 * What is remembered of one occurrence of an alarm, for load and ledger. The meter goes on writing in it while it stands.
 * Times are the station's clock.
 */
export interface OccurrenceRecord extends Pick<AlarmReport, 'bedKey' | 'code' | 'label' | 'kind'> {
  readonly alarmId: string;
  readonly occurrence: number;
  readonly sourceCode: string | null;
  /** What it tells of whom (condition.ts). */
  readonly condition: string;
  /** The highest it had. */
  priority: AlarmReport['priority'];
  readonly sinceMs: number;
  /** null: it stands. */
  endedMs: number | null;
  /** When it was first announced; null: not yet, or never. */
  announcedMs: number | null;
  /** When what it is folded under, or has joined, was first announced while both stood; null: not so. */
  spokenForMs: number | null;
  /** Which alarm that was; null: none. */
  spokenForBy: string | null;
  /** When it went on with a call that somebody had answered (triage/recur.ts); null: it did not. */
  wentOnMs: number | null;
  /** When it first sounded; null: it never did. */
  soundedMs: number | null;
  /** When somebody first took or acknowledged it; null: nobody has. */
  answeredMs: number | null;
  /** How many times more people were called for it. */
  escalation: number;
  /** Whenever it was not announced, in order. */
  readonly spells: Spell[];
}

/** What of an occurrence is told wherever it is listed. */
export type OccurrenceFacts = Readonly<
  Pick<OccurrenceRecord, 'alarmId' | 'bedKey' | 'code' | 'label' | 'kind' | 'priority' | 'sinceMs' | 'endedMs'>
>;

/** The facts alone, as a plain object. */
export function factsOf(record: OccurrenceRecord): OccurrenceFacts {
  const { alarmId, bedKey, code, label, kind, priority, sinceMs, endedMs } = record;
  return { alarmId, bedKey, code, label, kind, priority, sinceMs, endedMs };
}

/** One call for a nurse's attention. */
export interface Call {
  readonly atMs: number;
  readonly record: OccurrenceRecord;
  /** `announced`: it calls, for the first time or again. `line`: it came without a call, where the bed had no line. */
  readonly how: 'announced' | 'line';
  /** What triage said of it then. */
  readonly reasons: readonly Reason[];
}
