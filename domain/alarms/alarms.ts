import { EITHER, NOBODY, type PatientKey } from '#domain/ward/whose.ts';
import { refusalOf, type Setting, withoutEndedPauses, withoutThoseOf, withSetting } from './activation.ts';
import {
  type Acknowledgement,
  type Alarm,
  isOddity,
  isUnanswered,
  type Oddity,
  type SourcedReport,
  stands,
  type Verdict,
} from './alarm.ts';
import { toldBy } from './condition.ts';
import type { AlarmCountName, AlarmCounts } from './counts.ts';
import {
  acknowledgementBy,
  afterDecision,
  answersAt,
  carriedBy,
  isInForce,
  ownedBy,
  sameDecision,
  undoOf,
} from './decisions.ts';
import { type DeliveryStep, deliver, isUnderWay, undelivered } from './delivery.ts';
import { hasElapsed } from './elapsed.ts';
import type { AlarmEffect, AlarmEvent, Answer, Carried, Command, Decision, NamedBed, Opined } from './events.ts';
import { isPresent, oddities, sameMeaning, sameReport, sameTold } from './meaning.ts';
import { type Change, type Left, type Occupants, occupantsAfter } from './occupants.ts';
import { isOver, isTooOld, needlessBecause, ownerBy } from './outbox.ts';
import { ownerAsTold, saysWho } from './ownership.ts';
import { type AlarmPolicy, codePolicyOf, defaultPolicy } from './policy.ts';
import { mayBeReduced, shownPriority, urgencyOf } from './priority.ts';
import { readPolicy } from './readPolicy.ts';
import type { AlarmReport, ReportedAcknowledgement, ReportedOwner } from './report.ts';
import { axesOf, type Happening, standingOf, transition } from './stateTable.ts';
import { STATION } from './stationAlarm.ts';

/** For so long a decision is known by its id, and has no effect a second time. A window tries again for minutes. */
const COMMANDS_KEPT_MS = 24 * 60 * 60_000;

/**
 * So many that are settled, the newest, stay at the most: at literature rates the decisions of a day on 64 beds (CLINICAL.md: 187
 * alarms a bed). Some 15 MB, and nothing that a window can send makes it more.
 */
const COMMANDS_KEPT = 20_000;

/** What stands on from the patient before and ends so soon was that patient's, whose alarm is kept: a monitor takes a moment. */
const PARTING_MS = 10_000;

/** Answers that a gateway tells from so soon after may be from before: its clock is known within this at the best of times. */
const CLOCKS_AGREE_MS = 1000;

const anotherPatient = 'another patient came into the bed';

/** Every alarm that stands or has lately ended, and all that people and policy have said about them. */
export interface AlarmsState {
  /** By id, in the order of arrival. */
  readonly alarms: ReadonlyMap<string, Alarm>;
  /** The alarms that a gateway told under one `alarmKey`, oldest first; more than one where it reused an id. */
  readonly idsOf: ReadonlyMap<string, readonly string[]>;
  readonly commands: ReadonlyMap<string, Command>;
  /** The outbox: ids of the decisions of which it is not settled whether they reach the bedside, as they were taken in. */
  readonly underWay: readonly string[];
  readonly settings: readonly Setting[];
  readonly policy: AlarmPolicy;
  /** What each gateway called its beds when it told them last; of gateways that have some. */
  readonly wards: ReadonlyMap<string, readonly NamedBed[]>;
  /** Who lies where, as gateways told last, by bed key. */
  readonly occupants: Occupants;
  readonly left: Left;
  readonly counts: AlarmCounts;
  /** How many times an alarm has begun to stand; numbers the occurrences. */
  readonly occurrences: number;
}

/** Before anything was reported. */
export function noAlarms(policy: AlarmPolicy = defaultPolicy): AlarmsState {
  return {
    alarms: new Map(),
    idsOf: new Map(),
    commands: new Map(),
    underWay: [],
    settings: [],
    policy,
    wards: new Map(),
    occupants: new Map(),
    left: new Map(),
    counts: {},
    occurrences: 0,
  };
}

/**
 * Takes in an event. Pure: the state given stays as it is, nothing is read but the arguments, and the same events at the
 * same times give the same state. Whatever comes, no report is dropped: what is odd is kept as it came, marked and counted.
 *
 * What has become due by `nowMs` (pauses over, acknowledgements and undelivered decisions too old, ended alarms to be left to
 * the journal) is done first, so that no event meets a pause that is over. A copy of the state's maps is made an event that changes them, not a
 * report: hand reports over by the frame. An event that changes nothing gives the same state object.
 */
export function reduceAlarms(
  state: AlarmsState,
  event: AlarmEvent,
  nowMs: number,
): { readonly state: AlarmsState; readonly effects: readonly AlarmEffect[] } {
  const draft = new Draft(state, nowMs);
  draft.settle();
  draft.take(event);
  draft.sortOutbox();
  return { state: draft.state(), effects: draft.effects };
}

/** Oddities that are about one occurrence, and not about what the bedside says under this id. */
const ofOccurrence: ReadonlySet<Oddity> = new Set(['earlierPatient', 'patientLeft']);

/** What a new occurrence begins with. */
const unanswered = { owner: null, verdict: null, opinion: null, notes: [], commandIds: [] } as const;

/** The state in the making. Lives for one event. What is large is copied when it is first written to. */
class Draft {
  readonly effects: AlarmEffect[] = [];
  readonly #before: AlarmsState;
  readonly #nowMs: number;
  #alarms: ReadonlyMap<string, Alarm>;
  #idsOf: ReadonlyMap<string, readonly string[]>;
  #ownAlarms: Map<string, Alarm> | undefined;
  #ownIdsOf: Map<string, readonly string[]> | undefined;
  #commands: ReadonlyMap<string, Command>;
  #ownCommands: Map<string, Command> | undefined;
  #underWay: readonly string[];
  #counts: AlarmCounts;
  #ownCounts: Partial<Record<AlarmCountName, number>> | undefined;
  #settings: readonly Setting[];
  #policy: AlarmPolicy;
  #wards: AlarmsState['wards'];
  #occupants: Occupants;
  #left: Left;
  #occurrences: number;

