import './alarms.css';
import type { ShownPriority } from '#domain/alarms/priority.ts';
import { prioritySigns, signOutlines } from './alarmSigns.ts';

/** Shape and `!!!` of a priority, in the current text colour: what tells priorities apart without colour. */
export function AlarmSign({ priority }: { priority: ShownPriority }) {
  const outline = signOutlines[priority];
  if (outline === null) return null;
  return (
    <span className="alarm-sign" aria-hidden="true">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={outline} />
      </svg>
      {prioritySigns[priority]}
    </span>
  );
}
