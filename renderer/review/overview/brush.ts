import { LONGEST_SPAN_MS, SHORTEST_SPAN_MS, stayUntil } from '#renderer/review/place.ts';
import type { ReviewEvent, ReviewPlace } from '#renderer/review/reviewServices.ts';

/** Parts of what the brush marks, for one step of a key. */
const PAN_STEP = 0.25;
const ZOOM_STEP = 1.5;
/** One notch of a wheel is about 100. */
const ZOOM_A_PIXEL = 1.0022;

/** What the overview shows: the stay, or the last 72 hours of a longer one. */
export function overviewSpan(
  { stay }: Pick<ReviewPlace, 'stay'>,
  latestMs: number,
): { fromMs: number; untilMs: number } {
  const untilMs = Math.max(stayUntil(stay, latestMs), stay.fromMs + SHORTEST_SPAN_MS);
  return { fromMs: Math.max(stay.fromMs, untilMs - LONGEST_SPAN_MS), untilMs };
}

/** The stretch nearer or wider about a moment, which stays where it is. */
export function zoomed(
  { fromMs, untilMs }: Pick<ReviewPlace, 'fromMs' | 'untilMs'>,
  atMs: number,
  factor: number,
): ReviewEvent {
  const at = Math.min(Math.max(atMs, fromMs), untilMs);
  return { type: 'show', fromMs: at - (at - fromMs) * factor, untilMs: at + (untilMs - at) * factor };
}

export function panned({ fromMs, untilMs }: Pick<ReviewPlace, 'fromMs' | 'untilMs'>, byMs: number): ReviewEvent {
  return { type: 'show', fromMs: fromMs + byMs, untilMs: untilMs + byMs };
}

/** The wheel: down is wider, as on the waves of the large bed. */
export function wheeled(place: Pick<ReviewPlace, 'fromMs' | 'untilMs'>, atMs: number, pixels: number): ReviewEvent {
  return zoomed(place, atMs, ZOOM_A_PIXEL ** pixels);
}

/** What a key does to the brush; null: it is none of its keys. */
export function brushKey(
  place: ReviewPlace,
  { key }: { readonly key: string },
  whole: { readonly fromMs: number; readonly untilMs: number },
): ReviewEvent | null {
  const stepMs = (place.untilMs - place.fromMs) * PAN_STEP;
  switch (key) {
    case 'ArrowLeft':
      return panned(place, -stepMs);
    case 'ArrowRight':
      return panned(place, stepMs);
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
