import { RECENT_MS } from '#domain/signals/coverage.ts';
import type { Bed, Patient } from '#domain/ward/ward.ts';

/** What is in a row of `stay`. Times are the station's clock. */
export interface Stay {
  readonly bedKey: string;
  readonly bedName: string;
  readonly patient: Patient | null;
  /** The gateway that tells of the bed. */
  readonly gatewayId: string;
  /** Until when this was known to be so; null: it lasts. */
  readonly untilMs: number | null;
}

/** A stay with the time that it began. */
export interface DatedStay extends Stay {
  readonly fromMs: number;
}

/** A station shows life every second: what it told last was so until now when it was told this lately. */
const LATELY_MS = 1_500;

/**
 * Who lies where, out of what gateways tell. A stay that ends while nobody looked (the gateway away, the station, or no
 * window there to write) ends when it was last seen, and the next one begins when it is: what was sampled in between is
 * nobody's, since it can't be known whose it is.
 */
export class StayBook {
  readonly #open = new Map<string, DatedStay>();
  readonly #seen = new Map<string, number>();
  readonly #changed = new Map<string, DatedStay>();

  /** What a writer before left: stays that last, and when it saw each gateway last. */
  restore(stays: readonly DatedStay[], seen: Iterable<readonly [gatewayId: string, wallMs: number]>): void {
    for (const stay of stays) if (stay.untilMs === null) this.#open.set(stay.bedKey, stay);
    for (const [gatewayId, wallMs] of seen) this.#seen.set(gatewayId, wallMs);
  }

  /** When each gateway was last known to tell what is so. */
  get seen(): readonly (readonly [gatewayId: string, wallMs: number])[] {
    return [...this.#seen];
  }

  /** The gateway is there, and what it told last is so. */
  look(gatewayId: string, wallMs: number): void {
    this.#seen.set(gatewayId, wallMs);
  }

  /** All beds of a gateway as they are now. A bed that is not among them any more has nobody's stay. */
  describe(gatewayId: string, beds: readonly Bed[], wallMs: number): void {
    const described = new Set(beds.map(({ bedKey }) => bedKey));
    for (const stay of [...this.#open.values()]) {
      if (stay.gatewayId === gatewayId && !described.has(stay.bedKey)) this.#end(stay, wallMs);
    }
    for (const { bedKey, displayName: bedName, patient } of beds) {
      const known = this.#open.get(bedKey);
      const next = { bedKey, bedName, patient, gatewayId, untilMs: null };
      if (known !== undefined && isSame(known, next)) continue;
      if (known !== undefined) this.#end(known, wallMs);
      // Two stays of a bed never begin at one time, also when the clock was set back.
      this.#begin({ ...next, fromMs: Math.max(wallMs, (known?.fromMs ?? Number.NEGATIVE_INFINITY) + 1) });
    }
  }

  /** What is to be written, until it is said to be. */
  changed(): readonly DatedStay[] {
    return [...this.#changed.values()];
  }

  written(stays: readonly DatedStay[]): void {
    for (const stay of stays) if (this.#changed.get(keyOf(stay)) === stay) this.#changed.delete(keyOf(stay));
  }

  #begin(stay: DatedStay): void {
    this.#open.set(stay.bedKey, stay);
    this.#changed.set(keyOf(stay), stay);
  }

  #end(stay: DatedStay, wallMs: number): void {
    // A store that does not tell when it was seen: before the station's recent minutes only its own writer wrote.
    const seenMs = this.#seen.get(stay.gatewayId) ?? wallMs - RECENT_MS;
    const untilMs = Math.max(stay.fromMs, wallMs - seenMs <= LATELY_MS ? wallMs : seenMs);
    this.#open.delete(stay.bedKey);
    this.#changed.set(keyOf(stay), { ...stay, untilMs });
  }
}

const keyOf = ({ bedKey, fromMs }: DatedStay): string => `${fromMs} ${bedKey}`;

function isSame(one: Stay, other: Stay): boolean {
  return one.bedName === other.bedName && JSON.stringify(one.patient) === JSON.stringify(other.patient);
}
