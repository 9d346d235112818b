import './alarms.css';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { AlarmSign } from './AlarmSign.view.tsx';
import { alarmText, shownPriority } from './standing.ts';

/**
 * A bed's most urgent standing alarm in the bedside's own words, and how many more there are. Equals take turns, so that
 * the newest never hides the one that explains it: an apnea the fibrillation before it.
 */
export function AlarmStrip({ alarms, turn = 0 }: { alarms: readonly AlarmReport[]; turn?: number }) {
  const first = alarms[0];
  if (first === undefined) return null;
  const priority = shownPriority(first);
  const equals = alarms.filter((alarm) => shownPriority(alarm) === priority && alarm.presence === first.presence);
  const told = equals[turn % equals.length] ?? first;
  return (
    <div className="alarm-strip" data-priority={priority}>
      <AlarmSign priority={priority} />
      <span className="alarm-text">{alarmText(told)}</span>
      {told.presence === 'latched' && <span className="alarm-note">ended</span>}
      {alarms.length > 1 && <span className="alarm-more">+{alarms.length - 1}</span>}
    </div>
  );
}

/**
 * A frame of the priority's colour around a tile, flashing as the strip does: four strips, so that nothing stands over the
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
