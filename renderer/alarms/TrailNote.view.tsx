import './trailNote.css';
import { stands } from '#domain/alarms/alarm.ts';
import { shownPriority } from '#domain/alarms/priority.ts';
import type { TrailAlarm } from '#domain/alarms/trail.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { AlarmSign } from './AlarmSign.view.tsx';
import { markedName, useAlarmServices, useBedName, useValueOf, type Whose } from './alarmServices.ts';
import { alarmText } from './alarmSigns.ts';

/**
 * Where a patient was before, and what they had there: who has it, who acknowledged it, what was noted. Nothing where nobody knows,
 * or where somebody else lies by now.
 */
export function TrailNote({ bedKey, patientKey }: Whose) {
  const { alarms } = useAlarmServices();
  const trail = useValueOf(alarms.trails).get(bedKey);
  const before = useBedName(trail?.from.bedKey ?? '');
  if (trail === undefined || trail.patientKey !== patientKey) return null;
  const { untilMs } = trail.from;
  return (
    <div className="trail">
      <p>
        {untilMs === null ? 'Also announced in ' : 'Was in '}
        <strong>{markedName(before)}</strong>
        {untilMs !== null && ` until ${timeOfDay(untilMs)}`}
        {trail.alarms.length > 0 && ', with'}
      </p>
      {trail.alarms.length > 0 && (
        <ul>
          {trail.alarms.map((alarm) => (
            <li key={alarm.id}>
              <AlarmSign priority={shownPriority(alarm.report)} />
              <span className="trail-text">{alarmText(alarm.report)}</span>
              <span className="trail-note">{trailWords(alarm, alarms.nameOf)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** `ended 03:11 · held by N. Okafor · noted: “electrode replaced”` */
export function trailWords(alarm: TrailAlarm, nameOf: (actorId: string) => string): string {
  const { presence, endedMs, owner, acknowledged, notes } = alarm;
  const parts = [
    presence === 'latched' ? 'to be seen there' : '',
    presence === 'on' ? 'stands there' : '',
    stands(alarm) || endedMs === null ? '' : `ended ${timeOfDay(endedMs)}`,
    owner === null ? '' : `held by ${nameOf(owner.actorId)}`,
    acknowledged === null ? '' : `acknowledged by ${nameOf(acknowledged.actorId)}`,
    owner === null && acknowledged === null ? 'nobody answered it' : '',
    ...notes.map(({ text }) => `noted: “${text}”`),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
