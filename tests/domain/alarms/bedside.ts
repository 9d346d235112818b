import type { SourcedReport } from '#domain/alarms/alarm.ts';
import { type Desk, type DeskEffect, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Answer, Decision } from '#domain/alarms/events.ts';
import { type Member, membersOf } from '#domain/alarms/members.ts';
import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { Presentation } from '#domain/alarms/triage/presentation.ts';

/** The gateway of all alarms here. */
export const GATEWAY = 'icu:7000';
/** Every story begins at noon of a day. */
export const NOON_MS = 1_700_000_000_000;

/** A report as a bedside monitor makes it: by default a heart rate that is too high, of medium priority. */
export function report(over: Partial<AlarmReport> = {}): AlarmReport {
  return {
    alarmKey: `${GATEWAY}/hr-1`,
    bedKey: `${GATEWAY}/7`,
    code: 'MDC_EVT_HI',
    label: 'HR 142 > 120',
    kind: 'physiological',
    priority: 'medium',
    presence: 'on',
    onsetMs: NOON_MS,
    timeMs: NOON_MS,
    acknowledgement: null,
    limit: null,
    owner: null,
    ...over,
  };
}

export const asystole = (over: Partial<AlarmReport> = {}): AlarmReport =>
  report({
    alarmKey: `${GATEWAY}/asys-1`,
    code: 'MDC_EVT_ECG_ASYSTOLE',
    label: 'Asystole',
    priority: 'high',
    ...over,
  });

export const desaturation = (over: Partial<AlarmReport> = {}): AlarmReport =>
  report({ alarmKey: `${GATEWAY}/spo2-1`, code: 'MDC_PULS_OXIM_SAT_O2', label: 'SpO2 88 < 90', ...over });

export const leadsOff = (over: Partial<AlarmReport> = {}): AlarmReport =>
  report({
    alarmKey: `${GATEWAY}/leads-1`,
    code: 'MDC_EVT_LEAD_OFF',
    label: 'ECG leads off',
    kind: 'technical',
    priority: 'low',
    ...over,
  });

const atOnce = { physiologicalMs: 0, technicalMs: 0 };

/** The policy of the product, but that nothing is held back whose code does not say so. */
export const promptPolicy: AlarmPolicy = { ...defaultPolicy, delays: { medium: atOnce, low: atOnce } };

/** A station with one nurse and a clock that this test turns. */
export class Station {
  desk: Desk;
  nowMs = NOON_MS;
  readonly effects: DeskEffect[] = [];
  /** Nothing reaches the bedside, and nothing is answered there. */
  isBedsideAway = false;
  #commands = 0;

  constructor(policy: Partial<AlarmPolicy> = {}) {
    this.desk = emptyDesk({ ...promptPolicy, ...policy });
  }

  /** Takes in an event now; returns what it made the station do. */
  take(event: AlarmEvent): readonly DeskEffect[] {
    const { state, effects } = reduceDesk(this.desk, event, this.nowMs);
    this.desk = state;
    this.effects.push(...effects);
    return effects;
  }

  hears(...reports: readonly AlarmReport[]): readonly DeskEffect[] {
    return this.hearsFrom(null, ...reports);
  }

  /** Reports that name their source. */
  hearsFrom(sourceCode: string | null, ...reports: readonly AlarmReport[]): readonly DeskEffect[] {
    const sourced = reports.map((one): SourcedReport => ({ report: one, sourceCode }));
    return this.take({ type: 'reported', gatewayId: GATEWAY, clockOffsetMs: 0, reports: sourced });
  }

  /** Time passes, second by second. A bedside that is there has answered what was sent before the first is over. */
  waits(ms: number): void {
    if (!this.isBedsideAway) this.#answerAll();
    const untilMs = this.nowMs + ms;
    while (this.nowMs < untilMs) {
      this.nowMs = Math.min(untilMs, this.nowMs + 1000);
      this.take({ type: 'tick' });
    }
  }

  decides(action: 'acknowledge' | 'take' | 'giveBack' | 'escalate', alarm: AlarmReport, commandId?: string): Decision {
    this.#commands += 1;
    return this.#decide({
      commandId: commandId ?? `command-${this.#commands}`,
      alarmId: alarm.alarmKey,
      action,
      actorId: 'nurse',
      issuedMs: this.nowMs,
    });
  }

  /** The nurse takes a decision back. */
  undoes({ commandId, alarmId }: Decision, actorId = 'nurse'): Decision {
    const undo = { action: 'undo', undoes: commandId, commandId: `undo of ${commandId} by ${actorId}` } as const;
    return this.#decide({ ...undo, alarmId, actorId, issuedMs: this.nowMs });
  }

  notes(alarm: AlarmReport, text: string): Decision {
    this.#commands += 1;
    const note = { action: 'note', text, commandId: `command-${this.#commands}` } as const;
    return this.#decide({ ...note, alarmId: alarm.alarmKey, actorId: 'nurse', issuedMs: this.nowMs });
  }

  /** The gateway tells how a decision fared. */
  hearsAnswer({ commandId }: Decision, answer: Answer): void {
    this.take({ type: 'answered', commandId, answer });
  }

  #answerAll(): void {
    const { commands, underWay } = this.desk.alarms;
    for (const commandId of underWay) {
      if (commands.get(commandId)?.delivery.state !== 'sent') continue;
      this.take({ type: 'answered', commandId, answer: { outcome: 'confirmed', earlierActorId: null } });
    }
  }

  #decide(decision: Decision): Decision {
    this.take({ type: 'decided', decision });
    return decision;
  }

  alarm(id: string | AlarmReport) {
    return this.desk.alarms.alarms.get(typeof id === 'string' ? id : id.alarmKey);
  }

  presented(alarm: AlarmReport): Presentation | undefined {
    return this.desk.triage.presented.get(alarm.alarmKey);
  }

  get members(): readonly Member[] {
    return [...membersOf(this.desk).values()];
  }

  get counts() {
    return this.desk.alarms.counts;
  }
}
