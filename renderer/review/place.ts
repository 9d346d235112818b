import type { HeldStay } from '#renderer/history/archive.ts';
import type { ReviewEvent, ReviewPlace, ReviewWay } from './reviewServices.ts';

/** A stretch shorter than this shows no course; strips have a length of their own. */
export const SHORTEST_SPAN_MS = 60_000;
/** As long as is kept (CLINICAL.md, the promise of 72 hours). */
export const LONGEST_SPAN_MS = 72 * 3_600_000;
/** What trends show when a review is opened. */
export const OPENING_SPAN_MS = 4 * 3_600_000;

/** When a stay ends: one that lasts ends now, as nothing is known of what is to come. Never before it begins. */
export function stayUntil({ fromMs, untilMs }: Pick<HeldStay, 'fromMs' | 'untilMs'>, nowMs: number): number {
  return Math.max(fromMs, untilMs ?? nowMs);
}

/** Whether two are the same stay; one that lasts may have ended since, and more of its past may have come. */
export function sameStay(a: HeldStay, b: HeldStay): boolean {
  return a.bedKey === b.bedKey && a.beganMs === b.beganMs;
}

/** A review of a stay at a moment of it. */
export function openPlace(
  stay: HeldStay,
  atMs: number,
  nowMs: number,
  way: ReviewWay = 'disclosure',
  waves: readonly string[] = [],
): ReviewPlace {
  const cursorMs = within(stay, atMs, nowMs);
  return { stay, way, cursorMs, waves, ...stretch(stay, cursorMs - OPENING_SPAN_MS / 2, OPENING_SPAN_MS, nowMs) };
}

/**
 * Where a review stands after an event. Neither the cursor nor the stretch ever leaves the stay, and the stretch is between
 * {@link SHORTEST_SPAN_MS} and {@link LONGEST_SPAN_MS} long, but for a stay that is shorter: that is shown whole. Times that
 * are no numbers change nothing. `nowMs`: the end of a stay that lasts.
 */
export function reducePlace(place: ReviewPlace, event: ReviewEvent, nowMs: number): ReviewPlace {
  const { stay, fromMs, untilMs } = place;
  const spanMs = untilMs - fromMs;
  switch (event.type) {
    case 'look':
      return { ...place, way: event.way };
    case 'waves':
      return { ...place, waves: [...new Set(event.waves)].filter((name) => name !== '') };
    case 'goTo': {
      if (!Number.isFinite(event.atMs)) return place;
      const cursorMs = within(stay, event.atMs, nowMs);
      const isSeen = cursorMs >= fromMs && cursorMs <= untilMs;
      return { ...place, cursorMs, ...(isSeen ? null : stretch(stay, cursorMs - spanMs / 2, spanMs, nowMs)) };
    }
    case 'show': {
      if (!Number.isFinite(event.fromMs) || !Number.isFinite(event.untilMs)) return place;
      const [from, until] = [Math.min(event.fromMs, event.untilMs), Math.max(event.fromMs, event.untilMs)];
      const wanted = limited(until - from);
      return { ...place, ...stretch(stay, (from + until - wanted) / 2, wanted, nowMs) };
    }
    case 'stay': {
      if (!Number.isFinite(event.atMs)) return place;
      const cursorMs = within(event.stay, event.atMs, nowMs);
      const wanted = limited(spanMs);
      // Of the same stay, only its ends are other ones by now.
      const wantedFromMs = sameStay(event.stay, stay) ? fromMs : cursorMs - wanted / 2;
      return { ...place, stay: event.stay, cursorMs, ...stretch(event.stay, wantedFromMs, wanted, nowMs) };
    }
  }
}

function within(stay: HeldStay, atMs: number, nowMs: number): number {
  return Math.min(Math.max(Math.round(atMs), stay.fromMs), stayUntil(stay, nowMs));
}

function limited(spanMs: number): number {
  return Math.min(Math.max(spanMs, SHORTEST_SPAN_MS), LONGEST_SPAN_MS);
}

/** A stretch of a stay that begins at a time or as near to it as it fits. */
function stretch(
  stay: HeldStay,
  wantedFromMs: number,
  wantedSpanMs: number,
  nowMs: number,
): Pick<ReviewPlace, 'fromMs' | 'untilMs'> {
  const endMs = stayUntil(stay, nowMs);
  const spanMs = Math.min(Math.round(wantedSpanMs), endMs - stay.fromMs);
  const fromMs = Math.max(stay.fromMs, Math.min(Math.round(wantedFromMs), endMs - spanMs));
  return { fromMs, untilMs: fromMs + spanMs };
}
