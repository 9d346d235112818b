import type { SecondOpinion } from '#domain/analysis/secondOpinion.ts';
import { waveName } from '#renderer/history/keptWave.ts';
import type { Span } from '#renderer/history/spans.ts';
import type { AlarmMark } from '#renderer/review/stayAlarms.ts';
import { within } from './readStrip.ts';
import type { StripLane } from './stripLanes.ts';

/** An alarm of a strip, and what the waves say of it. */
export interface ShownOpinion {
  readonly mark: AlarmMark;
  readonly opinion: SecondOpinion;
}

/**
 * The opinion that a strip tells: of the alarm nearest to the cursor, among those of whose waves, or whose begin, something is seen.
 * null: there is none.
 */
export function shownOpinion(alarms: readonly AlarmMark[], seen: Span, cursorMs: number): ShownOpinion | null {
  let nearest: ShownOpinion | null = null;
  for (const mark of alarms) {
    const { opinion, fromMs } = mark;
    if (opinion === null) continue;
    // Of one without waves there is the alarm alone.
    const shown = { fromMs: opinion.untilMs - opinion.durationMs, untilMs: Math.max(opinion.untilMs, fromMs) + 1 };
    if (within(shown, seen) === null) continue;
    if (nearest === null || Math.abs(fromMs - cursorMs) < Math.abs(nearest.mark.fromMs - cursorMs))
      nearest = { mark, opinion };
  }
  return nearest;
}

/** Times of the beats that an opinion found in a lane; of a lane it did not look at there are none. */
export function beatTimes({ waves }: StripLane, { sources, untilMs, durationMs }: SecondOpinion): readonly number[] {
  const names = new Set(waves.map(({ channel }) => waveName(channel)));
  return sources
    .filter((source) => names.has(waveName(source)))
    .flatMap(({ beatsMs }) => beatsMs.map((atMs) => untilMs - durationMs + atMs));
}
