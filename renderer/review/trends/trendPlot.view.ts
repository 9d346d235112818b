import uPlot from 'uplot';
import type { LimitStretch } from '#domain/alarms/limitsTold.ts';
import type { ShownPriority } from '#domain/alarms/priority.ts';
import type { Span } from '#renderer/history/spans.ts';
import { columnConfig } from '#renderer/review/columnPlot.view.ts';
import { hatchGap } from '#renderer/review/hatch.ts';
import type { TimeTick } from '#renderer/review/timeTicks.ts';
import type { Palette } from '#renderer/theme/palettes.ts';
import type { LaneCourse, Trace } from './trendLanes.ts';
import { scaleLines } from './trendScale.ts';

/** What a lane draws. */
export interface TrendPicture {
  readonly seen: Span;
  readonly course: LaneCourse;
  readonly ticks: readonly TimeTick[];
  /** When an alarm ends that stands. */
  readonly nowMs: number;
  readonly colour: string;
  readonly palette: Palette;
}

/** CSS pixels: room for the values of the scale at the left. */
export const SCALE_PX = 34;
const MARGIN_PX = 7;
const PEN_PX = 1.6;
const POINT_PX = 2.6;
const ALARM_PX = 4;
const TEXT_PX = 10.5;
/** Lines of a scale are no nearer to each other than this. */
const LINE_PX = 15;
/** How much of a band is seen through. */
const BAND_ALPHA = 0.34;
const LIMIT_ALPHA = 0.85;

/**
 * The course of a numeric, or of one pressure: a band from the lowest to the highest of each column, a stepped line of the
 * medians, a mark for a value that is right for its moment alone. Nothing is drawn over a gap: it is hatched, with its reason.
 */
export class TrendPlot {
  readonly #plot: uPlot;
  readonly #font: string;
  #picture: TrendPicture | null = null;

