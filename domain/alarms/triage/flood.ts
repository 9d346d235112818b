import type { AlarmPolicy } from '#domain/alarms/policy.ts';

/**
 * Whether there is a flood: more announcements than an operator can answer (ISA-18.2: above 10 in 10 min), until there are
 * clearly fewer (below 5). Between the two lines it stays as it was, so the list does not change its shape back and forth.
 */
export function isFlood(
  was: boolean,
  announcements: number,
  { entersAbove, leavesBelow, operators }: AlarmPolicy['flood'],
): boolean {
  return was ? announcements >= leavesBelow * operators : announcements > entersAbove * operators;
}
