import type { Alarm } from '#domain/alarms/alarm.ts';
import type { LimitCondition } from '#domain/alarms/limitCondition.ts';
import { type ShownPriority, shownPriority } from '#domain/alarms/priority.ts';
import { EITHER, NOBODY, patientKeyOf } from '#domain/ward/whose.ts';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';

/** An onset that is further from when we learned of it is a clock's fault or an old alarm's; then that time is taken. */
const CREDIBLE_MS = 600_000;

/** When an alarm began, on the clock of its samples as far as that can be believed. */
export function momentOf({ report, sinceMs }: Pick<Alarm, 'report' | 'sinceMs'>): number {
  return Math.abs(report.onsetMs - sinceMs) <= CREDIBLE_MS ? report.onsetMs : sinceMs;
}

/** An alarm as a mark in time. */
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
}

/**
 * Alarms of the patient of a stay, the oldest first, with whatever may be theirs: one of which nobody knows whose it is says so.
 * Those of another patient in the bed are left out, also when they stood within the stay.
 */
export function marksOf(stay: HeldStay, alarms: readonly KeptAlarm[]): AlarmMark[] {
  const key = patientKeyOf(stay);
  return alarms
    .filter(({ member: { alarm } }) => alarm.patientKey === key || alarm.patientKey === EITHER || key === NOBODY)
    .map(({ member: { alarm }, goneMs }) => {
      const text = alarmText(alarm.report) + (alarm.patientKey === EITHER ? ' (not known whose)' : '');
      const fromMs = momentOf(alarm);
      const untilMs = goneMs === null ? null : Math.max(fromMs, goneMs);
      const { sourceCode, report } = alarm;
      return {
        id: `${alarm.id} ${alarm.occurrence}`,
        priority: shownPriority(report),
        text,
        fromMs,
        untilMs,
        sourceCode,
        limit: report.limit,
      };
    })
    .sort((a, b) => a.fromMs - b.fromMs);
}
