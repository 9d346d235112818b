import { stands } from '#domain/alarms/alarm.ts';
import { alarmText, prioritySigns, signOutlines } from '#renderer/alarms/alarmSigns.ts';
import { endedNote } from '#renderer/alarms/episodeTexts.ts';
import { isCalling, type ListedAlarm, toldAlarm } from '#renderer/alarms/listed.ts';
import { offSign } from '#renderer/alarms/off/offSigns.ts';
import { linkColour, linkSigns } from '#renderer/wall/linkSigns.ts';
import type { BedPlace } from '#renderer/wall/places.ts';
import { ageAndSex } from '#renderer/wall/texts.ts';
import { NARROW_PX, NARROWEST_PX, type TileLayout } from '#renderer/wall/tileLayout.ts';
import type { FaceBlock } from '#renderer/waveforms/engine/face.ts';
import { writeCrossed } from './crossedSign.ts';
import { priorityInks } from './priorityInks.ts';
import { type FaceLook, type Lettering, Sketch } from './sketch.ts';
import type { OffMark, TileContent } from './tileContent.ts';

/** What a header is written from. */
export interface HeaderContent
  extends Pick<TileContent, 'place' | 'layout' | 'widthPx' | 'alarms' | 'off' | 'turn' | 'delayMs'> {
  /** Whether what kind of bed this is, its delay and its link stand here; else they stand below the numbers. */
  readonly withStatus: boolean;
}

/** Of the header, at most: a long name of a bed leaves the patient, or the alarm, its part. */
const BED_SHARE = 0.6;
const BED_SHARE_IN_ALARM = 0.45;
/** A name that is cut shorter than this, in parts of the size of its letters, is nobody's. */
const SHORTEST_NAME_EM = 4;
/** Of the sign of a pause or an off, in parts of the size of the letters. */
const OFF_SIGN = 1.25;

/**
 * Bed, alarm, patient. The alarm fills what is free between the bed at the left and the patient at the right, so nothing
 * moves when one comes, and the bed wears its colour, so that it is found from afar. A narrow tile gives up what the large
 * view tells, before it shortens an alarm.
 */
export function headerBlock(content: HeaderContent, look: FaceLook): FaceBlock {
  const { place, layout, widthPx, alarms } = content;
  const { framePx, headerPx, textPx } = layout;
  const sketch = new Sketch(look, { left: framePx, top: framePx, width: widthPx - 2 * framePx, height: headerPx });
  const { palette, middle, box } = sketch;
  const [first] = alarms;
  const inks =
    first === undefined || first.priority === 'none' ? null : priorityInks(first.priority, palette, !isCalling(first));
  const gap = textPx * (widthPx >= NARROW_PX ? 0.5 : 0.4);
  const pad = textPx * (widthPx < NARROWEST_PX ? 0.35 : 0.5);

  const bold: Lettering = { sizePx: textPx, weight: 700, colour: inks?.text ?? palette.text };
  const share = first === undefined ? BED_SHARE : BED_SHARE_IN_ALARM;
  const bedName = sketch.fit(place.bed.displayName, box.width * share - 2 * pad, bold);
  const bedWidth = sketch.width(bedName, bold) + 2 * pad;
  const left = box.left + bedWidth;

  let right = sketch.right - textPx * 0.5;
  if (content.withStatus) right -= writeStatus(sketch, content, right) + gap;
  if (content.off !== null) right -= writeOff(sketch, content.off, right, textPx) + gap;
  right = writePatient(sketch, content, { left, right, gap });
  if (inks !== null) sketch.fill({ left: box.left, top: box.top, width: bedWidth, height: box.height }, inks.still);
  if (first !== undefined) writeAlarm(sketch, content, { left, right, sizePx: alarmSize(layout) });
  sketch.write(bedName, box.left + pad, middle, bold);
  return sketch.block(palette.surfaceRaised);
}

