import type { Palette } from '#renderer/theme/palettes.ts';
import type { StretchWords } from '#renderer/waveforms/recent/coverageTexts.ts';

const HATCH_PX = 7;
const TEXT_PX = 12;

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

/** A stretch that is not held, hatched, with its reason in words where there is room. Device pixels. */
export function hatchGap(
  ctx: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  words: StretchWords,
  palette: Palette,
  font: string,
): void {
  hatch(ctx, left, top, width, height, palette);
  ctx.save();
  ctx.font = `${TEXT_PX * devicePixelRatio}px ${font}`;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  const room = width - 12 * devicePixelRatio;
  const text = [`${words.short}: ${words.why}`, words.short].find((each) => ctx.measureText(each).width <= room);
  if (text !== undefined) {
    const textWidth = ctx.measureText(text).width;
    const x = left + 6 * devicePixelRatio;
    ctx.fillStyle = palette.notHeld;
    ctx.fillRect(x - 3 * devicePixelRatio, top, textWidth + 6 * devicePixelRatio, height);
    ctx.fillStyle = palette.textQuiet;
    ctx.fillText(text, x, top + height / 2);
  }
  ctx.restore();
}
