import { RECENT_MS } from '#domain/signals/coverage.ts';

/** How much of every channel the window holds, unless more of it stands on the glass. */
export const WINDOW_HOLDS_MS = 60_000;

/** How far back a large view can look: as far as the station keeps its channels. */
export const LOOK_BACK_MS = RECENT_MS;

const ERASE_MM = 8;
/** On a narrow lane the bar takes no more than this part of it. */
const ERASE_PART = 0.12;

/** Width of the erase bar of a sweeping lane with so many columns. */
export function eraseColumns(laneColumns: number, pxPerMm: number): number {
  return Math.max(2, Math.round(Math.min(ERASE_MM * pxPerMm, laneColumns * ERASE_PART)));
}
