import { CROSS_PENS, type CrossedSign } from '#renderer/alarms/off/offSigns.ts';
import type { Sketch } from './sketch.ts';

/** Draws a crossed sign on a raised surface, as OffSign.view.tsx does on the page. */
export function writeCrossed(
  sketch: Sketch,
  { body, cross }: CrossedSign,
  { left, top, size, colour }: { left: number; top: number; size: number; colour: string },
): void {
  const units = 24;
  sketch.sign({ path: body, units }, left, top, size, colour);
  sketch.sign({ path: cross, units, pen: CROSS_PENS.gap }, left, top, size, sketch.palette.surfaceRaised);
  sketch.sign({ path: cross, units, pen: CROSS_PENS.line }, left, top, size, colour);
}
