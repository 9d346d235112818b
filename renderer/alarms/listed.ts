import type { Setting } from '#domain/alarms/activation.ts';
import { stands } from '#domain/alarms/alarm.ts';
import type { Member } from '#domain/alarms/members.ts';
import { type ShownPriority, shownPriority, urgencyOf } from '#domain/alarms/priority.ts';
import { type Signal, signalsOf } from '#domain/alarms/signals.ts';
import { isListed } from '#domain/alarms/triage/presentation.ts';
import { NOBODY, type PatientKey } from '#domain/ward/whose.ts';

/** An alarm that is on the list by itself, and what is to be seen of it. */
export interface ListedAlarm {
  readonly member: Member;
  /** `none` once it is over and only its line stays, as on the worklist: it stands before nothing that goes on. */
  readonly priority: ShownPriority;
  readonly visual: Signal;
  /** Display name of who acknowledged it; '' while nobody has. */
  readonly acknowledgedBy: string;
}

/** What is to be seen of an alarm; null: it is held back or folded, and has no line of its own. */
export function listedAlarm(
  member: Member,
  settings: readonly Setting[],
  nameOf: (actorId: string) => string,
): ListedAlarm | null {
  const { alarm, presentation } = member;
  if (!isListed(presentation)) return null;
  return {
    member,
    priority: stands(alarm) ? shownPriority(alarm.report) : 'none',
    visual: signalsOf(alarm, presentation, settings).visual,
    acknowledgedBy: alarm.acknowledged === null ? '' : nameOf(alarm.acknowledged.actorId),
  };
}

/**
 * Whether an alarm is shown at its bed like that of whoever lies there. While nobody is announced there, all are: whoever left the
 * list may still lie in the bed. Another patient's never is.
 */
export function isShownAtBed(bedPatient: PatientKey | null, patientKey: PatientKey): boolean {
  return bedPatient === null || bedPatient === NOBODY || bedPatient === patientKey;
}

/** Those of a bed's alarms that are shown there beside the name of who lies there; the same list when all are. */
export function ofWhoLiesThere(listed: readonly ListedAlarm[], bedPatient: PatientKey | null): readonly ListedAlarm[] {
  const isTheirs = ({ member }: ListedAlarm) => isShownAtBed(bedPatient, member.alarm.patientKey);
  return listed.every(isTheirs) ? listed : listed.filter(isTheirs);
}

/** Whether an alarm asks for somebody: nobody has acknowledged it, and nobody has paused it or turned it off. */
export function isCalling({ visual }: Pick<ListedAlarm, 'visual'>): boolean {
  return (visual.presence === 'on' || visual.presence === 'latched') && visual.activation === 'on';
}

/** The priority that an alarm flashes in; null: it does not. Low never does (IEC 60601-1-8). */
export function flashingAs(listed: Pick<ListedAlarm, 'visual' | 'priority'>): 'high' | 'medium' | null {
  const { priority } = listed;
  return isCalling(listed) && (priority === 'high' || priority === 'medium') ? priority : null;
}

/**
 * Order of a bed's alarms: the highest priority first, those that call before those that do not, conditions that are present
 * before latched ones, newest first.
 */
export function byUrgency(a: ListedAlarm, b: ListedAlarm): number {
  const [one, other] = [a.member.alarm, b.member.alarm];
  return (
    urgencyOf(b) - urgencyOf(a) ||
    Number(isCalling(b)) - Number(isCalling(a)) ||
    Number(one.presence === 'latched') - Number(other.presence === 'latched') ||
    other.report.onsetMs - one.report.onsetMs ||
    (one.id < other.id ? -1 : Number(one.id > other.id))
  );
}

/**
 * Of a bed's alarms, in their order, the one to tell: equals take turns, so that the newest never hides the one that
 * explains it, an apnea the fibrillation before it; and where the highest are all acknowledged, so does the first that
 * still calls. undefined: there is none.
 */
export function toldAlarm(listed: readonly ListedAlarm[], turn: number): ListedAlarm | undefined {
  const first = listed[0];
  if (first === undefined) return undefined;
  const told = listed.filter(
    (each) =>
      each.priority === first.priority &&
      isCalling(each) === isCalling(first) &&
      each.visual.presence === first.visual.presence,
  );
  const calling = isCalling(first) ? undefined : listed.find(isCalling);
  if (calling !== undefined) told.unshift(calling);
  return told[turn % told.length];
}
