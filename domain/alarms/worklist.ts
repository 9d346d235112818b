import type { PatientKey } from '#domain/ward/whose.ts';
import { stands } from './alarm.ts';
import type { Member } from './members.ts';
import { placeOf } from './place.ts';
import { type ShownPriority, shownPriority, urgencyOf } from './priority.ts';
import { isListed } from './triage/presentation.ts';
import { groupBy } from './triage/survey.ts';

/** All that stands of one patient in one bed, as one. Of a gateway's own alarms the bed is the gateway. */
export interface Episode {
  /** Stays the same from the first alarm to the end of the last. */
  readonly episodeId: string;
  readonly bedKey: string;
  /** Whose alarms these are, which need not be who lies there now. */
  readonly patientKey: PatientKey;
  /** Names bed and patient (place.ts). */
  readonly place: string;
  /** Station's clock. */
  readonly sinceMs: number;
  /**
   * Most urgent first. Those that are listed call; those that are held back or folded say why; those that have ended keep
   * their line for a moment, last (members.ts).
   */
  readonly members: readonly Member[];
  /** The highest of the listed members that stand, acknowledged or not; `none` when there is none. */
  readonly priority: ShownPriority;
  /** Everybody who has taken one of the members. Empty: nobody has this. */
  readonly owners: readonly string[];
  /** Whether a listed member is neither acknowledged nor taken. */
  readonly isUnanswered: boolean;
}

/** What is to be looked at, in this order. */
export interface Worklist {
  readonly episodes: readonly Episode[];
  /** Beds of which everything is held back, or folded under an alarm of another bed. Behind one click. */
  readonly unlisted: readonly Episode[];
}

/** NEWS2 of a patient in a bed, 0 to 20; null: there is none, or somebody else lies there now. */
export type News2Of = (bedKey: string, patientKey: PatientKey) => number | null;

/**
 * How patients are ranked, each line for those that all lines before find equal, smaller first: the alarm's own priority;
 * whether somebody has it; how ill the patient is; how long it has waited. Age comes last, since two ages are never equal
 * and nothing after it would be asked.
 */
const ranks: readonly ((episode: Episode, news2Of: News2Of) => number)[] = [
  ({ priority }) => -urgencyOf({ priority }),
  ({ isUnanswered }) => (isUnanswered ? 0 : 1),
  ({ owners }) => (owners.length === 0 ? 0 : 1),
  ({ bedKey, patientKey }, news2Of) => news2Rank(news2Of(bedKey, patientKey)),
  ({ sinceMs }) => sinceMs,
];

/**
 * Worse first. A missing score is not guessed: it stands after those that call for an urgent review (5 and more, RCP 2017)
 * and before those that are known to be low.
 */
function news2Rank(news2: number | null): number {
  return news2 === null ? -4.5 : -news2;
}

/** Everything that stands, by patient and bed, ranked; nothing is left out. Pure: to be asked whenever the screen is drawn. */
export function worklist(members: Iterable<Member>, news2Of: News2Of = () => null): Worklist {
  const episodes = [...groupBy(members, ({ alarm }) => placeOf(alarm)).values()].map(episodeOf);
  episodes.sort((a, b) => {
    for (const rank of ranks) {
      const difference = rank(a, news2Of) - rank(b, news2Of);
      if (difference !== 0) return difference;
    }
    return a.place < b.place ? -1 : 1;
  });
  const hasListed = (episode: Episode) => episode.members.some(({ presentation }) => isListed(presentation));
  return {
    episodes: episodes.filter(hasListed),
    unlisted: episodes.filter((episode) => !hasListed(episode)),
  };
}

/** `unsorted`: at least one. */
function episodeOf(unsorted: readonly Member[]): Episode {
  const [{ alarm, episodeSinceMs: sinceMs }] = unsorted as readonly [Member];
  const place = placeOf(alarm);
  const members = [...unsorted].sort(
    (a, b) =>
      Number(stands(b.alarm)) - Number(stands(a.alarm)) ||
      Number(isListed(b.presentation)) - Number(isListed(a.presentation)) ||
      urgencyOf(b.alarm.report) - urgencyOf(a.alarm.report) ||
      a.alarm.sinceMs - b.alarm.sinceMs,
  );
  const listed = members.filter(({ alarm, presentation }) => stands(alarm) && isListed(presentation));
  const unanswered = listed.filter(({ alarm }) => alarm.acknowledged === null && alarm.owner === null);
  const leading = listed[0];
  return {
    episodeId: `${place}@${sinceMs}`,
    bedKey: alarm.report.bedKey,
    patientKey: alarm.patientKey,
    place,
    sinceMs,
    members,
    priority: leading === undefined ? 'none' : shownPriority(leading.alarm.report),
    owners: [...new Set(members.flatMap(({ alarm }) => alarm.owner?.actorId ?? []))],
    isUnanswered: unanswered.length > 0,
  };
}
