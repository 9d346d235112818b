import { urgencyOf } from '#domain/alarms/priority.ts';
import type { Entry } from './presentation.ts';

/**
 * Which of several alarms stands for the others: the most urgent, then the one that has called already, then the oldest, then
 * the first to arrive. All ask the same list, so of two alarms never each is folded under the other.
 */
function byStanding(a: Entry, b: Entry): number {
  return (
    urgencyOf(b.alarm.report) - urgencyOf(a.alarm.report) ||
    Number(a.announcedMs === null) - Number(b.announcedMs === null) ||
    a.alarm.sinceMs - b.alarm.sinceMs
  );
}

/** Of some alarms the first by {@link byStanding}; undefined: there is none. */
export function foremost(entries: readonly Entry[]): Entry | undefined {
  let first = entries[0];
  for (const entry of entries) if (first !== undefined && byStanding(entry, first) < 0) first = entry;
  return first;
}

/** Whether `other` may speak for `entry`: one that is acknowledged does not answer for one that is not. */
export function maySpeakFor(other: Entry, entry: Entry): boolean {
  return other.alarm.acknowledged === null || entry.alarm.acknowledged !== null;
}
