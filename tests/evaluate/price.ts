import type { OccurrenceRecord } from '#domain/alarms/load/occurrenceRecord.ts';
import { type Spread, spreadOf } from '#domain/alarms/load/spread.ts';
import { groupBy } from '#domain/alarms/triage/survey.ts';
import type { Day, DayEvent, Truth } from '#fixtures/scenarios/day/day.ts';
import { alarmIdOf, alarmKeyOf } from './dayLog.ts';

/**
 * What a day's presentation cost, by what was true. An actionable occurrence
 *
 * - is called in its life when it, or an alarm it is folded under or has joined, was announced while it stood;
 * - goes on with a call when it came back within moments of one that somebody had answered, under the same line;
 * - is lost when neither is so of it, nor of any other occurrence of the same event at the bed: nobody was called to that
 *   patient for what it is part of. One that is a matter of itself alone is lost when neither is so of itself.
 *
 * What is not lost and was not called in its life is told beside it: with how long the longest stood that had neither, and
 * how many had nothing but a call that somebody had answered for another matter.
 */
export interface Price {
  readonly lostHigh: number;
  readonly lostMedium: number;
  readonly lostLow: number;
  /** True high ones that were not announced with the very report that told them. */
  readonly delayedHigh: number;
  /** True high ones that reached the station late, since the link was down. */
  readonly highToldLate: number;
  /** From the onset of actionable medium ones until the call; of those that were called in their life, and did not go on. */
  readonly delayedMedium: Spread | null;
  /** From the first onset of an actionable event until the first call for any of it. */
  readonly delayedEvents: Spread | null;
  readonly actionable: {
    readonly high: number;
    readonly medium: number;
    readonly low: number;
    readonly events: number;
  };
  /** Actionable, not called in their life, though another occurrence of the same event was: how many, and how long. */
  readonly calledForTheEventOnly: {
    readonly high: number;
    readonly medium: number;
    readonly low: number;
    readonly longestMediumMs: number;
    readonly longestLowMs: number;
  };
  /** Actionable, of an event nothing of which was called in its life: it went on with the answered call of another matter. */
  readonly wentOnWithAnother: { readonly high: number; readonly medium: number; readonly low: number };
  /**
   * Actionable, of an event nothing of which was announced or heard itself: all its calls were those of another matter at the
   * bed, that it was folded under or had joined. Not lost, as somebody was called to that patient while it stood.
   */
  readonly spokenForByAnother: { readonly high: number; readonly medium: number; readonly low: number };
}

interface Told {
  readonly on: DayEvent;
  readonly truth: Truth;
  /** null: it reached no desk. */
  readonly record: OccurrenceRecord | null;
  /** When somebody was called in its life; null: nobody was. */
  readonly calledMs: number | null;
  readonly lastedMs: number;
}

export function priceOf({ events, truths }: Day, records: readonly OccurrenceRecord[]): Price {
  const byId = new Map(records.map((record) => [record.alarmId, record]));
  const offMs = new Map(events.filter(({ presence }) => presence === 'off').map((off) => [off.alarmId, off.timeMs]));
  const actionable = events.flatMap((on): Told[] => {
    const truth = truths.get(on.alarmId);
    if (on.tells !== 'beginning' || truth?.verdict !== 'actionable') return [];
    const record = byId.get(alarmKeyOf(on.alarmId)) ?? null;
    const lastedMs = (offMs.get(on.alarmId) ?? Number.POSITIVE_INFINITY) - on.onsetMs;
    return [{ on, truth, record, calledMs: record && calledIn(record), lastedMs }];
  });
  const called = new Set(actionable.filter(({ calledMs }) => calledMs !== null).map(eventOf));
  const wentOn = new Set(actionable.filter(({ record }) => record?.wentOnMs != null).map(eventOf));
  const of = (told: readonly Told[], priority: DayEvent['priority']) =>
    told.filter(({ on }) => on.priority === priority);
  const lost = actionable.filter((told) => !called.has(eventOf(told)) && !wentOn.has(eventOf(told)));
  const eventOnly = actionable.filter(
    (told) => told.calledMs === null && told.record?.wentOnMs == null && !lost.includes(told),
  );
  const high = of(actionable, 'high');
  const counts = (told: readonly Told[]) => ({
    high: of(told, 'high').length,
    medium: of(told, 'medium').length,
    low: of(told, 'low').length,
  });
  const ownCalls = new Set(actionable.filter((told) => isCalledForItself(told, truths)).map(eventOf));
  return {
    lostHigh: of(lost, 'high').length,
    lostMedium: of(lost, 'medium').length,
    lostLow: of(lost, 'low').length,
    delayedHigh: high.filter(({ record }) => record === null || record.announcedMs !== record.sinceMs).length,
    highToldLate: high.filter(({ on }) => on.atMs > on.onsetMs).length,
    delayedMedium: spreadOf(
      of(actionable, 'medium').flatMap(({ on, calledMs, record }) =>
        calledMs === null || record?.wentOnMs != null ? [] : calledMs - on.onsetMs,
      ),
    ),
    delayedEvents: spreadOf([...groupBy(actionable, eventOf).values()].flatMap(firstCallOf)),
    actionable: { ...counts(actionable), events: new Set(actionable.map(eventOf)).size },
    calledForTheEventOnly: {
      ...counts(eventOnly),
      longestMediumMs: Math.max(0, ...of(eventOnly, 'medium').map(({ lastedMs }) => lastedMs)),
      longestLowMs: Math.max(0, ...of(eventOnly, 'low').map(({ lastedMs }) => lastedMs)),
    },
    wentOnWithAnother: counts(actionable.filter((told) => wentOn.has(eventOf(told)) && !called.has(eventOf(told)))),
    spokenForByAnother: counts(actionable.filter((told) => called.has(eventOf(told)) && !ownCalls.has(eventOf(told)))),
  };
}

function calledIn({ announcedMs, spokenForMs, soundedMs }: OccurrenceRecord): number | null {
  const calls = [announcedMs, spokenForMs, soundedMs].filter((ms) => ms !== null);
  return calls.length === 0 ? null : Math.min(...calls);
}

/** Whether it was announced or heard itself, or by an alarm of the same event. */
function isCalledForItself({ record, truth }: Told, truths: Day['truths']): boolean {
  if (record === null) return false;
  if (record.announcedMs !== null || record.soundedMs !== null) return true;
  const speaker = record.spokenForBy === null ? undefined : truths.get(alarmIdOf(record.spokenForBy));
  return truth.event !== null && speaker?.event === truth.event;
}

const eventOf = ({ on, truth }: Told): string => (truth.event === null ? on.alarmId : `${on.bed} ${truth.event}`);

function firstCallOf(event: readonly Told[]): number[] {
  const calls = event.flatMap(({ calledMs }) => calledMs ?? []);
  return calls.length === 0 ? [] : [Math.min(...calls) - Math.min(...event.map(({ on }) => on.onsetMs))];
}
