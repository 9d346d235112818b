import { forgottenSince } from '#domain/alarms/forgotten.ts';
import type { Member } from '#domain/alarms/members.ts';
import { placeOf } from '#domain/alarms/place.ts';
import { markedName, useAlarmSecond, useAlarmServices, useWhose, whoseIs } from '#renderer/alarms/alarmServices.ts';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import { durationText } from '#renderer/shared/timeTexts.ts';

/** An alarm that was answered too long ago. */
export interface Forgotten {
  readonly member: Member;
  /** When it was answered, station's clock. */
  readonly sinceMs: number;
}

/** What was answered and still stands after longer than the policy thinks right, the longest first; looked up once a second. */
export function useForgotten(): readonly Forgotten[] {
  const { alarms } = useAlarmServices();
  const nowMs = useAlarmSecond();
  const { members, policy } = alarms.view.value;
  return [...members.values()]
    .flatMap((member) => {
      const sinceMs = forgottenSince(member.alarm, policy, nowMs);
      return sinceMs === null ? [] : [{ member, sinceMs }];
    })
    .sort((a, b) => a.sinceMs - b.sinceMs);
}

/** Forgotten alarms, a line each, that lead to their patient's row. */
export function ForgottenList({ onGoTo }: { onGoTo: (place: string) => void }) {
  const forgotten = useForgotten();
  if (forgotten.length === 0) return null;
  return (
    <section className="rail-section" aria-label="Forgotten">
      <h2>
        Forgotten <strong>{forgotten.length}</strong>
      </h2>
      <ul>
        {forgotten.map((each) => (
          <ForgottenItem
            key={each.member.alarm.id}
            forgotten={each}
            onGoTo={() => onGoTo(placeOf(each.member.alarm))}
          />
        ))}
      </ul>
    </section>
  );
}

export function ForgottenItem({
  forgotten: { member, sinceMs },
  onGoTo,
}: {
  forgotten: Forgotten;
  onGoTo: (bedKey: string) => void;
}) {
  const { alarms } = useAlarmServices();
  const nowMs = useAlarmSecond();
  const { alarm } = member;
  const bed = useWhose(whoseIs(alarm));
  const actorId = alarm.acknowledged?.actorId ?? alarm.owner?.actorId ?? '';
  const how = alarm.acknowledged === null ? 'taken' : 'acknowledged';
  return (
    <li>
      <button type="button" className="rail-line" onClick={() => onGoTo(alarm.report.bedKey)}>
        <strong>{markedName(bed)}</strong> <span>{alarmText(alarm.report)}</span>
        <span className="rail-line-note">
          {how} {durationText(nowMs - sinceMs)} ago, {alarms.nameOf(actorId)}
        </span>
      </button>
    </li>
  );
}
