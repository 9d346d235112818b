/** Where the list stands in a window of some width. */
export interface RailPlace {
  /** Whole CSS pixels. */
  readonly widthPx: number;
  /** The window is too narrow for both: it stands over the beds, and only when asked for. */
  readonly isOverlay: boolean;
}

/** Narrower windows have no room for a list beside the beds. */
const NARROWEST_PX = 1_100;

/** 372 px of a window of 1920; more in far view, to be read from 5 m. */
export function railPlace(windowPx: number, isFar: boolean): RailPlace {
  const share = isFar ? 0.23 : 0.194;
  const widthPx = Math.round(Math.min(960, Math.max(320, windowPx * share)));
  return { widthPx: Math.min(widthPx, Math.max(0, windowPx)), isOverlay: windowPx < NARROWEST_PX };
}