/** Name, age and sex, as far as there is room between bed or alarm and `right`; gives what is left of the room. */
function writePatient(
  sketch: Sketch,
  content: HeaderContent,
  { left, right, gap }: { left: number; right: number; gap: number },
): number {
  const { place, layout, widthPx, alarms } = content;
  const { patient, channels } = place.bed;
  const { palette, middle } = sketch;
  const { textPx } = layout;
  const isFar = layout.density === 'far';
  const hasAlarm = alarms.length > 0;
  if (hasAlarm && (isFar || widthPx < NARROW_PX)) return right;
  let end = right;
  const age = patient === null || isFar || widthPx < NARROWEST_PX ? '' : ageAndSex(patient);
  if (age !== '') {
    const quiet: Lettering = { sizePx: textPx, colour: palette.textQuiet };
    end -= sketch.width(age, quiet);
    sketch.write(age, end, middle, quiet);
    end -= gap;
  }
  const name = patient?.displayName ?? (channels.length > 0 ? 'no patient admitted' : '');
  const lettering: Lettering = isFar
    ? { sizePx: textPx * 0.7, colour: palette.textQuiet }
    : { sizePx: textPx, colour: palette.text };
  const room = end - left - gap - (hasAlarm ? alarmWidth(sketch, content, alarmSize(layout)) + gap : 0);
  const shown = sketch.fit(name, room, lettering);
  if (shown === '' || (shown !== name && room < SHORTEST_NAME_EM * textPx)) return end;
  end -= sketch.width(shown, lettering);
  sketch.write(shown, end, middle, lettering);
  return end - gap;
}

const alarmSize = ({ density, textPx }: TileLayout) => (density === 'far' ? textPx * 0.86 : textPx);

/** The told alarm's texts, with their sizes. */
function alarmRuns({ alarms, turn }: HeaderContent, sizePx: number, colour: string) {
  const told = toldAlarm(alarms, turn);
  const bold: Lettering = { sizePx, weight: 700, colour };
  return {
    told,
    text: told === undefined ? '' : alarmText(told.member.alarm.report),
    isTicked: told !== undefined && told.acknowledgedBy !== '',
    note: told === undefined ? '' : noteOf(told),
    more: alarms.length > 1 ? `+${alarms.length - 1}` : '',
    bold,
    plain: { sizePx, weight: 400, colour } satisfies Lettering,
  };
}

/** Who has acknowledged what stands, or that it has ended. */
function noteOf({ member: { alarm }, acknowledgedBy }: ListedAlarm): string {
  return (stands(alarm) ? acknowledgedBy : '') || endedNote(alarm);
}

const SIGN = 0.85;
const TICK = 0.8;
/** Somebody has acknowledged it. */
const tickSign = { path: 'M2 8.5 6 12.5 14 3.5', units: 16, pen: 2.4 };
const ALARM_GAP = 0.4;
const ALARM_PAD = 0.45;

function alarmWidth(sketch: Sketch, content: HeaderContent, sizePx: number): number {
  const { told, text, isTicked, note, more, bold, plain } = alarmRuns(content, sizePx, '');
  const sign = told === undefined ? '' : prioritySigns[told.priority];
  const widths = [
    sign === '' ? 0 : (SIGN + 0.2) * sizePx + sketch.width(sign, bold),
    sketch.width(text, bold),
    isTicked ? TICK * sizePx : 0,
    note === '' ? 0 : sketch.width(note, plain),
    more === '' ? 0 : sketch.width(more, bold) + 0.8 * sizePx,
  ].filter((width) => width > 0);
  return widths.reduce((sum, width) => sum + width + ALARM_GAP * sizePx, 0) + 2 * ALARM_PAD * sizePx;
}

/** What is paused or off at the bed, and how long, to the left of `rightPx`; gives its width. */
function writeOff(sketch: Sketch, off: OffMark, rightPx: number, textPx: number): number {
  const { palette, middle } = sketch;
  const colour = palette.linkLost;
  const text: Lettering = { sizePx: textPx * 0.9, weight: 700, colour };
  const width = off.left === '' ? 0 : sketch.write(off.left, rightPx - sketch.width(off.left, text), middle, text);
  const gap = off.left === '' ? 0 : 0.25 * textPx;
  const size = OFF_SIGN * textPx;
  writeCrossed(sketch, offSign(off), { left: rightPx - width - gap - size, top: middle - size / 2, size, colour });
  return width + gap + OFF_SIGN * textPx;
}

