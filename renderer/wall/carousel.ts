/** How long the carousel rests after somebody used mouse or keys. */
export const REST_AFTER_USE_MS = 30_000;

/** What the carousel turns by. Times are a monotonic clock's. */
export interface CarouselInput {
  /** Seconds a page stays; 0: the carousel is off. */
  readonly everyS: number;
  readonly pages: number;
  /** An alarm on the page that is shown, or a large bed, keeps it. */
  readonly isHeld: boolean;
  /** When somebody last used mouse or keys; -Infinity: never. */
  readonly usedAtMs: number;
}

/** From when on the shown page's stay counts. */
export interface CarouselState {
  readonly countsFromMs: number;
}

/**
 * The carousel at a moment: `turns` when the next page is due. What interrupts it puts it off by a whole stay, so that a
 * page never turns right after an alarm ended on it, or half a minute after somebody touched the mouse by chance.
 */
export function afterBeat(
  state: CarouselState,
  input: CarouselInput,
  nowMs: number,
): { readonly state: CarouselState; readonly turns: boolean } {
  if (input.everyS <= 0 || input.pages < 2 || input.isHeld) return { state: { countsFromMs: nowMs }, turns: false };
  const countsFromMs = Math.max(state.countsFromMs, input.usedAtMs + REST_AFTER_USE_MS);
  const turns = nowMs - countsFromMs >= input.everyS * 1000;
  return { state: { countsFromMs: turns ? nowMs : countsFromMs }, turns };
}
