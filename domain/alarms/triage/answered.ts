import { type Alarm, stands } from '#domain/alarms/alarm.ts';
import { conditionAt } from '#domain/alarms/condition.ts';
import { hasElapsed } from '#domain/alarms/elapsed.ts';
import type { Occupants } from '#domain/alarms/occupants.ts';
import { placeAt } from '#domain/alarms/place.ts';
import { urgencyOf } from '#domain/alarms/priority.ts';
import { Changes } from './changes.ts';
import type { Entry } from './presentation.ts';

/** A call for one condition that somebody has taken or acknowledged. Station's clock. */
export interface AnsweredCall {
  /** The occurrence it goes on with, the last one so far. */
  readonly alarmId: string;
  readonly occurrence: number;
  readonly actorId: string;
  /** Of the alarm that called. What comes back more urgent is another matter. */
  readonly urgency: number;
  /** When that occurrence ended; null: it stands. */
  readonly endedMs: number | null;
  /** When the one before it ended; null: it is the first, that called. */
  readonly cameBackMs: number | null;
}

/** What the answered calls depend on beside the alarms that stand. */
interface Surroundings {
  readonly alarms: ReadonlyMap<string, Alarm>;
  readonly occupants: Occupants;
  readonly withinMs: number;
  readonly nowMs: number;
}

/**
 * The answered calls after what has happened. A call is over when its condition has been away for `withinMs`, or its bed is
 * served no more; what begins within that time goes on with it, also in the bed that the patient has been brought to: whoever
 * has answered is with the patient and not with the bed. The same map when nothing has changed.
 */
export function answeredAfter(
  before: ReadonlyMap<string, AnsweredCall>,
  entries: readonly Entry[],
  { alarms, occupants, withinMs, nowMs }: Surroundings,
): ReadonlyMap<string, AnsweredCall> {
  const calls = new Changes(before);
  for (const [condition, call] of before) {
    const endedMs = call.endedMs ?? endOf(call, alarms, nowMs);
    const isGone = alarms.get(call.alarmId)?.oddities.includes('endedWithBed') === true;
    if (endedMs !== null && (isGone || hasElapsed(endedMs, withinMs, nowMs))) calls.delete(condition);
    else if (endedMs !== call.endedMs) calls.set(condition, { ...call, endedMs });
  }
  for (const { alarm, announcedMs } of entries) {
    const { condition, id: alarmId, occurrence } = alarm;
    const earlier = calls.map.has(condition) ? null : conditionBefore(alarm, occupants);
    const call = calls.map.get(earlier ?? condition);
    if (call?.endedMs === null) continue;
    const actorId = alarm.acknowledged?.actorId ?? alarm.owner?.actorId;
    const urgency = urgencyOf(alarm.report);
    if (announcedMs !== null && actorId !== undefined) {
      calls.set(condition, { alarmId, occurrence, actorId, urgency, endedMs: null, cameBackMs: null });
    } else if (announcedMs === null && call !== undefined && urgency <= call.urgency && alarm.presence === 'on') {
      if (earlier !== null) calls.delete(earlier);
      calls.set(condition, { ...call, alarmId, occurrence, endedMs: null, cameBackMs: call.endedMs });
    }
  }
  return calls.map;
}

/** The same condition in the bed that the patient of an alarm has left for this one; null: there is none. */
function conditionBefore(alarm: Alarm, occupants: Occupants): string | null {
  const { report, patientKey } = alarm;
  const here = occupants.get(report.bedKey);
  if (here === undefined || here.patientKey !== patientKey || here.from === null || here.from.untilMs === null)
    return null;
  return conditionAt(placeAt(here.from.bedKey, patientKey), alarm);
}

function endOf(
  { alarmId, occurrence }: AnsweredCall,
  alarms: ReadonlyMap<string, Alarm>,
  nowMs: number,
): number | null {
  const alarm = alarms.get(alarmId);
  if (alarm === undefined || alarm.occurrence !== occurrence) return nowMs;
  return stands(alarm) ? null : alarm.endedMs;
}
