import './alarms.css';
import { useState } from 'react';
import type { Member } from '#domain/alarms/members.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { AlarmSign } from './AlarmSign.view.tsx';
import { alarmText } from './alarmSigns.ts';
import { oddityTexts } from './episodeTexts.ts';
import type { ListedAlarm } from './listed.ts';
import { MemberDetails } from './MemberDetails.view.tsx';
import { opinionWord } from './opinion/opinionTexts.ts';

const endedTexts = { on: '', latched: ', ended, latched', off: ', ended' } as const;

/**
 * The alarms of a bed, most urgent first, each with its onset; those behind them, held back or folded, a click away.
 * `timeText` writes a time on the gateway's clock.
 */
export function AlarmList({
  alarms,
  behind,
  isLive,
  timeText,
}: {
  alarms: readonly ListedAlarm[];
  behind: readonly Member[];
  /** Whether the bedside is heard now. If not, silence says nothing. */
  isLive: boolean;
  timeText: (timeMs: number) => string;
}) {
  return (
    <>
      {alarms.length === 0 ? (
        <p className="alarm-none">
          {isLive ? 'No alarm on the list.' : 'None was reported before the link was lost. Now it is not known.'}
        </p>
      ) : (
        <ul className="alarm-list" aria-label="Standing alarms">
          {alarms.map(({ member: { alarm }, priority, acknowledgedBy }) => (
            <li key={alarm.id} data-priority={priority} data-still={acknowledgedBy !== ''}>
              <AlarmSign priority={priority} />
              <span className="alarm-list-text">{alarmText(alarm.report)}</span>
              <span className="alarm-list-note">
                {wordsForPriority(alarm.report)}
                {endedTexts[alarm.presence]} · since {timeText(alarm.report.onsetMs)}
                {opinionWord(alarm) !== '' && ` · ${opinionWord(alarm)}`}
                {acknowledgedBy !== '' && ` · acknowledged by ${acknowledgedBy}`}
                {alarm.oddities.includes('earlierPatient') && ` · ${oddityTexts.earlierPatient}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {behind.length > 0 && <Behind members={behind} />}
    </>
  );
}

function Behind({ members }: { members: readonly Member[] }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="alarm-behind" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{members.length} held back or explained</summary>
      {isOpen && <MemberDetails members={members} />}
    </details>
  );
}

function wordsForPriority(alarm: AlarmReport): string {
  const kind = alarm.kind === 'unknown' ? '' : `${alarm.kind}, `;
  if (alarm.priority === 'unknown') return `${kind}priority not stated`;
  return alarm.priority === 'none' ? `${kind}information` : `${kind}${alarm.priority} priority`;
}
