import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import { type BedRates, RATES_STALE_MS } from '#domain/rates/bedRates.ts';
import type { Clock } from '#domain/time/clock.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import type { MeasuredBed } from './vitals.store.ts';

export interface RatesSources {
  /** What the station found in the waves, as it comes. */
  readonly told: Observable<readonly BedRates[]>;
  /** All beds as they are now. */
  readonly beds: Observable<readonly MeasuredBed[]>;
  /** Asks for the ages to be looked at again. */
  readonly ticker: Observable<unknown>;
}

interface Latest {
  readonly rates: BedRates;
  readonly arrivedMonotonicMs: number;
}

/**
 * What the station finds in the waves of each bed, as far as it can be taken for now: null for a bed of which nothing was told for ten
 * seconds, or of whose patient nothing was.
 */
export class RatesStore {
  readonly #clock: Clock;
  readonly #latest = new Map<string, Latest>();
  readonly #rates = new Map<string, BehaviorSubject<BedRates | null>>();
  readonly #subscriptions = new Subscription();
  #beds: ReadonlyMap<string, MeasuredBed> = new Map();

  constructor({ told, beds, ticker }: RatesSources, clock: Clock) {
    this.#clock = clock;
    this.#subscriptions.add(
      beds.subscribe((all) => {
        this.#beds = new Map(all.map((measured) => [measured.bed.bedKey, measured]));
        for (const bedKey of this.#latest.keys()) if (!this.#beds.has(bedKey)) this.#latest.delete(bedKey);
        this.#refresh();
      }),
    );
    this.#subscriptions.add(
      told.subscribe((some) => {
        const arrivedMonotonicMs = clock.monotonicMs();
        for (const rates of some) this.#latest.set(rates.bedKey, { rates, arrivedMonotonicMs });
        this.#refresh();
      }),
    );
    this.#subscriptions.add(ticker.subscribe(() => this.#refresh()));
  }

  /** The rates of a bed now and from now on. */
  bed(bedKey: string): BehaviorSubject<BedRates | null> {
    const held = this.#rates.get(bedKey);
    if (held !== undefined) return held;
    const made = new BehaviorSubject(this.#now(bedKey));
    this.#rates.set(bedKey, made);
    return made;
  }

  /** Lets go of the sources. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
  }

  #refresh(): void {
    for (const [bedKey, subject] of this.#rates) {
      const now = this.#now(bedKey);
      if (now !== subject.value) subject.next(now);
    }
  }

  #now(bedKey: string): BedRates | null {
    const latest = this.#latest.get(bedKey);
    const measured = this.#beds.get(bedKey);
    if (latest === undefined || measured === undefined) return null;
    const { rates, arrivedMonotonicMs } = latest;
    if (rates.patientKey !== patientKeyOf(measured.bed)) return null;
    // As values of the monitor age (vitals.store.ts): no clock that runs ahead makes what is old look fresh.
    const sinceSecondMs = this.#clock.nowMs() + (measured.clockOffsetMs ?? 0) - rates.untilMs;
    const ageMs = Math.max(sinceSecondMs, this.#clock.monotonicMs() - arrivedMonotonicMs);
    return ageMs > RATES_STALE_MS ? null : rates;
  }
}
