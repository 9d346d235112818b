import type { Presence } from './alarm.ts';
import type { AlarmCountName } from './counts.ts';

/** Where an alarm is: presence of its signal, and whether it is acknowledged. `unseen`: there is no such alarm. */
export type Standing =
  | 'unseen'
  | 'on'
  | 'onAcknowledged'
  | 'latched'
  | 'latchedAcknowledged'
  | 'off'
  | 'offAcknowledged';

/** What can happen to it. */
export type Happening =
  /** Reported present, or present for all we know. */
  | 'begins'
  /** Reported with a higher priority than before; comes first, then what the report says of its presence. */
  | 'rises'
  /** Reported ended, and the bedside keeps its signal. */
  | 'latches'
  /** Reported ended. */
  | 'ends'
  /** Reported ended, and we keep the signal: the policy says so, or nobody can have seen an urgent alarm. */
  | 'endsLatching'
  /** A person acknowledges; the bedside has not said that all is over. */
  | 'acknowledge'
  /** A person acknowledges; the bedside has said so, and nothing more will come of it. */
  | 'acknowledgeLast'
  /** The acknowledgement is older than the policy allows. */
  | 'expires'
  /** It was given by mistake and is taken back; what ended with it is to be looked at all the same. */
  | 'withdraw';

/** Where it is afterwards, and as what it is counted. */
export type Cell = Standing | readonly [Standing, AlarmCountName];

/**
 * What everything does everywhere: the one place where it is written. A missing cell does not compile.
 *
 * What stands behind it: acknowledged means no sound until the condition ends (IEC 60601-1-8), so what ended acknowledged
 * leaves no latch; what comes back, or becomes more urgent, is a new call to be answered and no longer acknowledged; an end
 * whose beginning we missed leaves a latch where the policy wants one, since nobody has seen it; an alarm that has ended
 * can't be acknowledged, and who tries is told. Cells that no bedside should reach (a rise of what was never seen) say what
 * would be right all the same.
 */
export const stateTable: Readonly<Record<Standing, Readonly<Record<Happening, Cell>>>> = {
  unseen: {
    begins: 'on',
    rises: 'unseen',
    latches: 'latched',
    ends: ['off', 'endsWithoutStart'],
    endsLatching: ['latched', 'endsWithoutStart'],
    acknowledge: ['unseen', 'decisionsOnUnknown'],
    acknowledgeLast: ['unseen', 'decisionsOnUnknown'],
    expires: 'unseen',
    withdraw: ['unseen', 'decisionsOnUnknown'],
  },
  on: {
    begins: 'on',
    rises: 'on',
    latches: 'latched',
    ends: 'off',
    endsLatching: 'latched',
    acknowledge: 'onAcknowledged',
    acknowledgeLast: 'offAcknowledged',
    expires: 'on',
    withdraw: 'on',
  },
  onAcknowledged: {
    begins: 'onAcknowledged',
    rises: 'on',
    latches: 'latchedAcknowledged',
    ends: 'offAcknowledged',
    endsLatching: 'offAcknowledged',
    acknowledge: ['onAcknowledged', 'acknowledgedAlready'],
    acknowledgeLast: ['offAcknowledged', 'acknowledgedAlready'],
    expires: 'on',
    withdraw: 'on',
  },
  latched: {
    begins: ['on', 'revived'],
    rises: 'latched',
    latches: 'latched',
    ends: 'off',
    endsLatching: 'latched',
    acknowledge: 'latchedAcknowledged',
    acknowledgeLast: 'offAcknowledged',
    expires: 'latched',
    withdraw: 'latched',
  },
  latchedAcknowledged: {
    begins: ['on', 'revived'],
    rises: 'latched',
    latches: 'latchedAcknowledged',
    ends: 'offAcknowledged',
    endsLatching: 'offAcknowledged',
    acknowledge: ['latchedAcknowledged', 'acknowledgedAlready'],
    acknowledgeLast: ['offAcknowledged', 'acknowledgedAlready'],
    expires: 'latchedAcknowledged',
    withdraw: 'latched',
  },
  off: {
    begins: ['on', 'revived'],
    rises: 'off',
    latches: ['latched', 'revived'],
    ends: 'off',
    endsLatching: 'off',
    acknowledge: ['off', 'decisionsAfterEnd'],
    acknowledgeLast: ['off', 'decisionsAfterEnd'],
    expires: 'off',
    withdraw: ['off', 'decisionsAfterEnd'],
  },
  offAcknowledged: {
    begins: ['on', 'revived'],
    rises: 'offAcknowledged',
    latches: ['latched', 'revived'],
    ends: 'offAcknowledged',
    endsLatching: 'offAcknowledged',
    acknowledge: ['offAcknowledged', 'decisionsAfterEnd'],
    acknowledgeLast: ['offAcknowledged', 'decisionsAfterEnd'],
    expires: 'offAcknowledged',
    withdraw: 'latched',
  },
};

/** The two axes of every place. */
export const axesOf: Readonly<
  Record<Exclude<Standing, 'unseen'>, { readonly presence: Presence; readonly acknowledged: boolean }>
> = {
  on: { presence: 'on', acknowledged: false },
  onAcknowledged: { presence: 'on', acknowledged: true },
  latched: { presence: 'latched', acknowledged: false },
  latchedAcknowledged: { presence: 'latched', acknowledged: true },
  off: { presence: 'off', acknowledged: false },
  offAcknowledged: { presence: 'off', acknowledged: true },
};

/** The place with these axes; `undefined`: there is no such alarm. */
export function standingOf(
  alarm: { readonly presence: Presence; readonly acknowledged: object | null } | undefined,
): Standing {
  if (alarm === undefined) return 'unseen';
  return alarm.acknowledged === null ? alarm.presence : `${alarm.presence}Acknowledged`;
}

/** Looks a cell up. */
export function transition(from: Standing, happening: Happening): { to: Standing; count: AlarmCountName | null } {
  const cell = stateTable[from][happening];
  return typeof cell === 'string' ? { to: cell, count: null } : { to: cell[0], count: cell[1] };
}
