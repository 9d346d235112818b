import type { BehaviorSubject } from 'rxjs';
import { isAtRest } from '#domain/time/beat.ts';
import type { Clock } from '#domain/time/clock.ts';
import { flashingAs, type ListedAlarm } from './listed.ts';

/** Time from one flash to the next. IEC 60601-1-8: high 1.4 to 2.8 Hz, medium 0.4 to 0.8 Hz; low does not flash. */
export const FLASH_PERIOD_MS = { high: 500, medium: 1_600 } as const;

export type Flashing = keyof typeof FLASH_PERIOD_MS;

/** Whether alarms of a priority are between two flashes: the second half of each period. */
export function rests(priority: Flashing, nowMs: number): boolean {
  return isAtRest(FLASH_PERIOD_MS[priority], nowMs);
}

/** Time until any of these priorities begins or ends a flash. */
export function untilNextMs(priorities: readonly Flashing[], nowMs: number): number {
  const halves = priorities.map((priority) => FLASH_PERIOD_MS[priority] / 2);
  return Math.min(...halves.map((half) => half - (nowMs % half)));
}

/**
 * Flashes all alarms below `root` in step, by wall clock, so that many of them, also on several windows, are one calm beat
 * and not a flicker: names the priorities that are between two flashes in the attribute `data-rest`, for alarms.css.
 *
 * Not by animations of the style sheet: each would be a layer of its own, to be put together anew with every frame, and
 * two hundred of them (a flood of alarms on a large wall) took all frames but one a second. Here nothing happens but four
 * times a second, and nothing at all while no alarm flashes. Call the returned function to let go.
 */
export function flash(
  root: HTMLElement,
  byBed: BehaviorSubject<ReadonlyMap<string, readonly ListedAlarm[]>>,
  clock: Clock,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flashing: readonly Flashing[] = [];
  const beat = () => {
    const nowMs = clock.nowMs();
    const resting = flashing.filter((priority) => rests(priority, nowMs)).join(' ');
    if ((root.dataset['rest'] ?? '') !== resting) root.dataset['rest'] = resting;
    timer = flashing.length === 0 ? undefined : setTimeout(beat, untilNextMs(flashing, nowMs));
  };
  const subscription = byBed.subscribe((alarms) => {
    const standing = new Set([...alarms.values()].flat().map(flashingAs));
    const now = (['high', 'medium'] as const).filter((priority) => standing.has(priority));
    if (now.join() === flashing.join()) return;
    flashing = now;
    clearTimeout(timer);
    beat();
  });
  return () => {
    clearTimeout(timer);
    subscription.unsubscribe();
    delete root.dataset['rest'];
  };
}
