import type { Decision } from '#domain/alarms/events.ts';
import { isKey, isName, isRecord, isText, isWhole } from './windowValues.ts';

/** Reads one decision of a window; null: it is none. */
export function readDecision(value: unknown): Decision | null {
  if (!isRecord(value)) return null;
  const { commandId, alarmId, actorId, issuedMs, action, recipientId, text, undoes, waiting } = value;
  if (!isName(commandId) || !isKey(alarmId) || !isName(actorId) || !isWhole(issuedMs)) return null;
  const decided = { commandId, alarmId, actorId, issuedMs };
  switch (action) {
    case 'acknowledge':
    case 'take':
    case 'giveBack':
    case 'escalate':
      return { ...decided, action };
    case 'handOn':
      return isName(recipientId) ? { ...decided, action, recipientId } : null;
    case 'note':
      return isText(text) && text.trim() !== '' ? { ...decided, action, text } : null;
    case 'undo':
      return isName(undoes) ? { ...decided, action, undoes } : null;
    case 'sendNow':
    case 'drop':
      return isName(waiting) ? { ...decided, action, waiting } : null;
    default:
      return null;
  }
}
