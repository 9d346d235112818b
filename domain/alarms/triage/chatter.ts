import type { Stage } from './stage.ts';

/**
 * Calls once for a condition that comes and goes (ISA-18.2: 3 times in a minute), and is not held back any longer: what ends
 * by itself again and again would otherwise never be heard. Calls anew when it has stood for that time without a break.
 */
export const chatter: Stage = (entry, survey) => {
  const run = survey.runOf(entry);
  const { times, withinMs } = survey.policy.chatter;
  if (entry.announcedMs !== null || run === undefined || run.onsetsMs.length < times) return null;
  const reason = { stage: 'chatter', times: run.onsetsMs.length, withinMs } as const;
  return { manner: run.announcedMs === null ? 'announced' : 'quiet', reason };
};
