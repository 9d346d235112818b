import './alarms.css';
import { shownPriority } from '#domain/alarms/priority.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { AlarmSign } from './AlarmSign.view.tsx';
import { alarmText } from './standing.ts';

/** An alarm in the bedside's own words. */
export function AlarmStrip({ alarm }: { alarm: AlarmReport }) {
  const priority = shownPriority(alarm);
  return (
    <div className="alarm-strip" data-priority={priority}>
      <AlarmSign priority={priority} />
      <span className="alarm-text">{alarmText(alarm)}</span>
      {alarm.presence === 'latched' && <span className="alarm-note">ended</span>}
    </div>
  );
}

/**
 * A frame of the priority's colour around a bed, flashing as the strip does: four strips, so that nothing stands over the
 * traces within. Its width is `--frame`.
 */
export function AlarmFrame({ alarms }: { alarms: readonly AlarmReport[] }) {
  const first = alarms[0];
  const priority = first === undefined ? 'none' : shownPriority(first);
  if (priority === 'none') return null;
  return (
    <div className="alarm-frame" data-priority={priority} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
