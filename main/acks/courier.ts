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
  /** Asked right before every try: false, and it is not made, then or later, unless the decision is added again. */
  readonly mayGo: (commandId: string) => boolean;
  /** A decision is settled. */
  readonly answered: (commandId: string, answer: Answer) => void;
  readonly scheduler: SchedulerLike;
  /** 0 <= x < 1; so that stations do not try in step. */
  readonly random: () => number;
}

/**
 * Brings decisions to one gateway: in the order they were made, one after the other, each again and again with its own id until it
 * is answered. While the link is down it waits, and goes on at once when the link is back. One that may not go any more, as it
 * waits for somebody's confirmation, makes way for the next.
 */
export class Courier {
  readonly #options: CourierOptions;
  readonly #errands: Errand[] = [];
  /** A try that is under way, or the wait for the next. */
  #doing = Subscription.EMPTY;
  #isBusy = false;
  #isLive = false;
  #tries = 0;
  #faults = 0;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  add(errand: Errand): void {
    this.#errands.push(errand);
    this.#next();
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
  }

  #next(): void {
    if (this.#isBusy || !this.#isLive) return;
    // Before anything is asked that may add another.
    this.#isBusy = true;
    const errand = this.#first();
    if (errand === undefined) {
      this.#isBusy = false;
      return;
    }
    const trying = new Subscription();
    this.#doing = trying;
    trying.add(this.#options.send(errand).subscribe((answer) => this.#took(errand, answer)));
  }

  /** The first that may go; those before it are let go. */
  #first(): Errand | undefined {
    for (;;) {
      const [errand] = this.#errands;
      if (errand === undefined || this.#options.mayGo(errand.commandId)) return errand;
      this.#errands.shift();
      this.#tries = 0;
      this.#faults = 0;
    }
  }

  #took(errand: Errand, answer: BedsideAnswer): void {
    if (answer.code === 'faulty') this.#faults++;
    if (answer.code !== 'transient' && answer.code !== 'faulty') this.#settle(errand, answerOf(answer));
    else if (this.#faults >= MOST_FAULTS) this.#settle(errand, unsettled(answer.reason));
    else this.#later();
  }

  #settle({ commandId }: Errand, answer: Answer): void {
    this.#errands.shift();
    this.#tries = 0;
    this.#faults = 0;
    this.#isBusy = false;
    this.#options.answered(commandId, answer);
    this.#next();
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
