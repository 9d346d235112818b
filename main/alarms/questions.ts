import type { AlarmAnswer, AlarmQuestion } from '#bridge/messages.ts';
import type { Journal } from './journal.ts';

/** A question about what happened. */
export type RecordQuestion = Exclude<AlarmQuestion, { readonly of: 'policy' }>;

/** Answers from the record; `read` gives spans of it. */
export type RecordAnswerer = (question: RecordQuestion, read: Journal['read']) => Promise<AlarmAnswer>;

/** A question that came to nothing. */
export function refusal(where: string, what: string, todo: string): AlarmAnswer {
  return { of: 'refusal', problems: [{ where, what, todo }] };
}
