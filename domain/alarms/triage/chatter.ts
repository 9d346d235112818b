import { urgencyOf } from '#domain/alarms/priority.ts';
import type { Entry } from './presentation.ts';
import type { Stage } from './stage.ts';

const MEDIUM = urgencyOf({ priority: 'medium' });

/**
 * Calls once for a condition that comes and goes (ISA-18.2: 3 times in a minute), and is not held back any longer: what ends
 * by itself again and again would otherwise never be heard. What comes after that is held, and calls anew when it has stood
 * for that time without a break. What was low each time does not call so: it waits as any other low one.
 */
export const chatter: Stage = (entry, survey) => {
  const run = survey.runOf(entry);
  const { times, withinMs } = survey.policy.chatter;
  if (entry.announcedMs !== null || goesOn(entry) || run === undefined || run.onsets.length < times) return null;
  if (run.onsets.every(({ urgency }) => urgency < MEDIUM)) return null;
  const reason = { stage: 'chatter', times: run.onsets.length, withinMs } as const;
  return { manner: run.announcedMs === null ? 'announced' : 'held', reason };
};

/** Whether it goes on with a call already. */
function goesOn({ reasons }: Entry): boolean {
  return reasons.some(({ stage }) => stage === 'recur');
}
