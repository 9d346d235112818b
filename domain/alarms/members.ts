import { type Alarm, stands } from './alarm.ts';
import type { Desk } from './desk.ts';
import type { Command } from './events.ts';
import { placeOf } from './place.ts';
import type { Presentation } from './triage/presentation.ts';

/** An alarm that stands, and all that is to be told of it. */
export interface Member {
  readonly alarm: Alarm;
  readonly presentation: Presentation;
  /** When the patient got the first of the alarms that stand in this bed; station's clock. Names its episode. */
  readonly episodeSinceMs: number;
  /** Decisions on this occurrence, oldest first, with how far each has come. */
  readonly commands: readonly Command[];
}

/**
 * What stands, by alarm id, in the order of arrival, and what ended a moment ago under a call that was answered: its line
 * stays, in case it comes back (triage/recur.ts). Parts that have not changed are the same objects as the time before.
 */
export function membersOf({ alarms, triage }: Desk): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  for (const alarm of alarms.alarms.values()) {
    const presentation = triage.presented.get(alarm.id);
    if (presentation === undefined || !(stands(alarm) || keepsLine(alarm, triage))) continue;
    members.set(alarm.id, {
      alarm,
      presentation,
      episodeSinceMs: triage.episodes.get(placeOf(alarm)) ?? alarm.sinceMs,
      commands: commandsOf(alarm, alarms),
    });
  }
  return members;
}

/** Decisions on the present occurrence of an alarm, or on its last, oldest first. */
export function commandsOf({ commandIds }: Alarm, { commands }: Desk['alarms']): readonly Command[] {
  return commandIds.flatMap((id) => commands.get(id) ?? []);
}

/** Whether two members tell the same. */
export function sameMember(a: Member, b: Member): boolean {
  return (
    a.alarm === b.alarm &&
    a.presentation === b.presentation &&
    a.episodeSinceMs === b.episodeSinceMs &&
    a.commands.length === b.commands.length &&
    a.commands.every((command, index) => command === b.commands[index])
  );
}

/** Whether an alarm that has ended still has its line on the list. */
export function keepsLine({ condition, occurrence }: Alarm, { answered }: Desk['triage']): boolean {
  const call = answered.get(condition);
  return call !== undefined && call.occurrence === occurrence && call.endedMs !== null;
}
