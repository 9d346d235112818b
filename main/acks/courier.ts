import { type Observable, type SchedulerLike, Subscription } from 'rxjs';
import { answerOf, type BedsideAnswer, type Errand, unsettled } from '#domain/alarms/bedsideAnswer.ts';
import type { Answer } from '#domain/alarms/events.ts';

/** The wait before another try: doubled each time. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 2000;

/** A gateway that breaks on one decision must not hold up all others for ever. */
const MOST_FAULTS = 5;

export interface CourierOptions {
  /** One try; emits how it ended, and never fails. Unsubscribing gives it up. */
  readonly send: (errand: Errand) => Observable<BedsideAnswer>;
  /** A decision is settled. */
  readonly answered: (commandId: string, answer: Answer) => void;
  readonly scheduler: SchedulerLike;
  /** 0 <= x < 1; so that stations do not try in step. */
  readonly random: () => number;
}

/**
 * Brings decisions to one gateway: in the order they were made, one after the other, each again and again with its own id until it
 * is answered. While the link is down it waits, and goes on at once when the link is back.
 */
export class Courier {
  readonly #options: CourierOptions;
  #errands: readonly Errand[] = [];
  /** The one under way is not to be tried again. */
  #isRecalled = false;
  /** A try that is under way, or the wait for the next. */
  #doing = Subscription.EMPTY;
  #isBusy = false;
  #isLive = false;
  #isTrying = false;
  #tries = 0;
  #faults = 0;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  add(errand: Errand): void {
    this.#errands = [...this.#errands, errand];
    this.#next();
  }

  /** Forgets an errand. One that may have arrived already is not tried again, and is settled only if it was. */
  recall(commandId: string): void {
    const isFirst = this.#errands[0]?.commandId === commandId;
    if (isFirst && this.#isTrying) this.#isRecalled = true;
    else if (isFirst) this.#forgetFirst();
    else this.#errands = this.#errands.filter((errand) => errand.commandId !== commandId);
  }

  /** What was under way when a link broke may have arrived or not: it is sent again. */
  linkChanged(isLive: boolean): void {
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    this.#rest();
    this.#tries = 0;
    this.#next();
  }

  close(): void {
    this.#isLive = false;
    this.#rest();
  }

  #rest(): void {
    this.#doing.unsubscribe();
    this.#isBusy = false;
    this.#isTrying = false;
    if (this.#isRecalled) this.#dropFirst();
  }

  #next(): void {
    const errand = this.#errands[0];
    if (errand === undefined || this.#isBusy || !this.#isLive) return;
    this.#isBusy = true;
    this.#isTrying = true;
    const trying = new Subscription();
    this.#doing = trying;
    trying.add(this.#options.send(errand).subscribe((answer) => this.#took(errand, answer)));
  }

  #took(errand: Errand, answer: BedsideAnswer): void {
    this.#isTrying = false;
    if (this.#isRecalled && (answer.code === 'transient' || answer.code === 'faulty')) {
      this.#forgetFirst();
      return;
    }
    if (answer.code === 'faulty') this.#faults++;
    if (answer.code !== 'transient' && answer.code !== 'faulty') this.#settle(errand, answerOf(answer));
    else if (this.#faults >= MOST_FAULTS) this.#settle(errand, unsettled(answer.reason));
    else this.#later();
  }

  #settle({ commandId }: Errand, answer: Answer): void {
    this.#dropFirst();
    this.#options.answered(commandId, answer);
    this.#next();
  }

  #forgetFirst(): void {
    this.#doing.unsubscribe();
    this.#dropFirst();
    this.#next();
  }

  #dropFirst(): void {
    this.#errands = this.#errands.slice(1);
    this.#isRecalled = false;
    this.#tries = 0;
    this.#faults = 0;
    this.#isBusy = false;
  }

  #later(): void {
    const { scheduler, random } = this.#options;
    const longestMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#tries++, 10));
    const waitMs = Math.max(FIRST_RETRY_MS, longestMs * (0.5 + random() / 2));
    this.#doing = scheduler.schedule(() => {
      this.#isBusy = false;
      this.#next();
    }, waitMs);
  }
}
