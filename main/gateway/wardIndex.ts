import type { Channel } from '#domain/signals/channel.ts';
import type { CountName, Tally } from '#domain/ward/tally.ts';
import type { Bed, Numeric, Patient } from '#domain/ward/ward.ts';
import {
  Sex,
  type Bed as WireBed,
  type Channel as WireChannel,
  type Numeric as WireNumeric,
} from '#proto/gen/vigil/ward/v1/ward.ts';
import { boundedBed } from './boundedTexts.ts';
import { oneLine } from './linkError.ts';
import { wholeMs } from './nanoseconds.ts';

/** Above this rate a description is a mistake: the fastest bedside signal, a pacer channel, runs at some 10 kHz. */
const MAX_RATE_HZ = 20_000;

/** A ward of 256 beds with 16 channels each. Beyond it a description is a mistake or an attack on our memory. */
const MAX_SIGNALS = 4096;

/** Four such wards. */
const MAX_BEDS = 1024;

/** A rarer value is shown as an episodic one, with its time: three missed updates would be hours of an old value. */
const LONGEST_PERIOD_MS = 3_600_000;

/** Says one thing to the engineer: equal things have an equal key. No patient data. */
export type Say = (key: string, line: string) => void;

/**
 * Which station-wide channel or numeric a gateway's number stands for, and at which bed.
 *
 * A station-wide id is never given to something else: another epoch, another patient in the bed, another rate, scale,
 * unit or origin under the same number gets a new id, so nothing that does not belong together is ever spliced.
 */
export class WardIndex {
  readonly #gatewayId: string;
  readonly #nextId: () => number;
  readonly #tally: Tally;
  readonly #say: Say;
  #wireBeds = new Map<string, WireBed>();
  #channels = new Map<number, Known<Channel>>();
  #numerics = new Map<number, Known<Numeric>>();
  #refusedChannels = new Set<number>();
  #counted = new Set<string>();

  constructor(gatewayId: string, nextId: () => number, tally: Tally, say: Say) {
    this.#gatewayId = gatewayId;
    this.#nextId = nextId;
    this.#tally = tally;
    this.#say = say;
  }

  channel(wireId: number): Channel | null {
    return this.#channels.get(wireId)?.signal ?? null;
  }

  /** All that can be used, by the gateway's number. */
  *channels(): Generator<[wireId: number, channel: Channel]> {
    for (const [wireId, { signal }] of this.#channels) yield [wireId, signal];
  }

  numeric(wireId: number): Numeric | null {
    return this.#numerics.get(wireId)?.signal ?? null;
  }

  /** True: the gateway did describe this channel, but in a way that can't be used. */
  isRefused(wireId: number): boolean {
    return this.#refusedChannels.has(wireId);
  }

  bedKey(bedId: string): string {
    return `${this.#gatewayId}/${bedId}`;
  }

  hasBed(bedId: string): boolean {
    return this.#wireBeds.has(bedId);
  }

  /** Another epoch begins: no number means what it meant. */
  forget(): void {
    this.#wireBeds.clear();
    this.#channels.clear();
    this.#numerics.clear();
    this.#counted.clear();
  }

  /** The whole ward, described anew. */
  replaceAll(beds: readonly WireBed[]): Bed[] {
    this.#wireBeds = new Map();
    for (const told of beds) {
      const bed = this.#bounded(told);
      if (this.#wireBeds.has(bed.bedId)) {
        this.#count(
          'refusedBeds',
          bed.bedId,
          `bed "${oneLine(bed.bedId, 40)}" is described twice; the second is left out. Give beds different ids.`,
        );
      } else this.#adopt(bed);
    }
    return this.#index();
  }

  /** Some beds, described anew or gone. */
  change(changes: readonly ({ readonly bed: WireBed } | { readonly removedBedId: string })[]): Bed[] {
    for (const change of changes) {
      if ('bed' in change) this.#adopt(this.#bounded(change.bed));
      else this.#wireBeds.delete(change.removedBedId);
    }
    return this.#index();
  }

  #bounded(bed: WireBed): WireBed {
    return boundedBed(bed, () => this.#tally.add('textsTooLong'));
  }