/** The bedside's own words, from the bed's name to the patient's: sign, text, how many more there are. */
function writeAlarm(
  sketch: Sketch,
  content: HeaderContent,
  { left, right, sizePx }: { left: number; right: number; sizePx: number },
): void {
  const { palette, middle, box } = sketch;
  const told = toldAlarm(content.alarms, content.turn);
  if (told === undefined) return;
  const { priority } = told;
  const inks = priority === 'none' ? null : priorityInks(priority, palette, !isCalling(told));
  const { text, isTicked, note, more, bold, plain } = alarmRuns(content, sizePx, inks?.text ?? palette.textQuiet);
  if (inks !== null) sketch.fill({ left, top: box.top, width: right - left, height: box.height }, inks.ground);
  let at = left + 0.1 * sizePx;
  const outline = signOutlines[priority];
  if (outline !== null) {
    sketch.sign({ path: outline, units: 16 }, at, middle - (SIGN * sizePx) / 2, SIGN * sizePx, bold.colour);
    at += (SIGN + 0.2) * sizePx;
    at += sketch.write(prioritySigns[priority], at, middle, bold) + ALARM_GAP * sizePx;
  }
  let end = right - ALARM_PAD * sizePx;
  if (more !== '') {
    const width = sketch.width(more, bold) + 0.8 * sizePx;
    const height = Math.min(box.height - 2, sizePx * 1.25);
    outlineBox(sketch, { left: end - width, top: middle - height / 2, width, height }, bold.colour);
    sketch.write(more, end - width + 0.4 * sizePx, middle, bold);
    end -= width + ALARM_GAP * sizePx;
  }
  const tick = isTicked ? (TICK + ALARM_GAP) * sizePx : 0;
  const noteWidth = sketch.width(note, plain) + ALARM_GAP * sizePx;
  // What it is comes before who has seen it; that somebody has, the tick says.
  if (note !== '' && (!isTicked || end - at - tick - noteWidth >= sketch.width(text, bold))) {
    end -= sketch.width(note, plain);
    sketch.write(note, end, middle, plain);
    end -= ALARM_GAP * sizePx;
  }
  if (isTicked) {
    end -= TICK * sizePx;
    sketch.sign(tickSign, end, middle - (TICK * sizePx) / 2, TICK * sizePx, bold.colour);
    end -= ALARM_GAP * sizePx;
  }
  sketch.write(sketch.fit(text, end - at, bold), at, middle, bold);
}

function outlineBox(
  sketch: Sketch,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  colour: string,
): void {
  sketch.fill({ left, top, width, height: 1 }, colour);
  sketch.fill({ left, top: top + height - 1, width, height: 1 }, colour);
  sketch.fill({ left, top, width: 1, height }, colour);
  sketch.fill({ left: left + width - 1, top, width: 1, height }, colour);
}

/**
 * What kind of bed this is, how late its traces are, and the state of its link, to the left of `rightPx`; gives their
 * width. Quiet while all is well.
 */
function writeStatus(sketch: Sketch, { place, layout, delayMs }: HeaderContent, rightPx: number): number {
  const { palette, middle } = sketch;
  const { state } = place.link;
  if (layout.density === 'far') {
    const sizePx = Math.min(14, Math.max(7, layout.textPx * 0.36));
    const sim: Lettering = { sizePx, weight: 600, colour: palette.simulated };
    const width = Math.max(place.simulated ? sketch.width('SIM', sim) : 0, 0.8 * sizePx);
    const half = place.simulated ? 0.62 * sizePx : 0;
    if (place.simulated) sketch.write('SIM', rightPx - width, middle - half, sim);
    sketch.sign(
      linkSigns[state],
      rightPx - width / 2 - 0.4 * sizePx,
      middle + half - 0.4 * sizePx,
      0.8 * sizePx,
      linkColour(state, palette),
    );
    return width;
  }
  const sizePx = layout.textPx * 0.8;
  return writeStatusRow(sketch, place, delayMs, { right: rightPx, middle, sizePx });
}

/** In one line, from the right: link, delay, SIM. `simLeft`: where SIM begins, if not beside the delay. */
export function writeStatusRow(
  sketch: Sketch,
  { link, simulated }: BedPlace,
  delayMs: number | null,
  { right, middle, sizePx, simLeft }: { right: number; middle: number; sizePx: number; simLeft?: number },
): number {
  const { palette } = sketch;
  const gap = 0.5 * sizePx;
  let at = right - 0.8 * sizePx;
  sketch.sign(linkSigns[link.state], at, middle - 0.4 * sizePx, 0.8 * sizePx, linkColour(link.state, palette));
  if (link.state === 'live' && delayMs !== null) {
    const quiet: Lettering = { sizePx, colour: palette.textQuiet };
    const text = `${delayMs} ms`;
    at -= gap + sketch.width(text, quiet);
    sketch.write(text, at, middle, quiet);
  }
  if (simulated) {
    const sim: Lettering = { sizePx, weight: 600, colour: palette.simulated };
    if (simLeft === undefined) at -= gap + sketch.width('SIM', sim);
    sketch.write('SIM', simLeft ?? at, middle, sim);
  }
  return right - at;
}
