import type { Alarm, Oddity } from '#domain/alarms/alarm.ts';
import { escalationSteps } from '#domain/alarms/escalation.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { shownPriority } from '#domain/alarms/priority.ts';
import { isListed, type Manner, reasonText } from '#domain/alarms/triage/presentation.ts';
import { groupBy } from '#domain/alarms/triage/survey.ts';
import type { Episode } from '#domain/alarms/worklist.ts';
import { alarmText } from './alarmSigns.ts';
import { opinionWord } from './opinion/opinionTexts.ts';

/** Members with a line of their own. */
export function listedOf({ members }: Pick<Episode, 'members'>): readonly Member[] {
  return members.filter(({ presentation }) => isListed(presentation));
}

/** How long somebody has been awaited, and who has been called meanwhile. */
export interface Waiting {
  /** Station's clock. */
  readonly sinceMs: number;
  /** How many times more people were called, 0 to 3. */
  readonly level: number;
}

/** What nobody has answered of an episode; null: somebody has. The one that has waited longest, the highest level of any. */
export function waitingOf(episode: Episode, policy: AlarmPolicy): Waiting | null {
  const waiting = listedOf(episode).filter(({ alarm }) => alarm.acknowledged === null && alarm.owner === null);
  if (!episode.isUnanswered || waiting.length === 0) return null;
  return {
    sinceMs: Math.min(...waiting.map((member) => unansweredSince(member, policy))),
    level: Math.min(escalationSteps.length, Math.max(...waiting.map(({ alarm }) => alarm.escalation))),
  };
}

/** Each call for more people begins the alarm's waiting anew: what the calls before it took is put before it again. */
function unansweredSince({ alarm, presentation }: Member, policy: AlarmPolicy): number {
  const priority = shownPriority(alarm.report);
  const steps = priority === 'none' ? [] : policy.escalationMs[priority].slice(0, alarm.escalation);
  const beforeMs = steps.reduce((sum, ms) => sum + ms, 0);
  return Math.max(presentation.announcedMs ?? alarm.sinceMs, alarm.waitingSinceMs - beforeMs);
}

/** What has been done about an alarm that nobody answers, by level from 1. */
export const levelTexts: readonly string[] = ['waits long', 'sounds for all', 'charge nurse told'];

/** Everybody who has acknowledged one of the listed members, each once. */
export function acknowledgedBy(episode: Episode, nameOf: (actorId: string) => string): readonly string[] {
  return [
    ...new Set(
      listedOf(episode).flatMap(({ alarm }) =>
        alarm.acknowledged === null ? [] : [nameOf(alarm.acknowledged.actorId)],
      ),
    ),
  ];
}

/** Whether a decision on the episode did not reach the bedside, and no later one of its kind has. */
export function hasFailed({ members }: Pick<Episode, 'members'>): boolean {
  return members.some(({ commands }) => {
    const last = new Map(commands.map((command) => [command.carried?.action ?? '', command]));
    return [...last.values()].some(({ delivery, isUndone }) => delivery.state === 'failed' && !isUndone);
  });
}

/** `2 more of the same, held back for 15 s in case it ends by itself`; '' when nothing is behind the listed ones. */
export function reasonSummary(episode: Episode): string {
  const leading = episode.members[0];
  const behind = episode.members.filter(({ presentation }) => !isListed(presentation));
  const groups = groupBy(behind, ({ presentation }) => {
    const reason = presentation.reasons.at(-1);
    return reason === undefined ? mannerTexts[presentation.manner] : reasonText(reason);
  });
  return [...groups]
    .map(([reason, members]) => {
      const isSame = members.every(({ alarm }) => alarm.condition === leading?.alarm.condition);
      return `${members.length} more${isSame ? ' of the same' : ''}, ${reason}`;
    })
    .join('; ');
}

/** How an alarm is presented, in words. */
export const mannerTexts: Readonly<Record<Manner, string>> = {
  announced: 'calls',
  quiet: 'on the list, without a call of its own',
  held: 'held back: not on the list yet',
  folded: 'folded under another alarm',
};

/** What is odd about an alarm, in words. */
export const oddityTexts: Readonly<Record<Oddity, string>> = {
  unknownCodes: 'its code is not known here: shown by the words of the device',
  unknownKinds: 'the gateway does not say of what kind it is',
  unknownPriorities: 'the gateway does not state its priority: treated as high',
  unknownPresences: 'the gateway does not say whether it is present: treated as present',
  futureTimes: 'its time lies in the future',
  limitsUnclear: 'the gateway does not tell its value, limit and unit in full',
  limitsContradicted: 'the value that is told with it is not beyond its limit',
  outOfOrder: 'reports of it came out of order',
  idsReused: 'the gateway used its id for something else before',
  endsWithoutStart: 'it was never seen to begin',
  revived: 'it came back under an id that had ended',
  endedUnseen: 'it ended while the link was lost',
  patientLeft: 'it stood when its patient left this bed',
  earlierPatient: 'it began before it was known that this patient is here: look at the bedside whose it is',
  endedWithBed: 'its bed is no longer served',
};

const stateTexts: Readonly<Record<Alarm['presence'], string>> = {
  on: '',
  latched: 'ended, to be seen',
  off: 'ended, answered; its line stays for a moment in case it comes back',
};

/** The name of an alarm's state for a person; '' while it is simply present. */
export function stateText({ presence }: Alarm): string {
  return stateTexts[presence];
}

/** `ended` where its condition is there no longer, whether somebody is still to see it or its line only stays; else ''. */
export function endedNote({ presence }: Pick<Alarm, 'presence'>): string {
  return presence === 'on' ? '' : 'ended';
}

/** The same of the alarm that leads an episode. */
export function endedText({ members: [leading] }: Pick<Episode, 'members'>): string {
  return leading === undefined ? '' : endedNote(leading.alarm);
}

/** What a screen reader says of a row. */
export function spokenEpisode(episode: Episode, bedTitle: string, answer: string): string {
  const [leading] = episode.members;
  const more = listedOf(episode).length - 1;
  const parts = [
    spokenPriority(episode),
    bedTitle,
    leading === undefined ? '' : alarmText(leading.alarm.report),
    endedText(episode),
    leading === undefined ? '' : opinionWord(leading.alarm),
    more > 0 ? `and ${more} more` : '',
    answer,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** Of what is over no priority is left to be told. */
function spokenPriority(episode: Episode): string {
  if (episode.priority !== 'none') return `${episode.priority} priority`;
  return endedText(episode) === '' ? 'information' : '';
}
