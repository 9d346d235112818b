import './alarms.css';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { AlarmSign } from './AlarmSign.view.tsx';
import { flashTogether } from './flashTogether.ts';
import { shownPriority } from './standing.ts';

/** The most urgent standing alarm of a bed in the bedside's own words, and how many more there are. */
export function AlarmStrip({ alarms }: { alarms: readonly AlarmReport[] }) {
  const first = alarms[0];
  if (first === undefined) return null;
  const priority = shownPriority(first);
  return (
    <div
      key={priority}
      ref={flashTogether}
      className="alarm-strip"
      data-priority={priority}
      data-presence={first.presence}
    >
      <span className="alarm-flash" />
      <AlarmSign priority={priority} />
      <span className="alarm-text">{first.label || first.code || 'alarm without a text'}</span>
      {first.presence === 'latched' && <span className="alarm-note">ended</span>}
      {alarms.length > 1 && <span className="alarm-more">+{alarms.length - 1}</span>}
    </div>
  );
}

/** A border of the priority's colour around a tile, flashing as the strip does. */
export function AlarmFrame({ alarms }: { alarms: readonly AlarmReport[] }) {
  const first = alarms[0];
  const priority = first === undefined ? 'none' : shownPriority(first);
  if (priority === 'none') return null;
  return <div key={priority} ref={flashTogether} className="alarm-frame" data-priority={priority} />;
}
