import { type PointerEvent, useEffect, useRef } from 'react';
import type { Span } from '#renderer/history/spans.ts';
import { panned, wheeled } from '#renderer/review/overview/brush.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { wheelPixels } from '#renderer/shared/wheelPixels.ts';

const DRAG_PX = 4;

/**
 * What a hand does on the courses: a click moves the cursor, a drag moves what is seen, the wheel zooms about where it stands; with
 * Shift it scrolls the lanes, where they are more than there is room for. `leftPx`, `widthPx`: where in the element the times are.
 */
export function useHand(
  element: { readonly current: HTMLElement | null },
  seen: Span,
  { leftPx, widthPx }: { readonly leftPx: number; readonly widthPx: number },
) {
  const { do: act, place: where } = useReview();
  const press = useRef<{ readonly id: number; readonly x: number; readonly from: Span; moved: boolean } | null>(null);
  /** null: beside the plots. */
  const timeAt = (clientX: number): number | null => {
    const bounds = element.current?.getBoundingClientRect();
    if (bounds === undefined || widthPx <= 0) return null;
    const share = (clientX - bounds.left - leftPx) / widthPx;
    return share < -0.01 || share > 1.01
      ? null
      : seen.fromMs + Math.min(1, Math.max(0, share)) * (seen.untilMs - seen.fromMs);
  };
  const latest = useRef(timeAt);
  latest.current = timeAt;
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const onWheel = (event: WheelEvent) => {
      const moment = latest.current(event.clientX);
      if (moment === null || event.shiftKey) return;
      event.preventDefault();
      const pixels = wheelPixels(event);
      act(wheeled(where.value, moment, pixels));
    };
    // React's own listeners of the wheel can't keep the page from scrolling.
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [element, act, where]);
  const listeners = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      const isOnButton = event.target instanceof Element && event.target.closest('button') !== null;
      if (event.button !== 0 || isOnButton || timeAt(event.clientX) === null) return;
      press.current = { id: event.pointerId, x: event.clientX, from: seen, moved: false };
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const held = press.current;
      if (held === null || held.id !== event.pointerId || event.buttons === 0) return;
      const byPx = event.clientX - held.x;
      if (!held.moved && Math.abs(byPx) < DRAG_PX) return;
      // From here on: a capture at once would take clicks from what is in the element.
      if (!held.moved) event.currentTarget.setPointerCapture(event.pointerId);
      held.moved = true;
      act(panned(held.from, (-byPx / widthPx) * (held.from.untilMs - held.from.fromMs)));
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const held = press.current;
      press.current = null;
      const moment = timeAt(event.clientX);
      if (held !== null && held.id === event.pointerId && !held.moved && moment !== null)
        act({ type: 'goTo', atMs: moment });
    },
    onPointerCancel: () => {
      press.current = null;
    },
  };
  return { listeners, timeAt };
}
