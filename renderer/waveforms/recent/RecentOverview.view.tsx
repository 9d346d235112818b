import { type PointerEvent, useEffect, useRef } from 'react';
import type { Palette } from '#renderer/theme/palettes.ts';
import { LOOK_BACK_MS } from '#renderer/waveforms/engine/sweep.ts';
import type { RecentLane, RecentPicture } from './recentPlot.view.ts';
import { clockText } from './recentTexts.ts';
import type { RecentEvent, RecentView } from './recentView.ts';

/**
 * All five minutes in a strip, with the first lane's course and a window where the view is. A press moves the view there,
 * and a drag along.
 */
export function RecentOverview({
  past,
  lane,
  view,
  palette,
  onEvent,
}: {
  past: Pick<RecentPicture, 'lanes' | 'heldFromMs' | 'heldUntilMs'> | null;
  lane: RecentLane | null;
  view: RecentView;
  palette: Palette;
  onEvent: (event: RecentEvent) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null && lane !== null) drawCourse(canvas.current, past, lane.colour, palette);
  }, [past, lane, palette]);

  const wholeFromMs = view.nowMs - LOOK_BACK_MS;
  const part = (timeMs: number) => `${Math.min(1, Math.max(0, (timeMs - wholeFromMs) / LOOK_BACK_MS)) * 100}%`;
  const centre = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const atMs = wholeFromMs + ((event.clientX - left) / width) * LOOK_BACK_MS;
    onEvent({ type: 'pan', byMs: atMs - (view.fromMs + view.untilMs) / 2 });
  };
  return (
    <div
      className="recent-overview"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        centre(event);
      }}
      onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && centre(event)}
      aria-hidden="true"
    >
      <canvas ref={canvas} />
      <div className="recent-window" style={{ left: part(view.fromMs), right: `calc(100% - ${part(view.untilMs)})` }} />
      <span className="recent-overview-from">{clockText(wholeFromMs)}</span>
      <span className="recent-overview-until">now</span>
    </div>
  );
}

function drawCourse(
  canvas: HTMLCanvasElement,
  past: Pick<RecentPicture, 'lanes' | 'heldFromMs' | 'heldUntilMs'> | null,
  colour: string,
  palette: Palette,
): void {
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * devicePixelRatio));
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return;
  const { width, height } = canvas;
  context.fillStyle = palette.notHeld;
  context.fillRect(0, 0, width, height);
  const lane = past?.lanes[0];
  if (lane === undefined) return;
  const columns = lane.low.length;
  const columnPx = width / columns;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let k = 0; k < columns; k++) {
    const [low, high] = [lane.low[k] as number, lane.high[k] as number];
    if (Number.isNaN(low)) continue;
    lowest = Math.min(lowest, low);
    highest = Math.max(highest, high);
    context.fillStyle = palette.ground;
    context.fillRect(Math.floor(k * columnPx), 0, Math.ceil(columnPx) + 1, height);
  }
  const scale = (height - 4) / Math.max(1e-9, highest - lowest);
  context.fillStyle = colour;
  for (let k = 0; k < columns; k++) {
    const [low, high] = [lane.low[k] as number, lane.high[k] as number];
    if (!Number.isNaN(low)) {
      context.fillRect(
        k * columnPx,
        2 + (highest - high) * scale,
        Math.max(1, columnPx),
        Math.max(1, (high - low) * scale),
      );
    }
  }
}
