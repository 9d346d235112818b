import type { Palette } from '#renderer/theme/palettes.ts';

const HATCH_PX = 7;

/** Slanted lines on the ground of what is not held: never to be taken for a trace. Device pixels. */
export function hatch(
  ctx: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  palette: Palette,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, Math.max(width, devicePixelRatio), height);
  ctx.clip();
  ctx.fillStyle = palette.notHeld;
  ctx.fillRect(left, top, Math.max(width, devicePixelRatio), height);
  const step = HATCH_PX * devicePixelRatio;
  ctx.beginPath();
  for (let x = Math.floor((left - height) / step) * step; x < left + width; x += step) {
    ctx.moveTo(x, top + height);
    ctx.lineTo(x + height, top);
  }
  ctx.strokeStyle = palette.lineStrong;
  ctx.lineWidth = devicePixelRatio;
  ctx.stroke();
  ctx.restore();
}
