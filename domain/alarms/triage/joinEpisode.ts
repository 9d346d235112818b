import { placeOf } from '#domain/alarms/place.ts';
import { urgencyOf } from '#domain/alarms/priority.ts';
import { foremost } from './foremost.ts';
import type { Stage } from './stage.ts';

/**
 * One call for what happens to a patient at once: a further alarm joins the one that calls already, if that is at least as
 * urgent and nobody has acknowledged it. A patient's alarm never joins a device's.
 */
export const joinEpisode: Stage = (entry, survey) => {
  if (entry.announcedMs !== null || entry.manner !== 'announced') return null;
  const { report } = entry.alarm;
  const leader = foremost(
    survey
      .at(placeOf(entry.alarm))
      .filter(
        ({ manner, alarm }) =>
          manner === 'announced' &&
          alarm.acknowledged === null &&
          urgencyOf(alarm.report) >= urgencyOf(report) &&
          (alarm.report.kind === report.kind || alarm.report.kind === 'physiological'),
      ),
  );
  if (leader === undefined || leader === entry) return null;
  return { manner: 'quiet', reason: { stage: 'joinEpisode', with: leader.alarm.id } };
};