  constructor(parent: HTMLElement, width: number, height: number) {
    this.#font = getComputedStyle(parent).fontFamily;
    const config = columnConfig({
      width,
      height,
      padding: [MARGIN_PX, 0, MARGIN_PX, SCALE_PX],
      x: () => [this.#picture?.seen.fromMs ?? 0, this.#picture?.seen.untilMs ?? 1],
      y: () => [this.#picture?.course.scale.low ?? 0, this.#picture?.course.scale.high ?? 1],
      fill: () => this.#picture?.colour ?? 'transparent',
      trace: (plot) => this.#lines(plot),
      hooks: { drawClear: [(plot) => this.#drawGround(plot)], draw: [(plot) => this.#drawLimits(plot)] },
    });
    this.#plot = new uPlot(config, [new Float64Array(), new Float64Array()], parent);
  }

  show(picture: TrendPicture): void {
    this.#picture = picture;
    const { seen, course } = picture;
    this.#plot.batch(() => {
      this.#plot.setData([Float64Array.of(seen.fromMs, seen.untilMs), Float64Array.of(0, 0)], false);
      this.#plot.setScale('x', { min: seen.fromMs, max: seen.untilMs });
      this.#plot.setScale('y', { min: course.scale.low, max: course.scale.high });
    });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  /** Medians, or marks of single values, as one path. */
  #lines(plot: uPlot): Path2D {
    const path = new Path2D();
    const picture = this.#picture;
    if (picture === null) return path;
    const { course } = picture;
    const place = placing(plot, picture);
    if (course.isEpisodic) drawMarks(path, course.traces, place);
    else for (const trace of course.traces) drawMedians(path, trace, place);
    return path;
  }

  #drawGround(plot: uPlot): void {
    const picture = this.#picture;
    if (picture === null) return;
    const { ctx } = plot;
    const { course, palette, colour, ticks, nowMs } = picture;
    const place = placing(plot, picture);
    const { left, top, width, height, xOf, yOf } = place;
    const dpr = devicePixelRatio;
    ctx.save();
    ctx.font = `${TEXT_PX * dpr}px ${this.#font}`;
    ctx.textBaseline = 'middle';
    ctx.textAlign = 'right';
    for (const line of scaleLines(course.scale, Math.max(1, Math.floor(height / dpr / LINE_PX)))) {
      const y = Math.round(yOf(line));
      ctx.fillStyle = palette.gridSecond;
      ctx.fillRect(left, y, width, dpr);
      ctx.fillStyle = palette.axisText;
      ctx.fillText(String(Number(line.toPrecision(6))), left - 5 * dpr, y);
    }
    ctx.fillStyle = palette.gridSecond;
    for (const { atMs } of ticks) ctx.fillRect(Math.round(xOf(atMs)), 0, dpr, plot.height * dpr);
    for (const gap of course.gaps) {
      const [from, until] = [Math.max(left, xOf(gap.fromMs)), Math.min(left + width, xOf(gap.untilMs))];
      if (until > from) hatchGap(ctx, from, top, until - from, height, gap.words, palette, this.#font);
    }
    ctx.globalAlpha = BAND_ALPHA;
    ctx.fillStyle = colour;
    for (const trace of course.isEpisodic ? [] : course.traces) ctx.fill(bandOf(trace, place));
    ctx.globalAlpha = 1;
    // A bar as long as an alarm of this value stood, the most urgent above the others.
    for (const priority of ['none', 'low', 'medium', 'high'] as const) {
      ctx.fillStyle = alarmInk(palette, priority);
      for (const mark of course.marks) {
        if (mark.priority !== priority) continue;
        const [from, until] = [Math.max(left, xOf(mark.fromMs)), Math.min(left + width, xOf(mark.untilMs ?? nowMs))];
        if (until >= from) ctx.fillRect(from, 0, Math.max(2 * dpr, until - from), ALARM_PX * dpr);
      }
    }
    ctx.restore();
  }

  /** Solid as long as an alarm told it, dashed where the alarms before and after tell the same. */
  #drawLimits(plot: uPlot): void {
    const picture = this.#picture;
    if (picture === null) return;
    const { ctx } = plot;
    const { course, colour, palette } = picture;
    const { left, width, xOf, yOf } = placing(plot, picture);
    const dpr = devicePixelRatio;
    ctx.save();
    ctx.font = `600 ${TEXT_PX * dpr}px ${this.#font}`;
    ctx.textAlign = 'left';
    ctx.lineWidth = dpr;
    const written = new Map<string, LimitStretch>();
    for (const stretch of course.limits) {
      const [from, until] = [Math.max(left, xOf(stretch.fromMs)), Math.min(left + width, xOf(stretch.untilMs))];
      if (until < left || from > left + width) continue;
      const y = Math.round(yOf(stretch.limit)) + dpr / 2;
      ctx.globalAlpha = LIMIT_ALPHA;
      ctx.strokeStyle = palette.text;
      ctx.setLineDash(stretch.basis === 'told' ? [] : [5 * dpr, 4 * dpr]);
      ctx.beginPath();
      ctx.moveTo(from, y);
      ctx.lineTo(Math.max(until, from + 2 * dpr), y);
      ctx.stroke();
      const before = written.get(stretch.crossed);
      written.set(stretch.crossed, stretch);
      // Written where it is first seen, and where it is another.
      if (before?.limit === stretch.limit) continue;
      const text = `${stretch.crossed === 'upper' ? '≤' : '≥'} ${stretch.limit}`;
      const textWidth = ctx.measureText(text).width;
      const x = Math.min(from + 3 * dpr, left + width - textWidth - 3 * dpr);
      const isAbove = stretch.crossed === 'upper' ? y > 14 * dpr : y > plot.height * dpr - 14 * dpr;
      ctx.textBaseline = isAbove ? 'bottom' : 'top';
      ctx.globalAlpha = 1;
      ctx.strokeStyle = palette.ground;
      ctx.setLineDash([]);
      ctx.lineWidth = 3 * dpr;
      ctx.strokeText(text, x, y + (isAbove ? -2 : 2) * dpr);
      ctx.fillStyle = colour;
      ctx.fillText(text, x, y + (isAbove ? -2 : 2) * dpr);
      ctx.lineWidth = dpr;
    }
    ctx.restore();
  }
}

/** Where times and values are on the canvas, device pixels. */
interface Placing {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  xOf(timeMs: number): number;
  yOf(value: number): number;
}

function placing({ bbox: { left, top, width, height } }: uPlot, { seen, course: { scale } }: TrendPicture): Placing {
  const pxPerMs = width / Math.max(1, seen.untilMs - seen.fromMs);
  const pxPerUnit = height / (scale.high - scale.low);
  return {
    ...{ left, top, width, height },
    xOf: (timeMs) => left + (timeMs - seen.fromMs) * pxPerMs,
    yOf: (value) => top + (scale.high - value) * pxPerUnit,
  };
}

function alarmInk(palette: Palette, priority: ShownPriority): string {
  const inks = { high: palette.alarmHigh, medium: palette.alarmMedium, low: palette.alarmLow, none: palette.textQuiet };
  return inks[priority];
}

function bandOf({ columns }: Trace, { left, width, xOf, yOf }: Placing): Path2D {
  const path = new Path2D();
  for (let k = 0; k < columns.min.length; k++) {
    if (columns.count[k] === 0) continue;
    const from = Math.max(left, xOf(columns.fromMs + k * columns.columnMs));
    const until = Math.min(left + width, xOf(columns.fromMs + (k + 1) * columns.columnMs));
    if (until <= from) continue;
    const [upper, lower] = [yOf(columns.max[k] as number), yOf(columns.min[k] as number)];
    path.rect(from, upper, until - from, lower - upper);
  }
  return path;
}

/**
 * A median lasts for its column; to the next it lasts as long as values came as often as promised. Where they did not, there
 * is a gap, and the line ends.
 */
function drawMedians(path: Path2D, { columns, gaps }: Trace, { left, width, xOf, yOf }: Placing): void {
  const pen = PEN_PX * devicePixelRatio;
  const right = left + width;
  const bar = (from: number, until: number, upper: number, lower: number) => {
    const [x, end] = [Math.max(left, from), Math.min(right, until)];
    if (end > x) path.rect(x, upper - pen / 2, end - x, lower - upper + pen);
  };
  let before: { readonly untilMs: number; readonly value: number } | null = null;
  let gap = 0;
  for (let k = 0; k < columns.median.length; k++) {
    const value = columns.median[k] as number;
    if (Number.isNaN(value)) continue;
    const fromMs = columns.fromMs + k * columns.columnMs;
    const untilMs = fromMs + columns.columnMs;
    const y = yOf(value);
    bar(xOf(fromMs), xOf(untilMs), y, y);
    if (before !== null) {
      // The first gap that ends behind what was drawn last; one that begins before this column parts the two.
      while (gap < gaps.length && (gaps[gap] as Trace['gaps'][0]).untilMs <= before.untilMs) gap++;
      const isJoined = gap >= gaps.length || (gaps[gap] as Trace['gaps'][0]).fromMs >= fromMs;
      if (isJoined) {
        const [last, x] = [yOf(before.value), xOf(fromMs)];
        bar(xOf(before.untilMs), x, last, last);
        bar(x - pen / 2, x + pen / 2, Math.min(last, y), Math.max(last, y));
      }
    }
    before = { untilMs, value };
  }
}

/** Single values: a point; of a pressure a bar from diastolic to systolic, arrows at its ends and a point for the mean. */
function drawMarks(path: Path2D, traces: readonly Trace[], { left, width, xOf, yOf }: Placing): void {
  const [first, second, third] = traces;
  if (first === undefined) return;
  const size = POINT_PX * devicePixelRatio;
  const { columns } = first;
  const dot = (x: number, y: number) => {
    path.moveTo(x + size, y);
    path.arc(x, y, size, 0, 2 * Math.PI);
  };
  for (let k = 0; k < columns.last.length; k++) {
    if (columns.count[k] === 0) continue;
    const x = xOf(columns.fromMs + (k + 0.5) * columns.columnMs);
    if (x < left || x > left + width) continue;
    const [upper, lower, mean] = [columns.last, second?.columns.last, third?.columns.last].map((list) =>
      list?.[k] === undefined ? Number.NaN : yOf(list[k] as number),
    ) as [number, number, number];
    if (second === undefined) {
      dot(x, upper);
      continue;
    }
    arrow(path, x, upper, size, 1);
    if (Number.isNaN(lower)) continue;
    arrow(path, x, lower, size, -1);
    path.rect(x - devicePixelRatio / 2, upper, devicePixelRatio, lower - upper);
    if (!Number.isNaN(mean)) path.rect(x - size, mean - devicePixelRatio / 2, 2 * size, devicePixelRatio);
  }
}

/** An arrow whose point is at the value. `side` 1: it stands above and points down. */
function arrow(path: Path2D, x: number, y: number, size: number, side: 1 | -1): void {
  path.moveTo(x, y);
  path.lineTo(x - 1.5 * size, y - side * 2 * size);
  path.lineTo(x + 1.5 * size, y - side * 2 * size);
  path.closePath();
}
