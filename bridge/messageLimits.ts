import type { Decision } from '#domain/alarms/events.ts';
import type { WindowMessage } from './messages.ts';

/**
 * The longest message of a window, in characters; longer ones are not even parsed. More than any needs: a policy with hundreds
 * of codes, or one key for all alarms of a bed, are some 100,000. The one rule, for who sends, carries and reads: a window sends
 * nothing longer, and a station that gets it all the same says so before it ends the session.
 */
export const LONGEST_MESSAGE = 500_000;

/** The same on a wire that counts bytes: a character is three of them at the most, as UTF-8. */
export const LONGEST_MESSAGE_BYTES = 3 * LONGEST_MESSAGE;

/** Decided in one message. A bed of a ward in flood has some dozens of alarms. */
export const MOST_DECISIONS = 500;

/** Whether no station reads a message. */
export function isTooLong(message: WindowMessage): boolean {
  return JSON.stringify(message).length > LONGEST_MESSAGE;
}

/** What a person decided with one key, in messages that a station reads, in its order. A single decision always is one. */
export function decideMessages(decisions: readonly Decision[]): readonly WindowMessage[] {
  if (decisions.length === 0) return [];
  const message: WindowMessage = { type: 'decide', decisions };
  if (decisions.length === 1 || (decisions.length <= MOST_DECISIONS && !isTooLong(message))) return [message];
  const half = Math.ceil(decisions.length / 2);
  return [...decideMessages(decisions.slice(0, half)), ...decideMessages(decisions.slice(half))];
}
