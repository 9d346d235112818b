import type { StationMessage } from '#bridge/messages.ts';
import type { NamedBed } from '#domain/alarms/events.ts';
import type { GatewayView, LinkState } from '#domain/ward/link.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import { gatewayName } from './texts.ts';
import type { TileLayout } from './tileLayout.ts';

/** A bed's link as a tile shows it: the whole way from the bedside to this window. Times are the wall clock's. */
export type BedLink =
  | { readonly state: 'live' }
  | {
      readonly state: 'connecting' | 'lost' | 'stationLost';
      readonly sinceMs: number;
      /** A word or two; '' where there is nothing to add. */
      readonly why: string;
      /** Where, what, what to do; '' where nobody said so. */
      readonly detail: string;
    };

/** One place on the wall. */
export type Place =
  | {
      readonly kind: 'bed';
      readonly key: string;
      readonly bed: Bed;
      readonly gatewayId: string;
      readonly gatewayName: string;
      readonly simulated: boolean;
      readonly link: BedLink;
    }
  /** A bed its gateway no longer serves. Its place stays empty, so that its neighbours stay where they are. */
  | {
      readonly kind: 'left';
      readonly key: string;
      readonly displayName: string;
      readonly gatewayName: string;
      /** Its gateway has not told its beds yet. */
      readonly isAwaited?: boolean;
    }
  /** A gateway that has not told any beds. */
  | {
      readonly kind: 'gateway';
      readonly key: string;
      readonly gateway: GatewayView;
      readonly toldBeds: boolean;
      readonly link: BedLink;
    };

/** A place with a bed in it. */
export type BedPlace = Extract<Place, { readonly kind: 'bed' }>;

/** Nobody lies there, and nothing is measured. */
export const isEmpty = ({ bed }: BedPlace) => bed.patient === null && bed.channels.length === 0;

/** Whether the tile has numbers beside or below its traces. */
export function hasNumbers(place: BedPlace, layout: Pick<TileLayout, 'density'>): boolean {
  return layout.density !== 'dense' && place.bed.numerics.length > 0 && !isEmpty(place);
}

interface Seat {
  readonly bedKey: string;
  readonly displayName: string;
  /** null: left. */
  readonly bed: Bed | null;
}

interface Ward {
  readonly gateway: GatewayView;
  /** null: no beds told yet. */
  readonly seats: readonly Seat[] | null;
  /** Told in the present session with the station. */
  readonly confirmed: boolean;
  /** So are its beds. A station that was restarted counts its numerics anew: values do not go to beds of before. */
  readonly bedsConfirmed: boolean;
}

/** What the station told about itself and its wards. */
export interface WallModel {
  readonly hello: Extract<StationMessage, { readonly type: 'hello' }> | null;
  readonly wards: readonly Ward[];
  /** What beds were called once, of those that are described and those that are not. */
  readonly lastKnown: readonly NamedBed[];
  readonly droppedSamples: number;
  readonly droppedSpells: number;
  readonly droppedMarks: number;
  /** This window was too slow, and what it missed is being brought. */
  readonly isCatchingUp: boolean;
}

/** Before the station has said anything. */
export const emptyWall: WallModel = {
  hello: null,
  wards: [],
  lastKnown: [],
  droppedSamples: 0,
  droppedSpells: 0,
  droppedMarks: 0,
  isCatchingUp: false,
};

/**
 * The wall after a message. Gateways stand in the order in which the station first told them, beds in the order of their
 * ward. A bed keeps its place: one that goes leaves it empty, one that comes later takes an empty place of its ward or
 * stands at its end. Messages that do not concern the wall give back `model` itself.
 */
export function afterMessage(model: WallModel, message: StationMessage): WallModel {
  switch (message.type) {
    case 'hello':
      return {
        ...model,
        hello: message,
        isCatchingUp: false,
        wards: model.wards.map((ward) => ({ ...ward, confirmed: false, bedsConfirmed: false })),
      };
    case 'gateway':
      return withWard(model, message.gateway.gatewayId, (ward) => ({
        gateway: message.gateway,
        seats: ward?.seats ?? null,
        confirmed: true,
        bedsConfirmed: ward?.bedsConfirmed ?? false,
      }));
    case 'beds':
      return withWard(model, message.gatewayId, (ward) =>
        ward === undefined ? null : { ...ward, seats: seat(ward.seats ?? [], message.beds), bedsConfirmed: true },
      );
    case 'bedsLastKnown':
      return { ...model, lastKnown: message.beds };
    case 'session': {
      const { droppedSamples, droppedSpells, droppedMarks, shedSamples } = message;
      return { ...model, droppedSamples, droppedSpells, droppedMarks, isCatchingUp: shedSamples > 0 };
    }
    case 'observations':
    case 'waveRates':
    case 'channelStates':
    case 'marks':
    case 'coverage':
    case 'historyKey':
    case 'historyErased':
    case 'historyEraseAnswer':
    case 'historySpace':
    case 'members':
    case 'trails':
    case 'alarmState':
    case 'decisionRefused':
    case 'decisionKept':
    case 'settingRefused':
    case 'answer':
    case 'exportAnswer':
    case 'notes':
    case 'noted':
    case 'noteRefused':
    case 'ended':
    case 'alive':
      return model;
  }
}

