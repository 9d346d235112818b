import type { ShownPriority } from '#domain/alarms/priority.ts';
import { flashingAs, isCalling, type ListedAlarm } from './listed.ts';

/** What a bed shows as a whole. */
export interface BedSignal {
  readonly priority: ShownPriority;
  /** Nothing in it asks for anybody: acknowledged, or paused. */
  readonly isStill: boolean;
}

/**
 * The signal of a bed, from its alarms in their order: that of the most urgent one that calls. Where none does, the highest,
 * standing still: a medium alarm that nobody has seen flashes although a high one beside it is acknowledged.
 */
export function signalOf(listed: readonly ListedAlarm[]): BedSignal {
  const calling = listed.find((each) => flashingAs(each) !== null);
  if (calling !== undefined) return { priority: calling.priority, isStill: false };
  const [first] = listed;
  return { priority: first?.priority ?? 'none', isStill: first !== undefined && !isCalling(first) };
}
