import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { Place } from './places.ts';

/** A tile on its way to another. */
export interface TileDrag {
  readonly key: string;
  /** Where it would go; null: nowhere. */
  readonly overKey: string | null;
}

/** Less than this is a click of an unsteady hand. */
const STARTS_AT_PX = 8;

/**
 * Drags tiles of a grid by mouse, pen or finger; dropped on another bed they change places. Escape, and letting go
 * elsewhere, leave everything as it was.
 */
export function useTileDrag(grid: RefObject<HTMLElement | null>, onSwap: (key: string, withKey: string) => void) {
  const [now, setNow] = useState<TileDrag | null>(null);
  const held = useRef<{ key: string; x: number; y: number; drag: TileDrag | null } | null>(null);
  const dragged = useRef(false);
  const latestSwap = useRef(onSwap);
  latestSwap.current = onSwap;

  useEffect(() => {
    const move = ({ clientX, clientY, buttons }: globalThis.PointerEvent) => {
      const start = held.current;
      if (start === null) return;
      if (buttons === 0) return end(false);
      if (start.drag === null && Math.hypot(clientX - start.x, clientY - start.y) < STARTS_AT_PX) return;
      const overKey = keyAt(grid.current, document.elementFromPoint(clientX, clientY));
      if (start.drag?.overKey === overKey) return;
      start.drag = { key: start.key, overKey: overKey === start.key ? null : overKey };
      setNow(start.drag);
    };
    const end = (isDrop: boolean) => {
      const drag = held.current?.drag ?? null;
      held.current = null;
      dragged.current = drag !== null;
      setNow(null);
      if (isDrop && drag?.overKey != null) latestSwap.current(drag.key, drag.overKey);
    };
    const up = () => end(true);
    const cancel = () => end(false);
    const key = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || held.current?.drag == null) return;
      event.preventDefault();
      end(false);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', key, { capture: true });
    return () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', key, { capture: true });
    };
  }, [grid]);

  return {
    now,
    handlers: {
      onPointerDown: ({ button, target, clientX, clientY }: PointerEvent) => {
        dragged.current = false;
        const key = button === 0 ? keyAt(grid.current, target as Element) : null;
        held.current = key === null ? null : { key, x: clientX, y: clientY, drag: null };
      },
      /** The click that ends a drag opens no bed. */
      onClickCapture: (event: React.MouseEvent) => {
        if (dragged.current) event.stopPropagation();
        dragged.current = false;
      },
    },
  };
}

function keyAt(grid: HTMLElement | null, element: Element | null): string | null {
  const tile = element?.closest<HTMLElement>('[data-bed-key][data-movable]');
  return tile != null && grid?.contains(tile) ? (tile.dataset['bedKey'] ?? null) : null;
}

/** Says what a drag would do: both tiles framed, and their names. */
export function DragMarks({
  drag,
  places,
  box,
}: {
  drag: TileDrag | null;
  places: readonly Place[];
  box: (at: number) => { leftPx: number; topPx: number; widthPx: number; heightPx: number };
}) {
  if (drag === null) return null;
  const at = (key: string | null) => places.findIndex((place) => place.key === key);
  const name = (key: string) => {
    const place = places[at(key)];
    return place === undefined || place.kind === 'gateway'
      ? ''
      : place.kind === 'bed'
        ? place.bed.displayName
        : place.displayName;
  };
  return [drag.key, drag.overKey].map((key) => {
    if (key === null || at(key) < 0) return null;
    const { leftPx, topPx, widthPx, heightPx } = box(at(key));
    const isTarget = key === drag.overKey;
    return (
      <div
        key={isTarget ? 'target' : 'taken'}
        className={isTarget ? 'drag-mark drag-target' : 'drag-mark'}
        style={{ left: leftPx, top: topPx, width: widthPx, height: heightPx }}
      >
        <span>{isTarget ? `${name(drag.key)} ⇄ ${name(key)}` : name(key)}</span>
      </div>
    );
  });
}
