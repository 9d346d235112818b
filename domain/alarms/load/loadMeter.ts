import type { Setting } from '#domain/alarms/activation.ts';
import { type Alarm, stands } from '#domain/alarms/alarm.ts';
import type { Desk, DeskEffect } from '#domain/alarms/desk.ts';
import { shownPriority, urgencyOf } from '#domain/alarms/priority.ts';
import { signalsOf } from '#domain/alarms/signals.ts';
import { isListed, type Presentation } from '#domain/alarms/triage/presentation.ts';
import type { Call, OccurrenceRecord } from './occurrenceRecord.ts';

/** An occurrence that stands, and what was last seen of it. */
interface Open {
  readonly record: OccurrenceRecord;
  alarm: Alarm;
  presentation: Presentation;
}

/**
 * Measures what a desk asks of people. Three figures, so defined that none can be made better by words:
 *
 * - raw: occurrences reported, each time a condition begins to stand, whatever is made of it. Read from the desk's own
 *   count, so that one which triage never saw counts too.
 * - presented: calls for attention. Each time an alarm begins to call counts: when it is announced, when it calls again
 *   after it was folded or acknowledged, when nobody has answered it for so long that it is heard, when it becomes more
 *   urgent while it calls. And each time a bed that had no line on the list gets one without a call: what a nurse has to look
 *   at is a presentation, whatever its manner. A policy that turns calls into quiet lines gains nothing here; what goes on
 *   with an answered call gains only while that call's line has been on the list without a break.
 * - sounded: occurrences that were audible at any time, also because nobody had answered for long.
 *
 * Fed with every reduce of the desk from the beginning of the time of interest; what stood before is not counted as begun.
 */
export class LoadMeter {
  readonly #records: OccurrenceRecord[] = [];
  readonly #calls: Call[] = [];
  readonly #onsetsMs: number[] = [];
  readonly #open = new Map<string, Open>();
  /** Beds that have a line on the list. */
  #lines: ReadonlySet<string> = new Set();
  #settings: readonly Setting[] = [];
  #occurrences: number;

  /** @param desk as it was before the first event that is measured */
  constructor(desk: Desk) {
    this.#occurrences = desk.alarms.occurrences;
  }

  /** Every occurrence that was presented in some manner, in order of its beginning. */
  get records(): readonly OccurrenceRecord[] {
    return this.#records;
  }

  /** In order. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /** When conditions began to stand, in order: one entry an occurrence. */
  get onsetsMs(): readonly number[] {
    return this.#onsetsMs;
  }

  /** Takes in what a reduce has made: the desk after it, its effects and its time. */
  take({ alarms, triage }: Desk, effects: readonly DeskEffect[], nowMs: number): void {
    for (; this.#occurrences < alarms.occurrences; this.#occurrences += 1) this.#onsetsMs.push(nowMs);
    for (const effect of effects) {
      if (effect.type !== 'presented') continue;
      const alarm = alarms.alarms.get(effect.alarmId);
      const known = this.#open.get(effect.alarmId);
      if (alarm === undefined || known?.record.occurrence === effect.presentation.occurrence) continue;
      if (known !== undefined) this.#end(known, nowMs);
      this.#begin(alarm, effect.presentation, nowMs);
    }
    const isOtherwiseSet = this.#settings !== alarms.settings;
    this.#settings = alarms.settings;
    const lines = new Set<string>();
    const quiet: Open[] = [];
    for (const open of this.#open.values()) {
      const alarm = alarms.alarms.get(open.record.alarmId);
      const presentation = triage.presented.get(open.record.alarmId);
      if (alarm === undefined || presentation === undefined) {
        this.#end(open, nowMs);
        continue;
      }
      if (isOtherwiseSet || open.alarm !== alarm || open.presentation !== presentation)
        this.#follow(open, alarm, presentation, nowMs);
      if (!stands(alarm)) {
        this.#end(open, nowMs);
        continue;
      }
      if (open.record.spokenForMs === null && presentation.manner !== 'announced')
        this.#lookWhoSpeaks(open, { alarms, triage }, nowMs);
      if (!isListed(presentation)) continue;
      lines.add(alarm.report.bedKey);
      if (!this.#lines.has(alarm.report.bedKey)) quiet.push(open);
    }
    for (const { alarmId, endedMs } of triage.answered.values()) {
      const kept = endedMs === null ? undefined : alarms.alarms.get(alarmId);
      if (kept !== undefined) lines.add(kept.report.bedKey);
    }
    this.#countLines(quiet, nowMs);
    this.#lines = lines;
  }

  #begin(alarm: Alarm, presentation: Presentation, nowMs: number): void {
    const { bedKey, code, label, kind, priority } = alarm.report;
    const record: OccurrenceRecord = {
      alarmId: alarm.id,
      occurrence: presentation.occurrence,
      bedKey,
      code,
      label,
      kind,
      priority,
      sourceCode: alarm.sourceCode,
      condition: alarm.condition,
      sinceMs: nowMs,
      endedMs: null,
      announcedMs: null,
      spokenForMs: null,
      spokenForBy: null,
      wentOnMs: null,
      soundedMs: null,
      answeredMs: null,
      escalation: 0,
      spells: [],
    };
    this.#records.push(record);
    this.#open.set(alarm.id, { record, alarm, presentation: unpresented });
  }

  #end({ record }: Open, nowMs: number): void {
    record.endedMs = nowMs;
    const spell = record.spells.at(-1);
    if (spell !== undefined && spell.untilMs === null) spell.untilMs = nowMs;
    this.#open.delete(record.alarmId);
  }

