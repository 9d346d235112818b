import { panned, zoomed } from '#renderer/review/overview/brush.ts';
import type { ReviewEvent, ReviewPlace } from '#renderer/review/reviewServices.ts';

export const HOUR_MS = 3_600_000;

/** Lengths of time that can be chosen, in hours. */
export const SPANS_H = [1, 4, 8, 24, 72] as const;

/** Parts of what is seen, for one step of a key. */
const PAN_STEP = 0.25;
const ZOOM_STEP = 1.5;

/** A length of time about the cursor, or about the middle where the cursor is out of sight. */
export function spanned({ fromMs, untilMs, cursorMs }: ReviewPlace, spanMs: number): ReviewEvent {
  const isSeen = cursorMs >= fromMs && cursorMs <= untilMs;
  const middleMs = isSeen ? cursorMs : (fromMs + untilMs) / 2;
  return { type: 'show', fromMs: middleMs - spanMs / 2, untilMs: middleMs + spanMs / 2 };
}

/** What a key does in the trends; null: it is none of theirs. `stepMs`: as far as the cursor goes at once. */
export function trendKey(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  place: ReviewPlace,
  stepMs: number,
  whole: { readonly fromMs: number; readonly untilMs: number },
): ReviewEvent | null {
  const seenMs = place.untilMs - place.fromMs;
  const moved = (by: -1 | 1): ReviewEvent =>
    shiftKey ? panned(place, by * PAN_STEP * seenMs) : { type: 'goTo', atMs: place.cursorMs + by * stepMs };
  switch (key) {
    case 'ArrowLeft':
      return moved(-1);
    case 'ArrowRight':
      return moved(1);
    case 'PageUp':
      return panned(place, -seenMs);
    case 'PageDown':
      return panned(place, seenMs);
    case '+':
    case '=':
      return zoomed(place, place.cursorMs, 1 / ZOOM_STEP);
    case '-':
      return zoomed(place, place.cursorMs, ZOOM_STEP);
    case '0':
      return { type: 'show', ...whole };
    default:
      return null;
  }
}
