import type { SchedulerLike } from 'rxjs';
import type { AlarmAnswer, AlarmQuestion, StationMessage, WindowMessage } from '#bridge/messages.ts';
import type { Alarm, SourcedReport } from '#domain/alarms/alarm.ts';
import type { DeskEffect } from '#domain/alarms/desk.ts';
import type { AlarmEvent, Answer, Command, Decision, Opined } from '#domain/alarms/events.ts';
import { mayGo } from '#domain/alarms/outbox.ts';
import { STATION, type StationAlarm } from '#domain/alarms/stationAlarm.ts';
import type { HistoryRemark } from '#domain/history/historyRemark.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import type { Host } from '#main/hosts/host.ts';
import { AlarmNews } from './alarmNews.ts';
import type { Journal } from './journal.ts';
import type { OpenedJournal } from './openJournal.ts';
import { type RecordAnswerer, refusal } from './questions.ts';
import { RecordedDesk } from './recordedDesk.ts';
import { ReportGathering } from './reportGathering.ts';
import { SoundWatch } from './soundWatch.ts';
import { StationAlarms } from './stationAlarms.ts';
import { isUrgent } from './urgency.ts';
import { WardWatch } from './wardWatch.ts';

/** Questions of one window that wait for their answer. Each may read the whole record. */
const MOST_QUESTIONS = 4;

/** Why an export is refused. */
const NO_RECORD = 'The station can’t write its record at present, and nothing leaves it unrecorded.';

/** The window that says something, to be answered. */
export interface AlarmWindow {
  tell(message: StationMessage): void;
}

/** What a window says to the desk. */
export type AlarmMessage = Extract<
  WindowMessage,
  { readonly type: 'decide' | 'set' | 'sound' | 'soundChecked' | 'exported' | 'ask' }
>;

export interface AlarmDeskOptions {
  readonly clock: Clock;
  /** How far `clock` is ahead of the machine's, which somebody may have set. */
  readonly aheadOfWallMs: () => number;
  readonly log: Host['log'];
  readonly opened: OpenedJournal;
  /** As configured. */
  readonly gatewayIds: readonly string[];
  /** Tells all windows. */
  readonly tell: (message: StationMessage) => void;
  /** Brings a decision to the bedside. `alarm` undefined: it is in the record only. */
  readonly deliver: (command: Command, alarm: Alarm | undefined) => void;
  readonly answer: RecordAnswerer;
  /** Alarms are presented, anew or otherwise than before; called when every window has been told. */
  readonly presented: (alarms: readonly Alarm[]) => void;
  readonly scheduler: SchedulerLike;
}

/**
 * The station's one desk of alarms. All that happens goes through it in the order it comes, is stamped with the station's clock,
 * written down, and told to every window. Windows and gateways may come and go; what is decided is brought to the bedside as
 * soon as it can no longer be lost.
 */
export class AlarmDesk {
  readonly #clock: Clock;
  readonly #log: Host['log'];
  readonly #options: AlarmDeskOptions;
  readonly #journal: Journal;
  readonly #desk: RecordedDesk;
  readonly #news: AlarmNews;
  readonly #gathering: ReportGathering;
  readonly #own: StationAlarms;
  readonly #wards: WardWatch;
  readonly #sound: SoundWatch;
  readonly #clockOffsets = new Map<string, number | null>();
  /** The beds that each gateway serves, by key. */
  readonly #beds = new Map<string, ReadonlySet<string>>();
  readonly #questions = new Map<AlarmWindow, number>();

