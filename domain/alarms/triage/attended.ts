import { hasElapsed } from '#domain/alarms/elapsed.ts';
import { placeOf } from '#domain/alarms/place.ts';
import { urgencyOf } from '#domain/alarms/priority.ts';
import { systemOf } from '#domain/alarms/system.ts';
import { foremost } from './foremost.ts';
import { type Entry, isListed } from './presentation.ts';
import type { Stage } from './stage.ts';
import type { Survey } from './survey.ts';

/**
 * Whoever has acknowledged a call is with this patient: what else goes wrong with the same of the patient's systems, no more
 * urgent, joins that call for a moment while its alarm is present, as a bedside monitor does that was silenced (policy.ts,
 * `attended`). What still stands when the moment is over calls, and what is more urgent calls at once.
 */
export const attended: Stage = (entry, survey) => {
  if (entry.announcedMs !== null || entry.manner !== 'announced') return null;
  const leader = foremost(attendedBeside(entry, survey));
  const by = leader?.alarm.acknowledged;
  if (leader === undefined || by === undefined || by === null) return null;
  const untilMs = by.atMs + survey.policy.attended.withinMs;
  return { manner: 'quiet', reason: { stage: 'attended', with: leader.alarm.id, actorId: by.actorId, untilMs } };
};

function attendedBeside(entry: Entry, survey: Survey): Entry[] {
  const { report } = entry.alarm;
  const { withinMs } = survey.policy.attended;
  const system = systemOf(entry.alarm);
  return survey
    .at(placeOf(entry.alarm))
    .filter(
      (other) =>
        other !== entry &&
        isListed(other) &&
        other.announcedMs !== null &&
        other.alarm.presence === 'on' &&
        other.alarm.acknowledged !== null &&
        !hasElapsed(other.alarm.acknowledged.atMs, withinMs, survey.nowMs) &&
        system !== null &&
        systemOf(other.alarm) === system &&
        urgencyOf(other.alarm.report) >= urgencyOf(report),
    );
}
