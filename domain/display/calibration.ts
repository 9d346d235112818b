import type { DisplaySize } from './displays.ts';

/** How large a millimetre is on a display. */
export interface Calibration {
  /** Device pixels a millimetre. */
  readonly pxPerMm: number;
  /** `measured`: by the user, with a card on the glass. `system`: from what the screen says of itself. */
  readonly source: 'measured' | 'system';
}

/** A bank card or a staff badge: ISO/IEC 7810, ID-1. */
export const CARD_MM = { width: 85.6, height: 53.98 } as const;

/** Speeds of the paper, mm/s. */
export const SPEEDS: readonly number[] = [6.25, 12.5, 25, 50];
export const STANDARD_SPEED = 25;

/** Gains of an ECG, mm/mV. */
export const ECG_GAINS: readonly number[] = [2.5, 5, 10, 20, 40];

const MM_PER_INCH = 25.4;
const CSS_PX_PER_INCH = 96;

/** From a full-HD picture three metres wide to the finest telephone; anything else is a mistake. Device pixels a mm. */
const COARSEST = 0.6;
const FINEST = 40;
/** Pixels are square: the two directions agree but for rounding, which is up to half a centimetre in 20. */
const SQUARE = 0.03;

/** What is used while a display is uncalibrated: the inch of CSS, 96 CSS pixels. Device pixels a millimetre. */
export function assumedPxPerMm(pixelRatio: number): number {
  return (CSS_PX_PER_INCH / MM_PER_INCH) * pixelRatio;
}

/** Whether a display can have so many device pixels a millimetre. */
export function isPlausible(pxPerMm: number): boolean {
  return pxPerMm >= COARSEST && pxPerMm <= FINEST;
}

/** Whether something that was kept is a calibration. */
export function isCalibration(value: unknown): value is Calibration {
  if (typeof value !== 'object' || value === null) return false;
  const { pxPerMm, source } = value as Partial<Record<keyof Calibration, unknown>>;
  return typeof pxPerMm === 'number' && isPlausible(pxPerMm) && (source === 'measured' || source === 'system');
}

/** From the size that a screen gives of itself; null when its pixels would not be square or not of this world. */
export function systemCalibration(size: DisplaySize): Calibration | null {
  const across = size.widthPx / size.widthMm;
  const down = size.heightPx / size.heightMm;
  const pxPerMm = (size.widthPx + size.heightPx) / (size.widthMm + size.heightMm);
  if (!isPlausible(pxPerMm) || Math.abs(across - down) > SQUARE * pxPerMm) return null;
  return { pxPerMm, source: 'system' };
}

/** Of a screen, to keep its calibration by. All in the units of the window's `screen`. */
export function displayKey(screen: {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly top: number;
}): string {
  return `${screen.widthPx}x${screen.heightPx}@${screen.left},${screen.top}`;
}

/** Pixel columns a second of the sweep: mm/s times device pixels a millimetre. */
export function columnsPerSecond(speedMmPerS: number, pxPerMm: number): number {
  return speedMmPerS * pxPerMm;
}

/** The outline that a card on the glass must fill, in device pixels. `isUpright`: the card stands on its short side. */
export interface CardOutline {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly isUpright: boolean;
}

/** The outline at a calibration: lying where the room (device pixels) allows it, else upright, whether it fits or not. */
export function cardOutline(
  pxPerMm: number,
  room: { readonly widthPx: number; readonly heightPx: number },
): CardOutline {
  const long = CARD_MM.width * pxPerMm;
  const short = CARD_MM.height * pxPerMm;
  return long > room.widthPx && short <= room.widthPx
    ? { widthPx: short, heightPx: long, isUpright: true }
    : { widthPx: long, heightPx: short, isUpright: false };
}

/** The calibration of a user who has made the card's long side so many device pixels; null when it cannot be right. */
export function measuredCalibration(longSidePx: number): Calibration | null {
  const pxPerMm = longSidePx / CARD_MM.width;
  return isPlausible(pxPerMm) ? { pxPerMm, source: 'measured' } : null;
}

/**
 * The card's long side after the user has made it larger or smaller by whole device pixels, within what a display can be.
 * One pixel is about a third of a percent.
 */
export function resizedCard(longSidePx: number, byPx: number): number {
  const smallest = Math.ceil(COARSEST * CARD_MM.width);
  const largest = Math.floor(FINEST * CARD_MM.width);
  return Math.min(largest, Math.max(smallest, Math.round(longSidePx) + byPx));
}
