import { median, remember } from './recent.ts';

/** Something steep, and how much it is like a beat: 0 as noise, 1 as a usual beat. */
export interface Event {
  readonly atMs: number;
  readonly score: number;
}

/** Ventricles can't follow faster. */
const REFRACTORY_MS = 220;
/** Within this of a beat stands its T wave, which is less steep. */
const T_WAVE_MS = 360;
const T_WAVE_PART = 0.7;
/** Score that makes a beat, and the same when one is overdue. */
const THRESHOLD = 0.45;
const OVERDUE_THRESHOLD = 0.2;
/** Overdue after so many usual intervals. */
const OVERDUE = 1.6;
/** Until intervals are known. */
const USUAL_MS = 800;
const LONGEST_INTERVAL_MS = 2_000;
const MEMORY = 8;
const PASSED = 20;

/**
 * Decides which events are beats, in the order of their times: by threshold, refractory time and T wave, with a look back when a
 * beat is overdue (Pan & Tompkins 1985, in outline).
 */
export class BeatRule<E extends Event> {
  readonly #intervals: number[] = [];
  #usualMs = USUAL_MS;
  #last: E | null = null;
  /** What was no beat since the last one. */
  #passed: E[] = [];

  /** The last beat; null: none yet. */
  get last(): E | null {
    return this.#last;
  }

  /** The beats that are certain with this event: one that was overdue, and the event itself. */
  judge(event: E): readonly E[] {
    const overdue = this.pass(event.atMs);
    const last = this.#last;
    const sinceMs = last === null ? Number.POSITIVE_INFINITY : event.atMs - last.atMs;
    const isAfterwave =
      sinceMs < REFRACTORY_MS || (sinceMs < T_WAVE_MS && event.score < T_WAVE_PART * Math.min(1.5, last?.score ?? 0));
    if (!isAfterwave && event.score >= THRESHOLD) return [...overdue, this.#accept(event)];
    remember(this.#passed, event, PASSED);
    return overdue;
  }

  /** The beat that is overdue at this time, if there is one that could be it. */
  pass(nowMs: number): readonly E[] {
    const last = this.#last;
    if (last === null || nowMs - last.atMs <= OVERDUE * this.#usualMs) return [];
    let best: E | null = null;
    for (const event of this.#passed) {
      const isPossible =
        event.atMs - last.atMs > T_WAVE_MS && nowMs - event.atMs > REFRACTORY_MS && event.score >= OVERDUE_THRESHOLD;
      if (isPossible && (best === null || event.score > best.score)) best = event;
    }
    return best === null ? [] : [this.#accept(best)];
  }

  #accept(event: E): E {
    if (this.#last !== null) {
      remember(this.#intervals, Math.min(LONGEST_INTERVAL_MS, event.atMs - this.#last.atMs), MEMORY);
      this.#usualMs = median(this.#intervals);
    }
    this.#passed = this.#passed.filter(({ atMs }) => atMs > event.atMs);
    this.#last = event;
    return event;
  }
}
