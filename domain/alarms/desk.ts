import { type AlarmsState, noAlarms, reduceAlarms } from './alarms.ts';
import { escalate } from './escalation.ts';
import type { AlarmEffect, AlarmEvent } from './events.ts';
import type { AlarmPolicy } from './policy.ts';
import { isListed } from './triage/presentation.ts';
import { noTriage, type TriageEffect, type TriageState, triage } from './triage/triage.ts';

/** All that a station knows about alarms. */
export interface Desk {
  readonly alarms: AlarmsState;
  readonly triage: TriageState;
}

export type DeskEffect = AlarmEffect | TriageEffect;

/** A desk where nothing has happened yet. */
export function emptyDesk(policy?: AlarmPolicy): Desk {
  return { alarms: noAlarms(policy), triage: noTriage };
}

/**
 * The one door for all that happens to alarms: what it means for each, how each is then presented, and whether more people
 * are called. Pure: a log of events and their times, ticks too, gives the same desk and the same effects again. An event that
 * changes nothing, as most ticks, gives the desk back that was given, and need not be in the log.
 */
export function reduceDesk(
  desk: Desk,
  event: AlarmEvent,
  nowMs: number,
): { readonly state: Desk; readonly effects: readonly DeskEffect[] } {
  const reduced = reduceAlarms(desk.alarms, event, nowMs);
  const sorted = triage(desk.triage, reduced.state, nowMs);
  const { presented } = sorted.state;
  const called = escalate(
    reduced.state,
    ({ id }) => {
      const presentation = presented.get(id);
      return presentation !== undefined && isListed(presentation);
    },
    nowMs,
  );
  const isSame = called.state === desk.alarms && sorted.state === desk.triage;
  return {
    state: isSame ? desk : { alarms: called.state, triage: sorted.state },
    effects: [...reduced.effects, ...sorted.effects, ...called.effects],
  };
}
