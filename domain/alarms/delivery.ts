import type { AlarmCountName } from './counts.ts';

/**
 * The way of a decision to the bedside, an axis of its own: an alarm may be acknowledged here and not yet there, and both
 * are shown. `none`: not under way. `behind`: an earlier one on the same alarm waits for confirmation, and must not be
 * overtaken. `held`: it waits for confirmation, as it is too old to be sent unasked. `failed`: the gateway refused it, does
 * not know the alarm, or takes no decisions. `dropped`: a person wants it sent no more. `lapsed`: it was held, or was to be,
 * and nothing was left to decide.
 */
export type DeliveryState = 'none' | 'sent' | 'behind' | 'held' | 'confirmed' | 'failed' | 'dropped' | 'lapsed';

export interface Delivery {
  readonly state: DeliveryState;
  /** Station's clock; when the state was reached. */
  readonly atMs: number;
  /** Why it failed or lapsed, for people; '' otherwise. */
  readonly reason: string;
}

export type DeliveryStep = 'send' | 'queue' | 'hold' | 'drop' | 'lapse' | 'confirm' | 'fail';

type Cell = DeliveryState | readonly [DeliveryState, AlarmCountName];

const held: Cell = ['held', 'decisionsHeld'];
const dropped: Cell = ['dropped', 'decisionsDropped'];
const lapsed: Cell = ['lapsed', 'decisionsLapsed'];

/**
 * What a try, an answer, time and people do. Trying again with the same id is allowed at any time: gateways take a decision
 * once (Acknowledge, idempotent by command_id), so a confirmation that comes after anything else is true and stays: a try may
 * have been under way when the decision became too old, or have arrived without its answer.
 */
export const deliveryTable: Readonly<Record<DeliveryState, Readonly<Record<DeliveryStep, Cell>>>> = {
  none: {
    send: 'sent',
    queue: 'behind',
    hold: 'none',
    drop: 'none',
    lapse: 'none',
    confirm: ['none', 'answersUnasked'],
    fail: ['none', 'answersUnasked'],
  },
  sent: {
    send: 'sent',
    queue: 'behind',
    hold: held,
    drop: dropped,
    lapse: lapsed,
    confirm: 'confirmed',
    fail: 'failed',
  },
  behind: {
    send: 'sent',
    queue: 'behind',
    hold: held,
    drop: dropped,
    lapse: lapsed,
    confirm: 'confirmed',
    fail: 'failed',
  },
  held: {
    send: 'sent',
    queue: 'behind',
    hold: 'held',
    drop: dropped,
    lapse: lapsed,
    confirm: 'confirmed',
    fail: 'failed',
  },
  confirmed: {
    send: 'confirmed',
    queue: 'confirmed',
    hold: 'confirmed',
    drop: 'confirmed',
    lapse: 'confirmed',
    confirm: 'confirmed',
    fail: ['confirmed', 'answersContradicting'],
  },
  failed: {
    send: 'sent',
    queue: 'behind',
    hold: 'failed',
    drop: 'failed',
    lapse: 'failed',
    confirm: 'confirmed',
    fail: 'failed',
  },
  dropped: {
    send: 'dropped',
    queue: 'dropped',
    hold: 'dropped',
    drop: 'dropped',
    lapse: 'dropped',
    confirm: 'confirmed',
    fail: 'dropped',
  },
  lapsed: {
    send: 'lapsed',
    queue: 'lapsed',
    hold: 'lapsed',
    drop: 'lapsed',
    lapse: 'lapsed',
    confirm: 'confirmed',
    fail: 'lapsed',
  },
};

export const undelivered: Delivery = { state: 'none', atMs: 0, reason: '' };

const open: ReadonlySet<DeliveryState> = new Set(['sent', 'behind', 'held']);

/** Whether it is still to be settled whether a decision reaches the bedside. */
export function isUnderWay({ state }: Delivery): boolean {
  return open.has(state);
}

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
