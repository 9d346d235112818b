import { type ClearLimit, clearLimitOf, isBeyond } from '#domain/alarms/limitCondition.ts';
import { type ShownPriority, shownPriority } from '#domain/alarms/priority.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { EITHER, NOBODY, patientKeyOf } from '#domain/ward/whose.ts';
import { alarmText } from '#renderer/alarms/alarmSigns.ts';
import { spanOfAlarm } from '#renderer/history/alarmMoment.ts';
import type { HeldGap, HeldStay } from '#renderer/history/archive.ts';
import type { KeptAlarm } from '#renderer/history/historyWriter.ts';
import type { HistoryGapState } from '#renderer/history/keptWave.ts';
import type { ShownNote } from '#renderer/review/notes/noteBook.ts';
import { noteText } from '#renderer/review/notes/noteTexts.ts';
import { isOf } from '#renderer/review/stayAlarms.ts';

/** Kinds of alarms as they are told apart here: what no device says is of neither. */
export type AlarmKind = 'physiological' | 'technical' | 'other';

interface Happened {
  readonly id: string;
  /** When it began, on the clock of the samples as far as that can be believed. */
  readonly atMs: number;
  /** When it ended; null: it lasts, or it is a moment. */
  readonly untilMs: number | null;
  /** In one line. */
  readonly text: string;
  /** Equal for events that repeat each other; null: it stands for itself. */
  readonly alike: string | null;
}

export interface AlarmHappened extends Happened {
  readonly type: 'alarm';
  readonly priority: ShownPriority;
  readonly kind: AlarmKind;
  readonly kept: KeptAlarm;
}

export interface GapHappened extends Happened {
  readonly type: 'gap';
  readonly state: HistoryGapState;
}

/** The patient came into this bed, or left it. */
export interface MoveHappened extends Happened {
  readonly type: 'move';
}

/** Somebody wrote a note on this moment, or marked it. */
export interface NoteHappened extends Happened {
  readonly type: 'note';
  readonly shown: ShownNote;
}

/** Something that happened in a stay. */
export type StayEvent = AlarmHappened | GapHappened | NoteHappened | MoveHappened;

export type EventType = StayEvent['type'];

/** What is held of a stay, to be told as events. */
export interface HeldEvents {
  readonly alarms: readonly KeptAlarm[];
  readonly gaps: readonly HeldGap[];
  /** Of this stay's patient. */
  readonly notes: readonly ShownNote[];
  /** All stays that are held, to tell where the patient was before and after. */
  readonly stays: readonly HeldStay[];
}

/** All that happened in a stay, the oldest first. Of alarms those of its patient, and what may be theirs, which says so. */
export function eventsOf(
  stay: HeldStay,
  { alarms, gaps, notes, stays }: HeldEvents,
  textOfGap: (state: HistoryGapState) => string,
): readonly StayEvent[] {
  const events: StayEvent[] = [
    ...alarms.filter((kept) => isOf(stay, kept)).map((kept) => alarmEvent(kept, stay.aheadMs)),
    ...gaps.map(
      ({ fromMs, untilMs, state }): GapHappened => ({
        type: 'gap',
        id: `gap ${state} ${fromMs}`,
        atMs: fromMs,
        untilMs,
        text: textOfGap(state),
        alike: `gap ${state}`,
        state,
      }),
    ),
    ...notes.map(
      (shown): NoteHappened => ({
        type: 'note',
        id: `note ${shown.note.noteId}`,
        atMs: shown.note.atMs,
        untilMs: null,
        text: noteText(shown),
        alike: null,
        shown,
      }),
    ),
    ...moves(stay, stays),
  ];
  return events.sort((a, b) => a.atMs - b.atMs);
}

function alarmEvent(kept: KeptAlarm, aheadMs: number): AlarmHappened {
  const { alarm } = kept.member;
  const { report } = alarm;
  const { fromMs: atMs, untilMs: listedUntilMs } = spanOfAlarm(alarm, kept.goneMs, aheadMs);
  return {
    type: 'alarm',
    id: `alarm ${alarm.id} ${alarm.occurrence}`,
    atMs,
    untilMs: endOf(kept, atMs, kept.goneMs === null ? null : listedUntilMs),
    text: alarmText(report) + (alarm.patientKey === EITHER ? ' (not known whose)' : ''),
    alike: `alarm ${alarm.condition}`,
    priority: shownPriority(report),
    kind: report.kind === 'unknown' ? 'other' : report.kind,
    kept,
  };
}

/**
 * When its condition ended: as the bedside says, else when it went from the list. One that waits to be seen is on the list for
 * longer than it lasted.
 */
function endOf({ member: { alarm } }: KeptAlarm, fromMs: number, listedUntilMs: number | null): number | null {
  const { presence, timeMs } = alarm.report;
  const isTold = presence === 'off' && timeMs >= fromMs && (listedUntilMs === null || timeMs <= listedUntilMs);
  return isTold ? timeMs : listedUntilMs;
}

/** The beginning of the stay and its end, with the bed the patient was in before and after, where that is held. */
function moves(stay: HeldStay, stays: readonly HeldStay[]): readonly MoveHappened[] {
  const key = patientKeyOf(stay);
  if (key === NOBODY) return [];
  // By the station's clock: beds of two gateways have two clocks for their samples.
  const elsewhere = stays
    .filter((other) => other.bedKey !== stay.bedKey && patientKeyOf(other) === key)
    .toSorted((a, b) => a.beganMs - b.beganMs);
  const before = elsewhere.findLast(({ beganMs }) => beganMs < stay.beganMs);
  const after = elsewhere.find(({ beganMs }) => beganMs > stay.beganMs);
  const { untilMs } = stay;
  const move = (atMs: number, text: string): MoveHappened => ({
    type: 'move',
    id: `move ${atMs} ${text}`,
    atMs,
    untilMs: null,
    text,
    alike: null,
  });
  return [
    move(
      stay.fromMs,
      before === undefined
        ? `In bed ${stay.bedName} from here on`
        : `Came to bed ${stay.bedName} from ${before.bedName}`,
    ),
    ...(untilMs === null
      ? []
      : [
          move(
            untilMs,
            after === undefined ? `Left bed ${stay.bedName}` : `Left bed ${stay.bedName} for ${after.bedName}`,
          ),
        ]),
  ];
}

/** How bad an alarm of a limit was; null: it is none, or not all of it is told. */
export interface LimitReached extends ClearLimit {
  /** Furthest beyond the limit; null: not told. */
  readonly worst: number | null;
}

/** The limit of an alarm and how far it went beyond. */
export function limitReached({ limit }: Pick<AlarmReport, 'limit'>): LimitReached | null {
  const clear = clearLimitOf(limit);
  return clear === null ? null : { ...clear, worst: limit?.extreme ?? limit?.value ?? null };
}

/** The same of all that repeat each other, the worst of all; null: they have no limit in common. */
export function limitOfAll(events: readonly AlarmHappened[]): LimitReached | null {
  const all = events.map(({ kept }) => limitReached(kept.member.alarm.report));
  const [first] = all;
  if (first === undefined || first === null) return null;
  if (all.some((each) => each?.limit !== first.limit || each.crossed !== first.crossed || each.unit !== first.unit)) {
    return null;
  }
  const worst = all.reduce<number | null>((soFar, each) => {
    const value = each?.worst ?? null;
    if (value === null || soFar === null) return value ?? soFar;
    return isBeyond(value, { crossed: first.crossed, limit: soFar }) ? value : soFar;
  }, null);
  return { ...first, worst };
}
