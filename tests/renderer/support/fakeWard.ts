import { BehaviorSubject, Subject } from 'rxjs';
import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { parseWindowMessage } from '#bridge/windowMessage.ts';
import { type DeskEffect, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Answer, Command } from '#domain/alarms/events.ts';
import { type Member, membersOf, sameMember } from '#domain/alarms/members.ts';
import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { type Notes, noNotes, notesOf, reduceNotes, type StayNote } from '#domain/notes/note.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { GatewayView, LinkState } from '#domain/ward/link.ts';
import type { Person } from '#domain/ward/staff.ts';
import type { Bed, Numeric } from '#domain/ward/ward.ts';
import type { LinkStatus, TickBytes } from '#renderer/intake/stationLink.ts';

/** A clock that goes only when told. */
export class ManualClock implements Clock {
  #nowMs = Date.UTC(2026, 10, 20, 3, 0, 0);
  #monotonicMs = 50_000;
  nowMs = () => this.#nowMs;
  monotonicMs = () => this.#monotonicMs;
  advance(ms: number): void {
    this.#nowMs += ms;
    this.#monotonicMs += ms;
  }
}

/** Who works on the wards of these tests. */
export const staff: readonly Person[] = [
  { personId: 'mk', displayName: 'M. Keller', role: 'nurse' },
  { personId: 'kb', displayName: 'K. Brandt', role: 'nurse' },
  { personId: 'lo', displayName: 'L. Okafor', role: 'charge' },
];

/**
 * Nothing but a saturation is held back: what a window shows is looked at here, not what a ward's policy makes of it, which
 * changes as it is tried out.
 */
const atOncePolicy: AlarmPolicy = {
  ...defaultPolicy,
  codes: { ...defaultPolicy.codes, MDC_PULS_OXIM_SAT_O2: { delayMs: 15_000, latching: false } },
  delays: { medium: { physiologicalMs: 0, technicalMs: 0 }, low: { physiologicalMs: 0, technicalMs: 0 } },
  recurrence: { withinMs: 0 },
};

/**
 * A station of which the test says every word, but for its alarms: those go through the real desk (domain/alarms), so that
 * what a window is told of a report or a decision is what a station would tell.
 */
export class FakeStation {
  readonly messages = new Subject<StationMessage>();
  readonly ticks = new Subject<TickBytes>();
  readonly ticker = new Subject<void>();
  readonly clock = new ManualClock();
  readonly status = new BehaviorSubject<LinkStatus>({ state: 'open', sinceMs: this.clock.nowMs(), reason: '' });

  desk = emptyDesk(atOncePolicy);
  /** What the window sent, in order. */
  readonly told: WindowMessage[] = [];
  /** false: what the window sends is kept, and taken in by `catchUp`. */
  isPrompt = true;
  /** false: its disk hangs, and what it takes in is not in its record. */
  isRecording = true;
  /** As its record of notes has them. */
  notes: Notes = noNotes;
  /** Why its disk takes no note; '': it does. */
  noteTrouble = '';
  /** Decisions on their way to the bedside. */
  readonly outbox: Command[] = [];
  readonly #waiting: WindowMessage[] = [];
  #members: ReadonlyMap<string, Member> = new Map();
  #hasGreeted = false;

  took(): void {}
  broken(): void {}
  askRecent(): void {}

  hello(notices: readonly string[] = []): void {
    this.messages.next({
      type: 'hello',
      bridgeVersion: BRIDGE_VERSION,
      stationName: 'Central 3',
      version: '0.1.0',
      notices,
      displays: [],
      staff,
    });
    this.#hasGreeted = true;
    this.#members = new Map();
    this.#tellState();
    this.#tellMembers(true);
  }

