import { type Alarm, stands } from '#domain/alarms/alarm.ts';
import type { AlarmsState } from '#domain/alarms/alarms.ts';
import { placeOf } from '#domain/alarms/place.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { urgencyOf } from '#domain/alarms/priority.ts';
import { type AnsweredCall, answeredAfter } from './answered.ts';
import { runChain } from './chain.ts';
import { Changes } from './changes.ts';
import { isFlood } from './flood.ts';
import type { Entry, Presentation } from './presentation.ts';
import type { Run } from './survey.ts';

/** What triage remembers from one time to the next. */
export interface TriageState {
  /** How every alarm of the state is presented, by its id; of one that has ended, how its last occurrence was. */
  readonly presented: ReadonlyMap<string, Presentation>;
  /** Conditions that have begun within the time of chatter. */
  readonly runs: ReadonlyMap<string, Run>;
  /** By condition: calls that somebody has answered and that go on, or ended a moment ago and keep their line. */
  readonly answered: ReadonlyMap<string, AnsweredCall>;
  /** When alarms were announced, within the time of the flood line. Station's clock. */
  readonly announcedMs: readonly number[];
  /** When the flood began; null: there is none. */
  readonly floodSinceMs: number | null;
  /** When each place (place.ts) that has alarms got the first of those that stand or keep their line; names its episode. */
  readonly episodes: ReadonlyMap<string, number>;
}

/** What the journal is told. */
export type TriageEffect =
  /** An alarm is presented anew or otherwise than before: what the safety ledger is made of. */
  | { readonly type: 'presented'; readonly alarmId: string; readonly presentation: Presentation }
  | { readonly type: 'flood'; readonly isFlood: boolean };

/** The newest that are remembered of a run, and of what was announced: in a storm they would be copied by the thousand. */
const ONSETS_KEPT = 100;
const ANNOUNCED_KEPT = 1000;

/** Before anything stood. */
export const noTriage: TriageState = {
  presented: new Map(),
  runs: new Map(),
  answered: new Map(),
  announcedMs: [],
  floodSinceMs: null,
  episodes: new Map(),
};

/**
 * Says how every alarm is presented now, and why. Pure; to be called after every event and at least once a second, since a
 * delay that is over shows with the next call. When nothing has changed, the memory given is given back.
 */
export function triage(
  memory: TriageState,
  { alarms, policy, occupants }: AlarmsState,
  nowMs: number,
): { readonly state: TriageState; readonly effects: readonly TriageEffect[] } {
  const standing: Alarm[] = [];
  const over: Alarm[] = [];
  for (const alarm of alarms.values()) {
    if (stands(alarm)) standing.push(alarm);
    else if (alarm.occurrence > 0 && knownOf(alarm, memory) === undefined) over.push(alarm);
  }
  const entries = standing.map((alarm) => entryOf(alarm, memory));
  const runs = runsAfter(memory, entries, over, policy, nowMs);
  const { withinMs } = policy.recurrence;
  const goingOn = answeredAfter(memory.answered, entries, { alarms, occupants, withinMs, nowMs });
  const ruled = runChain(entries, runs, goingOn, policy, nowMs);
  // Again, for what was answered before it was announced, and is announced only now.
  const answered = answeredAfter(
    goingOn,
    ruled.map((entry) => announcedAt(entry, nowMs)),
    { alarms, occupants, withinMs, nowMs },
  );

  const effects: TriageEffect[] = [];
  const announced: Entry[] = [];
  const presented = new Changes(memory.presented);
  for (const id of memory.presented.keys()) if (!alarms.has(id)) presented.delete(id);
  for (const entry of ruled) {
    const { id, occurrence } = entry.alarm;
    const isFirstCall = entry.manner === 'announced' && entry.announcedMs === null;
    if (isFirstCall) announced.push(entry);
    const { manner, into, reasons } = entry;
    const presentation = { occurrence, manner, into, reasons, announcedMs: isFirstCall ? nowMs : entry.announcedMs };
    const held = memory.presented.get(id);
    if (held !== undefined && samePresentation(held, presentation)) continue;
    presented.set(id, presentation);
    effects.push({ type: 'presented', alarmId: id, presentation });
  }
  for (const { id, occurrence } of over) {
    const presentation: Presentation = { ...presentedAsOver, occurrence };
    presented.set(id, presentation);
    effects.push({ type: 'presented', alarmId: id, presentation });
  }

  const recent = (ms: number) => nowMs >= ms && nowMs - ms < policy.flood.withinMs;
  const isQuiet = announced.length === 0 && memory.announcedMs.every(recent);
  // Those that the line of the flood counts are among them.
  const { entersAbove, operators } = policy.flood;
  const mostAnnounced = Math.max(ANNOUNCED_KEPT, entersAbove * operators + 1);
  const announcedMs = isQuiet
    ? memory.announcedMs
    : [...memory.announcedMs.filter(recent), ...announced.map(() => nowMs)].slice(-mostAnnounced);
  const wasFlood = memory.floodSinceMs !== null;
  const nowFlood = isFlood(wasFlood, announcedMs.length, policy.flood);
  if (nowFlood !== wasFlood) effects.push({ type: 'flood', isFlood: nowFlood });
  const state: TriageState = {
    presented: presented.map,
    runs: withAnnounced(runs, announced, nowMs),
    answered,
    announcedMs,
    floodSinceMs: nowFlood ? (memory.floodSinceMs ?? nowMs) : null,
    episodes: episodesOf([...standing, ...keptOf(answered, alarms)], memory, nowMs),
  };
  return { state: sameState(state, memory) ? memory : state, effects };
}

