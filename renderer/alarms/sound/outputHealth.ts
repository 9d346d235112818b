import type { SoundOutput } from './soundOutput.ts';

/**
 * Whether sound goes out.
 *
 * - `starts`: it was opened a moment ago.
 * - `waits`: the browser does not let a page sound before somebody has clicked or typed in it.
 * - `silent`: there is none, or it says that it runs and its time stands still: the device is gone.
 * - `interrupted`: it ran, and the browser or the system has taken it away.
 */
export type OutputHealth = 'runs' | 'starts' | 'waits' | 'silent' | 'interrupted';

/** For people; '' where there is nothing to tell. */
export const healthTexts: Readonly<Record<OutputHealth, string>> = {
  runs: '',
  starts: 'starting',
  waits: 'the browser waits for a click',
  silent: 'no audio output',
  interrupted: 'interrupted',
};

/** What is remembered of an output from one look to the next. */
export interface OutputWatch {
  readonly health: OutputHealth;
  readonly openedMs: number;
  readonly hasRun: boolean;
  readonly timeS: number;
  /** Since when its time stands still though it says it runs; null: it moves. */
  readonly stillSinceMs: number | null;
}

/** The time between two looks at most: what is wrong is then told within a second. */
export const LOOK_EVERY_MS = 100;
/** A context that is let start does so in some tens of milliseconds. */
const STARTS_WITHIN_MS = 1_000;
/** Audio moves in blocks of a few milliseconds; over Bluetooth it may hesitate. */
const STILL_FOR_MS = 750;

/** An output that has just been opened. */
export function newWatch(openedMs: number): OutputWatch {
  return { health: 'starts', openedMs, hasRun: false, timeS: 0, stillSinceMs: null };
}

/**
 * A look at the output. Time that stands still is counted from the first look that saw it, so that a computer that slept is
 * not taken for one whose loudspeaker is gone. `nowMs` never steps back.
 */
export function look(watch: OutputWatch, output: Pick<SoundOutput, 'state' | 'timeS'>, nowMs: number): OutputWatch {
  const { state, timeS } = output;
  if (state !== 'running') return { ...watch, health: healthAtRest(watch, state, nowMs), timeS, stillSinceMs: null };
  if (timeS > watch.timeS) return { ...watch, health: 'runs', hasRun: true, timeS, stillSinceMs: null };
  const stillSinceMs = watch.stillSinceMs ?? nowMs;
  const health = nowMs - stillSinceMs >= STILL_FOR_MS ? 'silent' : watch.health;
  return { ...watch, health, timeS, stillSinceMs };
}

function healthAtRest({ hasRun, openedMs }: OutputWatch, state: string, nowMs: number): OutputHealth {
  if (hasRun || state !== 'suspended') return 'interrupted';
  return nowMs - openedMs < STARTS_WITHIN_MS ? 'starts' : 'waits';
}
