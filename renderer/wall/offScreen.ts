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
 * Alarms that a page or a large bed hides, or whose bed no gateway describes: nobody may miss one because the wall shows
 * something else. null when there is none above `low`.
 */
export function offScreenAlarm(
  places: readonly Place[],
  visible: ReadonlySet<string>,
  alarms: ReadonlyMap<string, readonly AlarmReport[]>,
): OffScreenAlarm | null {
  const names = new Map(places.flatMap((place) => (place.kind === 'bed' ? [[place.key, place.bed.displayName]] : [])));
  const hidden = [...alarms].flatMap(([key, [alarm]]) => {
    if (visible.has(key) && names.has(key)) return [];
    if (alarm === undefined || !['high', 'medium'].includes(shownPriority(alarm))) return [];
    return [{ key, bedName: names.get(key) ?? `unknown bed ${key.slice(key.indexOf('/') + 1)}`.trimEnd(), alarm }];
  });
  const first = hidden.sort((a, b) => byUrgency(a.alarm, b.alarm))[0];
  return first === undefined ? null : { ...first, beds: hidden.length };
}
