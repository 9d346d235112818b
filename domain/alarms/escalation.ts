import { type Alarm, isUnanswered } from './alarm.ts';
import type { AlarmsState } from './alarms.ts';
import { hasElapsed } from './elapsed.ts';
import type { AlarmEffect } from './events.ts';
import { shownPriority } from './priority.ts';

/** What is done at each level, from 1: more is seen, then heard, then the charge nurse is shown it. */
export const escalationSteps = ['seen', 'heard', 'charge'] as const;

/** From this level on an alarm sounds though triage gave it no call of its own. */
export const HEARD_LEVEL = escalationSteps.indexOf('heard') + 1;

/** From this level on it stands in the charge nurse's overview. Who escalates by hand means this. */
export const CHARGE_LEVEL = escalationSteps.indexOf('charge') + 1;

/**
 * Calls more people for alarms that nobody has answered in the time the policy gives. Only for those that are on the list
 * by themselves (`isListed`): what is held back or folded has not called anybody yet. At most one level a call.
 */
export function escalate(
  state: AlarmsState,
  isListed: (alarm: Alarm) => boolean,
  nowMs: number,
): { readonly state: AlarmsState; readonly effects: readonly AlarmEffect[] } {
  const due: Alarm[] = [];
  for (const alarm of state.alarms.values()) {
    if (!isUnanswered(alarm)) continue;
    const priority = shownPriority(alarm.report);
    const waitMs = priority === 'none' ? undefined : state.policy.escalationMs[priority][alarm.escalation];
    if (waitMs !== undefined && hasElapsed(alarm.waitingSinceMs, waitMs, nowMs) && isListed(alarm)) due.push(alarm);
  }
  if (due.length === 0) return { state, effects: [] };
  const alarms = new Map(state.alarms);
  for (const alarm of due) alarms.set(alarm.id, { ...alarm, escalation: alarm.escalation + 1, waitingSinceMs: nowMs });
  return {
    state: { ...state, alarms },
    effects: due.map(({ id, escalation }) => ({
      type: 'escalated',
      alarmId: id,
      level: escalation + 1,
      actorId: null,
    })),
  };
}
