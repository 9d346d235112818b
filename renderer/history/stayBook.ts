import { RECENT_MS } from '#domain/signals/coverage.ts';
import type { Bed, Patient } from '#domain/ward/ward.ts';
import { GatewayAhead } from './gatewayAhead.ts';
import { type Owner, ownerOf } from './owner.ts';
import type { Span } from './spans.ts';

/** From when to when a stay was by the clock of its samples, and how far that was ahead of the station's in the end. */
export interface SampledSpan extends Span {
  readonly aheadMs: number;
}

/** What is in a row of `stay`. Times are the station's clock, but for `sampled`. */
export interface Stay {
  readonly bedKey: string;
  readonly bedName: string;
  readonly patient: Patient | null;
  /** The gateway that tells of the bed. */
  readonly gatewayId: string;
  /** Until when this was known to be so; null: it lasts. */
  readonly untilMs: number | null;
  /** Of one that lasts, as it was when it began. Missing: it was written before history knew whose what is. */
  readonly sampled?: SampledSpan;
}

/** A stay with the time that it began. */
export interface DatedStay extends Stay {
  readonly fromMs: number;
}

/** What is known by now of stays that last. */
export type SampledStays = readonly (readonly [bedKey: string, fromMs: number, sampled: SampledSpan])[];

/** A station shows life every second: what it told last was so until now when it was told this lately. */
const LATELY_MS = 1_500;

/** As long as is kept. A clock that was set by more has no common course with the one before: what is told goes by the new one. */
const COURSE_MS = 72 * 3_600_000;

/** A stay that lasts. */
interface OpenStay {
  readonly stay: DatedStay;
  readonly owner: Owner;
  /** When it began, by the clock of its samples; null: not known yet, or that clock was set by days. */
  beganMs: number | null;
  /** All samples of it; null: there are none. */
  samples: Span | null;
}

/**
 * Who lies where, out of what gateways tell. A stay that ends while nobody looked (the gateway away, the station, or no
 * window there to write) ends when it was last seen, and the next one begins when it is.
 *
 * Whose a sample is does not hang on these times: it is kept with the sample (owner.ts). They tell where to look for it, by the
 * clock of the samples, which can be hours from the station's, and can be set.
 */
export class StayBook {
  readonly #open = new Map<string, OpenStay>();
  readonly #seen = new Map<string, number>();
  readonly #changed = new Map<string, DatedStay>();
  readonly #ahead = new Map<string, GatewayAhead>();
  #hasNews = false;

  /** What a writer before left: stays that last, when it saw each gateway last, and what was sampled of them. */
  restore(
    stays: readonly DatedStay[],
    seen: Iterable<readonly [gatewayId: string, wallMs: number]>,
    sampled: SampledStays,
  ): void {
    const known = new Map(sampled.map(([bedKey, fromMs, span]) => [keyOf({ bedKey, fromMs }), span]));
    for (const stay of stays) {
      if (stay.untilMs !== null) continue;
      const span = known.get(keyOf(stay)) ?? stay.sampled ?? null;
      const owner = ownerOf(stay.bedKey, stay.patient);
      this.#open.set(stay.bedKey, { stay, owner, beganMs: span?.fromMs ?? null, samples: span });
      if (span !== null) this.#aheadOf(stay.gatewayId).restore(span.aheadMs);
    }
    for (const [gatewayId, wallMs] of seen) this.#seen.set(gatewayId, wallMs);
  }