  #adopt(bed: WireBed): void {
    if (bed.bedId === '') this.#count('refusedBeds', '', 'a bed without an id is left out. Give it one.');
    else if (this.#wireBeds.size >= MAX_BEDS && !this.#wireBeds.has(bed.bedId)) {
      this.#count(
        'refusedBeds',
        bed.bedId,
        `bed "${oneLine(bed.bedId, 40)}" is beyond the ${MAX_BEDS} beds a gateway may describe and is left out.`,
      );
    } else this.#wireBeds.set(bed.bedId, bed);
  }

  #index(): Bed[] {
    const [channels, numerics] = [this.#channels, this.#numerics];
    this.#channels = new Map();
    this.#numerics = new Map();
    this.#refusedChannels = new Set();
    const uses = this.#countUses();
    return [...this.#wireBeds.values()].map((bed): Bed => {
      // A patient without an id breaks the contract; the name is then all there is to tell two of them apart.
      const owner = [
        bed.bedId,
        bed.patient?.patientId ?? null,
        bed.patient?.patientId === '' && bed.patient.displayName,
      ];
      return {
        bedKey: this.bedKey(bed.bedId),
        displayName: bed.displayName || bed.bedId,
        patient: patientOf(bed),
        channels: bed.channels.flatMap((wire): Channel[] => {
          const flaw = channelFlaw(wire, uses) ?? this.#full();
          if (flaw !== null) {
            this.#refusedChannels.add(wire.channelId);
            this.#count(
              'refusedChannels',
              `${bed.bedId}/${wire.channelId}/${flaw}`,
              `bed "${oneLine(bed.bedId, 40)}", channel ${wire.channelId} "${oneLine(wire.code || wire.label, 40)}": ${flaw}. The channel is left out.`,
            );
            return [];
          }
          const identity = JSON.stringify([
            ...owner,
            wire.code,
            wire.unit,
            wire.rateHz,
            wire.scalePerLsb,
            wire.offset,
            String(wire.originNs),
          ]);
          const channel = channelOf(wire, reuse(channels, wire.channelId, identity)?.channelId ?? this.#nextId());
          this.#channels.set(wire.channelId, { identity, signal: channel });
          return [channel];
        }),
        numerics: bed.numerics.flatMap((wire): Numeric[] => {
          const flaw = idFlaw(wire.numericId, uses) ?? this.#full();
          if (flaw !== null) {
            this.#count(
              'refusedNumerics',
              `${bed.bedId}/${wire.numericId}/${flaw}`,
              `bed "${oneLine(bed.bedId, 40)}", numeric ${wire.numericId} "${oneLine(wire.code || wire.label, 40)}": ${flaw}. The numeric is left out.`,
            );
            return [];
          }
          const identity = JSON.stringify([...owner, wire.code, wire.unit]);
          const numeric = numericOf(wire, reuse(numerics, wire.numericId, identity)?.numericId ?? this.#nextId());
          this.#numerics.set(wire.numericId, { identity, signal: numeric });
          return [numeric];
        }),
      };
    });
  }

  /** How often each number is given. A number given twice belongs to nobody: its samples could be another patient's. */
  #countUses(): ReadonlyMap<number, number> {
    const uses = new Map<number, number>();
    const use = (id: number) => uses.set(id, (uses.get(id) ?? 0) + 1);
    for (const bed of this.#wireBeds.values()) {
      for (const { channelId } of bed.channels) use(channelId);
      for (const { numericId } of bed.numerics) use(numericId);
    }
    return uses;
  }

  #full(): string | null {
    return this.#channels.size + this.#numerics.size < MAX_SIGNALS
      ? null
      : `is beyond the ${MAX_SIGNALS} signals a gateway may describe`;
  }

  /** Counts and says a flaw once an epoch, however often the ward is described. Beyond so many flaws, each time. */
  #count(name: CountName, key: string, line: string): void {
    if (this.#counted.has(`${name} ${key}`)) return;
    if (this.#counted.size < MAX_SIGNALS) this.#counted.add(`${name} ${key}`);
    this.#tally.add(name);
    this.#say(`${name} ${key}`, line);
  }
}

interface Known<Signal> {
  readonly identity: string;
  readonly signal: Signal;
}

function reuse<Signal>(
  known: ReadonlyMap<number, Known<Signal>>,
  wireId: number,
  identity: string,
): Signal | undefined {
  const before = known.get(wireId);
  return before?.identity === identity ? before.signal : undefined;
}

function idFlaw(wireId: number, uses: ReadonlyMap<number, number>): string | null {
  if (wireId === 0) return 'has the id 0';
  return uses.get(wireId) === 1 ? null : `has the id ${wireId}, which is given more than once`;
}

function channelFlaw(wire: WireChannel, uses: ReadonlyMap<number, number>): string | null {
  if (!(wire.rateHz > 0 && wire.rateHz <= MAX_RATE_HZ)) return `has a rate of ${wire.rateHz} Hz`;
  if (!Number.isFinite(wire.scalePerLsb) || wire.scalePerLsb === 0)
    return `has a scale of ${wire.scalePerLsb} per least significant bit`;
  if (!Number.isFinite(wire.offset)) return `has an offset of ${wire.offset}`;
  if (wire.offset + wire.scalePerLsb === wire.offset)
    return `has a scale of ${wire.scalePerLsb} beside an offset of ${wire.offset}: its steps vanish in it`;
  if (!Number.isFinite(wire.rawMinimum * wire.scalePerLsb) || !Number.isFinite(wire.rawMaximum * wire.scalePerLsb))
    return `has a scale of ${wire.scalePerLsb}: its values are too large to be numbers`;
  if (wire.rawMinimum >= wire.rawMaximum) return `has a range from ${wire.rawMinimum} to ${wire.rawMaximum}`;
  return idFlaw(wire.channelId, uses);
}

function channelOf(wire: WireChannel, channelId: number): Channel {
  return {
    channelId,
    code: wire.code || null,
    label: wire.label,
    unit: wire.unit,
    rateHz: wire.rateHz,
    scalePerLsb: wire.scalePerLsb,
    offset: wire.offset,
    rawMinimum: wire.rawMinimum,
    rawMaximum: wire.rawMaximum,
    originMs: wholeMs(wire.originNs),
  };
}

function numericOf(wire: WireNumeric, numericId: number): Numeric {
  const periodMs = wire.periodMs > LONGEST_PERIOD_MS ? 0 : wire.periodMs;
  return { numericId, code: wire.code || null, label: wire.label, unit: wire.unit, periodMs };
}

function patientOf({ patient }: WireBed): Patient | null {
  if (patient === undefined) return null;
  return {
    patientId: patient.patientId,
    displayName: patient.displayName,
    ageYears: patient.ageYears ?? null,
    sex:
      patient.sex === Sex.SEX_FEMALE
        ? 'female'
        : patient.sex === Sex.SEX_MALE
          ? 'male'
          : patient.sex === Sex.SEX_OTHER
            ? 'other'
            : 'unknown',
  };
}
