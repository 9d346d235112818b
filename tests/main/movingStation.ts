import { of, Subject, type Subscription, VirtualTimeScheduler } from 'rxjs';
import { BRIDGE_VERSION } from '#bridge/messages.ts';
import { carrierPair } from '#bridge/pair.ts';
import type { Setting } from '#domain/alarms/activation.ts';
import { type Desk, emptyDesk } from '#domain/alarms/desk.ts';
import type { Decision } from '#domain/alarms/events.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { Deliveries } from '#main/acks/deliveries.ts';
import { AlarmDesk } from '#main/alarms/alarmDesk.ts';
import type { Journal } from '#main/alarms/journal.ts';
import { PatientKeys, patientKeysIn } from '#main/alarms/patientKeys.ts';
import { Backfill } from '#main/gateway/backfill.ts';
import { WardDecoder } from '#main/gateway/decode.ts';
import { linkTiming } from '#main/gateway/linkTiming.ts';
import { isHistoryMessage } from '#main/history/historyDesk.ts';
import { isNoteMessage } from '#main/notes/noteDesk.ts';
import { Relay } from '#main/relay/relay.ts';
import type { Frame } from '#proto/gen/vigil/ward/v1/frame.ts';
import type { BackfillResponse } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { promptPolicy } from '#tests/domain/alarms/bedside.ts';
import { type MovingWard, ORIGIN_NS } from './movingWard.ts';
import { WindowProbe } from './windowProbe.ts';

/** What somebody decided, and on whose alarm or bed they saw themselves. */
export interface Decided {
  readonly patientKey: string;
  readonly of: 'alarm' | 'bed';
}

/**
 * The way from the messages of some gateways to a window and from there to the bedsides, with all that lies between but the network:
 * decoder, backfill, desk, relay, deliveries. The station can be started again on what its desk was.
 */
export class MovingStation {
  fetched = 0;
  nowMs = Number(ORIGIN_NS / 1_000_000n);
  desk: Desk = emptyDesk({ ...promptPolicy, leastSeenMs: 0 });
  readonly decided = new Map<string, Decided>();
  window!: WindowProbe;
  /** Windows of stations that are no more. */
  readonly closed: WindowProbe[] = [];
  #keys!: PatientKeys;
  #running!: Running;
  #lastId = 0;
  #commands = 0;
  readonly #gateways: ReadonlyMap<string, MovingWard>;
  readonly #isCareless: boolean;

  constructor(gateways: ReadonlyMap<string, MovingWard>, isCareless: boolean) {
    this.#gateways = gateways;
    this.#isCareless = isCareless;
    this.starts();
  }

