import './memberDetails.css';
import type { Member } from '#domain/alarms/members.ts';
import { shownPriority } from '#domain/alarms/priority.ts';
import { reasonText } from '#domain/alarms/triage/presentation.ts';
import { durationText, timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { AlarmSign } from './AlarmSign.view.tsx';
import { useAlarmSecond, useAlarmServices } from './alarmServices.ts';
import { alarmText } from './alarmSigns.ts';
import { decisionText, deliveryText } from './decisionWords.ts';
import { mannerTexts, oddityTexts, stateText } from './episodeTexts.ts';
import { OpinionDetails } from './opinion/OpinionDetails.view.tsx';
import { useReviewDoor } from './reviewDoor.ts';

/** All that is known of each alarm of an episode: why it is presented as it is, when, what is odd, what people decided and how far that came. */
export function MemberDetails({ members }: { members: readonly Member[] }) {
  return (
    <ul className="members">
      {members.map((member) => (
        <MemberItem key={member.alarm.id} member={member} />
      ))}
    </ul>
  );
}

function MemberItem({ member }: { member: Member }) {
  const { alarms } = useAlarmServices();
  const review = useReviewDoor();
  const nowMs = useAlarmSecond();
  const { alarm, presentation, commands } = member;
  const priority = shownPriority(alarm.report);
  const under = useSubject(alarms.view, ({ members }) => members.get(presentation.into ?? ''));
  const state = stateText(alarm);
  return (
    <li className="member" data-priority={priority} data-manner={presentation.manner}>
      <div className="member-head">
        <AlarmSign priority={priority} />
        <strong>{alarmText(alarm.report)}</strong>
        {state !== '' && <span className="member-quiet">{state}</span>}
        {review !== null && (
          <button type="button" className="member-review" onClick={() => review(alarm)}>
            Review
          </button>
        )}
      </div>
      <div className="member-quiet">
        since {timeOfDay(alarm.sinceMs, true)} ({durationText(nowMs - alarm.sinceMs)})
        {alarm.report.kind !== 'unknown' && ` · ${alarm.report.kind}`}
      </div>
      <div className="member-manner">
        {mannerTexts[presentation.manner]}
        {presentation.announcedMs !== null && ` since ${timeOfDay(presentation.announcedMs, true)}`}
        {under !== undefined && `: ${alarmText(under.alarm.report)}`}
      </div>
      {presentation.reasons.map((reason) => (
        <div key={JSON.stringify(reason)} className="member-reason">
          {reasonText(reason)}
          {'untilMs' in reason && `, until ${timeOfDay(reason.untilMs, true)}`}
        </div>
      ))}
      {alarm.verdict !== null && (
        <div className="member-reason">
          {alarm.verdict.verdict} by {alarm.verdict.by}: {alarm.verdict.why}
        </div>
      )}
      {alarm.opinion && <OpinionDetails opinion={alarm.opinion} />}
      {alarm.oddities.map((oddity) => (
        <div key={oddity} className="member-odd">
          {oddityTexts[oddity]}
        </div>
      ))}
      {alarm.acknowledged !== null && alarm.acknowledged.commandId === null && (
        <div className="member-decision">
          {timeOfDay(alarm.acknowledged.atMs, true)} {alarms.nameOf(alarm.acknowledged.actorId)} acknowledged · at the
          bedside
        </div>
      )}
      {commands.map((command) => (
        <div key={command.commandId} className="member-decision" data-delivery={command.delivery.state}>
          {timeOfDay(command.takenMs, true)}{' '}
          {[decisionText(command, alarms.nameOf), deliveryText(command)].filter((part) => part !== '').join(' · ')}
        </div>
      ))}
    </li>
  );
}
