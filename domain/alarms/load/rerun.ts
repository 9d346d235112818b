import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import { nextDueMs } from '#domain/alarms/due.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import { LoadMeter } from './loadMeter.ts';

/** A station ticks so often. */
const TICK_MS = 1_000;
/**
 * Ended alarms are kept for less than at a station, since every reduce passes by them all. Nothing looks further back but an
 * end or a beginning told again under an old id: after this it counts as one never seen.
 */
const ENDED_KEPT_MS = 10 * 60_000;

/**
 * A desk that is worked again from a log, with its meter. Time passes as at a station, by a tick a second, of which only
 * those are made that can change anything: a ward where nothing stands costs nothing.
 */
export class Rerun {
  readonly meter: LoadMeter;
  #desk: Desk;
  readonly #startMs: number;
  #tickMs = Number.POSITIVE_INFINITY;

  /**
   * @param startMs when the first second begins
   * @param start the desk before; what stands there has begun before, and is not counted
   */
  constructor(policy: AlarmPolicy, startMs: number, start: Desk = emptyDesk()) {
    const keptMs = Math.min(policy.ended.keptMs, ENDED_KEPT_MS);
    const { alarms, triage } = start;
    this.#desk = { alarms: { ...alarms, policy: { ...policy, ended: { ...policy.ended, keptMs } } }, triage };
    this.#startMs = startMs;
    this.meter = new LoadMeter(this.#desk);
  }

  get desk(): Desk {
    return this.#desk;
  }

  /** The second at which something is due, later than anything that was taken; infinite: nothing is. */
  get nextTickMs(): number {
    return this.#tickMs;
  }

  take(event: AlarmEvent, nowMs: number): void {
    const { state, effects } = reduceDesk(this.#desk, event, nowMs);
    this.#desk = state;
    this.meter.take(state, effects, nowMs);
    const dueMs = Math.max(nextDueMs(state), nowMs + 1);
    this.#tickMs = this.#startMs + Math.ceil((dueMs - this.#startMs) / TICK_MS) * TICK_MS;
  }
}
