import uPlot from 'uplot';
import { intervalOf } from '#domain/measure/interval.ts';
import { wheelPixels } from '#renderer/shared/wheelPixels.ts';
import type { Palette } from '#renderer/theme/palettes.ts';
import { isOffAt, LEADS_OFF, SENSOR_OFF } from '#renderer/waveforms/engine/columnFlags.ts';
import { isInDash, type Patterns, patternsFor } from '#renderer/waveforms/engine/patterns.ts';
import type { StretchLane } from '#renderer/waveforms/engine/protocol.ts';
import { filledPath } from './filledPath.view.ts';
import { type LaneInk, type LaneLayers, laneLayers } from './layLane.ts';
import { clockText, flagsText, spanText } from './recentTexts.ts';
import type { Measure, RecentEvent } from './recentView.ts';

/** A band of the plot: one channel with a scale of its own. */
export interface RecentLane {
  /** Share of the height, from the top. */
  readonly from: number;
  readonly until: number;
  readonly colour: string;
  /** Lines across the lane, with their numbers; '' for one without. */
  lines(scale: LaneRange, laneMm: number): readonly { readonly at: number; readonly text: string }[];
}

export interface LaneRange {
  readonly low: number;
  readonly high: number;
}

/** What is drawn: the samples of a stretch, column by column, and its frame. */
export interface RecentPicture {
  readonly fromMs: number;
  readonly untilMs: number;
  /** null: nothing is held. Before and after there are no samples to miss. */
  readonly heldFromMs: number | null;
  readonly heldUntilMs: number | null;
  /** As many columns for each lane. */
  readonly lanes: readonly StretchLane[];
  /** Physical values at the edges of each lane; null before they are known. */
  readonly scales: readonly (LaneRange | null)[];
}

export interface RecentPlotOptions {
  readonly lanes: readonly RecentLane[];
  readonly palette: Palette;
  /** Device pixels a millimetre. */
  readonly pxPerMm: number;
  onEvent(event: RecentEvent): void;
  /** The cursor stands at this time; null: it has left. */
  onCursor(atMs: number | null): void;
}

/** Room for the values at the left and the times below, CSS pixels; as in the live large view. */
export const LEFT_PX = 46;
export const BOTTOM_PX = 20;

/** A press that moves less than this is a click, CSS pixels. */
const CLICK_PX = 4;
const PEN_PX = 1.5;
/** One notch of a wheel is about 100. */
const ZOOM_A_PIXEL = 1.0018;
/** Steps of time on the axis, in milliseconds. */
const TIME_STEPS = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000] as const;
const LABEL_PX = 92;
/** Lines of time stand no closer than this. */
const GRID_PX = 4;

/** As much of a stretch as nobody has: too short to be worth a word, and it comes and goes while live samples come in. */
const LIVE_EDGE_MS = 1_500;

/**
 * One uPlot for a stretch of a bed's past: lanes under each other on one axis of time, grid, hairline, and what a hand
 * does on them, told as events. Draws when it is given a picture, and not otherwise.
 *
 * Each lane is drawn as the live painter draws it, one rectangle a pixel column from the lowest to the highest of the
 * signal, each kind of it in its own ink (layLane.ts). Where samples are missing a row of dots runs along the lane's lower
 * edge, or, where the device says that a lead or a sensor is off, a dashed line along its middle; both say so in words
 * where there is room.
 */
export class RecentPlot {
  readonly #plot: uPlot;
  readonly #options: RecentPlotOptions;
  readonly #abort = new AbortController();
  /** As around it: canvases take no font from style sheets. */
  readonly #font: string;
  #picture: RecentPicture | null = null;
  /** What is drawn of each lane, by ink; null before its scale is known. */
  #layers: (LaneLayers | null)[] = [];
  #measure: Measure = { kind: 'none' };
  #press: { readonly id: number; readonly left: number; readonly shift: boolean; moved: boolean; last: number } | null =
    null;
  /** The press before was a drag. */
  #wasDrag = false;

  constructor(parent: HTMLElement, width: number, height: number, options: RecentPlotOptions) {
    this.#options = options;
    this.#font = getComputedStyle(parent).fontFamily;
    this.#plot = new uPlot(this.#config(width, height), [[], ...options.lanes.map(() => [])], parent);
    this.#listen(this.#plot.over);
  }

