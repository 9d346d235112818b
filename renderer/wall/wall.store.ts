import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { StationMessage } from '#bridge/messages.ts';
import type { NamedBed } from '#domain/alarms/events.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import type { MeasuredBed } from '#renderer/vitals/vitals.store.ts';
import { afterMessage, emptyWall, type Place, placesOf, type WallModel, withoutUnconfirmed } from './places.ts';

/** The wall without what moves on it. */
export interface WallState {
  readonly station: LinkStatus;
  /** '' before the station said hello. */
  readonly stationName: string;
  readonly version: string;
  readonly notices: readonly string[];
  /** True once the station said hello in this window's life. */
  readonly greeted: boolean;
  readonly gateways: readonly GatewayView[];
  /** A place that did not change is the same object as before. */
  readonly places: readonly Place[];
  /** What beds were called once, of those that are described and those that are not. */
  readonly lastKnown: readonly NamedBed[];
  readonly droppedSamples: number;
  readonly droppedSpells: number;
  readonly droppedMarks: number;
  /** This window was too slow, and what it missed is being brought. */
  readonly isCatchingUp: boolean;
}

export interface WallSources {
  readonly messages: Observable<StationMessage>;
  readonly status: Observable<LinkStatus>;
  readonly ticker: Observable<unknown>;
}

/** How long a station that started anew may take to name its gateways. */
const CONFIRM_WITHIN_MS = 2_000;

/** Knows the gateways, the beds and the links, and gives every bed a place that it keeps. */
export class WallStore {
  readonly state: BehaviorSubject<WallState>;
  /** All beds described in this session with their gateways' clocks, for the rooms that compute ages. */
  readonly beds = new BehaviorSubject<readonly MeasuredBed[]>([]);
  readonly #clock: Clock;
  readonly #subscriptions = new Subscription();
  #model: WallModel = emptyWall;
  #station: LinkStatus;
  #confirmByMs: number | null = null;

  constructor({ messages, status, ticker }: WallSources, clock: Clock) {
    this.#clock = clock;
    this.#station = { state: 'connecting', sinceMs: clock.nowMs(), reason: '' };
    this.state = new BehaviorSubject(this.#stateAfter([]));
    this.#subscriptions.add(status.subscribe((now) => this.#takeStatus(now)));
    this.#subscriptions.add(messages.subscribe((message) => this.#takeMessage(message)));
    this.#subscriptions.add(ticker.subscribe(() => this.#forgetUnconfirmed()));
  }

  /** Lets go of the sources. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
  }

  #takeStatus(now: LinkStatus): void {
    this.#station = now;
    this.#publish();
  }

  #takeMessage(message: StationMessage): void {
    const model = afterMessage(this.#model, message);
    if (message.type === 'hello') this.#confirmByMs = this.#clock.monotonicMs() + CONFIRM_WITHIN_MS;
    if (model === this.#model) return;
    this.#model = model;
    if (message.type === 'gateway' || message.type === 'beds' || message.type === 'hello') this.#publishBeds();
    this.#publish();
  }

  #forgetUnconfirmed(): void {
    if (this.#confirmByMs === null || this.#clock.monotonicMs() < this.#confirmByMs) return;
    this.#confirmByMs = null;
    const model = withoutUnconfirmed(this.#model);
    if (model === this.#model) return;
    this.#model = model;
    this.#publishBeds();
    this.#publish();
  }

  #publishBeds(): void {
    this.beds.next(
      this.#model.wards.flatMap(({ gateway, seats, bedsConfirmed }) =>
        (bedsConfirmed ? (seats ?? []) : []).flatMap(({ bed }) =>
          bed === null ? [] : [{ bed, clockOffsetMs: gateway.clockOffsetMs }],
        ),
      ),
    );
  }

  #publish(): void {
    this.state.next(this.#stateAfter(this.state.value.places));
  }

  #stateAfter(placesBefore: readonly Place[]): WallState {
    const { hello, wards, lastKnown, droppedSamples, droppedSpells, droppedMarks, isCatchingUp } = this.#model;
    const before = new Map(placesBefore.map((place) => [place.key, place]));
    const places = placesOf(this.#model, this.#station).map((place) => {
      const held = before.get(place.key);
      return held !== undefined && samePlace(held, place) ? held : place;
    });
    return {
      station: this.#station,
      stationName: hello?.stationName ?? '',
      version: hello?.version ?? '',
      notices: hello?.notices ?? [],
      greeted: hello !== null,
      gateways: wards.map(({ gateway }) => gateway),
      places,
      lastKnown,
      droppedSamples,
      droppedSpells,
      droppedMarks,
      isCatchingUp,
    };
  }
}

/** Same in all that a tile shows; links are compared by content, because every report of a gateway makes new ones. */
function samePlace(a: Place, b: Place): boolean {
  if (a.kind === 'bed' && b.kind === 'bed') {
    return (
      a.bed === b.bed &&
      a.gatewayName === b.gatewayName &&
      a.simulated === b.simulated &&
      JSON.stringify(a.link) === JSON.stringify(b.link)
    );
  }
  return JSON.stringify(a) === JSON.stringify(b);
}