  #follow(open: Open, alarm: Alarm, presentation: Presentation, nowMs: number): void {
    const { record } = open;
    const didCall = calls(open.alarm, open.presentation);
    const isMoreUrgent = urgencyOf(alarm.report) > urgencyOf(record);
    if (isMoreUrgent) record.priority = alarm.report.priority;
    if (calls(alarm, presentation) && (!didCall || isMoreUrgent)) {
      this.#calls.push({ atMs: nowMs, record, how: 'announced', reasons: presentation.reasons });
    }
    record.announcedMs ??= presentation.announcedMs;
    record.escalation = Math.max(record.escalation, alarm.escalation);
    this.#answer(record, alarm, nowMs);
    const { presence, activation } = signalsOf(alarm, presentation, this.#settings).audible;
    const isAudible = (presence === 'on' || presence === 'latched') && shownPriority(alarm.report) !== 'none';
    if (isAudible && activation === 'on') record.soundedMs ??= nowMs;
    if (presentation.reasons.some(({ stage }) => stage === 'recur')) record.wentOnMs ??= nowMs;
    if (open.presentation !== presentation) this.#turn(record, presentation, nowMs);
    open.alarm = alarm;
    open.presentation = presentation;
  }

  #answer(record: OccurrenceRecord, { acknowledged, owner, occurrence }: Alarm, nowMs: number): void {
    if (occurrence === record.occurrence && (acknowledged !== null || owner !== null)) record.answeredMs ??= nowMs;
  }

  #turn({ spells }: OccurrenceRecord, { manner, reasons }: Presentation, nowMs: number): void {
    const last = spells.at(-1);
    if (last !== undefined && last.untilMs === null) last.untilMs = nowMs;
    if (manner !== 'announced') spells.push({ manner, reasons, fromMs: nowMs, untilMs: null });
  }

  /** Follows folds and joins to whoever speaks for an alarm, and sees whether that one has been announced. */
  #lookWhoSpeaks({ record, presentation }: Open, { alarms, triage }: Desk, nowMs: number): void {
    const passed = new Set([record.alarmId]);
    let at: Presentation | undefined = presentation;
    for (let id = speakerOf(at); id !== null && !passed.has(id); id = at === undefined ? null : speakerOf(at)) {
      passed.add(id);
      const speaker = alarms.alarms.get(id);
      at = triage.presented.get(id);
      if (speaker === undefined || !stands(speaker) || at === undefined || at.occurrence !== speaker.occurrence) return;
      if (at.announcedMs === null) continue;
      record.spokenForMs = nowMs;
      record.spokenForBy = id;
      return;
    }
  }

  /** Beds that have got a line without a call: one presentation each. */
  #countLines(quiet: readonly Open[], nowMs: number): void {
    const called = new Set<string>();
    for (let index = this.#calls.length - 1; index >= 0 && this.#calls[index]?.atMs === nowMs; index -= 1) {
      called.add((this.#calls[index] as Call).record.bedKey);
    }
    for (const { record, presentation } of quiet) {
      if (called.has(record.bedKey)) continue;
      called.add(record.bedKey);
      this.#calls.push({ atMs: nowMs, record, how: 'line', reasons: presentation.reasons });
    }
  }
}

/** What nothing is yet said of. */
const unpresented: Presentation = { occurrence: 0, manner: 'held', into: null, reasons: [], announcedMs: null };

function calls(alarm: Alarm, presentation: Presentation): boolean {
  const { presence } = signalsOf(alarm, presentation, []).audible;
  return presence === 'on' || presence === 'latched';
}

/** The alarm that speaks for one presented so; null: none does. */
function speakerOf({ into, reasons }: Presentation): string | null {
  if (into !== null) return into;
  for (const reason of reasons) if (reason.stage === 'joinEpisode' || reason.stage === 'attended') return reason.with;
  return null;
}