  /** Another policy than the default, from the beginning. */
  follow(policy: Partial<AlarmPolicy>): void {
    const { alarms } = this.desk;
    this.desk = { ...this.desk, alarms: { ...alarms, policy: { ...alarms.policy, ...policy } } };
    if (this.#hasGreeted) this.#tellState();
  }

  /** As the window's link does: a decision reaches the desk, and what comes of it the window. */
  tell(message: WindowMessage): boolean {
    if (this.status.value.state !== 'open') return false;
    const read = parseWindowMessage(JSON.stringify(message));
    if (!read.ok) throw new Error(`no station reads this: ${read.reason}`);
    this.told.push(message);
    if (this.isPrompt) this.#take(message);
    else this.#waiting.push(message);
    return true;
  }

  /** Takes in what it has left waiting. */
  catchUp(): void {
    this.isPrompt = true;
    for (const message of this.#waiting.splice(0)) this.#take(message);
  }

  #take(message: WindowMessage): void {
    if (message.type === 'decide') {
      for (const decision of message.decisions) {
        this.event({ type: 'decided', decision });
        if (this.isRecording) this.messages.next({ type: 'decisionKept', commandId: decision.commandId });
      }
    }
    if (message.type === 'set') this.event({ type: 'set', setting: message.setting });
    if (message.type === 'askNotes') {
      const { bedKey, patientKey } = message;
      this.messages.next({
        type: 'notes',
        bedKey,
        patientKey,
        notes: notesOf(this.notes.values(), bedKey, patientKey),
      });
    }
    if (message.type === 'addNote') this.#note(message.note.noteId, { type: 'added', note: message.note });
    if (message.type === 'withdrawNote') {
      this.#note(message.noteId, { type: 'withdrawn', noteId: message.noteId, actorId: message.actorId });
    }
  }

  /** As the station's desk does, with a disk that takes it or does not. */
  #note(noteId: string, event: Parameters<typeof reduceNotes>[1]): void {
    const { state, refusal } = reduceNotes(this.notes, event, this.clock.nowMs());
    if (refusal !== null || this.noteTrouble !== '') {
      const reason = this.noteTrouble || 'the station does not know this note';
      this.messages.next({ type: 'noteRefused', noteId, because: refusal ?? 'notWritten', reason });
      return;
    }
    this.notes = state;
    this.messages.next({ type: 'noted', note: state.get(noteId) as StayNote });
  }

  /** Something happens to the alarms now. */
  event(event: AlarmEvent): void {
    const before = this.desk;
    const { state, effects } = reduceDesk(before, event, this.clock.nowMs());
    this.desk = state;
    if (!this.#hasGreeted) return;
    const { settings, policy } = before.alarms;
    const { floodSinceMs } = before.triage;
    if (
      state.alarms.settings !== settings ||
      state.alarms.policy !== policy ||
      state.triage.floodSinceMs !== floodSinceMs
    ) {
      this.#tellState();
    }
    this.#tellMembers(false);
    for (const effect of effects) this.#carryOut(effect);
  }

  /** The bedside answers the decision that has waited longest, of those with this action. */
  answer(action: Command['action'], answer: Answer): void {
    const at = this.outbox.findIndex((command) => command.action === action);
    const [command] = at < 0 ? [] : this.outbox.splice(at, 1);
    if (command === undefined) throw new Error(`no ${action} is on its way`);
    this.event({ type: 'answered', commandId: command.commandId, answer });
  }

  #carryOut(effect: DeskEffect): void {
    if (effect.type === 'deliver') this.outbox.push(effect.command);
    if (effect.type === 'decisionRefused') {
      this.messages.next({ type: 'decisionRefused', decision: effect.decision, because: effect.because });
    }
    if (effect.type === 'settingRefused') {
      this.messages.next({ type: 'settingRefused', setting: effect.setting, because: effect.because });
    }
  }

