import { useEffect, useRef } from 'react';
import { afterBeat } from './carousel.ts';
import type { WallServices } from './services.ts';

/** What somebody does with a window that is looked at and used. */
const USES = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;

/** Turns the pages by themselves while that is wanted. `isHeld` is asked several times a second. */
export function useCarousel(
  { clock, ticker }: WallServices,
  { everyS, pages, isHeld, onTurn }: { everyS: number; pages: number; isHeld: () => boolean; onTurn: () => void },
): void {
  const latest = useRef({ isHeld, onTurn });
  latest.current = { isHeld, onTurn };
  const usedAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (everyS <= 0 || pages < 2) return;
    let state = { countsFromMs: clock.monotonicMs() };
    const used = () => {
      usedAtMs.current = clock.monotonicMs();
    };
    for (const use of USES) window.addEventListener(use, used, { capture: true, passive: true });
    const subscription = ticker.subscribe(() => {
      const input = { everyS, pages, isHeld: latest.current.isHeld(), usedAtMs: usedAtMs.current };
      const after = afterBeat(state, input, clock.monotonicMs());
      state = after.state;
      if (after.turns) latest.current.onTurn();
    });
    return () => {
      for (const use of USES) window.removeEventListener(use, used, { capture: true });
      subscription.unsubscribe();
    };
  }, [everyS, pages, clock, ticker]);
}
