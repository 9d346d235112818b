import './alarms.css';
import { prioritySigns, type ShownPriority } from './standing.ts';

/** Shape and `!!!` of a priority, in the current text colour: what tells priorities apart without colour. */
export function AlarmSign({ priority }: { priority: ShownPriority }) {
  if (priority === 'none') return null;
  return (
    <span className="alarm-sign" aria-hidden="true">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {priority === 'high' && <path d="M8 1 15.5 15H.5Z" />}
        {priority === 'medium' && <path d="M8 .5 15.5 8 8 15.5.5 8Z" />}
        {priority === 'low' && <circle cx="8" cy="8" r="6.5" />}
      </svg>
      {prioritySigns[priority]}
    </span>
  );
}
