import type { Acknowledgement, Alarm } from './alarm.ts';
import type { Decision } from './events.ts';

/** What a decision other than an acknowledgement changes. Whoever has it has answered: nobody else is called. */
export function afterDecision(decision: Decision, alarm: Alarm, nowMs: number): Partial<Alarm> {
  const owned = (actorId: string) => ({ owner: { actorId, sinceMs: nowMs }, escalation: 0 });
  switch (decision.action) {
    case 'acknowledge':
      return {};
    case 'take':
      return owned(decision.actorId);
    case 'handOn':
      return owned(decision.recipientId);
    case 'giveBack':
      return { owner: null, escalation: 0, waitingSinceMs: nowMs };
    case 'escalate':
      return { escalation: alarm.escalation + 1, waitingSinceMs: nowMs };
  }
}

/** The acknowledgement a decision makes; null without one. */
export function acknowledgementBy(decision: Decision | undefined, nowMs: number): Acknowledgement | null {
  return decision === undefined ? null : { commandId: decision.commandId, actorId: decision.actorId, atMs: nowMs };
}

/** Whether an id names what it named before. When it was issued may differ: a retry can be stamped anew. */
export function sameDecision(a: Decision, b: Decision): boolean {
  return (
    a.alarmId === b.alarmId &&
    a.action === b.action &&
    a.actorId === b.actorId &&
    (a.action !== 'handOn' || b.action !== 'handOn' || a.recipientId === b.recipientId)
  );
}
