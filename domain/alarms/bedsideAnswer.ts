import type { Answer, Carried } from './events.ts';

/** A decision on its way to one gateway. */
export interface Errand {
  /** Makes repeating harmless: a gateway takes the same id once. */
  readonly commandId: string;
  /** The alarm, by the gateway's own id. */
  readonly alarmId: string;
  readonly carried: Carried;
  readonly actorId: string;
  /** Station's clock. */
  readonly issuedMs: number;
}

/** How one try to bring a decision to the bedside ended. */
export type BedsideAnswer =
  | { readonly code: 'accepted' }
  /** Somebody was first; `actorId` '': the gateway does not say who. */
  | { readonly code: 'already'; readonly actorId: string }
  | { readonly code: 'unknownAlarm' }
  /** The bedside does not want it, or will never understand it. `reason` is for people. */
  | { readonly code: 'refused'; readonly reason: string }
  /** This bedside takes no decisions from outside. */
  | { readonly code: 'notTaken' }
  /** Nobody knows whether it arrived: to be tried again with the same id. */
  | { readonly code: 'transient'; readonly reason: string }
  /** So it is, and something is faulty there, so it may be for ever. */
  | { readonly code: 'faulty'; readonly reason: string };

/** An answer that settles a decision. */
export type SettlingAnswer = Exclude<BedsideAnswer, { readonly code: 'transient' | 'faulty' }>;

/** What an answer means for the decision. Reasons are read by whoever decided, beside the alarm. */
export function answerOf(answer: SettlingAnswer): Answer {
  switch (answer.code) {
    case 'accepted':
      return { outcome: 'confirmed', earlierActorId: null };
    case 'already':
      return { outcome: 'confirmed', earlierActorId: answer.actorId || null };
    case 'unknownAlarm':
      return { outcome: 'failed', reason: 'the bedside no longer knows this alarm' };
    case 'refused':
      return { outcome: 'failed', reason: answer.reason || 'the bedside refused, without saying why' };
    case 'notTaken':
      return { outcome: 'failed', reason: 'this bedside takes no decisions from here: acknowledge it there' };
  }
}

/** Why a decision is given up: nobody knows whether it arrived. */
export function unsettled(reason: string): Answer {
  return { outcome: 'failed', reason: `the gateway did not take it (${reason}): acknowledge it at the bedside` };
}

/** Why a decision can't even set out: its alarm has no name at the bedside. */
export const nameless: Answer = {
  outcome: 'failed',
  reason: 'the bedside gave this alarm no id: acknowledge it there',
};

/** Why a decision can't set out: nothing leads to the gateway of its alarm any more. */
export const gatewayGone: Answer = {
  outcome: 'failed',
  reason: 'the gateway of this alarm is no longer in the configuration',
};