  constructor(options: AlarmDeskOptions) {
    const { clock, opened, scheduler } = options;
    this.#options = options;
    this.#clock = clock;
    this.#log = options.log;
    this.#journal = opened.journal;
    this.#desk = new RecordedDesk({ clock, ...opened });
    this.#news = new AlarmNews(opened.desk, options.tell, scheduler);
    this.#gathering = new ReportGathering(
      (gatewayId, reports) => this.#report(gatewayId, reports),
      scheduler,
      () => clock.monotonicMs(),
    );
    this.#own = new StationAlarms(opened.desk.alarms.alarms.values(), (reported) => this.#report(STATION, [reported]));
    this.#wards = new WardWatch({
      nowMs: () => clock.nowMs(),
      monotonicMs: () => clock.monotonicMs(),
      aheadOfWallMs: options.aheadOfWallMs,
      alarms: this.#own,
      station: STATION,
    });
    this.#sound = new SoundWatch(clock.monotonicMs());
  }

  /** Goes on where the record ends: to be called once, when everybody is there to be told. */
  start(): void {
    this.#leaveForeigners();
    this.#journal.watchTrouble((isLost) => this.#stand('journalLost', STATION, isLost ? this.#clock.nowMs() : null));
    // What became too old while there was no station waits for somebody before any window is told that it is on its way.
    this.#take({ type: 'tick' });
    const { commands, underWay } = this.#desk.desk.alarms;
    for (const id of underWay) {
      const command = commands.get(id);
      if (command?.delivery.state === 'sent') this.#deliver(command);
    }
  }

  /** What became known of a gateway's ward. */
  ward(event: WardEvent): void {
    switch (event.type) {
      case 'gateway':
        this.#link(event.gateway);
        break;
      case 'opened': {
        const { gatewayId, alarms: reports } = event;
        this.#occupy(gatewayId, event.beds, true);
        this.#beds.set(gatewayId, keysOf(event.beds));
        this.#nameBeds(gatewayId, event.beds);
        this.#take({ type: 'opened', gatewayId, clockOffsetMs: this.#offsetOf(gatewayId), reports });
        this.#wards.beds(gatewayId, event.beds);
        break;
      }
      case 'beds':
        this.#occupy(event.gatewayId, event.beds, false);
        this.#nameBeds(event.gatewayId, event.beds);
        this.#changeBeds(event.gatewayId, keysOf(event.beds));
        this.#wards.beds(event.gatewayId, event.beds);
        break;
      case 'alarms':
        this.#gathering.add(event.gatewayId, event.reports);
        break;
      case 'pastAlarms': {
        const { gatewayId, reports } = event;
        this.#take({ type: 'toldLate', gatewayId, clockOffsetMs: this.#offsetOf(gatewayId), reports });
        break;
      }
      default:
    }
  }

  /** Whether a decision may set out now: not what has become too old this moment, nor what is behind another. */
  mayGo(commandId: string): boolean {
    this.#take({ type: 'tick' });
    return mayGo(this.#desk.desk.alarms, commandId);
  }

  /** A gateway answered a decision. */
  answered(commandId: string, answer: Answer): void {
    this.#take({ type: 'answered', commandId, answer });
  }

  /** What the waves say of alarms. */
  opined(opinions: readonly Opined[]): void {
    this.#take({ type: 'opined', opinions });
  }

  /** An alarm as it is now; undefined: there is none of that id, or no more. */
  alarmOf(alarmId: string): Alarm | undefined {
    return this.#desk.desk.alarms.alarms.get(alarmId);
  }

  /** To be called every second. */
  tick(): void {
    this.#watchSound();
    this.#wards.tick();
    this.#take({ type: 'tick' });
    this.#news.tick();
  }

  /** How many beds there are, of all gateways that have answered. */
  get beds(): number {
    return [...this.#beds.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** All there is to tell a window that knows nothing. */
  snapshot(): StationMessage[] {
    const beds = [...this.#desk.desk.alarms.wards.values()].flat();
    return [{ type: 'bedsLastKnown', beds }, ...this.#news.snapshot()];
  }

  windowOpened(window: AlarmWindow): void {
    this.#sound.opened(window, this.#clock.monotonicMs());
  }

  windowClosed(window: AlarmWindow): void {
    this.#sound.closed(window);
    this.#questions.delete(window);
  }

  /** A window says something. What is refused, and what was asked, is told to that window only. */
  heard(message: AlarmMessage, window: AlarmWindow): void {
    switch (message.type) {
      case 'decide':
        for (const decision of message.decisions) this.#decide(decision, window);
        break;
      case 'set':
        for (const effect of this.#take({ type: 'set', setting: message.setting })) {
          if (effect.type === 'settingRefused') window.tell(effect);
        }
        break;
      case 'sound':
        this.#sound.heard(message.role, this.#clock.monotonicMs());
        if (message.role === 'sounding') this.#stand('noSound', STATION, null);
        break;
      case 'soundChecked': {
        const { actorId, isHeard } = message;
        this.#desk.remark({ type: 'soundChecked', actorId, isHeard });
        break;
      }
      case 'exported': {
        const { askId, exported } = message;
        this.#desk.remark({ type: 'exported', ...exported }, (isOnDisk) =>
          window.tell({ type: 'exportAnswer', askId, reason: isOnDisk ? '' : NO_RECORD }),
        );
        break;
      }
      case 'ask':
        void this.#ask(message.question, window).then((answer) =>
          window.tell({ type: 'answer', askId: message.askId, answer }),
        );
        break;
    }
  }

  /** Something for the record that concerns no alarm. */
  remark(remark: HistoryRemark): void {
    this.#desk.remark(remark);
  }

  /** Trouble of the station itself that somebody else looks after begins (`sinceMs`), or is over (null); or stays as it is. */
  stands(kind: StationAlarm, sinceMs: number | null): void {
    this.#stand(kind, STATION, sinceMs);
  }

  /** Ends all work; what was taken in is written. */
  async close(): Promise<void> {
    this.#gathering.flush();
    this.#gathering.close();
    this.#news.close();
    await this.#desk.close();
  }

  #decide(decision: Decision, window: AlarmWindow): void {
    const { commandId } = decision;
    const kept = (): void => window.tell({ type: 'decisionKept', commandId });
    for (const effect of this.#take({ type: 'decided', decision }, kept))
      if (effect.type === 'decisionRefused') window.tell(effect);
  }

  #deliver(command: Command): void {
    this.#options.deliver(command, this.#desk.desk.alarms.alarms.get(command.alarmId));
  }

  async #ask(question: AlarmQuestion, window: AlarmWindow): Promise<AlarmAnswer> {
    if (question.of === 'policy') return this.#changePolicy(question);
    const open = this.#questions.get(window) ?? 0;
    if (open >= MOST_QUESTIONS) return refusal(question.of, 'too many questions at once', 'Wait for an answer.');
    this.#questions.set(window, open + 1);
    try {
      return await this.#options.answer(question, (fromMs, untilMs) => this.#journal.read(fromMs, untilMs));
    } catch (error) {
      // The name only: what is read are patients' alarms.
      this.#log('error', `a question about the record of alarms (${question.of}) failed: ${nameOf(error)}`);
      return refusal(question.of, 'the record could not be read', "See the station's log.");
    } finally {
      const left = (this.#questions.get(window) ?? 1) - 1;
      if (left > 0) this.#questions.set(window, left);
      else this.#questions.delete(window);
    }
  }

  #changePolicy({ policy, actorId, why }: Extract<AlarmQuestion, { of: 'policy' }>): AlarmAnswer {
    for (const effect of this.#take({ type: 'policyChanged', policy, actorId, why })) {
      if (effect.type === 'policyChanged') return { of: 'policy', revision: effect.to };
      if (effect.type === 'policyRefused') return { of: 'refusal', problems: effect.problems };
    }
    throw new Error('a policy is changed or refused');
  }

  #link(view: GatewayView): void {
    const { gatewayId, link, clockOffsetMs } = view;
    this.#clockOffsets.set(gatewayId, clockOffsetMs);
    if (link.state !== 'connecting') this.#stand('linkLost', gatewayId, link.state === 'lost' ? link.sinceMs : null);
    this.#wards.gateway(view);
  }

  /** Before anything is reported of whoever is there now. */
  #occupy(gatewayId: string, beds: readonly Bed[], isOpening: boolean): void {
    const told = beds.map((bed) => ({ bedKey: bed.bedKey, patientKey: patientKeyOf(bed) }));
    this.#take({ type: 'occupied', gatewayId, isOpening, beds: told });
  }

  #changeBeds(gatewayId: string, beds: ReadonlySet<string>): void {
    const bedKeys = [...(this.#beds.get(gatewayId) ?? [])].filter((bedKey) => !beds.has(bedKey));
    this.#beds.set(gatewayId, beds);
    if (bedKeys.length > 0) this.#take({ type: 'bedsRemoved', gatewayId, bedKeys });
  }

  /** Into the record: after a start without the gateway, alarms of its beds are to have a name. */
  #nameBeds(gatewayId: string, beds: readonly Bed[]): void {
    const named = beds.map(({ bedKey, displayName: name }) => ({ bedKey, name }));
    this.#take({ type: 'bedsNamed', gatewayId, beds: named });
  }

  #watchSound(): void {
    const state = this.#sound.look(this.#clock.monotonicMs());
    if (state === 'silent') this.#stand('noSound', STATION, this.#clock.nowMs());
    if (state === 'nobody') this.#stand('noSound', STATION, null);
  }

  /** An alarm of the station's own begins (`sinceMs`) or ends (null); or stays as it is. */
  #stand(kind: StationAlarm, bedKey: string, sinceMs: number | null): void {
    const nowMs = this.#clock.nowMs();
    if (sinceMs === null) this.#own.end(kind, bedKey, nowMs);
    else this.#own.raise(kind, bedKey, sinceMs, nowMs);
  }

  /** Alarms of gateways that are no longer in the configuration would stand for ever: nobody tells their end. */
  #leaveForeigners(): void {
    const known = new Set([STATION, ...this.#options.gatewayIds]);
    const beds = new Map<string, Set<string>>();
    for (const { gatewayId, bedside, report } of this.#desk.desk.alarms.alarms.values()) {
      if (known.has(gatewayId) || bedside === 'off') continue;
      const some = beds.get(gatewayId) ?? new Set();
      beds.set(gatewayId, some.add(report.bedKey));
    }
    for (const [gatewayId, bedKeys] of beds) this.#take({ type: 'bedsRemoved', gatewayId, bedKeys: [...bedKeys] });
    for (const gatewayId of this.#desk.desk.alarms.wards.keys())
      if (!known.has(gatewayId)) this.#nameBeds(gatewayId, []);
    const occupied = new Set([...this.#desk.desk.alarms.occupants.values()].map(({ gatewayId }) => gatewayId));
    for (const gatewayId of occupied) if (!known.has(gatewayId)) this.#occupy(gatewayId, [], false);
    for (const kind of ['linkLost', 'clockOff', 'gatewayFlood'] as const) {
      for (const gatewayId of this.#own.bedsWith(kind)) if (!known.has(gatewayId)) this.#stand(kind, gatewayId, null);
    }
  }

  #report(gatewayId: string, reports: readonly SourcedReport[]): void {
    this.#apply({ type: 'reported', gatewayId, clockOffsetMs: this.#offsetOf(gatewayId), reports });
  }

  /** The station's own alarms are on its own clock. */
  #offsetOf(gatewayId: string): number | null {
    return gatewayId === STATION ? 0 : (this.#clockOffsets.get(gatewayId) ?? null);
  }

  /** Something happens, after all that was reported before. */
  #take(event: AlarmEvent, whenDurable?: () => void): readonly DeskEffect[] {
    this.#gathering.flush();
    return this.#apply(event, whenDurable);
  }

  #apply(event: AlarmEvent, whenDurable?: () => void): readonly DeskEffect[] {
    const before = this.#desk.desk;
    // Only what can no longer be lost goes to the bedside: a station that forgets it would never hear the answer.
    const effects = this.#desk.take(event, (taken) => {
      for (const effect of taken) if (effect.type === 'deliver') this.#deliver(effect.command);
      whenDurable?.();
    });
    const { desk } = this.#desk;
    if (desk !== before) this.#news.changed(desk, isUrgent(event, effects, desk));
    const presented = effects.flatMap((effect) =>
      effect.type === 'presented' ? (desk.alarms.alarms.get(effect.alarmId) ?? []) : [],
    );
    if (presented.length > 0) this.#options.presented(presented);
    return effects;
  }
}

function keysOf(beds: readonly Bed[]): ReadonlySet<string> {
  return new Set(beds.map(({ bedKey }) => bedKey));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
