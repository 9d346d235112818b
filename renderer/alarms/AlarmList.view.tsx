import './alarms.css';
import { shownPriority } from '#domain/alarms/priority.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { AlarmSign } from './AlarmSign.view.tsx';
import { alarmText } from './standing.ts';

/** All standing alarms of a bed, most urgent first, each with its onset. `timeText` writes a time on the gateway's clock. */
export function AlarmList({
  alarms,
  isLive,
  timeText,
}: {
  alarms: readonly AlarmReport[];
  /** Whether the bedside is heard now. If not, silence says nothing. */
  isLive: boolean;
  timeText: (timeMs: number) => string;
}) {
  if (alarms.length === 0) {
    return (
      <p className="alarm-none">
        {isLive ? 'The bedside reports no alarm.' : 'None was reported before the link was lost. Now it is not known.'}
      </p>
    );
  }
  return (
    <ul className="alarm-list" aria-label="Standing alarms">
      {alarms.map((alarm) => {
        const priority = shownPriority(alarm);
        return (
          <li key={alarm.alarmKey} data-priority={priority}>
            <AlarmSign priority={priority} />
            <span className="alarm-list-text">{alarmText(alarm)}</span>
            <span className="alarm-list-note">
              {wordsForPriority(alarm)}
              {alarm.presence === 'latched' && ', ended, latched'} · since {timeText(alarm.onsetMs)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function wordsForPriority(alarm: AlarmReport): string {
  const kind = alarm.kind === 'unknown' ? '' : `${alarm.kind}, `;
  if (alarm.priority === 'unknown') return `${kind}priority not stated`;
  return alarm.priority === 'none' ? `${kind}information` : `${kind}${alarm.priority} priority`;
}
