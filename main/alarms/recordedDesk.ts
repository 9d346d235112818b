import { type Desk, type DeskEffect, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Journal } from './journal.ts';
import type { Remark } from './journalLine.ts';

/** A desk and its record: what is taken in is written down, in the same order and with the same times. */
export class RecordedDesk {
  readonly #clock: Clock;
  readonly #journal: Journal;
  #desk: Desk;
  /** What it has taken to take in all since the last checkpoint. */
  #replayMs: number;

  /** `restoredMs`: what it took to restore `desk` from the journal. */
  constructor(options: {
    readonly clock: Clock;
    readonly journal: Journal;
    readonly desk: Desk;
    readonly restoredMs: number;
  }) {
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#desk = options.desk;
    this.#replayMs = options.restoredMs;
  }

  get desk(): Desk {
    return this.#desk;
  }

  /**
   * Takes in what happens now. What changes nothing, as most ticks, is not written: a replay arrives at the same desk without it.
   * `whenDurable` is called when what happened can no longer be lost (journal.ts), for a decision and for whatever lets one set out;
   * the disk is not hurried for anything else. A decision is written also when it changes nothing: it may be one that came before
   * and waits for the disk yet.
   */
  take(event: AlarmEvent, whenDurable?: (effects: readonly DeskEffect[]) => void): readonly DeskEffect[] {
    const nowMs = this.#clock.nowMs();
    const beganMs = this.#clock.monotonicMs();
    const { state, effects } = reduceDesk(this.#desk, event, nowMs);
    this.#replayMs += this.#clock.monotonicMs() - beganMs;
    const isHurried = event.type === 'decided' || effects.some(({ type }) => type === 'deliver');
    const durable = isHurried && whenDurable !== undefined ? () => whenDurable(effects) : undefined;
    const isWritten = state !== this.#desk || effects.length > 0 || event.type === 'decided';
    // Before anything is called that may come back here.
    this.#desk = state;
    if (isWritten) this.#journal.append({ event }, nowMs, durable);
    if (this.#journal.wantsCheckpoint(this.#replayMs)) this.#checkpoint(nowMs);
    return effects;
  }

  /** Writes down what changes nothing. `whenDurable` as of a journal (journal.ts). */
  remark(remark: Remark, whenDurable?: (isOnDisk: boolean) => void): void {
    this.#journal.append({ remark }, this.#clock.nowMs(), whenDurable);
  }

  /** Writes what waits, and the desk as it is, so that the next start has nothing to replay. */
  async close(): Promise<void> {
    if (this.#replayMs > 0) this.#checkpoint(this.#clock.nowMs());
    await this.#journal.close();
  }

  #checkpoint(nowMs: number): void {
    this.#replayMs = 0;
    this.#journal.checkpoint(this.#desk, nowMs);
  }
}