function sameState(a: TriageState, b: TriageState): boolean {
  return (
    a.presented === b.presented &&
    a.runs === b.runs &&
    a.answered === b.answered &&
    a.announcedMs === b.announcedMs &&
    a.floodSinceMs === b.floodSinceMs &&
    a.episodes === b.episodes
  );
}

function announcedAt(entry: Entry, nowMs: number): Entry {
  return entry.manner === 'announced' && entry.announcedMs === null ? { ...entry, announcedMs: nowMs } : entry;
}

/** What has ended and keeps its line, in case it comes back. */
function keptOf(answered: ReadonlyMap<string, AnsweredCall>, alarms: ReadonlyMap<string, Alarm>): Alarm[] {
  return [...answered.values()].flatMap(({ alarmId, endedMs }) =>
    endedMs === null ? [] : (alarms.get(alarmId) ?? []),
  );
}

function episodesOf(standing: readonly Alarm[], { episodes }: TriageState, nowMs: number): ReadonlyMap<string, number> {
  const places = standing.map(placeOf);
  const now = new Map(places.map((place) => [place, episodes.get(place) ?? nowMs]));
  const isSame = now.size === episodes.size && [...now.keys()].every((place) => episodes.has(place));
  return isSame ? episodes : now;
}

/** Of what began and ended between two calls. */
const presentedAsOver = { manner: 'held', into: null, reasons: [{ stage: 'over' }], announcedMs: null } as const;

/** What is known of this occurrence already; before the stages every alarm is announced. */
function knownOf(alarm: Alarm, memory: TriageState): Presentation | undefined {
  const held = memory.presented.get(alarm.id);
  return held?.occurrence === alarm.occurrence ? held : undefined;
}

function entryOf(alarm: Alarm, memory: TriageState): Entry {
  return {
    alarm,
    manner: 'announced',
    into: null,
    reasons: [],
    announcedMs: knownOf(alarm, memory)?.announcedMs ?? null,
  };
}

/** Runs with what begins now, and what has begun and is over. A second id for what is present already is no second onset. */
function runsAfter(
  memory: TriageState,
  entries: readonly Entry[],
  over: readonly Alarm[],
  policy: AlarmPolicy,
  nowMs: number,
): ReadonlyMap<string, Run> {
  const present = new Set<string>();
  const begun = new Map(over.map(({ condition, report }) => [condition, urgencyOf(report)]));
  for (const { alarm } of entries) {
    if (alarm.presence !== 'on') continue;
    if (knownOf(alarm, memory) !== undefined) present.add(alarm.condition);
    else begun.set(alarm.condition, Math.max(begun.get(alarm.condition) ?? 0, urgencyOf(alarm.report)));
  }
  const runs = new Changes(memory.runs);
  const isRecent = ({ atMs }: { readonly atMs: number }) => nowMs >= atMs && nowMs - atMs < policy.chatter.withinMs;
  for (const [condition, run] of memory.runs) {
    if (run.onsets.every(isRecent)) continue;
    const onsets = run.onsets.filter(isRecent);
    if (onsets.length > 0) runs.set(condition, { ...run, onsets });
    else runs.delete(condition);
  }
  for (const [condition, urgency] of begun) {
    if (present.has(condition)) continue;
    const run = runs.map.get(condition) ?? { onsets: [], announcedMs: null };
    const onsets = [...run.onsets, { atMs: nowMs, urgency }].slice(-ONSETS_KEPT);
    runs.set(condition, { ...run, onsets });
  }
  return runs.map;
}

function withAnnounced(
  before: ReadonlyMap<string, Run>,
  announced: readonly Entry[],
  nowMs: number,
): ReadonlyMap<string, Run> {
  const runs = new Changes(before);
  for (const {
    alarm: { condition },
  } of announced) {
    const run = runs.map.get(condition);
    if (run !== undefined) runs.set(condition, { ...run, announcedMs: nowMs });
  }
  return runs.map;
}

function samePresentation(a: Presentation, b: Presentation): boolean {
  return (
    a.occurrence === b.occurrence &&
    a.manner === b.manner &&
    a.into === b.into &&
    a.announcedMs === b.announcedMs &&
    a.reasons.length === b.reasons.length &&
    a.reasons.every((reason, index) => JSON.stringify(reason) === JSON.stringify(b.reasons[index]))
  );
}
