import { type Alarm, type Owner, stands } from './alarm.ts';
import type { AlarmsState } from './alarms.ts';
import { isInForce } from './decisions.ts';
import { hasElapsed } from './elapsed.ts';
import type { Carried, Command } from './events.ts';
import type { AlarmPolicy } from './policy.ts';

/** Whether a decision is too old to be brought to the bedside without asking, from when somebody last stood behind it. */
export function isTooOld({ freshMs }: Command, { deliverWithinMs }: AlarmPolicy, nowMs: number): boolean {
  return hasElapsed(freshMs, deliverWithinMs, nowMs);
}

/**
 * Whether a decision may set out now: it is on its way, and none before it on the same alarm is still to be settled. Another
 * alarm's wait for each other nowhere.
 */
export function mayGo({ commands, underWay }: AlarmsState, commandId: string): boolean {
  const command = commands.get(commandId);
  if (command?.delivery.state !== 'sent') return false;
  return underWay.find((id) => commands.get(id)?.alarmId === command.alarmId) === commandId;
}

/** Whether what a decision is about is over at the bedside: it has ended, or has begun anew since. */
export function isOver({ commandId }: Command, alarm: Alarm | undefined): boolean {
  return alarm === undefined || !stands(alarm) || alarm.bedside === 'off' || !alarm.commandIds.includes(commandId);
}

type Because = string | null;

/** Somebody else's acknowledgement is in force. */
const isAcknowledged = ({ commandId }: Command, { acknowledged }: Alarm): boolean =>
  acknowledged !== null && acknowledged.commandId !== commandId;

const ownedSince = (command: Command, alarm: Alarm): Because =>
  alarm.owner !== null && !isInForce(command, alarm) && alarm.owner.sinceMs > command.takenMs
    ? 'somebody has taken it since'
    : null;

/** What makes each decision needless that has become too old. */
const answeredSince: Readonly<Record<Carried['action'], (command: Command, alarm: Alarm) => Because>> = {
  acknowledge: (command, alarm) => (isAcknowledged(command, alarm) ? 'somebody else acknowledged it meanwhile' : null),
  withdraw: (command, alarm) => (isAcknowledged(command, alarm) ? 'somebody acknowledged it again meanwhile' : null),
  escalate: (command, alarm) =>
    isAcknowledged(command, alarm) && (alarm.acknowledged?.atMs ?? 0) > command.takenMs
      ? 'somebody acknowledged it meanwhile'
      : null,
  take: ownedSince,
  handOn: ownedSince,
  giveBack: ownedSince,
};

/** Why nobody needs to be asked about a decision that is too old; null: somebody does. For people, beside the alarm. */
export function needlessBecause(command: Command, alarm: Alarm | undefined): Because {
  if (alarm === undefined || isOver(command, alarm)) return 'the alarm ended meanwhile';
  return command.carried === null ? null : answeredSince[command.carried.action](command, alarm);
}

/** Whom a decision makes the owner; undefined: it does not say. */
export function ownerBy(command: Command): Owner | null | undefined {
  switch (command.action) {
    case 'take':
      return { actorId: command.actorId, sinceMs: command.takenMs };
    case 'handOn':
      return { actorId: command.recipientId, sinceMs: command.takenMs };
    case 'giveBack':
      return null;
    default:
      return undefined;
  }
}
