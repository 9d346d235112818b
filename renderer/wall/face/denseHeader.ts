import type { NumericGroup } from '#domain/vitals/display.ts';
import { prioritySigns } from '#renderer/alarms/alarmSigns.ts';
import { offSign } from '#renderer/alarms/off/offSigns.ts';
import { signalOf } from '#renderer/alarms/signalOf.ts';
import { groupReadings, readingText } from '#renderer/vitals/readingText.ts';
import { linkColour, linkSigns } from '#renderer/wall/linkSigns.ts';
import type { FaceBlock } from '#renderer/waveforms/engine/face.ts';
import { writeCrossed } from './crossedSign.ts';
import { priorityInks } from './priorityInks.ts';
import { type FaceLook, type Lettering, Sketch } from './sketch.ts';
import type { TileContent } from './tileContent.ts';
import { readingInk } from './tileNumbers.ts';

/** After heart rate, in a tile of one line. Without their names colour alone tells them apart, so only what everybody knows. */
const FURTHER: readonly string[] = ['SpO₂', 'RR'];
const PERCENT_SIZE = 0.72;

/**
 * All that a very small tile says beside its traces: whose bed, how urgent its alarm is, heart rate and saturation, and
 * what is unusual about it. Its alarm has no frame of its own: its colour is a bar above the line and around the name.
 */
export function denseHeaderBlock(
  { place, layout, widthPx, alarms, off, groups, readings }: TileContent,
  look: FaceLook,
): FaceBlock {
  const { framePx, headerPx, textPx } = layout;
  const { palette, parameters } = look.theme;
  const sketch = new Sketch(look, { left: 0, top: 0, width: widthPx, height: framePx + headerPx });
  const middle = framePx + headerPx / 2;
  const inner = { left: framePx, top: framePx, width: widthPx - 2 * framePx, height: headerPx };
  const { priority, isStill } = signalOf(alarms);
  const inks = priority === 'none' ? null : priorityInks(priority, palette, isStill);
  sketch.fill(inner, palette.surfaceRaised);

  const gap = 0.35 * textPx;
  const isLive = place.link.state === 'live';
  let right = widthPx - framePx - 2;
  for (const group of chosen(groups, layout.secondLines).toReversed()) {
    const [reading] = groupReadings(group, readings);
    const ink = readingInk(reading, isLive, parameters[group.parameter], palette.textAged);
    const number: Lettering = { sizePx: 1.05 * textPx, weight: 700, ...ink, spacing: 0 };
    if (group.label === 'SpO₂' && reading?.state === 'live') {
      const percent: Lettering = { ...number, sizePx: number.sizePx * PERCENT_SIZE, weight: 400 };
      right -= sketch.width('%', percent);
      sketch.write('%', right, middle, percent);
    }
    const text = readingText(reading);
    right -= sketch.width(text, number);
    sketch.write(text, right, middle, number);
    right -= gap;
  }
  if (!isLive) {
    right -= 0.8 * textPx;
    const colour = linkColour(place.link.state, palette);
    sketch.sign(linkSigns[place.link.state], right, middle - 0.4 * textPx, 0.8 * textPx, colour);
    right -= gap;
  }
  if (place.simulated) {
    const sim: Lettering = { sizePx: 0.72 * textPx, weight: 600, colour: palette.simulated };
    right -= sketch.width('SIM', sim);
    sketch.write('SIM', right, middle, sim);
    right -= gap;
  }

  if (off !== null) {
    right -= textPx;
    writeCrossed(sketch, offSign(off), {
      left: right,
      top: middle - textPx / 2,
      size: textPx,
      colour: palette.linkLost,
    });
    right -= gap;
  }

  const bold: Lettering = { sizePx: textPx, weight: 700, colour: inks?.text ?? palette.text };
  const pad = 0.25 * textPx;
  const sign = prioritySigns[priority];
  const signWidth = sign === '' ? 0 : sketch.width(sign, bold) + 0.4 * textPx;
  const nameLeft = inner.left + signWidth + pad;
  // Cut at its beginning: the end of a bed's name is what tells it from its neighbours.
  const name = sketch.fit(place.bed.displayName, right - nameLeft - pad, bold, 'start');
  if (inks !== null) {
    const width = nameLeft + sketch.width(name, bold) + pad - inner.left;
    sketch.fill({ ...inner, width: Math.min(width, right - inner.left) }, inks.ground);
    sketch.write(sign, inner.left + 0.2 * textPx, middle, bold);
  }
  sketch.write(name, nameLeft, middle, bold);
  return sketch.block(inks?.line ?? palette.ground);
}

function chosen(groups: readonly NumericGroup[], further: number): readonly NumericGroup[] {
  const [first, ...rest] = groups.filter(({ content }) => content.kind === 'single');
  const known = rest.filter(({ label }) => FURTHER.includes(label)).slice(0, further);
  return first === undefined ? [] : [first, ...known];
}