  /** For the first time, or again with nothing but what is written. */
  starts(): void {
    if (this.window !== undefined) {
      this.#running.close();
      this.closed.push(this.window);
      this.desk = structuredClone(this.desk);
    }
    const [left, right] = carrierPair();
    const keys = new PatientKeys(patientKeysIn(this.desk), () => 'salt');
    this.#keys = keys;
    this.#running = new Running({
      gateways: this.#gateways,
      isCareless: this.#isCareless,
      desk: this.desk,
      keep: (desk) => {
        this.desk = desk;
      },
      nowMs: () => this.nowMs,
      keys,
      nextId: () => ++this.#lastId,
      fetched: (count) => {
        this.fetched += count;
      },
    });
    this.#running.relay.attach(left);
    this.window = new WindowProbe(right).open(60_000);
    for (const id of this.#gateways.keys()) this.#running.opens(id, false);
  }

  /** Key of a patient, as this station names them. */
  keyOf(patient: number | null): string {
    if (patient === null) return '';
    const name = `p${patient}`;
    return this.#keys.of('', { patientId: name, displayName: name, ageYears: null, sex: 'unknown' });
  }

  opens(gatewayId: string, skips: boolean): void {
    this.#running.opens(gatewayId, skips);
  }

  /** The gateway is ahead of what it has told: nothing is carried there until it has, as no network is quicker than that. */
  holds(gatewayId: string): void {
    this.#running.holds(gatewayId);
  }

  hears(gatewayId: string, frame: Frame): void {
    this.#running.hears(gatewayId, frame);
  }

  /** A person at the window decides on the alarm that is told there at that place of the list; false: there is none. */
  decides(place: number, action: 'acknowledge' | 'take' | 'note'): boolean {
    const members = [...this.window.members.values()];
    const member = members[place % Math.max(1, members.length)];
    if (member === undefined) return false;
    this.#commands += 1;
    const commandId = `c${this.#commands}`;
    this.decided.set(commandId, { patientKey: member.alarm.patientKey, of: 'alarm' });
    // Whoever decides is called like the decision, so that what they own says by which one.
    const decision = {
      commandId,
      alarmId: member.alarm.id,
      action,
      actorId: commandId,
      issuedMs: this.nowMs,
      text: commandId,
    };
    this.window.send({ type: 'decide', decisions: [decision as Decision] });
    return true;
  }

  /** A person pauses a bed, or turns it off, seeing there whom the window tells. */
  silences(gatewayId: string, bed: number, signal: 'audio' | 'alarm'): void {
    const told = this.window.beds.get(gatewayId)?.[bed];
    if (told === undefined) return;
    this.#commands += 1;
    const actorId = `c${this.#commands}`;
    const patientKey = told.patient?.key ?? '';
    this.decided.set(actorId, { patientKey, of: 'bed' });
    const setting: Omit<Setting, 'sinceMs'> = {
      scope: { of: 'bed', bedKey: told.bedKey },
      signal,
      activation: 'off',
      actorId,
      pauseMs: 0,
      patientKey,
    };
    this.window.send({ type: 'set', setting });
  }

  /** What is under way arrives, and what is asked for after it. */
  async delivers(): Promise<void> {
    this.#running.answers();
    await this.settles();
  }

  async settles(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (let turn = 0; turn < 4; turn++) {
      this.#running.flush();
      await Promise.resolve();
    }
  }

  waits(ms: number): void {
    this.nowMs += ms;
    this.#running.tick();
  }

  close(): void {
    this.#running.close();
  }
}

interface RunningOptions {
  readonly gateways: ReadonlyMap<string, MovingWard>;
  readonly isCareless: boolean;
  readonly desk: Desk;
  readonly keep: (desk: Desk) => void;
  readonly nowMs: () => number;
  readonly keys: PatientKeys;
  readonly nextId: () => number;
  readonly fetched: (count: number) => void;
}

interface Way {
  readonly decoder: WardDecoder;
  readonly backfill: Backfill;
  running: Subscription | undefined;
  sentNs: bigint | null;
  missingFromNs: bigint | null;
}

/** A station while it runs. */
class Running {
  readonly relay: Relay;
  readonly #options: RunningOptions;
  readonly #scheduler = new VirtualTimeScheduler();
  readonly #alarms: AlarmDesk;
  readonly #deliveries: Deliveries;
  readonly #ways: ReadonlyMap<string, Way>;
  /** Answers on their way, as they were when the gateway gave them. */
  #answers: (() => void)[] = [];