/** Without the gateways that the station, after a new start, did not name again; `model` itself when there are none. */
export function withoutUnconfirmed(model: WallModel): WallModel {
  return model.wards.every((ward) => ward.confirmed)
    ? model
    : { ...model, wards: model.wards.filter((ward) => ward.confirmed) };
}

/** The places of the wall, in order. Empty places at its very end are not kept. */
export function placesOf(model: WallModel, station: LinkStatus): readonly Place[] {
  const places = model.wards.flatMap((ward) => placesOfWard(ward, station));
  while (places.at(-1)?.kind === 'left') places.pop();
  return places;
}

function placesOfWard({ gateway, seats }: Ward, station: LinkStatus): readonly Place[] {
  const link = bedLink(station, gateway.link);
  const name = gatewayName(gateway);
  if (seats === null || seats.length === 0) {
    return [{ kind: 'gateway', key: `gateway ${gateway.gatewayId}`, gateway, toldBeds: seats !== null, link }];
  }
  return seats.map(({ bedKey, displayName, bed }) =>
    bed === null
      ? { kind: 'left', key: bedKey, displayName, gatewayName: name }
      : {
          kind: 'bed',
          key: bedKey,
          bed,
          gatewayId: gateway.gatewayId,
          gatewayName: name,
          simulated: gateway.simulated,
          link,
        },
  );
}

function withWard(model: WallModel, gatewayId: string, change: (ward: Ward | undefined) => Ward | null): WallModel {
  const at = model.wards.findIndex((ward) => ward.gateway.gatewayId === gatewayId);
  const changed = change(model.wards[at]);
  if (changed === null) return model;
  return { ...model, wards: at < 0 ? [...model.wards, changed] : model.wards.with(at, changed) };
}

function seat(before: readonly Seat[], beds: readonly Bed[]): readonly Seat[] {
  const coming = new Map(beds.map((bed) => [bed.bedKey, bed]));
  const seats = before.map((held): Seat => {
    const bed = coming.get(held.bedKey);
    coming.delete(held.bedKey);
    return bed === undefined ? { ...held, bed: null } : taken(bed);
  });
  for (const bed of coming.values()) {
    const free = seats.findIndex((held) => held.bed === null);
    if (free < 0) seats.push(taken(bed));
    else seats[free] = taken(bed);
  }
  return seats;
}

const taken = (bed: Bed): Seat => ({ bedKey: bed.bedKey, displayName: bed.displayName, bed });

/** Short words for the reasons of a lost link. */
const wordsForCodes: Readonly<Record<Extract<LinkState, { readonly state: 'lost' }>['code'], string>> = {
  unreachable: 'unreachable',
  silent: 'silent',
  ended: 'stream ended',
  version: 'other version',
  protocol: 'contract broken',
  oversized: 'message too large',
  refused: 'access refused',
};

/** Joins the window's link to the station and the station's link to the gateway: the nearer break is the one to tell. */
export function bedLink(station: LinkStatus, gateway: LinkState): BedLink {
  if (station.state !== 'open') {
    return {
      state: 'stationLost',
      sinceMs: station.sinceMs,
      why: station.state === 'connecting' ? 'connecting' : 'reconnecting',
      detail: station.reason,
    };
  }
  switch (gateway.state) {
    case 'live':
      return { state: 'live' };
    case 'connecting':
      return {
        state: 'connecting',
        sinceMs: gateway.sinceMs,
        why: gateway.attempt > 1 ? `attempt ${gateway.attempt}` : '',
        detail: '',
      };
    case 'lost':
      return { state: 'lost', sinceMs: gateway.sinceMs, why: wordsForCodes[gateway.code], detail: gateway.detail };
  }
}

/** Head of a tile's message about its link; '' while it is live. */
export function linkTitle(link: BedLink): string {
  switch (link.state) {
    case 'live':
      return '';
    case 'connecting':
      return 'CONNECTING';
    case 'lost':
      return 'LINK LOST';
    case 'stationLost':
      return 'STATION LOST';
  }
}
