import './alarms.css';
import { AlarmSign } from './AlarmSign.view.tsx';
import { alarmText } from './alarmSigns.ts';
import { endedNote } from './episodeTexts.ts';
import { flashingAs, type ListedAlarm } from './listed.ts';
import { signalOf } from './signalOf.ts';

/** An alarm in the bedside's own words. */
export function AlarmStrip({ alarm: listed }: { alarm: ListedAlarm }) {
  const { member, priority } = listed;
  const ended = endedNote(member.alarm);
  return (
    <div className="alarm-strip" data-priority={priority} data-still={flashingAs(listed) === null}>
      <AlarmSign priority={priority} />
      <span className="alarm-text">{alarmText(member.alarm.report)}</span>
      {ended !== '' && <span className="alarm-note">{ended}</span>}
    </div>
  );
}

/**
 * A frame of the priority's colour around a bed, flashing as the strip does: four strips, so that nothing stands over the
 * traces within. Its width is `--frame`.
 */
export function AlarmFrame({ alarms }: { alarms: readonly ListedAlarm[] }) {
  const { priority, isStill } = signalOf(alarms);
  if (priority === 'none') return null;
  return (
    <div className="alarm-frame" data-priority={priority} data-still={isStill} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