  constructor(options: RunningOptions) {
    this.#options = options;
    const { gateways, nowMs, keep } = options;
    const tally = new Tally();
    const clock = { nowMs, monotonicMs: nowMs };
    const scheduler = this.#scheduler;
    this.relay = new Relay({
      hello: () => ({
        type: 'hello',
        bridgeVersion: BRIDGE_VERSION,
        stationName: 'S',
        version: '0',
        notices: [],
        displays: [],
        staff: [],
      }),
      tallyOf: () => tally,
      alarms: {
        snapshot: () => this.#alarms.snapshot(),
        windowOpened: (window) => this.#alarms.windowOpened(window),
        windowClosed: (window) => this.#alarms.windowClosed(window),
        heard: (message, window) => {
          if (!isNoteMessage(message) && !isHistoryMessage(message)) this.#alarms.heard(message, window);
        },
      },
      log: () => {},
      scheduler,
    });
    const journal: Journal = {
      append: (_, __, whenDurable) => whenDurable?.(true),
      checkpoint: keep,
      wantsCheckpoint: () => true,
      read: () => Promise.reject(new Error('nobody reads this record')),
      watchTrouble: () => {},
      close: () => Promise.resolve(),
    };
    this.#deliveries = new Deliveries({
      gatewayIds: [...gateways.keys()],
      send: (gatewayId, errand) => {
        const taken = gateways.get(gatewayId)?.takes(errand) ?? 'unknownAlarm';
        return of({ code: taken });
      },
      mayGo: (commandId) => this.#alarms.mayGo(commandId),
      answered: (commandId, answer) => this.#alarms.answered(commandId, answer),
      scheduler,
      random: () => 0.5,
    });
    this.#alarms = new AlarmDesk({
      clock,
      aheadOfWallMs: () => 0,
      log: () => {},
      opened: {
        journal,
        desk: options.desk,
        restoredMs: 0,
        lastMs: null,
        notices: () => [],
        verified: Promise.resolve(false),
      },
      gatewayIds: [...gateways.keys()],
      tell: (message) => this.relay.tellAll(message),
      deliver: (command, alarm) => this.#deliveries.add(command, alarm),
      answer: () => Promise.reject(new Error('nobody asks here')),
      presented: () => {},
      scheduler,
    });
    this.#alarms.start();
    this.#ways = new Map([...gateways.keys()].map((id) => [id, this.#way(id, tally)]));
  }

  opens(gatewayId: string, skips: boolean): void {
    const { ward, way } = this.#of(gatewayId);
    const opening = ward.opening();
    way.running?.unsubscribe();
    this.#deliveries.linkChanged(gatewayId, false);
    this.#take(way.decoder.opening(opening, Number(ward.nowNs / 1_000_000n)));
    if (!way.backfill.opened(opening.epoch)) {
      way.sentNs = null;
      way.missingFromNs = null;
    }
    if (skips) {
      way.decoder.holes.expect('linkLost');
      way.missingFromNs ??= way.sentNs;
    }
    way.running = way.backfill
      .run((request) => {
        const answer = new Subject<BackfillResponse>();
        const given = ward.past(request, this.#options.isCareless);
        this.#answers.push(() => {
          answer.next(given);
          answer.complete();
        });
        return answer;
      })
      .subscribe();
  }

  hears(gatewayId: string, frame: Frame): void {
    const { way } = this.#of(gatewayId);
    const missing = way.decoder.frame(frame).flatMap((event) => {
      this.#take(event);
      return event.type === 'gaps' ? event.gaps : [];
    });
    way.backfill.want(missing.filter(({ state }) => state === 'linkLost'));
    if (way.missingFromNs !== null) way.backfill.wantSpan(way.missingFromNs, frame.sentNs);
    way.missingFromNs = null;
    way.sentNs = frame.sentNs;
    this.#deliveries.linkChanged(gatewayId, true);
  }

  /** The gateway is ahead of what it has told: nothing is carried there until it has, as no network is quicker than that. */
  holds(gatewayId: string): void {
    this.#deliveries.linkChanged(gatewayId, false);
  }

  answers(): void {
    for (const give of this.#answers.splice(0)) give();
  }

  flush(): void {
    this.#scheduler.flush();
  }

  tick(): void {
    this.#alarms.tick();
  }

  close(): void {
    for (const { running } of this.#ways.values()) running?.unsubscribe();
    this.#deliveries.close();
    this.relay.close();
  }

  #of(gatewayId: string): { readonly ward: MovingWard; readonly way: Way } {
    const [ward, way] = [this.#options.gateways.get(gatewayId), this.#ways.get(gatewayId)];
    if (ward === undefined || way === undefined) throw new Error(`no gateway ${gatewayId}`);
    return { ward, way };
  }

  #way(gatewayId: string, tally: Tally): Way {
    const decoder = new WardDecoder({ gatewayId, nextId: this.#options.nextId, tally, say: () => {} });
    const backfill = new Backfill({
      gatewayId,
      decoder,
      tally,
      timing: { ...linkTiming, backfillPauseMs: 0, backfillShare: 1 },
      monotonicMs: () => 0,
      emit: (event) => {
        if (event.type === 'blocks') this.#options.fetched(event.blocks.length);
        this.#take(event);
      },
      say: () => {},
    });
    return { decoder, backfill, running: undefined, sentNs: null, missingFromNs: null };
  }

  #take(heard: WardEvent): void {
    const event = this.#options.keys.within(heard);
    this.relay.apply(event);
    this.#alarms.ward(event);
  }
}
