import type { AlarmReport } from '#domain/alarms/report.ts';
import { byUrgency, shownPriority } from '#renderer/alarms/standing.ts';
import type { Place } from './places.ts';

/** The most urgent alarm of a bed that is not on the screen now, and how many such beds there are. */
export interface OffScreenAlarm {
  readonly key: string;
  readonly bedName: string;
  readonly alarm: AlarmReport;
  readonly beds: number;
}

/**
 * Alarms that a page or a large bed hides: nobody may miss one because the wall shows something else. null when there is
 * none above `low`.
 */
export function offScreenAlarm(
  places: readonly Place[],
  visible: ReadonlySet<string>,
  alarms: ReadonlyMap<string, readonly AlarmReport[]>,
): OffScreenAlarm | null {
  const hidden = places.flatMap((place) => {
    const alarm = visible.has(place.key) ? undefined : alarms.get(place.key)?.[0];
    if (place.kind !== 'bed' || alarm === undefined) return [];
    const priority = shownPriority(alarm);
    return priority === 'high' || priority === 'medium'
      ? [{ key: place.key, bedName: place.bed.displayName, alarm }]
      : [];
  });
  const first = hidden.sort((a, b) => byUrgency(a.alarm, b.alarm))[0];
  return first === undefined ? null : { ...first, beds: hidden.length };
}
