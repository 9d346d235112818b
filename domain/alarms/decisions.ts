import type { Acknowledgement, Alarm, Owner } from './alarm.ts';
import { CHARGE_LEVEL } from './escalation.ts';
import type { Carried, Command, Decision } from './events.ts';

/** What a decision other than an acknowledgement changes. Whoever has it has answered: nobody else is called. */
export function afterDecision(decision: Decision, alarm: Alarm, nowMs: number): Partial<Alarm> {
  switch (decision.action) {
    case 'acknowledge':
    case 'undo':
    case 'sendNow':
    case 'drop':
      return {};
    case 'take':
      return ownedBy({ actorId: decision.actorId, sinceMs: nowMs }, nowMs);
    case 'handOn':
      return ownedBy({ actorId: decision.recipientId, sinceMs: nowMs }, nowMs);
    case 'giveBack':
      return ownedBy(null, nowMs);
    case 'escalate':
      return { escalation: Math.max(alarm.escalation + 1, CHARGE_LEVEL), waitingSinceMs: nowMs };
    case 'note':
      return { notes: [...alarm.notes, { actorId: decision.actorId, atMs: nowMs, text: decision.text }] };
  }
}

/** What it changes that somebody has an alarm now, or nobody has it any more: it waits for the next one from now on. */
export function ownedBy(owner: Owner | null, nowMs: number): Pick<Alarm, 'owner' | 'escalation'> & Partial<Alarm> {
  return owner === null ? { owner, escalation: 0, waitingSinceMs: nowMs } : { owner, escalation: 0 };
}

/** The acknowledgement a decision makes. */
export function acknowledgementBy({ commandId, actorId }: Decision, nowMs: number): Acknowledgement {
  return { commandId, actorId, atMs: nowMs };
}

/** Whether a decision that is brought to the bedside quiets it, or tells others that somebody has the alarm. */
export function answersAt({ carried }: Pick<Command, 'carried'>): boolean {
  return carried !== null && answering.has(carried.action);
}

const answering: ReadonlySet<Carried['action']> = new Set(['acknowledge', 'take', 'handOn']);

/** What the bedside is told of a decision that is no undo; null: nothing. */
export function carriedBy(decision: Decision): Carried | null {
  switch (decision.action) {
    case 'note':
    case 'undo':
    case 'sendNow':
    case 'drop':
      return null;
    case 'handOn':
      return { action: 'handOn', recipientId: decision.recipientId };
    default:
      return { action: decision.action, recipientId: '' };
  }
}

/** What the bedside is told when a decision is taken back; null: it can't be: people were called, a note is on record. */
export function undoOf({ action, ownerBefore }: Command): Carried | null {
  switch (action) {
    case 'acknowledge':
      return { action: 'withdraw', recipientId: '' };
    case 'take':
    case 'handOn':
    case 'giveBack':
      return ownerBefore === null
        ? { action: 'giveBack', recipientId: '' }
        : { action: 'handOn', recipientId: ownerBefore.actorId };
    default:
      return null;
  }
}

/** Whether an alarm is as a decision left it. */
export function isInForce(command: Command, { acknowledged, owner }: Alarm): boolean {
  const { commandId, takenMs, isUndone } = command;
  if (isUndone) return false;
  switch (command.action) {
    case 'acknowledge':
      return acknowledged?.commandId === commandId;
    case 'take':
      return owner?.actorId === command.actorId && owner.sinceMs === takenMs;
    case 'handOn':
      return owner?.actorId === command.recipientId && owner.sinceMs === takenMs;
    case 'giveBack':
      return owner === null;
    default:
      return false;
  }
}

/** Whether an id names what it named before. When it was issued may differ: a retry can be stamped anew. */
export function sameDecision(a: Decision, b: Decision): boolean {
  return said(a) === said(b);
}

/** A decision without when it was issued, as text. */
function said(decision: Decision): string {
  const { commandId, alarmId, action, actorId } = decision;
  return JSON.stringify([commandId, alarmId, action, actorId, detailOf(decision)]);
}

function detailOf(decision: Decision): string {
  switch (decision.action) {
    case 'handOn':
      return decision.recipientId;
    case 'note':
      return decision.text;
    case 'undo':
      return decision.undoes;
    case 'sendNow':
    case 'drop':
      return decision.waiting;
    default:
      return '';
  }
}
