import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { Clock } from '#domain/time/clock.ts';
import { type Freshness, freshness } from '#domain/vitals/freshness.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { Bed, Numeric } from '#domain/ward/ward.ts';
import { ageText } from './readingText.ts';

/** The latest of one numeric, with what may be believed of it now. */
export interface Reading {
  readonly numeric: Numeric;
  /** `awaited`: nothing came since the window opened. `absent`: the device says that it has no value. */
  readonly state: Freshness | 'awaited' | 'absent';
  /** null unless live or aged: an expired value is not handed out, so that nobody can show it by mistake. */
  readonly value: number | null;
  /** Time of determination on the gateway's clock; null when awaited. */
  readonly timeMs: number | null;
  /** How old it is, such as `7 s`, once it is aged or expired; '' before. */
  readonly overdue: string;
}

/** Readings of a bed by numeric id; has one for each of the bed's numerics. */
export type BedReadings = ReadonlyMap<number, Reading>;

/** A bed and its gateway's clock minus ours (null: not known yet). */
export interface MeasuredBed {
  readonly bed: Bed;
  readonly clockOffsetMs: number | null;
}

export interface VitalsSources {
  readonly observations: Observable<readonly Observation[]>;
  /** All beds as they are now. */
  readonly beds: Observable<readonly MeasuredBed[]>;
  /** Asks for the ages to be looked at again; several times a second keeps the limits of 5 and 10 s exact. */
  readonly ticker: Observable<unknown>;
}

interface Latest {
  readonly observation: Observation;
  readonly arrivedMonotonicMs: number;
}

const noReadings: BedReadings = new Map();

/**
 * Holds the latest value of every numeric and lets it age.
 *
 * A bed's readings are one immutable map, replaced only when something that is shown has changed: a value, its state, or
 * the time of an episodic value. So a view that watches one bed is drawn again only when it must be.
 */
export class VitalsStore {
  readonly #clock: Clock;
  readonly #latest = new Map<number, Latest>();
  readonly #beds = new Map<string, MeasuredBed>();
  readonly #bedOfNumeric = new Map<number, string>();
  readonly #readings = new Map<string, BehaviorSubject<BedReadings>>();
  readonly #subscriptions = new Subscription();

  constructor({ observations, beds, ticker }: VitalsSources, clock: Clock) {
    this.#clock = clock;
    this.#subscriptions.add(beds.subscribe((all) => this.#takeBeds(all)));
    this.#subscriptions.add(observations.subscribe((some) => this.#takeObservations(some)));
    this.#subscriptions.add(ticker.subscribe(() => this.#refresh(this.#beds.keys())));
  }

