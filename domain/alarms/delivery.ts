import type { AlarmCountName } from './counts.ts';

/**
 * The way of a decision to the bedside, an axis of its own: an alarm may be acknowledged here and not yet there, and both
 * are shown. `none`: not under way. `failed`: the gateway refused it, does not know the alarm, or takes no decisions.
 */
export type DeliveryState = 'none' | 'sent' | 'confirmed' | 'failed';

export interface Delivery {
  readonly state: DeliveryState;
  /** Station's clock; when the state was reached. */
  readonly atMs: number;
  /** Why it failed, for people; '' otherwise. */
  readonly reason: string;
}

type DeliveryStep = 'send' | 'confirm' | 'fail';

/**
 * What a try and an answer do. Trying again with the same id is allowed at any time: gateways take a decision once
 * (Acknowledge, idempotent by command_id), so a confirmation that comes after a failure is true and stays.
 */
export const deliveryTable: Readonly<
  Record<DeliveryState, Readonly<Record<DeliveryStep, DeliveryState | readonly [DeliveryState, AlarmCountName]>>>
> = {
  none: { send: 'sent', confirm: ['none', 'answersUnasked'], fail: ['none', 'answersUnasked'] },
  sent: { send: 'sent', confirm: 'confirmed', fail: 'failed' },
  confirmed: { send: 'confirmed', confirm: 'confirmed', fail: ['confirmed', 'answersContradicting'] },
  failed: { send: 'sent', confirm: 'confirmed', fail: 'failed' },
};

export const undelivered: Delivery = { state: 'none', atMs: 0, reason: '' };

/** Takes a step; the same delivery when nothing changed. */
export function deliver(
  delivery: Delivery,
  step: DeliveryStep,
  nowMs: number,
  reason = '',
): { readonly delivery: Delivery; readonly count: AlarmCountName | null } {
  const cell = deliveryTable[delivery.state][step];
  const [state, count] = typeof cell === 'string' ? [cell, null] : cell;
  return { delivery: state === delivery.state ? delivery : { state, atMs: nowMs, reason }, count };
}
