import uPlot from 'uplot';
import { signOutlines } from '#renderer/alarms/alarmSigns.ts';
import type { HeldGap } from '#renderer/history/archive.ts';
import { columnConfig, columnTimes } from '#renderer/review/columnPlot.view.ts';
import { hatch } from '#renderer/review/hatch.ts';
import type { AlarmMark } from '#renderer/review/stayAlarms.ts';
import { timeTicks } from '#renderer/review/timeTicks.ts';
import type { Palette } from '#renderer/theme/palettes.ts';
import { type Course, rangeOf } from './overviewColumns.ts';

/** What the overview draws. */
export interface OverviewPicture {
  readonly course: Course;
  readonly colour: string;
  readonly marks: readonly AlarmMark[];
  /** What is held nothing of, or not all. */
  readonly gaps: readonly HeldGap[];
  readonly palette: Palette;
}

/** CSS pixels: a lane for the alarms above, one for what is held below, and the times under it. */
export const MARKS_PX = 14;
export const COVER_PX = 8;
export const TIMES_PX = 16;
const SIGN_PX = 11;
const LEAST_PX = 1;
const LABEL_PX = 92;
/**
 * The course of hours in one strip: lowest and highest of each pixel column, alarms by shape and colour above, what is held
 * below. What is missing is hatched over the whole height.
 */
export class OverviewPlot {
  readonly #plot: uPlot;
  readonly #font: string;
  #picture: OverviewPicture | null = null;
  #range: [number, number] = [0, 1];

  constructor(parent: HTMLElement, width: number, height: number) {
    this.#font = getComputedStyle(parent).fontFamily;
    this.#plot = new uPlot(this.#config(width, height), [new Float64Array(), new Float32Array()], parent);
  }

  show(picture: OverviewPicture): void {
    this.#picture = picture;
    const { course } = picture;
    const columns = course.low.length;
    const range = rangeOf(course);
    const margin = range === null ? 0 : Math.max((range.high - range.low) * 0.08, 0.5);
    this.#range = range === null ? [0, 1] : [range.low - margin, range.high + margin];
    this.#plot.batch(() => {
      this.#plot.setData([columnTimes(course, columns), course.high], false);
      this.#plot.setScale('x', { min: course.fromMs, max: course.untilMs });
      this.#plot.setScale('y', { min: this.#range[0], max: this.#range[1] });
    });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #config(width: number, height: number): uPlot.Options {
    return columnConfig({
      width,
      height,
      padding: [MARKS_PX, 0, COVER_PX + TIMES_PX, 0],
      x: () => [this.#picture?.course.fromMs ?? 0, this.#picture?.course.untilMs ?? 1],
      y: () => this.#range,
      fill: () => this.#picture?.colour ?? 'transparent',
      trace: (plot) => this.#trace(plot),
      hooks: { drawClear: [(plot) => this.#drawGround(plot)], draw: [(plot) => this.#drawMarks(plot)] },
    });
  }

  #trace({ bbox: { left, top, width, height } }: uPlot): Path2D {
    const fill = new Path2D();
    const [low, high] = this.#range;
    const course = this.#picture?.course;
    if (course !== undefined) {
      const columnPx = width / course.low.length;
      const pxPerUnit = height / (high - low);
      for (let k = 0; k < course.low.length; k++) {
        if (Number.isNaN(course.low[k] as number)) continue;
        const from = top + (high - (course.high[k] as number)) * pxPerUnit;
        const until = top + (high - (course.low[k] as number)) * pxPerUnit;
        const pen = Math.max(2 * LEAST_PX * devicePixelRatio, until - from);
        fill.rect(left + k * columnPx, from, columnPx, pen);
      }
    }
    return fill;
  }

  #drawGround({ ctx, bbox: { left, top, width, height } }: uPlot): void {
    const picture = this.#picture;
    if (picture === null) return;
    const { course, palette, gaps } = picture;
    const toPx = (timeMs: number) => left + ((timeMs - course.fromMs) / (course.untilMs - course.fromMs)) * width;
    const coverTop = top + height;
    const cover = COVER_PX * devicePixelRatio;
    ctx.save();
    ctx.fillStyle = palette.linkLive;
    ctx.fillRect(left, coverTop + cover * 0.35, width, cover * 0.3);
    for (const gap of gaps) {
      const [from, until] = [Math.max(left, toPx(gap.fromMs)), Math.min(left + width, toPx(gap.untilMs))];
      if (until > from) hatch(ctx, from, top, until - from, height + cover, palette);
    }
    ctx.font = `${11 * devicePixelRatio}px ${this.#font}`;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'center';
    for (const { atMs, text } of timeTicks(course.fromMs, course.untilMs, width / devicePixelRatio, LABEL_PX)) {
      const x = Math.round(toPx(atMs));
      ctx.fillStyle = palette.gridSecond;
      ctx.fillRect(x, top, devicePixelRatio, height);
      const half = ctx.measureText(text).width / 2;
      ctx.fillStyle = palette.axisText;
      if (x - half >= left && x + half <= left + width) ctx.fillText(text, x, coverTop + cover + devicePixelRatio);
    }
    ctx.restore();
  }

  #drawMarks({ ctx, bbox: { left, width } }: uPlot): void {
    const picture = this.#picture;
    if (picture === null) return;
    const { course, palette, marks } = picture;
    const colours = {
      high: palette.alarmHigh,
      medium: palette.alarmMedium,
      low: palette.alarmLow,
      none: palette.textQuiet,
    };
    const order = ['none', 'low', 'medium', 'high'] as const;
    // The most urgent above the others: where marks overlap, none of high priority is hidden.
    for (const priority of order) {
      const outline = signOutlines[priority];
      if (outline === null) continue;
      const shape = new Path2D(outline);
      for (const mark of marks) {
        if (mark.priority !== priority) continue;
        const x = left + ((mark.fromMs - course.fromMs) / (course.untilMs - course.fromMs)) * width;
        ctx.save();
        ctx.translate(x - (SIGN_PX / 2) * devicePixelRatio, devicePixelRatio);
        ctx.scale((SIGN_PX / 16) * devicePixelRatio, (SIGN_PX / 16) * devicePixelRatio);
        ctx.fillStyle = colours[priority];
        ctx.fill(shape);
        ctx.strokeStyle = palette.ground;
        ctx.stroke(shape);
        ctx.restore();
      }
    }
  }
}
