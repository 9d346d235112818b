import { withoutValues } from '#domain/alarms/condition.ts';
import { shownPriority } from '#domain/alarms/priority.ts';
import { type Manner, reasonText } from '#domain/alarms/triage/presentation.ts';
import { unitText } from '#domain/vitals/display.ts';
import { decisionText, deliveryText } from '#renderer/alarms/decisionWords.ts';
import { oddityTexts } from '#renderer/alarms/episodeTexts.ts';
import { opinionLine } from '#renderer/alarms/opinion/opinionTexts.ts';
import { noteWords, stateText } from '#renderer/review/notes/noteTexts.ts';
import { heldGapWords, momentText } from '#renderer/review/reviewTexts.ts';
import { durationText, timeOfDay } from '#renderer/shared/timeTexts.ts';
import type { EventRow } from './eventList.ts';
import { type AlarmHappened, type LimitReached, limitOfAll, limitReached, type StayEvent } from './stayEvents.ts';

type NameOf = (actorId: string) => string;

/** How an alarm was presented, of what is past. */
const manners: Readonly<Record<Manner, string>> = {
  announced: 'called',
  quiet: 'on the list without a call',
  held: 'held back',
  folded: 'folded under another alarm',
};

/** `02:13`, or what is to be said where it has no end; '' for a moment. */
export function lastedText(event: StayEvent): string {
  if (event.untilMs === null) return event.type === 'alarm' ? 'stands' : '';
  const ms = event.untilMs - event.atMs;
  return ms < 1_000 ? '< 1 s' : durationText(ms);
}

/** Who answered an alarm. */
export function answerText({ kept: { member } }: AlarmHappened, nameOf: NameOf): string {
  const { acknowledged, owner } = member.alarm;
  if (acknowledged !== null) {
    const where = acknowledged.commandId === null ? ' at the bedside' : '';
    return `acknowledged by ${nameOf(acknowledged.actorId)}${where} ${timeOfDay(acknowledged.atMs, true)}`;
  }
  return owner === null ? 'not acknowledged' : `taken by ${nameOf(owner.actorId)} ${timeOfDay(owner.sinceMs, true)}`;
}

/** What triage made of an alarm: its last reason says it. */
export function triageText({ kept: { member } }: AlarmHappened): string {
  const { manner, reasons } = member.presentation;
  const reason = reasons.at(-1);
  return reason === undefined ? manners[manner] : reasonText(reason);
}

/** What stands under the text of an event's row. */
export function rowNote(event: StayEvent, nameOf: NameOf, isStationHere: boolean): string {
  switch (event.type) {
    case 'alarm':
      return `${answerText(event, nameOf)} · ${triageText(event)}`;
    case 'gap':
      return heldGapWords[event.state].why;
    case 'note':
      return stateText(event.shown, nameOf, isStationHere);
    case 'move':
      return 'as far as is known here';
  }
}

type Repeats = Extract<EventRow, { readonly kind: 'repeats' }>;

/** What repeats of one alarm or gap are called: where each has a value of its own, by the limit they have in common. */
export function repeatsText({ events }: Repeats): string {
  const [first] = events;
  if (first.type !== 'alarm' || events.every(({ text }) => text === first.text)) return first.text;
  const limit = limitOfAll(alarmsOf(events));
  if (limit === null) return `${first.text} and alike`;
  const words = withoutValues(first.kept.member.alarm.report.label);
  return `${words} ${limit.limit} ${unitText(limit.unit)}`.trim();
}