  /** When each gateway was last known to tell what is so. */
  get seen(): readonly (readonly [gatewayId: string, wallMs: number])[] {
    return [...this.#seen];
  }

  /** What is known of stays that last. */
  sampled(): SampledStays {
    this.#hasNews = false;
    return [...this.#open.values()].map((open) => {
      const { bedKey, fromMs, gatewayId } = open.stay;
      return [bedKey, fromMs, this.#spanOf(open, this.#seen.get(gatewayId) ?? fromMs)];
    });
  }

  /** Whether the first samples of a stay have come since {@link sampled} was asked. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** How far the clock of a bed's samples is ahead of the station's; 0 as long as it is not known. */
  aheadOf(bedKey: string): number {
    const open = this.#open.get(bedKey);
    return open === undefined ? 0 : this.#aheadOf(open.stay.gatewayId).ms;
  }

  /** The gateway is there, and what it told last is so. */
  look(gatewayId: string, wallMs: number): void {
    this.#seen.set(gatewayId, wallMs);
    const ahead = this.#aheadOf(gatewayId);
    ahead.look(wallMs);
    if (!ahead.isKnown) return;
    for (const open of this.#open.values())
      if (open.stay.gatewayId === gatewayId) open.beganMs ??= open.stay.fromMs + ahead.ms;
  }

  /** Samples of whoever is an owner have come from a bed. */
  took(bedKey: string, owner: Owner, span: Span): void {
    const open = this.#open.get(bedKey);
    if (open?.owner !== owner || open.stay.sampled === undefined) return;
    this.#aheadOf(open.stay.gatewayId).took(span.untilMs);
    this.#hasNews ||= open.samples === null;
    const { samples } = open;
    if (samples === null) open.samples = span;
    else if (span.fromMs - samples.untilMs > COURSE_MS || samples.fromMs - span.untilMs > COURSE_MS) {
      open.samples = span;
      open.beganMs = span.fromMs;
    } else open.samples = hull(samples, span);
  }

  /** All beds of a gateway as they are now. A bed that is not among them any more has nobody's stay. */
  describe(gatewayId: string, beds: readonly Bed[], wallMs: number): void {
    const described = new Set(beds.map(({ bedKey }) => bedKey));
    for (const open of [...this.#open.values()]) {
      if (open.stay.gatewayId === gatewayId && !described.has(open.stay.bedKey)) this.#end(open, wallMs);
    }
    for (const { bedKey, displayName: bedName, patient } of beds) {
      const known = this.#open.get(bedKey);
      const next = { bedKey, bedName, patient, gatewayId, untilMs: null };
      // One of an earlier version ends: what is sampled from now on is known by its owner.
      if (known?.stay.sampled !== undefined && isSame(known.stay, next)) continue;
      if (known !== undefined) this.#end(known, wallMs);
      // Two stays of a bed never begin at one time, also when the clock was set back.
      this.#begin(next, Math.max(wallMs, (known?.stay.fromMs ?? Number.NEGATIVE_INFINITY) + 1));
    }
  }

  /** What is to be written, until it is said to be. */
  changed(): readonly DatedStay[] {
    return [...this.#changed.values()];
  }

  written(stays: readonly DatedStay[]): void {
    for (const stay of stays) if (this.#changed.get(keyOf(stay)) === stay) this.#changed.delete(keyOf(stay));
  }

  #begin(next: Stay, fromMs: number): void {
    const ahead = this.#aheadOf(next.gatewayId);
    const sampled = { fromMs: fromMs + ahead.ms, untilMs: fromMs + ahead.ms, aheadMs: ahead.ms };
    const stay = { ...next, fromMs, sampled };
    const beganMs = ahead.isKnown ? sampled.fromMs : null;
    this.#open.set(next.bedKey, { stay, owner: ownerOf(next.bedKey, next.patient), beganMs, samples: null });
    this.#changed.set(keyOf(stay), stay);
  }

  #end(open: OpenStay, wallMs: number): void {
    const { stay } = open;
    // A store that does not tell when it was seen: before the station's recent minutes only its own writer wrote.
    const seenMs = this.#seen.get(stay.gatewayId) ?? wallMs - RECENT_MS;
    const untilMs = Math.max(stay.fromMs, wallMs - seenMs <= LATELY_MS ? wallMs : seenMs);
    this.#open.delete(stay.bedKey);
    const ended = { ...stay, untilMs };
    this.#changed.set(
      keyOf(stay),
      stay.sampled === undefined ? ended : { ...ended, sampled: this.#spanOf(open, untilMs) },
    );
  }

  /** All of a stay that is known until a time of the station, by the clock of its samples, in whole milliseconds. */
  #spanOf({ stay, beganMs, samples }: OpenStay, untilMs: number): SampledSpan {
    const aheadMs = this.#aheadOf(stay.gatewayId).ms;
    const began = beganMs ?? samples?.fromMs ?? stay.fromMs + aheadMs;
    const told = { fromMs: began, untilMs: Math.max(began, untilMs + aheadMs) };
    const { fromMs, untilMs: endMs } = samples === null ? told : hull(told, samples);
    return { fromMs: Math.floor(fromMs), untilMs: Math.ceil(endMs), aheadMs };
  }

  #aheadOf(gatewayId: string): GatewayAhead {
    let ahead = this.#ahead.get(gatewayId);
    if (ahead === undefined) {
      ahead = new GatewayAhead();
      this.#ahead.set(gatewayId, ahead);
    }
    return ahead;
  }
}

const keyOf = ({ bedKey, fromMs }: Pick<DatedStay, 'bedKey' | 'fromMs'>): string => `${fromMs} ${bedKey}`;

const hull = (a: Span, b: Span): Span => ({
  fromMs: Math.min(a.fromMs, b.fromMs),
  untilMs: Math.max(a.untilMs, b.untilMs),
});

function isSame(one: Stay, other: Stay): boolean {
  return one.bedName === other.bedName && JSON.stringify(one.patient) === JSON.stringify(other.patient);
}
