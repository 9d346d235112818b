import { asyncScheduler, BehaviorSubject, interval, merge, type Observable, timer } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import type { SpaceLimits } from '#domain/history/freeSpace.ts';
import { defaultKeepPolicy, type KeepPolicy } from '#domain/history/keepPolicy.ts';
import type { BedRates } from '#domain/rates/bedRates.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Person } from '#domain/ward/staff.ts';
import { Tally } from '#domain/ward/tally.ts';
import { Deliveries } from '#main/acks/deliveries.ts';
import { AlarmDesk } from '#main/alarms/alarmDesk.ts';
import { type OpenedJournal, openJournal } from '#main/alarms/openJournal.ts';
import { PatientKeys, patientKeysIn } from '#main/alarms/patientKeys.ts';
import { recordAnswers } from '#main/alarms/recordAnswers.ts';
import { acknowledge } from '#main/gateway/acknowledge.ts';
import type { LinkTiming } from '#main/gateway/linkTiming.ts';
import { watchGateway } from '#main/gateway/watchGateway.ts';
import { HistoryDesk, isHistoryMessage } from '#main/history/historyDesk.ts';
import { memorySecrets } from '#main/history/memorySecrets.ts';
import { SpaceGuard } from '#main/history/spaceGuard.ts';
import type { Host, Secrets } from '#main/hosts/host.ts';
import { isNoteMessage, NoteDesk } from '#main/notes/noteDesk.ts';
import { NoteRecord } from '#main/notes/noteRecord.ts';
import { type Judge, JudgeThread } from '#main/opinion/judgeThread.ts';
import { OpinionDesk } from '#main/opinion/opinionDesk.ts';
import { Relay } from '#main/relay/relay.ts';
import { type OpenWatcher, WatchThread } from '#main/watch/watchThread.ts';
import { WaveWatch } from '#main/watch/waveWatch.ts';
import type { GatewayConfig } from './config.ts';

/** A window takes a station for hung that is silent for several times this long (bridge/messages.ts). */
const ALIVE_EVERY_MS = 1000;

/** At 100 MB/s the space below the limit of 5 GB lasts for ten of these. */
const LOOK_AT_SPACE_MS = 5000;

/** By then a gateway is live, and less than a strip is held: no alarm is judged yet. */
const WARM_UP_MS = 8_000;

/** What a gateway told so shortly before the record ends may have been under way still, or not yet on disk. */
const UNDER_WAY_MS = 3000;

/** The running station: links to its gateways on one side, windows on the other. */
export interface Station {
  /** Starts a session with a window. It ends when the carrier closes. Once the station is closed: closes the carrier. */
  attach(carrier: Carrier): void;
  /** All gateways in the order of the configuration; emits the present at once, then each change, and completes at close. */
  readonly gateways: Observable<readonly GatewayView[]>;
  /** Ends all links and sessions. A repeated call does nothing more. */
  close(): Promise<void>;
}

/** The disk on which the browsers of a station keep their history. */
export interface SpaceOptions {
  readonly freeBytes: () => Promise<number>;
  readonly limits: SpaceLimits;
  /** How often it is looked at; {@link LOOK_AT_SPACE_MS} when not given. */
  readonly everyMs?: number;
}

export interface StationOptions {
  readonly stationName: string;
  /** Product version, for the about page. */
  readonly version: string;
  /** Each address once. */
  readonly gateways: readonly GatewayConfig[];
  /** What went wrong while the station was set up; shown in every window. */
  readonly notices?: readonly string[];
  readonly timing?: LinkTiming;
  /** Who works here. */
  readonly staff?: readonly Person[];
  /** Where the record of alarms is kept; it is gone with the station when not given. */
  readonly dataFolder?: string | undefined;
  /** Keeps the key of the history; it is gone with the station when not given. */
  readonly secrets?: Secrets | undefined;
  /** Not watched when not given. */
  readonly space?: SpaceOptions | undefined;
  /** How long the history is kept. */
  readonly keep?: KeepPolicy | undefined;
  /** Judges the waves behind alarms; a thread of the station when not given. Closed with the station. */
  readonly judge?: Judge | undefined;
  /** Opens whoever reads rates in the waves; a thread of the station when not given. Closed with the station. */
  readonly openWatcher?: OpenWatcher | undefined;
}

/**
 * Starts the links to all gateways; windows may be attached at once. Alarms, and what was decided on them, are as the record in
 * the data folder left them.
 *
 * Inside the station a gateway is known by its configured address, not by the id it announces: the address is there before
 * the gateway has ever answered, so a window never sees a gateway change its name. Two addresses that announce the same
 * id are the same gateway twice, or a mistake; the one that answered later is refused.
 */
