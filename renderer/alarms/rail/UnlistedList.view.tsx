import { useState } from 'react';
import { shownPriority } from '#domain/alarms/priority.ts';
import { reasonText } from '#domain/alarms/triage/presentation.ts';
import type { Episode } from '#domain/alarms/worklist.ts';
import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import { markedName, useAlarmServices, useWhose } from '#renderer/alarms/alarmServices.ts';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import { mannerTexts } from '#renderer/alarms/episodeTexts.ts';
import { MemberDetails } from '#renderer/alarms/MemberDetails.view.tsx';
import { Waiting } from '#renderer/alarms/Waiting.view.tsx';
import { waitingIn } from '#renderer/alarms/waiting.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';

/** Beds of which everything is held back or explained: counted, and one click away. */
export function UnlistedList() {
  const { alarms } = useAlarmServices();
  const unlisted = useSubject(alarms.view, ({ worklist }) => worklist.unlisted);
  const [isOpen, setOpen] = useState(false);
  if (unlisted.length === 0) return null;
  const isAsked = unlisted.some((episode) => waitingIn(episode).length > 0);
  const count = unlisted.reduce((sum, { members }) => sum + members.length, 0);
  return (
    <section className="rail-section" aria-label="Held back or explained">
      {/* Opens by itself when something there is to be answered. */}
      <details open={isOpen || isAsked} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          Held back / explained <strong>{count}</strong>
        </summary>
        {(isOpen || isAsked) && (
          <ul>
            {unlisted.map((episode) => (
              <UnlistedItem key={episode.episodeId} episode={episode} />
            ))}
          </ul>
        )}
      </details>
    </section>
  );
}

function UnlistedItem({ episode }: { episode: Episode }) {
  const bed = useWhose(episode);
  const [isOpen, setOpen] = useState(false);
  const [first, ...more] = episode.members;
  if (first === undefined) return null;
  const { alarm, presentation } = first;
  const reason = presentation.reasons.at(-1);
  return (
    <li>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary className="rail-line">
          <AlarmSign priority={shownPriority(alarm.report)} /> <strong>{markedName(bed)}</strong>{' '}
          <span>{alarmText(alarm.report)}</span>
          {more.length > 0 && <span> +{more.length}</span>}
          <span className="rail-line-note">
            {reason === undefined ? mannerTexts[presentation.manner] : reasonText(reason)}
          </span>
        </summary>
        {isOpen && <MemberDetails members={episode.members} />}
      </details>
      <Waiting episode={episode} bedTitle={bed.title} />
    </li>
  );
}
