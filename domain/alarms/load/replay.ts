import type { Desk } from '#domain/alarms/desk.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import type { LoadMeter } from './loadMeter.ts';
import type { Logged } from './logged.ts';
import { Rerun } from './rerun.ts';

/** So many events and ticks are replayed before the caller is asked whether to go on: a few milliseconds on a full ward. */
const SLICE = 50;

/** How far a replay has come, in events of the log, both passes together. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/**
 * Works a desk again from a log, until a time, and gives what it has measured. To be run in slices, so that a station's
 * alarms never wait for it: every step is short, and the last one returns. Ticks in the log are left out and made anew when
 * something is due.
 *
 * @param start the desk before the log begins; empty unless given
 * @param from what is told as done before
 */
export function* replay(
  log: readonly Logged[],
  {
    start,
    policy,
    untilMs,
  }: { readonly start?: Desk | undefined; readonly policy: AlarmPolicy; readonly untilMs: number },
  from: Progress = { done: 0, of: log.length },
): Generator<Progress, LoadMeter> {
  const run = new Rerun(policy, log[0]?.atMs ?? untilMs, start);
  let taken = 0;
  let next = 0;
  for (;;) {
    const logged = log[next];
    const heardMs = logged?.atMs ?? Number.POSITIVE_INFINITY;
    const atMs = Math.min(heardMs, run.nextTickMs);
    if (atMs >= untilMs) return run.meter;
    if (logged !== undefined && heardMs === atMs) {
      if (logged.event.type !== 'tick') run.take(logged.event, atMs);
      next += 1;
    } else run.take({ type: 'tick' }, atMs);
    taken += 1;
    if (taken % SLICE === 0) yield { done: from.done + next, of: from.of };
  }
}