  constructor(state: AlarmsState, nowMs: number) {
    this.#before = state;
    this.#nowMs = nowMs;
    this.#alarms = state.alarms;
    this.#idsOf = state.idsOf;
    this.#commands = state.commands;
    this.#underWay = state.underWay;
    this.#counts = state.counts;
    this.#settings = state.settings;
    this.#policy = state.policy;
    this.#wards = state.wards;
    this.#occupants = state.occupants;
    this.#left = state.left;
    this.#occurrences = state.occurrences;
  }

  state(): AlarmsState {
    const before = this.#before;
    // What has become of an alarm or its ids is always in the map of alarms, and numbers of occurrences come with them; so is
    // the outbox in the commands.
    if (
      this.#alarms === before.alarms &&
      this.#commands === before.commands &&
      this.#counts === before.counts &&
      this.#settings === before.settings &&
      this.#policy === before.policy &&
      this.#wards === before.wards &&
      this.#occupants === before.occupants
    )
      return before;
    return {
      alarms: this.#alarms,
      idsOf: this.#idsOf,
      commands: this.#commands,
      underWay: this.#underWay,
      settings: this.#settings,
      policy: this.#policy,
      wards: this.#wards,
      occupants: this.#occupants,
      left: this.#left,
      counts: this.#counts,
      occurrences: this.#occurrences,
    };
  }

