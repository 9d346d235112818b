import { type Observable, Subject, Subscription } from 'rxjs';
import { type News2, news2 } from '#domain/scores/news2.ts';
import { type MonitorInputs, news2Inputs } from '#domain/scores/news2Inputs.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { type PatientKey, patientKeyOf, samePatient } from '#domain/ward/whose.ts';
import type { MeasuredBed, VitalsStore } from './vitals.store.ts';

/** Scores are worked out no more often: they move with minutes, and a ward has many beds. */
const EVERY_MS = 2_000;

/** An early warning score as far as a monitor can tell it. */
export interface BedScore {
  /** 0 to 20; where it is partial, the least it can be. */
  readonly score: number;
  readonly isPartial: boolean;
}

/** The score now, and what went into it. */
export interface News2Account {
  readonly result: News2;
  readonly inputs: MonitorInputs;
}

/** NEWS2 of every patient for whom the monitor measures enough of it (domain/scores). */
export class News2Store {
  /** Says that some score is another. */
  readonly changes: Observable<unknown>;
  readonly #changes = new Subject<void>();
  readonly #vitals: VitalsStore;
  readonly #clock: Clock;
  readonly #subscriptions = new Subscription();
  readonly #scores = new Map<string, BedScore>();
  #beds: ReadonlyMap<string, Bed> = new Map();
  #lookedMs = Number.NEGATIVE_INFINITY;

  /** `ticker`: several times a second. */
  constructor(
    vitals: VitalsStore,
    { beds, ticker }: { readonly beds: Observable<readonly MeasuredBed[]>; readonly ticker: Observable<unknown> },
    clock: Clock,
  ) {
    this.changes = this.#changes.asObservable();
    this.#vitals = vitals;
    this.#clock = clock;
    this.#subscriptions.add(beds.subscribe((all) => this.#take(new Map(all.map(({ bed }) => [bed.bedKey, bed])))));
    this.#subscriptions.add(ticker.subscribe(() => this.#look()));
  }

  /** null: there is none: no such patient in that bed, an age below 16 or unknown, nothing measured. */
  of(bedKey: string, patientKey: PatientKey): BedScore | null {
    const bed = this.#beds.get(bedKey);
    return bed === undefined || patientKeyOf(bed) !== patientKey ? null : (this.#scores.get(bedKey) ?? null);
  }

  /** How the score of a bed comes about, as of now; null for a bed that is not there. */
  account(bedKey: string): News2Account | null {
    const found = this.#vitals.determinations(bedKey);
    if (found === null) return null;
    const { bed, clockOffsetMs } = found.measured;
    const inputs = news2Inputs(bed, found.latest);
    // Ages are those on the gateway's clock.
    return { result: news2(inputs, this.#clock.nowMs() + (clockOffsetMs ?? 0)), inputs };
  }

  /** Lets go of the sources. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
  }

  /** A score is of whoever it was worked out for, and waits for nobody's turn. */
  #take(beds: ReadonlyMap<string, Bed>): void {
    const before = this.#beds;
    this.#beds = beds;
    for (const [bedKey, bed] of before) {
      const now = beds.get(bedKey);
      const isSame = now !== undefined && samePatient(now.patient, bed.patient);
      if (!isSame && this.#scores.delete(bedKey)) this.#changes.next();
    }
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lookedMs < EVERY_MS) return;
    this.#lookedMs = nowMs;
    const before = new Map(this.#scores);
    this.#scores.clear();
    for (const bedKey of this.#beds.keys()) {
      const score = this.#score(bedKey);
      if (score !== null) this.#scores.set(bedKey, score);
    }
    const isSame =
      before.size === this.#scores.size &&
      [...this.#scores].every(([bedKey, { score, isPartial }]) => {
        const held = before.get(bedKey);
        return held?.score === score && held.isPartial === isPartial;
      });
    if (!isSame) this.#changes.next();
  }

  #score(bedKey: string): BedScore | null {
    const result = this.account(bedKey)?.result ?? null;
    return result === null || result.score === null ? null : { score: result.score, isPartial: result.isPartial };
  }
}
