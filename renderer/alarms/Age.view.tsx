import { durationText } from '#renderer/shared/timeTexts.ts';
import { useAlarmSecond } from './alarmServices.ts';

/** Running time since a moment of the station's clock. */
export function Age({ sinceMs }: { sinceMs: number }) {
  return <span className="alarm-age">{durationText(useAlarmSecond() - sinceMs)}</span>;
}
