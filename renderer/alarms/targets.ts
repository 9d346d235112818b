import type { Member } from '#domain/alarms/members.ts';
import { isListed } from '#domain/alarms/triage/presentation.ts';
import type { Episode } from '#domain/alarms/worklist.ts';

/** What a person can decide on all of a patient's alarms at once. */
export type EpisodeAction = 'take' | 'acknowledge' | 'handOn' | 'note' | 'escalate' | 'giveBack';

/** What a person can answer to a decision that waits for confirmation. */
export type HeldAnswer = 'sendNow' | 'drop';

/** Which alarms each decision concerns, of those it could. `actorId` null: not known yet. */
const concerns: Readonly<Record<EpisodeAction, (member: Member, actorId: string | null) => boolean>> = {
  take: ({ alarm }, actorId) => actorId === null || alarm.owner?.actorId !== actorId,
  acknowledge: ({ alarm }) => alarm.acknowledged === null,
  handOn: () => true,
  note: () => true,
  escalate: () => true,
  giveBack: ({ alarm }) => alarm.owner !== null,
};

/**
 * The alarms that a decision on an episode is about: those that are listed, and those folded under one of these, also of
 * another bed. Never those that are held back: nobody has been shown them. A note and a call for the charge nurse are
 * about the one that leads.
 */
export function targetsOf(
  action: EpisodeAction,
  episode: Episode,
  members: ReadonlyMap<string, Member>,
  actorId: string | null = null,
): readonly Member[] {
  const listed = episode.members.filter(({ presentation }) => isListed(presentation));
  if (action === 'note' || action === 'escalate') return listed.slice(0, 1);
  const leaders = new Set(listed.map(({ alarm }) => alarm.id));
  const folded = [...members.values()].filter((member) => isFoldedUnder(member, leaders, members));
  return [...listed, ...folded].filter((member) => concerns[action](member, actorId));
}

function isFoldedUnder(member: Member, leaders: ReadonlySet<string>, members: ReadonlyMap<string, Member>): boolean {
  const seen = new Set<string>();
  let { manner, into } = member.presentation;
  while (manner === 'folded' && into !== null && !seen.has(into)) {
    if (leaders.has(into)) return true;
    seen.add(into);
    const next = members.get(into)?.presentation;
    if (next === undefined) return false;
    ({ manner, into } = next);
  }
  return false;
}
