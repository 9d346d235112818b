import { type BedName, markedName, whoseIs, whoseNameOf } from '#renderer/alarms/alarmServices.ts';
import { byUrgency, flashingAs, type ListedAlarm, ofWhoLiesThere } from '#renderer/alarms/listed.ts';

/** The most urgent alarm that calls at a bed that is not on the screen now, and how many such beds there are. */
export interface OffScreenAlarm {
  readonly key: string;
  /** For a sentence: `bed 12`, `station`. */
  readonly title: string;
  /** As short as can be. */
  readonly name: string;
  readonly alarm: ListedAlarm;
  readonly beds: number;
  /**
   * `hidden`: another page, or behind a large bed. `nowhere`: the window's layout leaves the bed out, or no gateway describes
   * it. `noBed`: a gateway or the station.
   */
  readonly where: 'hidden' | 'nowhere' | 'noBed';
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
  names: ReadonlyMap<string, BedName>,
  { visible, ours, elsewhere }: WindowView,
  alarms: ReadonlyMap<string, readonly ListedAlarm[]>,
): OffScreenAlarm | null {
  const hidden = [...alarms].flatMap(([key, listed]) => {
    const known = names.get(key);
    const isBed = known !== undefined && known.kind !== 'noBed';
    const isSeen = isBed && (visible.has(key) || (!ours.has(key) && elsewhere.has(key)));
    const atBed = new Set(ofWhoLiesThere(listed, known?.patientKey ?? null));
    // No tile shows an alarm of a patient who was there before.
    const alarm = listed.find((each) => flashingAs(each) !== null && !(isSeen && atBed.has(each)));
    if (alarm === undefined) return [];
    const named = whoseNameOf(names, whoseIs(alarm.member.alarm));
    const { title, kind } = named;
    const isOurs = ours.has(key) && kind !== 'before';
    const where = kind === 'noBed' ? ('noBed' as const) : isOurs ? ('hidden' as const) : ('nowhere' as const);
    return [{ key, name: known === undefined ? title : markedName(named), title, alarm, where }];
  });
  const first = hidden.sort((a, b) => byUrgency(a.alarm, b.alarm))[0];
  return first === undefined ? null : { ...first, beds: hidden.length };
}
