import type { HeldCoverage, HeldGap } from '#renderer/history/archive.ts';

/** What came a moment ago is on its way into the history, and not missing. */
const LIVE_EDGE_MS = 15_000;

/** What of a span nothing is held of, or not all, in order. `nowMs`: of what came just now nobody says that it is missing. */
export function notHeld({ held, gaps }: HeldCoverage, fromMs: number, untilMs: number, nowMs = untilMs): HeldGap[] {
  const between: HeldGap[] = [];
  let at = fromMs;
  for (const part of held.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (part.untilMs <= fromMs || part.fromMs >= untilMs) continue;
    if (part.fromMs > at) between.push({ fromMs: at, untilMs: part.fromMs, state: 'notRecorded' });
    at = Math.max(at, part.untilMs);
  }
  if (at < Math.min(untilMs, nowMs - LIVE_EDGE_MS)) between.push({ fromMs: at, untilMs, state: 'notRecorded' });
  return [...between, ...gaps].sort((a, b) => a.fromMs - b.fromMs);
}