  #tellState(): void {
    const { settings, policy, counts } = this.desk.alarms;
    const { floodSinceMs } = this.desk.triage;
    this.messages.next({ type: 'alarmState', state: { settings, floodSinceMs, policy, counts } });
  }

  #tellMembers(isFirst: boolean): void {
    const members = membersOf(this.desk);
    const changed = [...members.values()].filter((member) => {
      const held = this.#members.get(member.alarm.id);
      return held === undefined || !sameMember(held, member);
    });
    const gone = [...this.#members.keys()].filter((id) => !members.has(id));
    this.#members = members;
    if (isFirst || changed.length > 0 || gone.length > 0) this.messages.next({ type: 'members', changed, gone });
  }

  gateway(gatewayId: string, link?: LinkState, more: Partial<GatewayView> = {}): void {
    this.messages.next({
      type: 'gateway',
      gateway: {
        gatewayId,
        displayName: gatewayId,
        wardName: `Ward ${gatewayId}`,
        link: link ?? { state: 'live', sinceMs: this.clock.nowMs(), epoch: 'e1' },
        clockOffsetMs: 0,
        clockUncertaintyMs: 2,
        clockDriftPpm: null,
        clockDriftUncertaintyPpm: null,
        simulated: false,
        counts: {},
        ...more,
      },
    });
  }

  beds(gatewayId: string, beds: readonly Bed[]): void {
    this.messages.next({ type: 'beds', gatewayId, beds });
  }

  /** An observation made now. */
  observe(numeric: Numeric | undefined, value: number | null, timeMs = this.clock.nowMs()): void {
    if (numeric === undefined) throw new Error('the bed has no such numeric');
    this.messages.next({ type: 'observations', observations: [{ numericId: numeric.numericId, timeMs, value }] });
  }

  alarm(bedKey: string, priority: AlarmReport['priority'], label: string, more: Partial<AlarmReport> = {}): void {
    this.alarms([{ bedKey, priority, label, ...more }]);
  }

  /** Reports of one gateway in one breath. */
  alarms(some: readonly (Partial<AlarmReport> & Pick<AlarmReport, 'bedKey' | 'label' | 'priority'>)[]): void {
    const nowMs = this.clock.nowMs();
    const reports = some.map((each) => ({
      report: {
        alarmKey: `${each.bedKey}/${each.label}`,
        code: null,
        kind: 'physiological' as const,
        presence: 'on' as const,
        onsetMs: nowMs,
        timeMs: nowMs,
        acknowledgement: null,
        limit: null,
        owner: null,
        ...each,
      },
      sourceCode: null,
    }));
    const gatewayId = some[0]?.bedKey.split('/')[0] ?? '';
    this.event({ type: 'reported', gatewayId, clockOffsetMs: 0, reports });
  }

  /** Lets time pass, beating four times a second. */
  wait(ms: number): void {
    for (let left = ms; left > 0; left -= 250) {
      const second = Math.floor(this.clock.nowMs() / 1000);
      this.clock.advance(Math.min(250, left));
      if (Math.floor(this.clock.nowMs() / 1000) > second) this.event({ type: 'tick' });
      this.ticker.next();
    }
  }
}

let nextId = 1;

/** A bed with heart rate, saturation, cuff pressure and the waves ECG II, Pleth and Resp. */
export function fakeBed(gatewayId: string, number: number, more: Partial<Bed> = {}): Bed {
  const numeric = (code: string, unit: string, periodMs: number): Numeric => ({
    numericId: nextId++,
    code,
    label: code,
    unit,
    periodMs,
  });
  const channel = (code: string, rateHz: number) => ({
    channelId: nextId++,
    code,
    label: code,
    unit: 'mV',
    rateHz,
    scalePerLsb: 0.001,
    offset: 0,
    rawMinimum: -32768,
    rawMaximum: 32767,
    originMs: 0,
  });
  return {
    bedKey: `${gatewayId}/${number}`,
    displayName: `${gatewayId}-${String(number).padStart(2, '0')}`,
    patient: { patientId: `MRN ${number}`, displayName: 'Test Ada', ageYears: 67, sex: 'female' },
    channels: [
      channel('MDC_ECG_ELEC_POTL_II', 250),
      channel('MDC_PULS_OXIM_PLETH', 125),
      channel('MDC_IMPED_TTHOR', 62.5),
    ],
    numerics: [
      numeric('MDC_ECG_HEART_RATE', '/min', 1000),
      numeric('MDC_PULS_OXIM_SAT_O2', '%', 1000),
      numeric('MDC_PRESS_BLD_NONINV_SYS', 'mm[Hg]', 0),
      numeric('MDC_PRESS_BLD_NONINV_DIA', 'mm[Hg]', 0),
    ],
    ...more,
  };
}
