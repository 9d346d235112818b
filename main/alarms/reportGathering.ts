import { type SchedulerLike, Subscription } from 'rxjs';
import type { SourcedReport } from '#domain/alarms/alarm.ts';

/** Reports that come sooner after others wait for this long at least, and are taken in together ... */
const GATHER_MS = 5;

/** ... and at most for this long, also one of high priority: a desk that is asked 10,000 times a second would be later than that. */
const LONGEST_MS = 50;

/** ... and no more of them than this: what a gateway may bring at once after an outage (main/gateway/intake.ts) is a hundred MB. */
const MOST_REPORTS = 5000;

/**
 * Gathers reports that come in small pieces. What comes when nothing came lately is taken in at once. While much comes, it waits for
 * as long as taking in has last taken, so that half of the station's time is left for all else.
 */
export class ReportGathering {
  readonly #take: (gatewayId: string, reports: readonly SourcedReport[]) => void;
  readonly #scheduler: SchedulerLike;
  readonly #monotonicMs: () => number;
  #waiting = new Map<string, SourcedReport[]>();
  #count = 0;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #timer = Subscription.EMPTY;

  constructor(
    take: (gatewayId: string, reports: readonly SourcedReport[]) => void,
    scheduler: SchedulerLike,
    monotonicMs: () => number,
  ) {
    this.#take = take;
    this.#scheduler = scheduler;
    this.#monotonicMs = monotonicMs;
  }

  add(gatewayId: string, reports: readonly SourcedReport[]): void {
    const isFirst = this.#waiting.size === 0;
    const waiting = this.#waiting.get(gatewayId);
    if (waiting === undefined) this.#waiting.set(gatewayId, [...reports]);
    else for (const report of reports) waiting.push(report);
    this.#count += reports.length;
    if (this.#count >= MOST_REPORTS) this.flush();
    else if (isFirst) this.#flushWhenDue();
  }

  /** Takes in what waits, before something else happens. */
  flush(): void {
    this.#timer.unsubscribe();
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#count = 0;
    const beganMs = this.#monotonicMs();
    for (const [gatewayId, reports] of waiting) this.#take(gatewayId, reports);
    const endedMs = this.#monotonicMs();
    this.#notBeforeMs = endedMs + Math.min(LONGEST_MS, Math.max(GATHER_MS, endedMs - beganMs));
  }

  close(): void {
    this.#timer.unsubscribe();
  }

  #flushWhenDue(): void {
    const waitMs = this.#notBeforeMs - this.#monotonicMs();
    if (waitMs <= 0) this.flush();
    else this.#timer = this.#scheduler.schedule(() => this.flush(), Math.min(waitMs, LONGEST_MS));
  }
}
