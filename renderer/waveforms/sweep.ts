/**
 * The sweep: 25 mm/s, the standard speed of an ECG, with an erase bar. Millimetres are CSS millimetres, 96 pixels an inch;
 * they are not yet the millimetres of this screen.
 */
const SWEEP_MM_PER_S = 25;

/** CSS pixels a millimetre. */
export const PX_PER_MM = 96 / 25.4;

/** The pen's width in CSS pixels. */
export const PEN_PX = 1.5;

/**
 * The glass shows the time of day less this. Batches come about every 100 ms; the pen must never wait for one, or it
 * would stutter.
 */
export const PLAYOUT_DELAY_MS = 250;

/** How much of every channel the window holds. */
export const WINDOW_HOLDS_MS = 60_000;

const ERASE_MM = 8;
/** On a narrow lane the bar takes no more than this part of it. */
const ERASE_PART = 0.12;

/** Columns a second at a pixel ratio. */
export function columnsPerSecond(pixelRatio: number): number {
  return SWEEP_MM_PER_S * PX_PER_MM * pixelRatio;
}

/** Width of the erase bar of a lane with so many columns. */
export function eraseColumns(laneColumns: number, pixelRatio: number): number {
  return Math.max(2, Math.round(Math.min(ERASE_MM * PX_PER_MM * pixelRatio, laneColumns * ERASE_PART)));
}