export function startStation(host: Host, options: StationOptions): Station {
  const tallies = new Map(options.gateways.map(({ address }) => [address, new Tally()]));
  const tallyOf = (gatewayId: string): Tally => {
    const tally = tallies.get(gatewayId);
    if (tally === undefined) throw new Error(`no gateway ${gatewayId} in the configuration`);
    return tally;
  };
  const gatewayIds = options.gateways.map(({ address }) => address);
  const record = openJournal({
    folder: options.dataFolder,
    clock: host.clock,
    log: (level, line) => host.log(level, line),
  });
  const noteRecord = new NoteRecord({
    folder: options.dataFolder,
    clock: host.clock,
    log: (level, line) => host.log(level, line),
  });
  const relay: Relay = new Relay({
    hello: () => ({
      type: 'hello',
      bridgeVersion: BRIDGE_VERSION,
      stationName: options.stationName,
      version: options.version,
      notices: [...(options.notices ?? []), ...record.notices(), ...noteRecord.notices(), ...history.notices()],
      displays: host.displays(),
      staff: options.staff ?? [],
    }),
    tallyOf,
    alarms: {
      snapshot: () => [...desk.snapshot(), ...spaceTold(), ...ratesMessage(watch.snapshot())],
      windowOpened: (window) => desk.windowOpened(window),
      windowClosed: (window) => desk.windowClosed(window),
      heard: (message, window) => {
        if (isHistoryMessage(message)) history.heard(message, window);
        else if (isNoteMessage(message)) notes.heard(message, window);
        else desk.heard(message, window);
      },
    },
    log: (level, message) => host.log(level, message),
  });
  const notes = new NoteDesk({
    record: noteRecord,
    clock: host.clock,
    tellAll: (message) => relay.tellAll(message),
  });
  const deliveries: Deliveries = new Deliveries({
    gatewayIds,
    send: (gatewayId, errand) => {
      const config = options.gateways.find(({ address }) => address === gatewayId);
      if (config === undefined) throw new Error(`no gateway ${gatewayId} in the configuration`);
      return acknowledge(config, options.stationName, errand);
    },
    mayGo: (commandId) => desk.mayGo(commandId),
    answered: (commandId, answer) => desk.answered(commandId, answer),
    scheduler: asyncScheduler,
    random: () => host.random(),
  });
  const desk = new AlarmDesk({
    clock: host.clock,
    aheadOfWallMs: () => host.clock.aheadOfWallMs(),
    log: (level, line) => host.log(level, line),
    opened: record,
    gatewayIds,
    tell: (message) => relay.tellAll(message),
    deliver: (command, alarm) => deliveries.add(command, alarm),
    answer: recordAnswers(() => ({ beds: desk.beds, nurses: nursesOf(options.staff ?? []) })),
    presented: (alarms) => opinions.presented(alarms),
    scheduler: asyncScheduler,
  });
  const opinions: OpinionDesk = new OpinionDesk({
    waves: relay.waves,
    judge: options.judge ?? new JudgeThread(),
    alarmOf: (alarmId) => desk.alarmOf(alarmId),
    opined: (told) => desk.opined(told),
    failed: (gatewayId, reason) => {
      tallyOf(gatewayId).add('opinionsFailed');
      host.log('warn', `no second opinion on an alarm of ${gatewayId}: ${reason}`);
    },
    clock: host.clock,
    scheduler: asyncScheduler,
  });
  const watch: WaveWatch = new WaveWatch({
    open: options.openWatcher ?? ((events) => new WatchThread(events)),
    passedOver: (gatewayId, samples) => tallyOf(gatewayId).add('samplesNotWatched', samples),
    failed: (gatewayId, reason) => {
      tallyOf(gatewayId).add('ratesFailed');
      host.log('warn', `the waves of a bed of ${gatewayId} could not be read, and begin anew: ${reason}`);
    },
    ended: (reason) => host.log('warn', `the thread that reads rates in the waves is replaced: ${reason}`),
    scheduler: asyncScheduler,
  });
  const history = new HistoryDesk({
    secrets: options.secrets ?? memorySecrets(),
    folder: options.dataFolder,
    keep: options.keep ?? defaultKeepPolicy,
    log: (level, line) => host.log(level, line),
    remark: (remark) => desk.remark(remark),
    tell: (message) => relay.tellAll(message),
    nowMs: () => host.clock.nowMs(),
    recreated: () => {
      // Over at once, and to be seen until somebody has (domain/alarms/policy.ts).
      desk.stands('historyRecreated', host.clock.nowMs());
      desk.stands('historyRecreated', null);
    },
  });
  const guard =
    options.space &&
    new SpaceGuard({
      ...options.space,
      log: (level, line) => host.log(level, line),
      tell: (space) => relay.tellAll({ type: 'historySpace', space }),
      stands: (kind, isSo) => desk.stands(kind, isSo ? host.clock.nowMs() : null),
    });
  const spaceTold = (): readonly StationMessage[] => {
    const space = guard?.space ?? null;
    return space === null ? [] : [{ type: 'historySpace', space }];
  };
  desk.start();
  // Rare, and to be known by everybody: windows that come back are greeted with it.
  void record.verified.then((isNews) => {
    if (isNews) relay.endSessions('something was found wrong with the record of alarms');
  });

  const patientKeys = new PatientKeys([
    ...patientKeysIn(record.desk),
    // Should the record of alarms be lost, notes still find their patient.
    ...[...noteRecord.notes.values()].map(({ patientKey }) => patientKey),
  ]);
  const unwatchedSinceMs = unwatchedSince(record, host.clock.nowMs());
  const views = new Map<string, GatewayView>();
  const gateways = new BehaviorSubject<readonly GatewayView[]>([]);
  /** By address, the id announced there. */
  const announced = new Map<string, string>();
  let lastId = 0;
  const links = merge(
    ...options.gateways.map((config) =>
      watchGateway({
        host,
        config,
        stationId: options.stationName,
        nextId: () => ++lastId,
        claim: (announcedId) => {
          // Given up before asking: gateways that exchange addresses would else refuse each other for ever.
          announced.delete(config.address);
          if ([...announced.values()].includes(announcedId)) return false;
          announced.set(config.address, announcedId);
          return true;
        },
        tally: tallyOf(config.address),
        unwatchedSinceMs,
        ...(options.timing !== undefined && { timing: options.timing }),
      }),
    ),
  ).subscribe((heard) => {
    // One name for a patient for all: what a window shows beside each other is told apart by it.
    const event = patientKeys.within(heard);
    relay.apply(event);
    desk.ward(event);
    watch.apply(event);
    // A decision waits until it is known whom it would meet there.
    if (event.type === 'caughtUp') deliveries.linkChanged(event.gatewayId, true);
    if (event.type !== 'gateway') return;
    if (event.gateway.link.state !== 'live') deliveries.linkChanged(event.gateway.gatewayId, false);
    views.set(event.gateway.gatewayId, event.gateway);
    gateways.next(options.gateways.flatMap(({ address }) => views.get(address) ?? []));
  });

  const pulse = interval(ALIVE_EVERY_MS).subscribe(() => {
    desk.tick();
    for (const message of ratesMessage(watch.takeNews())) relay.tellAll(message);
    relay.showLife(host.clock.nowMs());
  });
  const warmUp = timer(WARM_UP_MS).subscribe(() => opinions.warmUp());
  const looks = timer(0, options.space?.everyMs ?? LOOK_AT_SPACE_MS).subscribe(() => void guard?.look());
  let isClosed = false;
  return {
    attach: (carrier) => {
      if (isClosed) carrier.close();
      else relay.attach(carrier);
    },
    gateways: gateways.asObservable(),
    close: async () => {
      isClosed = true;
      links.unsubscribe();
      pulse.unsubscribe();
      looks.unsubscribe();
      warmUp.unsubscribe();
      deliveries.close();
      relay.close();
      gateways.complete();
      await Promise.all([history.close(), opinions.close(), watch.close()]);
      await Promise.all([desk.close(), notes.close()]);
    },
  };
}

function ratesMessage(beds: readonly BedRates[]): readonly StationMessage[] {
  return beds.length === 0 ? [] : [{ type: 'waveRates', beds }];
}

/**
 * Since when nobody has heard of alarms, as far as it can be asked for without bringing back what is over: of what ended at
 * the bedside the desk knows for so long that it did. null: there is no record to go on from.
 */
function unwatchedSince({ lastMs, desk }: OpenedJournal, nowMs: number): number | null {
  return lastMs === null ? null : Math.max(lastMs - UNDER_WAY_MS, nowMs - desk.alarms.policy.ended.keptMs);
}

/** Who share an alarm load; at least one. */
function nursesOf(staff: readonly Person[]): number {
  return Math.max(1, staff.filter(({ role }) => role === 'nurse').length);
}
