import type { SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import type { PatientKey } from '#domain/ward/whose.ts';
import type { Told } from './condition.ts';
import type { AlarmReport, ReportedOwner } from './report.ts';

/**
 * The signal's presence: `on` while the condition is present, `latched` when it has ended and somebody is still to see it,
 * `off` when nothing is left to tell (IEEE 11073-10207, AlertSignalPresence). That it is acknowledged is another axis.
 */
export type Presence = 'on' | 'latched' | 'off';

/**
 * Who acknowledged. `commandId` names the decision, at this station or another, and its delivery to the bedside is an axis of
 * the command; null: it was given at the bedside.
 */
export interface Acknowledgement {
  readonly commandId: string | null;
  readonly actorId: string;
  /** Station's clock. */
  readonly atMs: number;
}

export interface Owner {
  readonly actorId: string;
  /** Station's clock. */
  readonly sinceMs: number;
}

/** What somebody wrote on an alarm. */
export interface Note {
  readonly actorId: string;
  /** Station's clock. */
  readonly atMs: number;
  readonly text: string;
}

/** What somebody or something thinks of an alarm, and why; for example a look at the waveforms behind it. */
export interface Verdict {
  readonly verdict: 'credible' | 'doubtful';
  readonly by: string;
  readonly why: string;
}

const oddityNames = [
  'unknownCodes', // no code, or none we know
  'unknownKinds', // the gateway does not know either
  'unknownPriorities', // likewise; treated as high
  'unknownPresences', // likewise; treated as on
  'futureTimes', // onset or time of report is later than now, by more than the policy tolerates
  'limitsUnclear', // of a limit alarm no limit, not which one, no unit or no value, or one that is no finite number
  'limitsContradicted', // its worst value is not beyond its limit, or its value worse than the worst
  'outOfOrder', // reported earlier than what we hold; the order of arrival decides, as for all that a gateway sends
  'idsReused', // the id had another bed, code or kind; both alarms are kept
  'endsWithoutStart', // ended and never seen to begin
  'revived', // came back under an id that had ended
  'endedUnseen', // stood when the link was lost, and no more when it was live again
  'patientLeft', // stood when its patient left the bed
  'earlierPatient', // its bedside says that it stands, and it began before we knew of this patient there
  'endedWithBed', // stood at a bed that the gateway no longer serves
] as const;

/** What is odd about an alarm. It is shown as it came, marked so, and counted once an alarm. */
export type Oddity = (typeof oddityNames)[number];

export function isOddity(name: string | null): name is Oddity {
  return oddityNames.some((oddity) => oddity === name);
}

/** A report, and what it is about. */
export interface SourcedReport {
  readonly report: AlarmReport;
  /** Code of the channel or numeric that caused it, verbatim; null: not told, or one without a code. */
  readonly sourceCode: string | null;
}

/**
 * One alarm: what the bedside says of the condition, and what has become of its signal here. Times named `...Ms` outside
 * of `report` are the station's clock, taken when we learned of it, so that no gateway's clock can shorten a delay or an
 * age.
 */
export interface Alarm extends SourcedReport, Told {
  /** `report.alarmKey`; another where the bedside gave one id to two things (`idsReused`). */
  readonly id: string;
  readonly gatewayId: string;
  /** Whose it is: who lay in the bed when it began (DECISIONS, 53). Nothing that people decide on it concerns another. */
  readonly patientKey: PatientKey;
  /** The condition, by the bedside's last word: `on` (also when unknown), `latched` there, or `off`. */
  readonly bedside: Presence;
  /** The signal, here. */
  readonly presence: Presence;
  readonly acknowledged: Acknowledgement | null;
  /** Number of this occurrence, unique on the station; another when it comes back under its id. 0: it never stood. */
  readonly occurrence: number;
  /** When this occurrence was first seen. */
  readonly sinceMs: number;
  /** When it was last `off`; null while it stands. */
  readonly endedMs: number | null;
  readonly owner: Owner | null;
  /** What the gateway told of the owner, as far as it was taken in (ownership.ts): the same word has no effect twice. */
  readonly ownerTold: ReportedOwner | null;
  /** How many times more people were called, since somebody last answered. */
  readonly escalation: number;
  /** Since when it has waited for an answer, or for the next one to be called. */
  readonly waitingSinceMs: number;
  readonly verdict: Verdict | null;
  /** What the waves say of this occurrence; null: they are not asked, or have not answered yet. Changes nothing else. */
  readonly opinion: SecondOpinion | null;
  /** On this occurrence, oldest first. */
  readonly notes: readonly Note[];
  /** Decisions on this occurrence that were taken in, oldest first; the commands say how far each has come. */
  readonly commandIds: readonly string[];
  readonly oddities: readonly Oddity[];
}

/** Whether an alarm is still to be shown among those that stand. */
export function stands({ presence }: Pick<Alarm, 'presence'>): boolean {
  return presence !== 'off';
}

/** Whether nobody has acknowledged or taken a standing alarm. */
export function isUnanswered(alarm: Alarm): boolean {
  return stands(alarm) && alarm.acknowledged === null && alarm.owner === null;
}
