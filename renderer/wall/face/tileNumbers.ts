import type { NumericGroup } from '#domain/vitals/display.ts';
import type { NumericSize } from '#renderer/vitals/Numerics.view.tsx';
import { groupNote, groupNumericsOf, groupReadings, readingText } from '#renderer/vitals/readingText.ts';
import type { BedReadings, Reading } from '#renderer/vitals/vitals.store.ts';
import type { FaceBlock } from '#renderer/waveforms/engine/face.ts';
import type { Box } from '#renderer/waveforms/engine/painter.ts';
import { type FaceLook, type Lettering, Sketch } from './sketch.ts';

/** Where label and value of a line stand. `spread`: at its two ends. `end`: both at the right. `stacked`: label on top. */
export type LineOrder = 'spread' | 'end' | 'stacked';

/** How one line of numbers is written. */
export interface LineStyle {
  readonly size: NumericSize;
  readonly order: LineOrder;
  /** Shows the mean of a pressure in parentheses; there must be room for it. */
  readonly withMean: boolean;
  /** Shows the unit below the label while there is nothing more important to say there. */
  readonly withUnit: boolean;
  /** Nothing behind a broken link looks alive, also what may still be believed for a while. */
  readonly isLive: boolean;
  /** Left and right of the line. */
  readonly paddingPx: number;
}

/** Room for the label beside the value, in parts of the label's size. */
const LABEL_ROOM = 1.6;
const MEAN_SIZE = 0.66;
const NOTE_SIZE = 0.85;
const DIGITS_SPACING = -0.02;
/** Height of the line of a stacked value, in parts of its size: digits have nothing below the baseline. */
const STACKED_LINE = 0.78;
const LABEL_GAP_PX = 4;

/** A piece of a value, its size in parts of the value's. */
interface Run {
  readonly text: string;
  readonly size: number;
  readonly colour: string;
  readonly isItalic?: boolean;
  readonly spacing: number;
  readonly before?: number;
}

/**
 * One line of numbers: label and unit at the left, the value big at the right. A value past its time is grey and says how
 * old it is; an expired one is `---`. A value wider than its line is written smaller, and it is the label that is
 * shortened: a number that is cut is another number.
 */
export function lineBlock(
  group: NumericGroup,
  readings: BedReadings,
  box: Box,
  style: LineStyle,
  look: FaceLook,
): FaceBlock {
  const { size, order, paddingPx } = style;
  const sketch = new Sketch(look, box);
  const parts = groupReadings(group, readings).slice(0, groupNumericsOf(group).length);
  const runs = valueRuns(group, parts, style, look);
  const left = box.left + paddingPx;
  const right = sketch.right - paddingPx;
  const room = right - left - (order === 'stacked' ? 0 : LABEL_ROOM * size.labelPx);
  const widthAt = (fontPx: number) =>
    runs.reduce((sum, run) => sum + ((run.before ?? 0) * fontPx + sketch.width(run.text, lettering(run, fontPx))), 0);
  const wanted = widthAt(size.fontPx);
  const fontPx = wanted <= room ? size.fontPx : (size.fontPx * room) / wanted;
  const width = Math.min(wanted, room);

  const { middle } = sketch;
  const labelHeight = order === 'stacked' ? size.labelPx + 0.03 * fontPx : 0;
  let at = right - width;
  for (const run of runs) {
    at += (run.before ?? 0) * fontPx;
    at += sketch.write(run.text, at, middle + labelHeight / 2, lettering(run, fontPx));
  }

  const note = groupNote(group, parts, style.withUnit);
  const name: Lettering = {
    sizePx: size.labelPx,
    weight: 600,
    colour: look.theme.parameters[group.parameter],
  };
  const quiet: Lettering = { sizePx: size.labelPx * NOTE_SIZE, colour: look.theme.palette.textQuiet };
  if (order === 'stacked') {
    const total = labelHeight + STACKED_LINE * fontPx;
    const top = middle - total / 2 + size.labelPx / 2;
    const labelLeft = right - Math.max(width, sketch.width(group.label, name));
    const shown = sketch.fit(group.label, right - Math.max(left, labelLeft), name);
    const noteLeft =
      Math.max(left, labelLeft) + sketch.write(shown, Math.max(left, labelLeft), top, name) + 0.4 * size.labelPx;
    sketch.write(sketch.fit(note, right - noteLeft, quiet), noteLeft, top, quiet);
    return sketch.block(look.theme.palette.surface);
  }
  const labelRoom = right - width - left - LABEL_GAP_PX;
  const shownName = sketch.fit(group.label, labelRoom, name);
  const shownNote = sketch.fit(note, labelRoom, quiet);
  const labelLeft =
    order === 'spread'
      ? left
      : right - width - 2 * LABEL_GAP_PX - Math.max(sketch.width(shownName, name), sketch.width(shownNote, quiet));
  const noteHeight = shownNote === '' ? 0 : (0.15 + NOTE_SIZE) * size.labelPx;
  sketch.write(shownName, Math.max(left, labelLeft), middle - noteHeight / 2, name);
  sketch.write(shownNote, Math.max(left, labelLeft), middle + size.labelPx / 2 + 0.075 * size.labelPx, quiet);
  return sketch.block(look.theme.palette.surface);
}

/** How a reading is written: coloured and upright while it is to be believed. */
export function readingInk(
  reading: Reading | undefined,
  isLive: boolean,
  colour: string,
  aged: string,
): Pick<Run, 'colour' | 'isItalic' | 'spacing'> {
  switch (reading?.state) {
    case 'live':
      return { colour: isLive ? colour : aged, spacing: DIGITS_SPACING };
    case 'aged':
      return { colour: aged, isItalic: true, spacing: DIGITS_SPACING };
    case 'expired':
    case 'absent':
    case 'awaited':
    case undefined:
      return { colour: aged, spacing: 0.04 };
  }
}

function valueRuns(
  group: NumericGroup,
  [first, second, mean]: readonly (Reading | undefined)[],
  { withMean, isLive }: LineStyle,
  { theme: { palette, parameters } }: FaceLook,
): readonly Run[] {
  const run = (reading: Reading | undefined, size = 1): Run => ({
    text: readingText(reading),
    size,
    ...readingInk(reading, isLive, parameters[group.parameter], palette.textAged),
  });
  const quiet = (text: string, size = 1, before = 0): Run => ({
    text,
    size,
    colour: palette.textQuiet,
    spacing: DIGITS_SPACING,
    before,
  });
  if (group.content.kind === 'single') return [run(first)];
  const pressure = [run(first), quiet('/'), run(second)];
  if (!withMean || group.content.mean === null) return pressure;
  return [...pressure, quiet('(', MEAN_SIZE, 0.25), run(mean, MEAN_SIZE), quiet(')', MEAN_SIZE)];
}

function lettering({ size, colour, isItalic, spacing }: Run, fontPx: number): Lettering {
  return { sizePx: fontPx * size, weight: 600, colour, spacing, ...(isItalic === true && { isItalic }) };
}
