import { BehaviorSubject, interval, merge, type Observable } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION } from '#bridge/messages.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Person } from '#domain/ward/staff.ts';
import { Tally } from '#domain/ward/tally.ts';
import type { LinkTiming } from '#main/gateway/linkTiming.ts';
import { watchGateway } from '#main/gateway/watchGateway.ts';
import type { Host } from '#main/hosts/host.ts';
import { Relay } from '#main/relay/relay.ts';
import type { GatewayConfig } from './config.ts';

/** A window takes a station for hung that is silent for several times this long (bridge/messages.ts). */
const ALIVE_EVERY_MS = 1000;

/** The running station: links to its gateways on one side, windows on the other. */
export interface Station {
  /** Starts a session with a window. It ends when the carrier closes. Once the station is closed: closes the carrier. */
  attach(carrier: Carrier): void;
  /** All gateways in the order of the configuration; emits the present at once, then each change, and completes at close. */
  readonly gateways: Observable<readonly GatewayView[]>;
  /** Ends all links and sessions. A repeated call does nothing more. */
  close(): Promise<void>;
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
}

/**
 * Starts the links to all gateways; windows may be attached at once.
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
  const relay = new Relay({
    hello: () => ({
      type: 'hello',
      bridgeVersion: BRIDGE_VERSION,
      stationName: options.stationName,
      version: options.version,
      notices: options.notices ?? [],
      displays: host.displays(),
      staff: options.staff ?? [],
    }),
    tallyOf,
    log: (level, message) => host.log(level, message),
  });

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
        ...(options.timing !== undefined && { timing: options.timing }),
      }),
    ),
  ).subscribe((event) => {
    relay.apply(event);
    if (event.type !== 'gateway') return;
    views.set(event.gateway.gatewayId, event.gateway);
    gateways.next(options.gateways.flatMap(({ address }) => views.get(address) ?? []));
  });

  const pulse = interval(ALIVE_EVERY_MS).subscribe(() => relay.showLife());
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
      relay.close();
      gateways.complete();
    },
  };
}