  /** Readings of a bed now and from now on. A bed that is not there has none. */
  bed(bedKey: string): BehaviorSubject<BedReadings> {
    const held = this.#readings.get(bedKey);
    if (held !== undefined) return held;
    const made = new BehaviorSubject(this.#read(bedKey, noReadings));
    this.#readings.set(bedKey, made);
    return made;
  }

  /**
   * The last determination of a numeric, however old: its time on the gateway's clock and its age. For the page that
   * lists times; null when nothing came.
   */
  lastDetermination(numericId: number): { readonly timeMs: number; readonly ageMs: number } | null {
    const latest = this.#latest.get(numericId);
    if (latest === undefined) return null;
    const bed = this.#beds.get(this.#bedOfNumeric.get(numericId) ?? '');
    return { timeMs: latest.observation.timeMs, ageMs: this.#ageMs(latest, bed?.clockOffsetMs ?? null) };
  }

  /** The last determination of each of a bed's numerics, however old; none for a bed that is not there. */
  determinations(bedKey: string): { readonly measured: MeasuredBed; readonly latest: readonly Observation[] } | null {
    const measured = this.#beds.get(bedKey);
    if (measured === undefined) return null;
    const latest = measured.bed.numerics.flatMap(({ numericId }) => this.#latest.get(numericId)?.observation ?? []);
    return { measured, latest };
  }

  /** Lets go of the sources. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
  }

  #takeBeds(all: readonly MeasuredBed[]): void {
    const before = new Set(this.#beds.keys());
    this.#beds.clear();
    this.#bedOfNumeric.clear();
    for (const measured of all) {
      this.#beds.set(measured.bed.bedKey, measured);
      for (const { numericId } of measured.bed.numerics) this.#bedOfNumeric.set(numericId, measured.bed.bedKey);
      before.add(measured.bed.bedKey);
    }
    // Ids are never reused, so what is described no longer can never be shown again.
    for (const numericId of this.#latest.keys()) {
      if (!this.#bedOfNumeric.has(numericId)) this.#latest.delete(numericId);
    }
    this.#refresh(before);
  }

  #takeObservations(some: readonly Observation[]): void {
    const arrivedMonotonicMs = this.#clock.monotonicMs();
    const touched = new Set<string>();
    for (const observation of some) {
      const bedKey = this.#bedOfNumeric.get(observation.numericId);
      if (bedKey === undefined) continue;
      this.#latest.set(observation.numericId, { observation, arrivedMonotonicMs });
      touched.add(bedKey);
    }
    this.#refresh(touched);
  }

  #refresh(bedKeys: Iterable<string>): void {
    for (const bedKey of bedKeys) {
      const subject = this.#readings.get(bedKey);
      if (subject === undefined) continue;
      const now = this.#read(bedKey, subject.value);
      if (now !== subject.value) subject.next(now);
    }
  }

  /** The bed's readings as of now; `before` itself when nothing that is shown has changed. */
  #read(bedKey: string, before: BedReadings): BedReadings {
    const measured = this.#beds.get(bedKey);
    if (measured === undefined) return before.size === 0 ? before : noReadings;
    const now = new Map<number, Reading>();
    let changed = before.size !== measured.bed.numerics.length;
    for (const numeric of measured.bed.numerics) {
      const reading = this.#reading(numeric, measured.clockOffsetMs);
      const held = before.get(numeric.numericId);
      if (held !== undefined && looksTheSame(held, reading)) now.set(numeric.numericId, held);
      else {
        now.set(numeric.numericId, reading);
        changed = true;
      }
    }
    return changed ? now : before;
  }

  #reading(numeric: Numeric, clockOffsetMs: number | null): Reading {
    const latest = this.#latest.get(numeric.numericId);
    if (latest === undefined) return { numeric, state: 'awaited', value: null, timeMs: null, overdue: '' };
    const { value, timeMs } = latest.observation;
    if (value === null || !Number.isFinite(value))
      return { numeric, state: 'absent', value: null, timeMs, overdue: '' };
    const ageMs = this.#ageMs(latest, clockOffsetMs);
    const state = freshness(ageMs, numeric.periodMs);
    return {
      numeric,
      state,
      value: state === 'expired' ? null : value,
      timeMs,
      overdue: state === 'live' ? '' : ageText(ageMs),
    };
  }

  /**
   * Age since the time of determination. Time since arrival is a lower bound of it that no clock can falsify, so a
   * gateway whose clock runs ahead, or was set, never makes an old value look fresh.
   */
  #ageMs({ observation, arrivedMonotonicMs }: Latest, clockOffsetMs: number | null): number {
    const sinceDetermination = this.#clock.nowMs() + (clockOffsetMs ?? 0) - observation.timeMs;
    const sinceArrival = this.#clock.monotonicMs() - arrivedMonotonicMs;
    return Math.max(sinceDetermination, sinceArrival);
  }
}

function looksTheSame(a: Reading, b: Reading): boolean {
  return (
    a.numeric === b.numeric &&
    a.state === b.state &&
    a.value === b.value &&
    a.overdue === b.overdue &&
    (a.numeric.periodMs > 0 || a.timeMs === b.timeMs)
  );
}