  get #writableAlarms(): Map<string, Alarm> {
    if (this.#ownAlarms === undefined) {
      this.#ownAlarms = new Map(this.#alarms);
      this.#alarms = this.#ownAlarms;
    }
    return this.#ownAlarms;
  }

  get #writableIdsOf(): Map<string, readonly string[]> {
    if (this.#ownIdsOf === undefined) {
      this.#ownIdsOf = new Map(this.#idsOf);
      this.#idsOf = this.#ownIdsOf;
    }
    return this.#ownIdsOf;
  }

  get #writableCommands(): Map<string, Command> {
    if (this.#ownCommands === undefined) {
      this.#ownCommands = new Map(this.#commands);
      this.#commands = this.#ownCommands;
    }
    return this.#ownCommands;
  }

  take(event: AlarmEvent): void {
    switch (event.type) {
      case 'reported':
        for (const reported of event.reports) this.#report(event.gatewayId, reported, event.clockOffsetMs);
        break;
      case 'opened':
        this.#open(event);
        break;
      case 'toldLate':
        this.#takeLate(event);
        break;
      case 'bedsRemoved':
        this.#endUnreported(
          'endedWithBed',
          ({ gatewayId, report }) => gatewayId === event.gatewayId && event.bedKeys.includes(report.bedKey),
        );
        break;
      case 'occupied':
        this.#occupy(event);
        break;
      case 'bedsNamed':
        this.#nameBeds(event.gatewayId, event.beds);
        break;
      case 'decided':
        this.#decide(event.decision);
        break;
      case 'answered':
        this.#answer(event.commandId, event.answer);
        break;
      case 'judged':
        this.#judge(event.alarmId, event.verdict);
        break;
      case 'opined':
        for (const opined of event.opinions) this.#opine(opined);
        break;
      case 'set':
        this.#set({ ...event.setting, sinceMs: this.#nowMs });
        break;
      case 'policyChanged':
        this.#changePolicy(event);
        break;
      case 'tick':
        break;
    }
  }

  /** Does what has become due. */
  settle(): void {
    this.#settings = withoutEndedPauses(this.#settings, this.#nowMs);
    for (const alarm of this.#alarms.values()) {
      const { acknowledged } = alarm;
      if (acknowledged === null || alarm.presence !== 'on') continue;
      const priority = shownPriority(alarm.report);
      const limitMs = priority === 'none' ? 0 : this.#policy.acknowledgementMs[priority];
      if (limitMs === 0 || !hasElapsed(acknowledged.atMs, limitMs, this.#nowMs)) continue;
      this.#move(alarm, 'expires', alarm);
      this.effects.push({ type: 'expired', alarmId: alarm.id });
    }
    this.sortOutbox();
    this.#archive();
    this.#forgetCommands();
  }

  /**
   * Sends what may go, and holds what is too old, with all that is behind it on the same alarm; what has become needless is
   * settled without asking. Oldest first.
   */
  sortOutbox(): void {
    const waiting = new Set<string>();
    for (const id of this.#underWay) {
      const command = this.#commands.get(id);
      if (command === undefined) continue;
      this.#sort(command, waiting.has(command.alarmId));
      if (this.#commands.get(id)?.delivery.state === 'held') waiting.add(command.alarmId);
    }
  }

  #sort(command: Command, isBehind: boolean): void {
    const alarm = this.#alarms.get(command.alarmId);
    const { state } = command.delivery;
    const isOld = state === 'held' || isTooOld(command, this.#policy, this.#nowMs);
    const needless = isOld || (state === 'behind' && isOver(command, alarm)) ? needlessBecause(command, alarm) : null;
    if (needless !== null) {
      this.#leaveOut(command);
      this.#step(command, 'lapse', needless);
    } else if (state === 'held') return;
    else if (isOld) this.#hold(command);
    else if (isBehind) this.#step(command, 'queue');
    else if (state === 'behind') this.effects.push({ type: 'deliver', command: this.#step(command, 'send') });
  }

  /**
   * What a decision that waits has changed here is not so at the bedside, nor at any other station, and may never be: until
   * somebody confirms it, the alarm looks and sounds here as it does there.
   */
  #hold(command: Command): void {
    const alarm = this.#alarms.get(command.alarmId);
    const isSuspended = alarm !== undefined && isInForce(command, alarm);
    if (isSuspended && command.action === 'acknowledge') this.#move(alarm, 'withdraw', alarm);
    if (isSuspended && ownerBy(command) !== undefined)
      this.#keep({ ...alarm, ...ownedBy(command.ownerBefore, this.#nowMs) });
    this.#leaveOut(command);
    this.#step({ ...command, isSuspended }, 'hold');
    const held = this.#alarms.get(command.alarmId);
    if (held !== undefined && saysWho(command)) this.#keepOwner(held, this.#nowMs, true);
  }

  /** Later decisions on who has an alarm no longer stand on this one: what comes before them is what came before it. */
  #leaveOut(command: Command): void {
    const owner = ownerBy(command);
    if (owner === undefined || owner === null) return;
    for (const id of this.#alarms.get(command.alarmId)?.commandIds ?? []) {
      const later = this.#commands.get(id);
      const before = later?.ownerBefore;
      if (later === undefined || later === command || before?.sinceMs !== owner.sinceMs) continue;
      if (before.actorId === owner.actorId) this.#keepCommand({ ...later, ownerBefore: command.ownerBefore });
    }
  }

  /** What it changed is so again: somebody has confirmed it, or the bedside has it after all. */
  #resume(command: Command): void {
    const alarm = this.#alarms.get(command.alarmId);
    if (alarm === undefined || isOver(command, alarm)) return;
    const { commandId, actorId, action } = command;
    if (action === 'acknowledge' && alarm.acknowledged === null)
      this.#move(alarm, 'acknowledge', alarm, { commandId, actorId, atMs: this.#nowMs });
    const owner = ownerBy(command);
    if (owner === undefined) return;
    const words = alarm.commandIds.flatMap((id) => this.#commands.get(id) ?? []).filter(saysWho);
    const last = words.findLast(({ delivery: { state } }) => state !== 'dropped' && state !== 'lapsed');
    if (last?.commandId === commandId) this.#keep({ ...alarm, ...ownedBy(owner, this.#nowMs) });
  }

  #report(
    gatewayId: string,
    { report: heard, sourceCode }: SourcedReport,
    clockOffsetMs: number | null,
    whose: PatientKey = this.#whoseIs(heard, clockOffsetMs),
  ): string {
    const held = this.#heldOf(whose, heard);
    const isEarlier = held === undefined && this.#mayBeEarlier(heard, clockOffsetMs);
    const report = this.#withoutEarlier(heard, isEarlier ? this.#nowMs : this.#theirsSince(held), clockOffsetMs);
    const bedside = report.presence === 'unknown' ? 'on' : report.presence;
    if (held !== undefined && sameReport(held.report, report) && held.bedside === bedside) {
      this.#count('reportsRepeated');
      return held.id;
    }
    const reused = held === undefined && this.#idsOf.has(report.alarmKey);
    // A later report that does not tell the source takes nothing back.
    const reported = { report, sourceCode: sourceCode ?? held?.sourceCode ?? null };
    const told: Alarm = {
      ...(held ?? this.#fresh(report.alarmKey, whose)),
      ...reported,
      gatewayId,
      ...toldBy(gatewayId, reported, held?.patientKey ?? whose, held),
      bedside,
    };
    const marked = this.#mark(this.#ofEither(told, held), [
      ...oddities(report, this.#nowMs + this.#policy.futureMs + (clockOffsetMs ?? 0)),
      ...(reused ? (['idsReused'] as const) : []),
      ...(isEarlier ? (['earlierPatient'] as const) : []),
      ...(held !== undefined && report.timeMs < held.report.timeMs ? (['outOfOrder'] as const) : []),
    ]);
    const risen = held === undefined ? undefined : this.#raise(marked, held);
    this.#move(risen ?? marked, this.#happening(marked, held), risen ?? held);
    if (risen === undefined) this.#adoptAcknowledgement(told.id, held, clockOffsetMs);
    this.#adoptOwner(told.id, clockOffsetMs);
    return told.id;
  }

  /**
   * What is new in who acknowledged, at the bedside or by way of another station. Not what was decided here, which is known
   * better, and not what was told before: an acknowledgement that expired here does not come back with the next value.
   */
  #adoptAcknowledgement(id: string, held: Alarm | undefined, clockOffsetMs: number | null): void {
    const alarm = this.#alarms.get(id);
    if (alarm === undefined || !stands(alarm)) return;
    const told = alarm.report.acknowledgement;
    const before = held?.report.acknowledgement ?? null;
    if (told === null) {
      const isTheirs = before !== null && !this.#isOurs(before.commandId);
      if (isTheirs && alarm.acknowledged?.commandId === before.commandId) this.#move(alarm, 'withdraw', alarm);
      return;
    }
    const ours = told.commandId === null ? undefined : this.#commands.get(told.commandId);
    // The gateway has taken it, whatever becomes of its answer.
    if (ours?.alarmId === id && ours.carried !== null) this.#delivered(ours, 'confirm');
    if (sameTold(told, before) || ours !== undefined) return;
    const { actorId, commandId, timeMs } = told;
    const acknowledged = { actorId, commandId, atMs: Math.min(this.#nowMs, timeMs - (clockOffsetMs ?? 0)) };
    if (alarm.acknowledged !== null) this.#keep({ ...alarm, acknowledged });
    else this.#move(alarm, 'acknowledge', alarm, acknowledged);
  }

  /** Of a moment after another patient came: whatever the bedside ends now is more likely to have been of the one before. */
  #isParting({ oddities: odd, sinceMs }: Alarm): boolean {
    return odd.includes('earlierPatient') && !hasElapsed(sinceMs, PARTING_MS, this.#nowMs);
  }

  /** Whether the patient before has the same alarm already (`#part`). */
  #isKeptByEarlier({ id, report: { alarmKey } }: Alarm): boolean {
    return (this.#idsOf.get(alarmKey) ?? []).some(
      (other) => other !== id && this.#alarms.get(other)?.oddities.includes('patientLeft') === true,
    );
  }

  /** An alarm that ends so soon after it was told as if it were of who has come, and that nobody has answered: of either. */
  #ofEither(told: Alarm, held: Alarm | undefined): Alarm {
    const isOver = held !== undefined && told.bedside !== 'on' && this.#isParting(held);
    if (!isOver || !isUnanswered(held) || held.notes.length > 0 || this.#isKeptByEarlier(held)) return told;
    return { ...told, patientKey: EITHER, ...toldBy(told.gatewayId, told, EITHER) };
  }

  /** What is new in who has it, by way of another station or, as its echo, of this one. */
  #adoptOwner(id: string, clockOffsetMs: number | null): void {
    const alarm = this.#alarms.get(id);
    const told = alarm?.report.owner ?? null;
    if (alarm === undefined || told === null) return;
    const ours = told.commandId === null ? undefined : this.#commands.get(told.commandId);
    // The gateway has taken it, whatever becomes of its answer.
    if (ours !== undefined && saysWho(ours)) this.#delivered(ours, 'confirm');
    this.#keepOwner(alarm, Math.min(this.#nowMs, told.timeMs - (clockOffsetMs ?? 0)));
  }

  #keepOwner(alarm: Alarm, toldMs: number, isRefused = false): void {
    const after = ownerAsTold(alarm, this.#commands, { toldMs, nowMs: this.#nowMs, isRefused });
    if (after !== alarm) this.#keep(after);
  }

  #isOurs(commandId: string | null): boolean {
    return commandId !== null && this.#commands.has(commandId);
  }

  /** An alarm that has become more urgent, whatever else the report says: who acknowledged it has not seen that. */
  #raise(told: Alarm, held: Alarm): Alarm | undefined {
    if (urgencyOf(told.report) <= urgencyOf(held.report)) return undefined;
    this.#move(told, 'rises', held);
    // Nor does an acknowledgement come back that waits for confirmation.
    for (const id of held.commandIds) {
      const command = this.#commands.get(id);
      if (command?.isSuspended && command.action === 'acknowledge')
        this.#keepCommand({ ...command, isSuspended: false });
    }
    return this.#alarms.get(told.id);
  }

  /** What the bedside's word means for the signal. */
  #happening(told: Alarm, held: Alarm | undefined): Happening {
    if (told.bedside !== 'off') return told.bedside === 'on' ? 'begins' : 'latches';
    if (held !== undefined && this.#isParting(held) && this.#isKeptByEarlier(held)) return 'ends';
    const isLatching = codePolicyOf(this.#policy, told)?.latching === true;
    return isLatching || this.#isUnseen(told, held) ? 'endsLatching' : 'ends';
  }

  /**
   * Whether nobody can have seen an urgent alarm that ends: its start is missing, or it was here too shortly. So it is with
   * all that began and ended while a link was down, and is told in one breath when it is back. A medium one is kept when it
   * stood for longer at the bedside than it did here; a low one never.
   */
  #isUnseen(told: Alarm, held: Alarm | undefined): boolean {
    const { leastSeenMs } = this.#policy;
    const { report } = told;
    if (mayBeReduced(report)) {
      const stoodElsewhere = report.presence === 'off' && report.timeMs - report.onsetMs >= leastSeenMs;
      if (held === undefined || shownPriority(report) !== 'medium' || !stoodElsewhere) return false;
    }
    return held === undefined || (held.presence === 'on' && !hasElapsed(held.sinceMs, leastSeenMs, this.#nowMs));
  }

  /** The alarm that a report speaks of: told under the same id, and nothing it says contradicts it; rather one that stands. */
  #heldAs(report: AlarmReport): Alarm | undefined {
    const ids = this.#idsOf.get(report.alarmKey) ?? [];
    const alike = ids
      .map((id) => this.#alarms.get(id))
      .filter((held) => held !== undefined && sameMeaning(held.report, report));
    const rather = [({ bedside }: Alarm) => bedside === 'on', stands, () => true];
    for (const isMeant of rather) {
      const found = alike.findLast((held) => held !== undefined && isMeant(held));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /**
   * The alarm that a report of a patient speaks of. What is over was somebody's, and stays so; what stands on and is told anew
   * is from now on told of whoever lies there now.
   */
  #heldOf(whose: PatientKey, report: AlarmReport): Alarm | undefined {
    const held = this.#heldAs(report);
    if (held === undefined || held.patientKey === whose || held.gatewayId === STATION || !isPresent(report))
      return held;
    if (held.bedside === 'on') return whose === NOBODY ? held : this.#part(held, whose);
    this.#keep({ ...held, bedside: 'off' });
    return undefined;
  }

  #patientAt(bedKey: string): PatientKey {
    return this.#occupants.get(bedKey)?.patientKey ?? NOBODY;
  }

  /** Since when an alarm has been known to be of its patient, station's clock; infinitely long where nothing speaks against it. */
  #theirsSince(alarm: Alarm | undefined): number {
    if (alarm === undefined) return Number.NEGATIVE_INFINITY;
    const occupant = this.#occupants.get(alarm.report.bedKey);
    const hereSinceMs = occupant?.patientKey === alarm.patientKey ? occupant.sinceMs : Number.NEGATIVE_INFINITY;
    return alarm.oddities.includes('earlierPatient') ? Math.max(alarm.sinceMs, hereSinceMs) : hereSinceMs;
  }

  /** A report without what it tells of answers from before `sinceMs`: they are for the alarm of whoever lay there then. */
  #withoutEarlier(report: AlarmReport, sinceMs: number, clockOffsetMs: number | null): AlarmReport {
    const later = <Told extends ReportedAcknowledgement | ReportedOwner>(told: Told | null): Told | null => {
      if (told === null || told.timeMs - (clockOffsetMs ?? 0) >= sinceMs + CLOCKS_AGREE_MS) return told;
      const ours = told.commandId === null ? undefined : this.#commands.get(told.commandId);
      // For whomever it was, it arrived.
      if (ours !== undefined && ours.carried !== null) this.#delivered(ours, 'confirm');
      return null;
    };
    const [acknowledgement, owner] = [later(report.acknowledgement), later(report.owner)];
    const isSame = acknowledgement === report.acknowledgement && owner === report.owner;
    return isSame ? report : { ...report, acknowledgement, owner };
  }

  /** Who lies where. What people decided for one patient ends where another lies, or nobody. */
  #occupy({ gatewayId, isOpening, beds }: Extract<AlarmEvent, { type: 'occupied' }>): void {
    const before = { occupants: this.#occupants, left: this.#left };
    const { occupants, left, changes } = occupantsAfter(before, gatewayId, beds, this.#nowMs);
    this.#occupants = occupants;
    this.#left = left;
    if (changes.length === 0) return;
    const byBed = new Map(changes.map((change) => [change.bedKey, change]));
    this.#settings = withoutThoseOf(this.#settings, new Set(byBed.keys()));
    for (const alarm of [...this.#alarms.values()]) {
      const change = byBed.get(alarm.report.bedKey);
      if (change !== undefined && alarm.gatewayId !== STATION) this.#leave(alarm, change, isOpening);
    }
  }

  /** An alarm, after the patient in its bed has become another. */
  #leave(alarm: Alarm, { now }: Change, isOpening: boolean): void {
    if (alarm.patientKey === now) return;
    if (now !== NOBODY) this.#recall(alarm);
    const left = stands(alarm) ? this.#mark(alarm, ['patientLeft']) : alarm;
    if (left !== alarm) this.#keep(left);
    // Whether it stands on at the bedside says an opening; else the bedside's last word is that it does.
    if (alarm.bedside === 'on' && now !== NOBODY && !isOpening) this.#part(left, now);
  }

  /** Decisions that are still on their way would silence the bedside, or keep others away, for another patient. */
  #recall({ commandIds }: Alarm): void {
    for (const id of commandIds) {
      const command = this.#commands.get(id);
      if (command !== undefined && isUnderWay(command.delivery) && answersAt(command))
        this.#step(command, 'lapse', anotherPatient);
    }
  }

  /**
   * Parts an alarm that stands on at its bedside while its patient has become another: the one before keeps it, with all that
   * people decided, ended and to be seen where nobody has acknowledged it; and the one who lies there now has it from now on,
   * and it calls. Nobody here can tell whose it is, and neither is hidden.
   */
  #part(held: Alarm, whose: PatientKey): Alarm {
    const { report, sourceCode, gatewayId } = held;
    const gone = this.#mark({ ...held, bedside: 'off' }, ['patientLeft']);
    this.#move(
      gone,
      shownPriority(report) === 'high' || shownPriority(report) === 'medium' ? 'endsLatching' : 'ends',
      held,
    );
    const begun: Alarm = {
      ...this.#fresh(report.alarmKey, whose),
      report: { ...report, acknowledgement: null, owner: null },
      sourceCode,
      gatewayId,
      ...toldBy(gatewayId, held, whose),
      bedside: 'on',
    };
    this.#move(this.#mark(begun, ['earlierPatient']), 'begins', undefined);
    return this.#alarms.get(begun.id) ?? begun;
  }

  /** An alarm nobody has said anything of. Enters the state with its first move. */
  #fresh(
    alarmKey: string,
    patientKey: PatientKey,
  ): Omit<Alarm, keyof SourcedReport | 'gatewayId' | 'condition' | 'likeness' | 'bedside'> {
    let id = alarmKey;
    for (let n = 2; this.#alarms.has(id); n++) id = `${alarmKey}~${n}`;
    this.#writableIdsOf.set(alarmKey, [...(this.#idsOf.get(alarmKey) ?? []), id]);
    return {
      id,
      patientKey,
      presence: 'off',
      acknowledged: null,
      occurrence: 0,
      sinceMs: this.#nowMs,
      endedMs: this.#nowMs,
      escalation: 0,
      waitingSinceMs: this.#nowMs,
      ...unanswered,
      ownerTold: null,
      oddities: [],
    };
  }

  /** Moves an alarm by the state table. `held`: as it was before this; undefined: unseen. */
  #move(
    alarm: Alarm,
    happening: Happening,
    held: Alarm | undefined,
    acknowledgement: Acknowledgement | null = null,
  ): AlarmCountName | null {
    const { to, count } = transition(standingOf(held), happening);
    if (to === 'unseen') throw new Error(`an alarm can't become unseen: ${alarm.id} ${happening}`);
    const { presence, acknowledged } = axesOf[to];
    const begins =
      presence !== 'off' &&
      happening !== 'withdraw' &&
      (held === undefined || !stands(held) || (presence === 'on' && held.presence === 'latched'));
    const calls = begins || (!acknowledged && alarm.acknowledged !== null);
    if (begins) this.#occurrences += 1;
    const moved: Alarm = {
      ...alarm,
      presence,
      acknowledged: acknowledged ? (alarm.acknowledged ?? acknowledgement) : null,
      ...(begins
        ? {
            occurrence: this.#occurrences,
            sinceMs: this.#nowMs,
            ...unanswered,
            // Of an earlier occurrence.
            ...(held !== undefined && { oddities: alarm.oddities.filter((odd) => !ofOccurrence.has(odd)) }),
          }
        : {}),
      ...(calls ? { waitingSinceMs: this.#nowMs, escalation: 0 } : {}),
      ...(acknowledgement !== null ? { escalation: 0 } : {}),
      endedMs: presence !== 'off' ? null : (alarm.endedMs ?? this.#nowMs),
    };
    this.#keep(isOddity(count) ? this.#mark(moved, [count]) : moved);
    if (count !== null && !isOddity(count)) this.#count(count);
    return count;
  }

  #open(event: Extract<AlarmEvent, { type: 'opened' }>): void {
    const listed = new Set(event.reports.map((one) => this.#report(event.gatewayId, one, event.clockOffsetMs)));
    this.#endUnreported('endedUnseen', ({ id, gatewayId }) => gatewayId === event.gatewayId && !listed.has(id));
  }

  /**
   * What was reported while a link was lost. The opening has told what stands, so nothing here can end or change that, and
   * all that is news is over by now: it is taken in as if it came and went in one breath, and an urgent one that nobody can
   * have seen stays latched (`#isUnseen`). Oldest first, whatever the order it came in.
   */
  #takeLate({ gatewayId, clockOffsetMs, reports }: Extract<AlarmEvent, { type: 'toldLate' }>): void {
    const news = new Set<string>();
    for (const one of [...reports].sort((a, b) => a.report.timeMs - b.report.timeMs)) {
      const held = this.#heldAs(one.report);
      if (held === undefined || news.has(held.id) || isAnotherTime(held, one.report)) {
        this.#count('lateReports');
        news.add(this.#report(gatewayId, one, clockOffsetMs, this.#whoseWas(one.report, clockOffsetMs)));
        continue;
      }
      this.#count('lateReportsKnown');
      // Somebody saw it begin: this is no more than the bedside's last word on it.
      if (held.bedside === 'off' && held.report.timeMs < one.report.timeMs) this.#keep({ ...held, report: one.report });
    }
    this.#endUnreported('endedUnseen', ({ id }) => news.has(id));
  }

  /**
   * Whose an alarm is that is told now, as far as can be known. What is present is of whoever lies there, though it may have begun
   * before (`#mayBeEarlier`); what is over already can be of the one before.
   */
  #whoseIs(report: AlarmReport, clockOffsetMs: number | null): PatientKey {
    return isPresent(report) ? this.#patientAt(report.bedKey) : this.#whoseWas(report, clockOffsetMs);
  }

  /** ... of one that is told afterwards. */
  #whoseWas(report: AlarmReport, clockOffsetMs: number | null): PatientKey {
    return this.#mayBeEarlier(report, clockOffsetMs) ? EITHER : this.#patientAt(report.bedKey);
  }

  /** Whether an alarm began before we heard that its bed has the patient who lies there now. */
  #mayBeEarlier({ bedKey, onsetMs }: AlarmReport, clockOffsetMs: number | null): boolean {
    const occupant = this.#occupants.get(bedKey);
    return occupant !== undefined && onsetMs - (clockOffsetMs ?? 0) < occupant.sinceMs;
  }

  /** Ends what stands and is gone at the bedside, though no report says so. The last report stays as it came. */
  #endUnreported(why: Oddity, isGone: (alarm: Alarm) => boolean): void {
    for (const alarm of [...this.#alarms.values()]) {
      if (!stands(alarm) || alarm.bedside === 'off' || !isGone(alarm)) continue;
      const gone = this.#mark({ ...alarm, bedside: 'off' }, [why]);
      this.#move(gone, this.#happening(gone, alarm), alarm);
    }
  }

  #nameBeds(gatewayId: string, beds: readonly NamedBed[]): void {
    const before = this.#wards.get(gatewayId) ?? [];
    const isSame = ({ bedKey, name }: NamedBed, index: number) =>
      before[index]?.bedKey === bedKey && before[index].name === name;
    if (beds.length === before.length && beds.every(isSame)) return;
    const wards = new Map(this.#wards);
    if (beds.length === 0) wards.delete(gatewayId);
    else wards.set(gatewayId, beds);
    this.#wards = wards;
  }

  #decide(decision: Decision): void {
    const { commandId, alarmId } = decision;
    const earlier = this.#commands.get(commandId);
    const alarm = this.#alarms.get(alarmId);
    // What can't be acknowledged can't be taken or handed on either.
    const { count } = transition(standingOf(alarm), 'acknowledge');
    if (earlier !== undefined && sameDecision(earlier, decision)) this.#count('commandsRepeated');
    else if (earlier !== undefined) this.#refuse(decision, 'commandIdsReused');
    else if (decision.action === 'undo') this.#undo(decision);
    else if (decision.action === 'sendNow' || decision.action === 'drop') this.#answerHeld(decision);
    else if (alarm === undefined || !stands(alarm)) this.#refuse(decision, count ?? 'decisionsOnUnknown');
    else if (decision.action === 'acknowledge') this.#acknowledge(alarm, decision);
    else this.#change(alarm, decision);
  }

  #change(alarm: Alarm, decision: Decision): void {
    const changed = { ...alarm, ...afterDecision(decision, alarm, this.#nowMs) };
    this.#keep(changed);
    if (decision.action === 'escalate') {
      const { id: alarmId, escalation: level } = changed;
      this.effects.push({ type: 'escalated', alarmId, level, actorId: decision.actorId });
    }
    this.#send(decision, alarm, carriedBy(decision));
  }

  #acknowledge(alarm: Alarm, decision: Decision): void {
    const { acknowledged } = alarm;
    const happening = alarm.bedside === 'off' ? 'acknowledgeLast' : 'acknowledge';
    const count = this.#move(alarm, happening, alarm, acknowledgementBy(decision, this.#nowMs));
    const earlier = acknowledged?.commandId == null ? undefined : this.#commands.get(acknowledged.commandId);
    if (count === null) this.#send(decision, alarm, carriedBy(decision));
    else if (earlier?.delivery.state === 'failed') this.#sendAgain(alarm, decision);
    else this.#tell(decision, count);
  }

  /** The bedside did not get the earlier acknowledgement: this one, under its own name, takes its place. */
  #sendAgain({ id }: Alarm, decision: Decision): void {
    const alarm = this.#alarms.get(id);
    if (alarm === undefined) return;
    this.#keep({ ...alarm, acknowledged: acknowledgementBy(decision, this.#nowMs) });
    this.#send(decision, alarm, carriedBy(decision));
  }

  /** Takes back what the same person decided a moment ago, if nothing has happened to it since. */
  #undo(decision: Extract<Decision, { action: 'undo' }>): void {
    const { alarmId, actorId } = decision;
    const undone = this.#commands.get(decision.undoes);
    const alarm = this.#alarms.get(alarmId);
    if (alarm === undefined || undone === undefined || undone.alarmId !== alarmId || undone.actorId !== actorId) {
      this.#refuse(decision, 'undosOfNothing');
      return;
    }
    const carried = undoOf(undone);
    if (carried === null) this.#refuse(decision, 'undosOfNothing');
    else if (hasElapsed(undone.takenMs, this.#policy.undoMs, this.#nowMs) || !isInForce(undone, alarm))
      this.#refuse(decision, 'undosTooLate');
    else {
      if (undone.action === 'acknowledge') this.#move(alarm, 'withdraw', alarm);
      else this.#keep({ ...alarm, owner: undone.ownerBefore, waitingSinceMs: this.#nowMs });
      this.#keepCommand({ ...undone, isUndone: true });
      this.#send(decision, alarm, carried);
    }
  }

  /** A person says what becomes of a decision that waits: the first answer counts, of whatever window. */
  #answerHeld(decision: Extract<Decision, { action: 'sendNow' | 'drop' }>): void {
    const held = this.#commands.get(decision.waiting);
    const alarm = this.#alarms.get(decision.alarmId);
    if (held === undefined || held.alarmId !== decision.alarmId || alarm === undefined)
      this.#refuse(decision, 'decisionsOnUnknown');
    else if (held.delivery.state !== 'held') this.#refuse(decision, 'heldAnsweredAlready');
    else {
      this.#send(decision, alarm, null);
      if (decision.action === 'drop') this.#step(held, 'drop');
      else this.#resume(this.#step({ ...held, freshMs: this.#nowMs, isSuspended: false }, 'queue'));
    }
  }

  /**
   * Takes a decision in. What the contract has no word for stays here, and so does what concerns the station's own alarms, or
   * one that is kept here only: a bedside where it is over could but answer that it knows no such alarm.
   */
  #send(decision: Decision, before: Alarm, wanted: Carried | null): void {
    const isOursAlone = before.gatewayId === STATION || before.bedside === 'off';
    const carried = isOursAlone ? null : wanted;
    this.#keepCommand({
      ...decision,
      takenMs: this.#nowMs,
      carried,
      // The outbox is sorted when all that happened is taken in: then it is sent, if nothing waits before it.
      delivery: carried === null ? undelivered : deliver(undelivered, 'queue', this.#nowMs).delivery,
      freshMs: this.#nowMs,
      isSuspended: false,
      ownerBefore: before.owner,
      isUndone: false,
    });
    const alarm = this.#alarms.get(decision.alarmId);
    if (alarm !== undefined) this.#keep({ ...alarm, commandIds: [...alarm.commandIds, decision.commandId] });
    // Sent before this station lost its record, say, and now told to it once more by a window.
    const { acknowledgement, owner } = before.report;
    const told = decision.action === 'acknowledge' ? acknowledgement : owner;
    const command = this.#commands.get(decision.commandId);
    if (command !== undefined && carried !== null && told?.commandId === decision.commandId)
      this.#delivered(command, 'confirm');
  }

  #refuse(decision: Decision, because: AlarmCountName): void {
    this.#count(because);
    this.#tell(decision, because);
  }

  #tell(decision: Decision, because: AlarmCountName): void {
    this.effects.push({ type: 'decisionRefused', decision, because });
  }

  #answer(commandId: string, answer: Answer): void {
    const command = this.#commands.get(commandId);
    if (command === undefined) {
      this.#count('answersUnasked');
      return;
    }
    const isConfirmed = answer.outcome === 'confirmed';
    this.#delivered(command, isConfirmed ? 'confirm' : 'fail', isConfirmed ? '' : answer.reason);
    const alarm = this.#alarms.get(command.alarmId);
    if (alarm !== undefined && saysWho(command)) this.#keepOwner(alarm, this.#nowMs, !isConfirmed);
    if (!isConfirmed || answer.earlierActorId === null || alarm?.acknowledged?.commandId !== commandId) return;
    // Where the gateway tells who acknowledged, that is known already, and this is an answer to somebody who did so again.
    if (alarm.report.acknowledgement !== null) return;
    // Somebody was first, at another station or the bedside: theirs counts, and the age stays ours.
    this.#keep({ ...alarm, acknowledged: { ...alarm.acknowledged, actorId: answer.earlierActorId } });
  }

  #delivered(command: Command, step: 'confirm' | 'fail', reason = ''): void {
    const after = this.#step(command, step, reason);
    if (step !== 'confirm' || !after.isSuspended) return;
    const resumed = { ...after, isSuspended: false };
    this.#keepCommand(resumed);
    this.#resume(resumed);
  }

  /** Moves a decision by the table of deliveries; the command afterwards. */
  #step(command: Command, step: DeliveryStep, reason = ''): Command {
    const { delivery, count } = deliver(command.delivery, step, this.#nowMs, reason);
    const after = delivery === command.delivery ? command : { ...command, delivery };
    this.#keepCommand(after);
    if (count !== null) this.#count(count);
    return after;
  }

  #keepCommand(command: Command): void {
    const { commandId, delivery } = command;
    if (this.#commands.get(commandId) === command) return;
    this.#writableCommands.set(commandId, command);
    const isListed = this.#underWay.includes(commandId);
    if (isUnderWay(delivery) === isListed) return;
    this.#underWay = isListed ? this.#underWay.filter((id) => id !== commandId) : [...this.#underWay, commandId];
  }

  #judge(alarmId: string, verdict: Verdict): void {
    const alarm = this.#alarms.get(alarmId);
    if (alarm === undefined) this.#count('verdictsOnUnknown');
    else this.#keep({ ...alarm, verdict });
  }

  /** One that comes when its alarm is over and another began under the same id is about neither any more. */
  #opine({ alarmId, occurrence, opinion }: Opined): void {
    const alarm = this.#alarms.get(alarmId);
    if (alarm?.occurrence !== occurrence) this.#count('verdictsOnUnknown');
    else this.#keep({ ...alarm, opinion });
  }

  #set(setting: Setting): void {
    const { scope } = setting;
    const patientKey = scope.of === 'bed' ? this.#patientAt(scope.bedKey) : NOBODY;
    const isForAnother = (setting.patientKey ?? patientKey) !== patientKey;
    const because = isForAnother && setting.activation !== 'on' ? 'anotherPatient' : refusalOf(setting, this.#policy);
    if (because === null) {
      const whose = patientKey === NOBODY ? {} : { patientKey };
      this.#settings = withSetting(this.#settings, { ...setting, ...whose });
      return;
    }
    this.#count('settingsRefused');
    this.effects.push({ type: 'settingRefused', setting, because });
  }

  #changePolicy({ policy, actorId, why }: Extract<AlarmEvent, { type: 'policyChanged' }>): void {
    const read = readPolicy(policy);
    if (!read.ok) {
      this.#count('policiesRefused');
      this.effects.push({ type: 'policyRefused', problems: read.problems, actorId });
      return;
    }
    const from = this.#policy.revision;
    this.#policy = { ...read.policy, revision: from + 1 };
    this.effects.push({ type: 'policyChanged', from, to: from + 1, actorId, why });
  }

  /** Leaves to the journal what ended long ago, and the oldest of too many. What stands always stays. */
  #archive(): void {
    const { keptMs, kept } = this.#policy.ended;
    const isOld = ({ endedMs }: Alarm) => endedMs !== null && hasElapsed(endedMs, keptMs, this.#nowMs);
    const ended: Alarm[] = [];
    let isDue = false;
    for (const alarm of this.#alarms.values()) {
      if (alarm.endedMs === null) continue;
      ended.push(alarm);
      isDue ||= isOld(alarm);
    }
    if (ended.length <= kept && !isDue) return;
    ended.sort((a, b) => (a.endedMs ?? 0) - (b.endedMs ?? 0));
    for (const [index, alarm] of ended.entries()) {
      if (index < ended.length - kept || isOld(alarm)) this.#leaveToJournal(alarm);
    }
  }

  /** Forgets decisions that nobody will send again, but none that is still on its way. Oldest first, as they were taken in. */
  #forgetCommands(): void {
    let tooMany = this.#commands.size - this.#underWay.length - COMMANDS_KEPT;
    const old: string[] = [];
    for (const [id, { takenMs, delivery }] of this.#commands) {
      if (tooMany <= 0 && this.#nowMs - takenMs < COMMANDS_KEPT_MS) break;
      if (isUnderWay(delivery)) continue;
      old.push(id);
      tooMany -= 1;
    }
    for (const id of old) this.#writableCommands.delete(id);
  }

  #leaveToJournal(alarm: Alarm): void {
    this.#writableAlarms.delete(alarm.id);
    const { alarmKey } = alarm.report;
    const others = (this.#idsOf.get(alarmKey) ?? []).filter((id) => id !== alarm.id);
    if (others.length === 0) this.#writableIdsOf.delete(alarmKey);
    else this.#writableIdsOf.set(alarmKey, others);
    this.effects.push({ type: 'archived', alarm });
  }

  /** Marks and counts what is odd; once an alarm. */
  #mark(alarm: Alarm, odd: readonly Oddity[]): Alarm {
    const fresh = odd.filter((one) => !alarm.oddities.includes(one));
    for (const one of fresh) this.#count(one);
    return fresh.length === 0 ? alarm : { ...alarm, oddities: [...alarm.oddities, ...fresh] };
  }

  /** Of one that no window shows any more the picture of its waves is not kept: some kilobytes each, for an hour. */
  #keep(alarm: Alarm): void {
    const { opinion } = alarm;
    const hasPicture = opinion !== null && opinion.sources.length > 0;
    const kept = hasPicture && !stands(alarm) ? { ...alarm, opinion: { ...opinion, sources: [] } } : alarm;
    this.#writableAlarms.set(alarm.id, kept);
  }

  #count(name: AlarmCountName): void {
    if (this.#ownCounts === undefined) {
      this.#ownCounts = { ...this.#counts };
      this.#counts = this.#ownCounts;
    }
    this.#ownCounts[name] = (this.#ownCounts[name] ?? 0) + 1;
  }
}

/** Whether an alarm that is over came back, or became more urgent, after the last that we heard of it. */
function isAnotherTime({ bedside, report: last }: Alarm, told: AlarmReport): boolean {
  if (bedside !== 'off' || told.timeMs <= last.timeMs) return false;
  return told.onsetMs !== last.onsetMs || urgencyOf(told) > urgencyOf(last);
}