  /** Columns that fit: device pixels across the waves. */
  get columns(): number {
    return Math.max(1, Math.round(this.#plot.bbox.width));
  }

  setSize(width: number, height: number): void {
    const { width: drawnWidth, height: drawnHeight } = this.#plot;
    if (width !== drawnWidth || height !== drawnHeight || uPlot.pxRatio !== devicePixelRatio) {
      this.#plot.setSize({ width, height });
    }
  }

  /** Draws a stretch. The data is that of the stretch alone, so uPlot looks at no sample that is not seen. */
  show(picture: RecentPicture): void {
    this.#picture = picture;
    const columns = picture.lanes[0]?.low.length ?? 0;
    const columnMs = (picture.untilMs - picture.fromMs) / Math.max(1, columns);
    const times = Array.from({ length: columns }, (_, k) => picture.fromMs + (k + 0.5) * columnMs);
    const values = this.#options.lanes.map((_, l) =>
      Array.from(picture.lanes[l]?.high ?? [], (value) => (Number.isNaN(value) ? null : value)),
    );
    this.#plot.batch(() => {
      this.#plot.setData([times, ...values], false);
      this.#plot.setScale('x', { min: picture.fromMs, max: picture.untilMs });
      for (const [l, lane] of this.#options.lanes.entries()) {
        const [min, max] = plotRange(lane, picture.scales[l] ?? null);
        this.#plot.setScale(`lane${l}`, { min, max });
      }
    });
    this.#tellCursor();
  }

  /** Draws the lines of a measurement. */
  setMeasure(measure: Measure): void {
    if (measure === this.#measure) return;
    this.#measure = measure;
    this.#plot.redraw(false);
  }

  /** Moves the hairline by CSS pixels, as the mouse would; from the middle if it stands nowhere. */
  moveCursor(byPx: number): void {
    const { over, cursor } = this.#plot;
    const { left = -1 } = cursor;
    const from = left !== null && left >= 0 ? left : over.clientWidth / 2;
    this.#plot.setCursor({ left: Math.min(Math.max(from + byPx, 0), over.clientWidth - 1), top: 0 });
  }

  /** Where the hairline stands; null: nowhere. */
  get cursorMs(): number | null {
    const { left } = this.#plot.cursor;
    if (left === undefined || left === null || left < 0 || this.#picture === null) return null;
    return this.#timeAt(left);
  }

  /** Goes on with a drag that began elsewhere; nothing where the button was let go meanwhile. */
  takeDrag(pointerId: number, clientX: number): void {
    const { over } = this.#plot;
    const left = clientX - over.getBoundingClientRect().left;
    try {
      over.setPointerCapture(pointerId);
    } catch {
      return; // there is no such pointer any more
    }
    this.#press = { id: pointerId, left, shift: false, moved: true, last: left };
  }

  destroy(): void {
    this.#abort.abort();
    this.#plot.destroy();
  }

  #timeAt(left: number): number {
    const { fromMs, untilMs } = this.#picture ?? { fromMs: 0, untilMs: 0 };
    return fromMs + (left / Math.max(1, this.#plot.over.clientWidth)) * (untilMs - fromMs);
  }

  #tellCursor(): void {
    this.#options.onCursor(this.cursorMs);
  }

  #listen(over: HTMLElement): void {
    const { signal } = this.#abort;
    const { onEvent } = this.#options;
    const leftOf = (event: MouseEvent) => event.clientX - over.getBoundingClientRect().left;
    over.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          onEvent({ type: 'pan', byMs: this.#timeAt(event.deltaX) - this.#timeAt(0) });
        } else {
          onEvent({ type: 'zoom', atMs: this.#timeAt(leftOf(event)), factor: ZOOM_A_PIXEL ** wheelPixels(event) });
        }
      },
      { passive: false, signal },
    );
    over.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0) return;
        const left = leftOf(event);
        this.#press = { id: event.pointerId, left, shift: event.shiftKey, moved: false, last: left };
        over.setPointerCapture(event.pointerId);
      },
      { signal },
    );
    over.addEventListener(
      'pointermove',
      (event) => {
        const press = this.#press;
        if (press === null || press.id !== event.pointerId) return;
        if (event.buttons === 0) {
          this.#press = null; // let go where nobody heard of it
          return;
        }
        const left = leftOf(event);
        press.moved ||= Math.abs(left - press.left) >= CLICK_PX;
        if (!press.moved) return;
        if (press.shift) {
          const edge = Math.min(Math.max(left, 0), over.clientWidth);
          const [from, until] = [Math.min(press.left, edge), Math.max(press.left, edge)];
          this.#plot.setSelect({ left: from, top: 0, width: until - from, height: over.clientHeight }, false);
        } else {
          onEvent({ type: 'pan', byMs: this.#timeAt(press.last) - this.#timeAt(left) });
          press.last = left;
        }
      },
      { signal },
    );
    const release = (event: PointerEvent) => {
      const press = this.#press;
      if (press === null || press.id !== event.pointerId) return;
      this.#press = null;
      this.#wasDrag = press.moved;
      this.#plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      if (!press.moved || !press.shift || event.type === 'pointercancel') return;
      const left = Math.min(Math.max(leftOf(event), 0), over.clientWidth);
      onEvent({ type: 'show', fromMs: this.#timeAt(press.left), untilMs: this.#timeAt(left) });
    };
    over.addEventListener('pointerup', release, { signal });
    over.addEventListener('pointercancel', release, { signal });
    // A click follows every press, also one that was a drag.
    over.addEventListener(
      'click',
      (event) => {
        if (event.detail <= 1 && !this.#wasDrag) onEvent({ type: 'click', atMs: this.#timeAt(leftOf(event)) });
      },
      { signal },
    );
    over.addEventListener('dblclick', () => !this.#wasDrag && onEvent({ type: 'doubleClick' }), { signal });
  }

  #config(width: number, height: number): uPlot.Options {
    const { lanes } = this.#options;
    const scales: uPlot.Scales = {
      x: { time: false, auto: false, range: (_, min, max) => [min ?? 0, max ?? 1] },
      bands: { range: [0, 1] },
    };
    for (const [l, lane] of lanes.entries()) {
      scales[`lane${l}`] = { auto: false, range: () => plotRange(lane, this.#picture?.scales[l] ?? null) };
    }
    return {
      width,
      height,
      legend: { show: false },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      padding: [0, 0, BOTTOM_PX, LEFT_PX],
      scales,
      series: [
        {},
        ...lanes.map(
          (lane, l): uPlot.Series => ({
            scale: `lane${l}`,
            points: { show: false },
            // For a pen of 1, which nothing is drawn with here, uPlot would move all rectangles by half a pixel.
            width: 0,
            fill: lane.colour,
            paths: () => this.#trace(l),
          }),
        ),
      ],
      axes: this.#axes(),
      cursor: {
        y: false,
        points: { show: false },
        // What a press means is said in #listen. uPlot would take clicks for drags, and rescale on a double click.
        drag: { x: false, y: false, setScale: false, click: () => {} },
        bind: { mousedown: () => null, mouseup: () => null, dblclick: () => null },
      },
      hooks: {
        drawClear: [(plot) => this.#lay(plot)],
        drawAxes: [
          (plot) => this.#drawAbsence(plot),
          ({ ctx }) => {
            for (const l of lanes.keys()) this.#fill(ctx, l, ['pacer']);
          },
        ],
        drawSeries: [({ ctx }, series) => this.#fill(ctx, series - 1, ['off', 'saturated', 'tick'])],
        draw: [(plot) => this.#drawMeasure(plot)],
        setCursor: [() => this.#tellCursor()],
      },
    };
  }

  #axes(): uPlot.Axis[] {
    const { lanes, palette } = this.#options;
    const lines = (scale: string, stroke: string, splits: uPlot.Axis.Splits, more: uPlot.Axis = {}): uPlot.Axis => ({
      scale,
      side: scale === 'x' ? 2 : 3,
      size: 0,
      gap: 4,
      stroke: palette.axisText,
      font: `11px ${this.#font}`,
      ticks: { show: false },
      grid: { show: true, stroke, width: 1 },
      splits,
      values: (_, at) => at.map(() => ''),
      ...more,
    });
    const borders = lanes.slice(1).map(({ from }) => 1 - from);
    return [
      lines('x', palette.gridFine, (plot) => timeLines(plot, 200, GRID_PX)),
      lines('x', palette.gridSecond, (plot) => timeLines(plot, stepFor(plot, GRID_PX * 2, 1_000), GRID_PX)),
      lines('x', palette.gridSecond, (plot) => timeLines(plot, stepFor(plot, LABEL_PX, 100), LABEL_PX / 2), {
        values: (plot, at) => {
          const step = stepFor(plot, LABEL_PX, 100);
          return at.map((timeMs) => (hasRoom(plot, timeMs) ? clockText(timeMs, step < 1_000 ? 1 : 0) : ''));
        },
      }),
      lines('bands', palette.bandBorder, () => borders),
      ...lanes.map((lane, l) =>
        lines(`lane${l}`, palette.valueLine, (plot) => this.#valueLines(plot, l).map(({ at }) => at), {
          stroke: lane.colour,
          values: (plot) => this.#valueLines(plot, l).map(({ text }) => text),
        }),
      ),
    ];
  }

  #valueLines({ bbox }: uPlot, l: number): readonly { readonly at: number; readonly text: string }[] {
    const lane = this.#options.lanes[l];
    const scale = this.#picture?.scales[l] ?? null;
    if (lane === undefined || scale === null) return [];
    return lane.lines(scale, (bbox.height * (lane.until - lane.from)) / this.#options.pxPerMm);
  }

  /** Lays out what is drawn of all lanes. */
  #lay(plot: uPlot): void {
    const picture = this.#picture;
    const { left, top, width, height } = plot.bbox;
    this.#layers = this.#options.lanes.map((lane, l) => {
      const scale = picture?.scales[l] ?? null;
      const data = picture?.lanes[l];
      if (picture === null || data === undefined || scale === null) return null;
      const band = {
        top: top + lane.from * height,
        bottom: top + lane.until * height,
        ...scale,
        penPx: this.#penPx,
        patterns: this.#patterns,
      };
      return laneLayers(data, band, picture, left, width);
    });
  }

  get #penPx(): number {
    return PEN_PX * devicePixelRatio;
  }

  get #patterns(): Patterns {
    return patternsFor(this.#options.pxPerMm, this.#penPx);
  }

  /** A lane's trace, which uPlot fills with its colour. */
  #trace(l: number): uPlot.Series.Paths {
    const fill = this.#layers[l]?.trace ?? new Path2D();
    return filledPath(fill);
  }

  /** Fills what of a lane is no trace. */
  #fill(ctx: CanvasRenderingContext2D, l: number, inks: readonly Exclude<LaneInk, 'trace'>[]): void {
    const layers = this.#layers[l];
    if (layers == null) return;
    const { traceMark, traceOff, traceSaturated } = this.#options.palette;
    const colours = { pacer: traceMark, tick: traceMark, off: traceOff, saturated: traceSaturated };
    ctx.save();
    for (const ink of inks) {
      ctx.fillStyle = colours[ink];
      ctx.fill(layers[ink]);
    }
    ctx.restore();
  }

  /** Marks what is not held, over the whole height, and what is missing within a lane. */
  #drawAbsence(plot: uPlot): void {
    const { ctx, bbox } = plot;
    const picture = this.#picture;
    if (picture === null) return;
    const { palette, lanes } = this.#options;
    const { fromMs, untilMs, heldFromMs, heldUntilMs } = picture;
    const toPx = (timeMs: number) => bbox.left + ((timeMs - fromMs) / (untilMs - fromMs)) * bbox.width;
    const shade = (from: number, until: number, text: string) => {
      const [left, right] = [Math.max(toPx(from), bbox.left), Math.min(toPx(until), bbox.left + bbox.width)];
      if (right - left < 1) return;
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, bbox.top, right - left, bbox.height);
      ctx.clip();
      ctx.fillStyle = palette.notHeld;
      ctx.fillRect(left, bbox.top, right - left, bbox.height);
      ctx.fillStyle = palette.textQuiet;
      ctx.font = `${13 * devicePixelRatio}px ${this.#font}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      if (ctx.measureText(text).width + 8 < right - left) {
        ctx.fillText(text, (left + right) / 2, bbox.top + bbox.height / 2);
      }
      ctx.restore();
    };
    if (heldFromMs === null || heldUntilMs === null) {
      shade(fromMs, untilMs, 'not held: no samples of these minutes');
    } else {
      if (heldFromMs > fromMs) shade(fromMs, heldFromMs, `not held: samples begin at ${clockText(heldFromMs)}`);
      if (heldUntilMs < untilMs - LIVE_EDGE_MS)
        shade(heldUntilMs, untilMs, `nothing received since ${clockText(heldUntilMs)}`);
    }
    ctx.save();
    ctx.font = `${11 * devicePixelRatio}px ${this.#font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'bottom';
    for (const [l, lane] of lanes.entries()) {
      const bottom = bbox.top + lane.until * bbox.height;
      const middle = bbox.top + ((lane.from + lane.until) / 2) * bbox.height;
      for (const absence of absencesOf(picture, l)) {
        ctx.fillStyle = isOffAt(absence.flags) ? palette.traceOff : palette.traceGap;
        this.#drawBroken(plot, absence, isOffAt(absence.flags) ? middle : bottom);
        const [left, right] = [toPx(absence.fromMs), toPx(absence.untilMs)];
        const text = flagsText(absence.flags) || 'no samples';
        if (ctx.measureText(text).width + 8 < right - left) {
          ctx.fillText(text, (left + right) / 2, middle - 3 * devicePixelRatio);
        }
      }
    }
    ctx.restore();
  }

  /** Dashes about the lane's middle for what is off, dots above its lower edge for a gap; `at` is the middle or the edge. */
  #drawBroken({ ctx, bbox }: uPlot, { from, until, flags }: Absence, at: number): void {
    const { fromMs, untilMs, lanes } = this.#picture as RecentPicture;
    const columns = lanes[0]?.low.length ?? 1;
    const firstColumn = Math.round(fromMs / ((untilMs - fromMs) / columns));
    const { offPeriod, offDash, gapPeriod, gapDot } = this.#patterns;
    const isOff = isOffAt(flags);
    const [period, length] = isOff ? [offPeriod, offDash] : [gapPeriod, gapDot];
    const top = Math.round(isOff ? at - this.#penPx / 2 : at - 2 * gapDot);
    const height = isOff ? this.#penPx : gapDot;
    const columnPx = bbox.width / columns;
    for (let k = from; k < until; k++) {
      if (isInDash(firstColumn + k, period, length)) ctx.fillRect(bbox.left + k * columnPx, top, columnPx, height);
    }
  }

  #drawMeasure({ ctx, bbox }: uPlot): void {
    const picture = this.#picture;
    const measure = this.#measure;
    if (picture === null || measure.kind === 'none') return;
    const { palette } = this.#options;
    const ratio = devicePixelRatio;
    const toPx = (timeMs: number) =>
      bbox.left + ((timeMs - picture.fromMs) / (picture.untilMs - picture.fromMs)) * bbox.width;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.strokeStyle = palette.focus;
    ctx.lineWidth = ratio;
    for (const timeMs of measure.kind === 'done' ? [measure.aMs, measure.bMs] : [measure.aMs]) {
      const x = Math.round(toPx(timeMs)) + 0.5;
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    if (measure.kind === 'done') {
      const [left, right] = [toPx(Math.min(measure.aMs, measure.bMs)), toPx(Math.max(measure.aMs, measure.bMs))];
      const y = Math.round(bbox.top + 26 * ratio) + 0.5;
      ctx.beginPath();
      ctx.moveTo(left, y);
      ctx.lineTo(right, y);
      ctx.stroke();
      const text = spanText(intervalOf(measure.aMs, measure.bMs));
      ctx.font = `600 ${14 * ratio}px ${this.#font}`;
      const width = ctx.measureText(text).width + 12 * ratio;
      const height = 20 * ratio;
      // Within the waves, also where the stretch is only partly seen.
      const middle = Math.min(Math.max((left + right) / 2, bbox.left + width / 2), bbox.left + bbox.width - width / 2);
      ctx.fillStyle = palette.surfaceRaised;
      ctx.fillRect(middle - width / 2, y - height / 2, width, height);
      ctx.strokeRect(Math.round(middle - width / 2) + 0.5, Math.round(y - height / 2) + 0.5, Math.round(width), height);
      ctx.fillStyle = palette.text;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      ctx.fillText(text, middle, y + ratio);
    }
    ctx.restore();
  }
}

/** Columns [from, until) of a lane without samples. */
export interface Absence {
  readonly from: number;
  readonly until: number;
  readonly fromMs: number;
  readonly untilMs: number;
  /** That a lead or a sensor is off (engine/columnFlags.ts); 0: nobody says why. */
  readonly flags: number;
}

/** Stretches within what is held for which a lane has no samples; where the reason changes, another one begins. */
export function absencesOf(
  { fromMs, untilMs, heldFromMs, heldUntilMs, lanes }: Omit<RecentPicture, 'scales'>,
  lane: number,
): Absence[] {
  const data = lanes[lane];
  if (data === undefined || heldFromMs === null || heldUntilMs === null) return [];
  const { high } = data;
  const columnMs = (untilMs - fromMs) / high.length;
  const first = Math.max(0, Math.ceil((heldFromMs - fromMs) / columnMs));
  const end = Math.min(high.length, Math.floor((heldUntilMs - fromMs) / columnMs));
  const reasonAt = (k: number) => (data.flags[k] as number) & (LEADS_OFF | SENSOR_OFF);
  const absences: Absence[] = [];
  let from = -1;
  for (let k = first; k <= end; k++) {
    const isMissing = k < end && Number.isNaN(high[k] as number);
    if (from >= 0 && (!isMissing || reasonAt(k) !== reasonAt(from))) {
      const absence = { fromMs: fromMs + from * columnMs, untilMs: fromMs + k * columnMs };
      // At the live edge channels end apart by a batch or two.
      const isEdge = k === end && heldUntilMs <= untilMs && absence.untilMs - absence.fromMs < LIVE_EDGE_MS;
      if (!isEdge) absences.push({ from, until: k, ...absence, flags: reasonAt(from) });
      from = -1;
    }
    if (isMissing && from < 0) from = k;
  }
  return absences;
}

/** The scale of the whole plot's height that puts a lane's own scale into its band. */
function plotRange({ from, until }: RecentLane, scale: LaneRange | null): [number, number] {
  const { low, high } = scale ?? { low: 0, high: 1 };
  const span = (high - low) / (until - from);
  return [low - (1 - until) * span, high + from * span];
}

/** The shortest step of time, no shorter than `least`, that is so many CSS pixels wide. */
function stepFor(plot: uPlot, widthPx: number, least: number): number {
  const msAPixel = spanOf(plot) / Math.max(1, plot.over.clientWidth);
  return TIME_STEPS.find((step) => step >= least && step >= msAPixel * widthPx) ?? 60_000;
}

/** Whether a time's text fits below its line: at the edges it would be cut. */
function hasRoom(plot: uPlot, timeMs: number): boolean {
  const left = plot.valToPos(timeMs, 'x');
  return left >= LABEL_PX / 3 - LEFT_PX && left <= plot.over.clientWidth - LABEL_PX / 3;
}

/** Multiples of a step within the plot; none where they would stand closer than `leastPx`. */
function timeLines(plot: uPlot, stepMs: number, leastPx: number): number[] {
  const { min = 0 } = plot.scales['x'] ?? {};
  const from = min ?? 0;
  const span = spanOf(plot);
  if ((stepMs / span) * plot.over.clientWidth < leastPx) return [];
  const lines: number[] = [];
  for (let n = Math.ceil(from / stepMs); n * stepMs < from + span; n++) lines.push(n * stepMs);
  return lines;
}

function spanOf(plot: uPlot): number {
  const { min, max } = plot.scales['x'] ?? {};
  return Math.max(1, (max ?? 1) - (min ?? 0));
}
