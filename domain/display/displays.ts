/** What the station's machine knows of one of its screens. */
export interface DisplaySize {
  /** Of the picture area. */
  readonly widthMm: number;
  readonly heightMm: number;
  /** Its own resolution. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** As the screen calls itself; null when it doesn't. */
  readonly name: string | null;
}

/** A window counts a screen in CSS pixels, rounded: times the pixel ratio that may be so many off. */
const ROUNDING_PX = 2;
/** Screens whose sizes differ by less than this part are the same to the eye. */
const SAME_SIZE = 0.01;

/**
 * The one of these screens that a window stands on, going by its resolution in device pixels; turned by 90 degrees where
 * the window's is. Null when none has this resolution, or several do that are not of one size: then only the user knows.
 */
export function matchDisplay(
  sizes: readonly DisplaySize[],
  screen: { readonly widthPx: number; readonly heightPx: number },
): DisplaySize | null {
  let match: DisplaySize | null = null;
  for (const size of sizes) {
    const upright = fits(size, screen) ? size : null;
    const placed = upright ?? (fits(turned(size), screen) ? turned(size) : null);
    if (placed === null) continue;
    if (match !== null && !(isSame(match.widthMm, placed.widthMm) && isSame(match.heightMm, placed.heightMm))) {
      return null;
    }
    match ??= placed;
  }
  return match;
}

function fits(size: DisplaySize, screen: { readonly widthPx: number; readonly heightPx: number }): boolean {
  return (
    Math.abs(size.widthPx - screen.widthPx) <= ROUNDING_PX && Math.abs(size.heightPx - screen.heightPx) <= ROUNDING_PX
  );
}

function turned({ widthMm, heightMm, widthPx, heightPx, name }: DisplaySize): DisplaySize {
  return { widthMm: heightMm, heightMm: widthMm, widthPx: heightPx, heightPx: widthPx, name };
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_SIZE * Math.max(a, b);
}
