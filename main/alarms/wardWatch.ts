import { type ClockWatch, newClock, watchClock } from '#domain/time/clockWatch.ts';
import { bedsTwice } from '#domain/ward/bedsTwice.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import { patientsTwice } from '#domain/ward/patientsTwice.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { StationAlarms } from './stationAlarms.ts';

/** A station whose time of day is this far from its machine's goes by a clock that somebody has set since. */
const OWN_CLOCK_OFF_MS = 5000;

/** A gateway that was held up within so long still floods: the alarm is not to come and go with each second. */
const FLOOD_MS = 10_000;

/** Whether a gateway is held up (main/gateway/intake.ts): how often it was, and when last, monotonic; null: never. */
interface Flood {
  readonly heldUp: number;
  readonly lastMs: number | null;
}

export interface WardWatchOptions {
  readonly nowMs: () => number;
  readonly monotonicMs: () => number;
  readonly aheadOfWallMs: () => number;
  readonly alarms: StationAlarms;
  /** Where the alarms of the station itself stand. */
  readonly station: string;
}

/** Raises and ends what the station finds wrong with gateways and their wards: clocks, floods, patients and beds told twice. */
export class WardWatch {
  readonly #options: WardWatchOptions;
  readonly #gateways = new Map<
    string,
    { readonly view: GatewayView; readonly clock: ClockWatch; readonly flood: Flood }
  >();
  readonly #beds = new Map<string, readonly Bed[]>();

  constructor(options: WardWatchOptions) {
    this.#options = options;
  }

  gateway(view: GatewayView): void {
    const { gatewayId } = view;
    const nowMs = this.#options.monotonicMs();
    const before = this.#gateways.get(gatewayId);
    const told = {
      offsetMs: view.clockOffsetMs,
      uncertaintyMs: view.clockUncertaintyMs,
      steps: view.counts['clockSteps'] ?? 0,
    };
    const clock = watchClock(before?.clock ?? newClock, told, nowMs);
    const heldUp = view.counts['messagesHeldUp'] ?? 0;
    const flood = { heldUp, lastMs: heldUp > (before?.flood.heldUp ?? 0) ? nowMs : (before?.flood.lastMs ?? null) };
    this.#gateways.set(gatewayId, { view, clock, flood });
    if (before?.view.wardName !== view.wardName) this.#lookForDoubles();
    this.#stand('clockOff', gatewayId, clock.isOff);
    this.#stand('gatewayFlood', gatewayId, flood.lastMs !== null && nowMs - flood.lastMs < FLOOD_MS);
  }

  /** All beds of a gateway as they are now. */
  beds(gatewayId: string, beds: readonly Bed[]): void {
    this.#beds.set(gatewayId, beds);
    this.#lookForDoubles();
  }

  #lookForDoubles(): void {
    const places = [...this.#beds].flatMap(([gatewayId, beds]) =>
      beds.map((bed) => ({ ...bed, gatewayId, wardName: this.#gateways.get(gatewayId)?.view.wardName ?? '' })),
    );
    this.#standAt('patientTwice', patientsTwice(places));
    this.#standAt('bedTwice', bedsTwice(places));
  }

  #standAt(kind: 'patientTwice' | 'bedTwice', bedKeys: ReadonlySet<string>): void {
    for (const bedKey of this.#options.alarms.bedsWith(kind))
      if (!bedKeys.has(bedKey)) this.#stand(kind, bedKey, false);
    for (const bedKey of bedKeys) this.#stand(kind, bedKey, true);
  }

  /** To be called every second. */
  tick(): void {
    for (const { view } of [...this.#gateways.values()]) this.gateway(view);
    const isSet = Math.abs(this.#options.aheadOfWallMs()) > OWN_CLOCK_OFF_MS;
    this.#stand('ownClockSet', this.#options.station, isSet);
  }

  #stand(
    kind: 'clockOff' | 'gatewayFlood' | 'patientTwice' | 'bedTwice' | 'ownClockSet',
    bedKey: string,
    stands: boolean,
  ): void {
    const { alarms, nowMs } = this.#options;
    if (stands) alarms.raise(kind, bedKey, nowMs(), nowMs());
    else alarms.end(kind, bedKey, nowMs());
  }
}
