import { useRef } from 'react';
import { useAlarmServices, useValueOf, whoseIs, whoseNameOf } from './alarmServices.ts';
import { alarmText } from './alarmSigns.ts';
import { flashingAs } from './listed.ts';

/** Tells a screen reader of each high alarm that is new, once. */
export function Announcer() {
  const { alarms, bedNames } = useAlarmServices();
  const byBed = useValueOf(alarms.byBed);
  const told = useRef<ReadonlySet<string>>(new Set());
  const words = useRef('');
  const highs = [...byBed.values()].flat().filter((listed) => flashingAs(listed) === 'high');
  const fresh = highs.filter(({ member }) => !told.current.has(`${member.alarm.id} ${member.alarm.occurrence}`));
  told.current = new Set(highs.map(({ member }) => `${member.alarm.id} ${member.alarm.occurrence}`));
  if (fresh.length > 0) {
    words.current = fresh
      .map(({ member: { alarm } }) => {
        const { title } = whoseNameOf(bedNames.value, whoseIs(alarm));
        return `New high priority alarm: ${title}, ${alarmText(alarm.report)}`;
      })
      .join('. ');
  }
  return (
    <div className="visually-hidden" aria-live="assertive">
      {words.current}
    </div>
  );
}
