import type { AlarmCountName } from '#domain/alarms/counts.ts';
import type { Command, Decision } from '#domain/alarms/events.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { Episode } from '#domain/alarms/worklist.ts';
import { alarmText } from './alarmSigns.ts';

type NameOf = (actorId: string) => string;

/** `M. Keller acknowledged`, for a record. */
export function decisionText(decision: Decision, nameOf: NameOf): string {
  const who = nameOf(decision.actorId);
  switch (decision.action) {
    case 'acknowledge':
      return `${who} acknowledged`;
    case 'take':
      return `${who} took it`;
    case 'handOn':
      return `${who} handed it on to ${nameOf(decision.recipientId)}`;
    case 'giveBack':
      return `${who} gave it back`;
    case 'escalate':
      return `${who} called the charge nurse`;
    case 'note':
      return `${who} noted: “${decision.text}”`;
    case 'undo':
      return `${who} took it back`;
    case 'sendNow':
      return `${who} confirmed it: send it now`;
    case 'drop':
      return `${who} dropped it: never send it`;
  }
}

/** `Acknowledged by M. Keller`, for who has just done so. */
export function doneText(decision: Decision, nameOf: NameOf): string {
  const who = nameOf(decision.actorId);
  switch (decision.action) {
    case 'acknowledge':
      return `Acknowledged by ${who}`;
    case 'take':
      return `Taken by ${who}`;
    case 'handOn':
      return `Handed on to ${nameOf(decision.recipientId)} by ${who}`;
    case 'giveBack':
      return `Given back by ${who}`;
    case 'escalate':
      return `Charge nurse called by ${who}`;
    case 'note':
      return `Noted by ${who}`;
    case 'undo':
      return `Taken back by ${who}`;
    case 'sendNow':
      return `Sent now by ${who}`;
    case 'drop':
      return `Dropped by ${who}`;
  }
}

/** How far a decision has come on its way to the bedside; '' of one about another's way. */
export function deliveryText({ action, carried, delivery, isUndone }: Command): string {
  if (action === 'sendNow' || action === 'drop') return '';
  const undone = isUndone ? ', taken back' : '';
  if (carried === null) return `kept here, not sent to the bedside${undone}`;
  switch (delivery.state) {
    case 'none':
    case 'sent':
      return `on its way to the bedside${undone}`;
    case 'behind':
      return `waits behind the decision before it, which was not sent${undone}`;
    case 'held':
      return `NOT SENT: too old, waits for somebody to send it now or drop it${undone}`;
    case 'dropped':
      return `never sent, dropped${undone}`;
    case 'lapsed':
      return `not needed any more, ${delivery.reason}${undone}`;
    case 'confirmed':
      return `confirmed by the bedside${undone}`;
    case 'failed':
      return `NOT DELIVERED: ${delivery.reason || 'no reason given'}${undone}`;
  }
}

/** Why a decision had no effect, for people. `member`: the alarm as it is now, if it still stands. */
export function refusalText(
  because: AlarmCountName,
  decision: Decision,
  member: Member | undefined,
  nameOf: NameOf,
): string {
  switch (because) {
    case 'acknowledgedAlready': {
      const first = member?.alarm.acknowledged;
      return first == null ? 'It was acknowledged already' : `${nameOf(first.actorId)} acknowledged this already`;
    }
    case 'decisionsAfterEnd':
      return 'The alarm had ended already';
    case 'decisionsOnUnknown':
      return 'The station does not know this alarm any more';
    case 'undosTooLate':
      return 'Too late to take back: time has passed, or somebody has decided since';
    case 'undosOfNothing':
      return 'There was nothing to take back';
    case 'heldAnsweredAlready':
      return answeredText(decision, member, nameOf);
    case 'commandIdsReused':
      return 'The station took it for another decision: try again';
    default:
      return `The station refused it (${decision.action}: ${because})`;
  }
}

/** Somebody, at another window, or the ward itself answered first. */
function answeredText(decision: Decision, member: Member | undefined, nameOf: NameOf): string {
  const asked = 'waiting' in decision ? decision.waiting : '';
  const first = member?.commands.find((command) => 'waiting' in command && command.waiting === asked);
  if (first === undefined) return 'This does not wait any more';
  return `${nameOf(first.actorId)} has ${first.action === 'drop' ? 'dropped' : 'sent'} this already`;
}

/** The alarm that leads an episode, in the bedside's words. */
export function leadingText({ members }: Pick<Episode, 'members'>): string {
  const leading = members[0];
  return leading === undefined ? '' : alarmText(leading.alarm.report);
}