/** `02:10 to 06:55 · longest 03:10 · worst 82 % · 3 of 14 acknowledged`. */
export function repeatsNote({ events }: Repeats): string {
  const times = events.map(({ atMs }) => atMs);
  const [from, until] = [Math.min(...times), Math.max(...times)];
  const ended = events.filter(({ untilMs }) => untilMs !== null);
  const longest = ended.reduce<StayEvent | undefined>(
    (longer, event) => (longer === undefined || lengthOf(event) > lengthOf(longer) ? event : longer),
    undefined,
  );
  const alarms = alarmsOf(events);
  const limit = limitOfAll(alarms);
  const answered = alarms.filter(({ kept }) => kept.member.alarm.acknowledged !== null).length;
  return [
    `${spanStart(from, until)} to ${timeOfDay(until)}`,
    longest === undefined ? '' : `longest ${lastedText(longest)}`,
    ended.length < events.length ? `${events.length - ended.length} still stands` : '',
    limit === null || limit.worst === null ? '' : worstText(limit),
    alarms.length === 0 ? '' : answered === 0 ? 'none acknowledged' : `${answered} acknowledged`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

/** With its day where that is another one than that of the end. */
function spanStart(fromMs: number, untilMs: number): string {
  const [from, until] = [momentText(fromMs), momentText(untilMs)];
  return from.slice(0, -5) === until.slice(0, -5) ? timeOfDay(fromMs) : from;
}

const lengthOf = ({ atMs, untilMs }: StayEvent): number => (untilMs ?? atMs) - atMs;

function alarmsOf(events: readonly StayEvent[]): readonly AlarmHappened[] {
  return events.filter((event) => event.type === 'alarm');
}

function worstText({ crossed, worst, unit }: LimitReached): string {
  return `${crossed === 'lower' ? 'lowest' : 'highest'} ${worst} ${unitText(unit)}`.trim();
}

/** All that is known of an event, beside its row: what it is about, and the words. */
export function factsOf(
  event: StayEvent,
  nameOf: NameOf,
  isStationHere: boolean,
): readonly (readonly [about: string, words: string])[] {
  const when: (readonly [string, string])[] = [
    ['Began', momentText(event.atMs, true)],
    ...(event.untilMs === null ? [] : [['Ended', momentText(event.untilMs, true)] as const]),
    ...(lastedText(event) === '' ? [] : [['Lasted', lastedText(event)] as const]),
  ];
  switch (event.type) {
    case 'gap':
      return [...when, ['Why', heldGapWords[event.state].why]];
    case 'note':
      return [
        [noteWords[event.shown.note.kind], event.shown.note.text || 'without words'],
        ['At', momentText(event.atMs, true)],
        ['Who', stateText(event.shown, nameOf, isStationHere)],
      ];
    case 'move':
      return [['At', momentText(event.atMs, true)]];
    case 'alarm':
      return [...when, ...alarmFacts(event, nameOf)];
  }
}

function alarmFacts(event: AlarmHappened, nameOf: NameOf): readonly (readonly [string, string])[] {
  const { alarm, presentation, commands } = event.kept.member;
  const { report, acknowledged, verdict, opinion } = alarm;
  const limit = limitReached(report);
  const priority = report.priority === 'unknown' ? 'not stated: treated as high' : shownPriority(report);
  const facts: (readonly [string, string])[] = [
    ['Priority', `${priority}, ${report.kind === 'unknown' ? 'kind not told' : report.kind}`],
  ];
  if (limit !== null) {
    const sign = limit.crossed === 'lower' ? 'below' : 'above';
    const worst = limit.worst === null ? '' : `, ${worstText(limit)}`;
    facts.push(['Limit', `${sign} ${limit.limit} ${unitText(limit.unit)}${worst}`]);
  }
  facts.push(['Here', manners[presentation.manner]]);
  for (const reason of presentation.reasons) facts.push(['Because', reasonText(reason)]);
  if (verdict !== null) facts.push(['Judged', `${verdict.verdict} by ${verdict.by}: ${verdict.why}`]);
  if (opinion) facts.push(['Waves', opinionLine(opinion)]);
  if (commands.length === 0 || acknowledged?.commandId === null) facts.push(['Answer', answerText(event, nameOf)]);
  for (const command of commands) {
    const words = [decisionText(command, nameOf), deliveryText(command)].filter((part) => part !== '').join(' · ');
    facts.push([timeOfDay(command.takenMs, true), words]);
  }
  for (const oddity of alarm.oddities) facts.push(['Odd', oddityTexts[oddity]]);
  return facts;
}
