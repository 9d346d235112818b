import { isAtRest } from '#domain/time/beat.ts';
import type { Box } from './painter.ts';

/*
 * What stands in a tile around its waves: names, alarms, numbers. It is on the same canvas as the traces, so the
 * compositor has one picture to put together rather than hundreds, and nothing ever stands beside another bed's name.
 * The page says what to write and where; nothing here knows what it means.
 */

/**
 * A colour, or one that beats: `lit` in the first half of each period of the wall clock, `rest` in the second. All that
 * beat with one period do so in step, on all windows.
 */
export type Ink = string | { readonly lit: string; readonly rest: string; readonly periodMs: number };

/** Places in device pixels from the left top corner of the face. */
export type FacePart =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly left: number;
      readonly baseline: number;
      /** As CSS writes it, its size in device pixels. */
      readonly font: string;
      readonly colour: string;
      /** Between letters, in device pixels. */
      readonly spacing?: number;
    }
  | { readonly kind: 'fill'; readonly box: Box; readonly colour: Ink }
  /** An outline as SVG writes it; filled, or drawn by a pen of `pen` of its own units. */
  | {
      readonly kind: 'sign';
      readonly path: string;
      readonly left: number;
      readonly top: number;
      /** Device pixels a unit of the path. */
      readonly scale: number;
      readonly colour: string;
      readonly pen?: number;
    };

/** An opaque rectangle of a face; nothing is drawn beyond it. Blocks of one face do not overlap. */
export interface FaceBlock {
  readonly box: Box;
  readonly ground: Ink;
  readonly parts: readonly FacePart[];
}

/** Blocks by their names. */
export type FaceBlocks = Readonly<Record<string, FaceBlock>>;

const outlines = new Map<string, Path2D>();

/** Draws a block whole, `nowMs` by the wall clock. */
export function paintBlock(
  context: OffscreenCanvasRenderingContext2D,
  { box, ground, parts }: FaceBlock,
  origin: { readonly left: number; readonly top: number },
  nowMs: number,
): void {
  context.save();
  context.translate(origin.left, origin.top);
  context.beginPath();
  context.rect(box.left, box.top, box.width, box.height);
  context.clip();
  fill(context, box, ground, nowMs);
  for (const part of parts) paintPart(context, part, nowMs);
  context.restore();
}

/** Periods of what beats in a block, in milliseconds. */
export function beatsOf({ ground, parts }: FaceBlock): readonly number[] {
  const inks = [ground, ...parts.flatMap((part) => (part.kind === 'fill' ? [part.colour] : []))];
  return [...new Set(inks.flatMap((ink) => (typeof ink === 'string' ? [] : [ink.periodMs])))];
}

function paintPart(context: OffscreenCanvasRenderingContext2D, part: FacePart, nowMs: number): void {
  switch (part.kind) {
    case 'text':
      context.font = part.font;
      context.letterSpacing = `${part.spacing ?? 0}px`;
      context.fillStyle = part.colour;
      context.fillText(part.text, part.left, part.baseline);
      return;
    case 'fill':
      fill(context, part.box, part.colour, nowMs);
      return;
    case 'sign': {
      context.save();
      context.translate(part.left, part.top);
      context.scale(part.scale, part.scale);
      if (part.pen === undefined) {
        context.fillStyle = part.colour;
        context.fill(outlineOf(part.path));
      } else {
        context.strokeStyle = part.colour;
        context.lineWidth = part.pen;
        context.stroke(outlineOf(part.path));
      }
      context.restore();
      return;
    }
  }
}

function fill(
  context: OffscreenCanvasRenderingContext2D,
  { left, top, width, height }: Box,
  ink: Ink,
  nowMs: number,
): void {
  context.fillStyle = typeof ink === 'string' ? ink : isAtRest(ink.periodMs, nowMs) ? ink.rest : ink.lit;
  context.fillRect(left, top, width, height);
}

function outlineOf(path: string): Path2D {
  const known = outlines.get(path);
  if (known !== undefined) return known;
  const made = new Path2D(path);
  outlines.set(path, made);
  return made;
}
