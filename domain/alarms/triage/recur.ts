import { urgencyOf } from '#domain/alarms/priority.ts';
import type { Stage } from './stage.ts';

/**
 * What comes back a moment after it ended goes on with the call that somebody has answered, under the same line: the same
 * condition, no more urgent (ISA-18.2: an off-delay, so that an alarm that comes and goes is one). A call that nobody has
 * answered is not gone on with: it calls again. Nor does this silence: what nobody answers is escalated like all on the list.
 */
export const recur: Stage = ({ alarm, announcedMs }, survey) => {
  const call = survey.answered.get(alarm.condition);
  if (announcedMs !== null || call === undefined || call.occurrence !== alarm.occurrence) return null;
  if (call.cameBackMs === null || urgencyOf(alarm.report) > call.urgency) return null;
  return { manner: 'quiet', reason: { stage: 'recur', endedMs: call.cameBackMs, actorId: call.actorId } };
};
