import type { LimitCondition } from '#domain/alarms/limitCondition.ts';
import { type ShownPriority, shownPriority } from '#domain/alarms/priority.ts';
import type { SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import { EITHER, NOBODY, patientKeyOf } from '#domain/ward/whose.ts';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import { spanOfAlarm } from '#renderer/history/alarmMoment.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';

/** An alarm as a mark in time, on the clock of the samples. */
export interface AlarmMark {
  readonly id: string;
  readonly priority: ShownPriority;
  readonly text: string;
  readonly fromMs: number;
  /** null: it stands. */
  readonly untilMs: number | null;
  /** What it is of; null: not told. */
  readonly sourceCode: string | null;
  readonly limit: LimitCondition | null;
  /** What the waves say of it; null: nothing, as of all that was kept before they were asked. */
  readonly opinion: SecondOpinion | null;
}

/** Whether an alarm is, or may be, of the patient of a stay; where nobody is known to lie there, every one is. */
export function isOf(stay: HeldStay, { member: { alarm } }: KeptAlarm): boolean {
  const key = patientKeyOf(stay);
  return alarm.patientKey === key || alarm.patientKey === EITHER || key === NOBODY;
}

/**
 * Alarms of the patient of a stay, the oldest first, with whatever may be theirs: one of which nobody knows whose it is says so.
 * Those of another patient in the bed are left out, also when they stood within the stay.
 */
export function marksOf(stay: HeldStay, alarms: readonly KeptAlarm[]): AlarmMark[] {
  return alarms
    .filter((kept) => isOf(stay, kept))
    .map(({ member: { alarm }, goneMs }) => {
      const text = alarmText(alarm.report) + (alarm.patientKey === EITHER ? ' (not known whose)' : '');
      const { fromMs, untilMs } = spanOfAlarm(alarm, goneMs, stay.aheadMs);
      const { sourceCode, report } = alarm;
      const about = { id: `${alarm.id} ${alarm.occurrence}`, priority: shownPriority(report), text, sourceCode };
      const opinion = alarm.opinion ?? null;
      return { ...about, limit: report.limit, opinion, fromMs, untilMs: goneMs === null ? null : untilMs };
    })
    .sort((a, b) => a.fromMs - b.fromMs);
}
