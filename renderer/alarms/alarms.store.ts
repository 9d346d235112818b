import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { afterReports, byUrgency } from './standing.ts';

export interface AlarmSources {
  readonly reports: Observable<readonly AlarmReport[]>;
  /** A new session with the station begins: it tells anew what stands. */
  readonly sessions: Observable<unknown>;
}

const none: readonly AlarmReport[] = [];

/**
 * What the bedside monitors report as standing, bed by bed, as they report it. Nothing is held back, joined or judged
 * here.
 */
export class AlarmStore {
  /** Standing alarms by bed, most urgent first; beds without any are not in it. */
  readonly byBed = new BehaviorSubject<ReadonlyMap<string, readonly AlarmReport[]>>(new Map());
  #standing: ReadonlyMap<string, AlarmReport> = new Map();
  readonly #beds = new Map<string, BehaviorSubject<readonly AlarmReport[]>>();
  readonly #subscriptions = new Subscription();

  constructor({ reports, sessions }: AlarmSources) {
    this.#subscriptions.add(sessions.subscribe(() => this.#take(new Map())));
    this.#subscriptions.add(reports.subscribe((some) => this.#take(afterReports(this.#standing, some))));
  }

  /** Standing alarms of one bed now and from now on, most urgent first; a new list only when something changed. */
  bed(bedKey: string): BehaviorSubject<readonly AlarmReport[]> {
    const held = this.#beds.get(bedKey);
    if (held !== undefined) return held;
    const made = new BehaviorSubject(this.byBed.value.get(bedKey) ?? none);
    this.#beds.set(bedKey, made);
    return made;
  }

  /** Lets go of the sources. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
  }

  #take(standing: ReadonlyMap<string, AlarmReport>): void {
    this.#standing = standing;
    const byBed = new Map<string, AlarmReport[]>();
    for (const report of standing.values()) {
      const alarms = byBed.get(report.bedKey);
      if (alarms === undefined) byBed.set(report.bedKey, [report]);
      else alarms.push(report);
    }
    for (const alarms of byBed.values()) alarms.sort(byUrgency);
    for (const [bedKey, subject] of this.#beds) {
      const alarms = byBed.get(bedKey) ?? none;
      if (!sameAlarms(subject.value, alarms)) subject.next(alarms);
    }
    this.byBed.next(byBed);
  }
}

function sameAlarms(a: readonly AlarmReport[], b: readonly AlarmReport[]): boolean {
  return a.length === b.length && a.every((alarm, index) => alarm === b[index]);
}
