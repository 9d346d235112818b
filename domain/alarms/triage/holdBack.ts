import { hasElapsed } from '#domain/alarms/elapsed.ts';
import { delayOf } from '#domain/alarms/policy.ts';
import type { Stage } from './stage.ts';

/**
 * Holds back what may end by itself, for the delay of its code. Not what has called already, what somebody has answered,
 * what is latched (it has ended, and waits to be seen), chatters, or goes on with a call.
 */
export const holdBack: Stage = ({ alarm, announcedMs, reasons }, survey) => {
  const delayMs = delayOf(survey.policy, alarm);
  const isAnswered = alarm.acknowledged !== null || alarm.owner !== null;
  if (announcedMs !== null || isAnswered || alarm.presence !== 'on') return null;
  if (reasons.some(({ stage }) => stage === 'chatter' || stage === 'recur')) return null;
  if (hasElapsed(alarm.sinceMs, delayMs, survey.nowMs)) return null;
  return { manner: 'held', reason: { stage: 'holdBack', delayMs, untilMs: alarm.sinceMs + delayMs } };
};
