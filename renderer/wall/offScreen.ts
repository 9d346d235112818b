import { byUrgency, flashingAs, type ListedAlarm } from '#renderer/alarms/listed.ts';
import type { Place } from './places.ts';

/** The most urgent alarm that calls at a bed that is not on the screen now, and how many such beds there are. */
export interface OffScreenAlarm {
  readonly key: string;
  readonly bedName: string;
  readonly alarm: ListedAlarm;
  readonly beds: number;
  /** `hidden`: another page, or behind a large bed. `nowhere`: the window's layout leaves the bed out. */
  readonly where: 'hidden' | 'nowhere';
}

/** What a window shows of the ward. All are keys of beds. */
export interface WindowView {
  /** On the screen now. */
  readonly visible: ReadonlySet<string>;
  /** On some page of this window. */
  readonly ours: ReadonlySet<string>;
  /** On another window that somebody can see. */
  readonly elsewhere: ReadonlySet<string>;
}

/**
 * Alarms that a page, a large bed or the layout hides, or whose bed no gateway describes: nobody may miss one because the
 * wall shows something else. A bed that the layout leaves to another window is that one's matter, as long as it shows it.
 * null when there is none above `low` that nobody has acknowledged.
 */
export function offScreenAlarm(
  places: readonly Place[],
  { visible, ours, elsewhere }: WindowView,
  alarms: ReadonlyMap<string, readonly ListedAlarm[]>,
): OffScreenAlarm | null {
  const names = new Map(places.flatMap((place) => (place.kind === 'bed' ? [[place.key, place.bed.displayName]] : [])));
  const hidden = [...alarms].flatMap(([key, listed]) => {
    const isNamed = names.has(key);
    if (isNamed && (visible.has(key) || (!ours.has(key) && elsewhere.has(key)))) return [];
    const alarm = listed.find((each) => flashingAs(each) !== null);
    if (alarm === undefined) return [];
    const bedName = names.get(key) ?? `unknown bed ${key.slice(key.indexOf('/') + 1)}`.trimEnd();
    const where = isNamed && ours.has(key) ? ('hidden' as const) : ('nowhere' as const);
    return [{ key, bedName, alarm, where }];
  });
  const first = hidden.sort((a, b) => byUrgency(a.alarm, b.alarm))[0];
  return first === undefined ? null : { ...first, beds: hidden.length };
}
