import uPlot from 'uplot';
import type { Palette } from '#renderer/theme/palettes.ts';
import type { Box } from './engine/painter.ts';
import { BADGE_PEN, BADGE_UNITS, badgeShapes, badgeTexts, type LaneBadge } from './laneBadge.ts';
import { mvLines, roundValues, timeLabels } from './laneTexts.ts';
import type { Background } from './stage.ts';
import type { SweepMode } from './waveSettings.ts';

/** A band of the plot: a lane with its own vertical scale. */
export interface PlottedLane {
  /** Share of the height, from the top. */
  readonly from: number;
  readonly until: number;
  readonly name: string;
  readonly colour: string;
  /** One millivolt in the lane's unit; null for what is no ECG in millivolts. */
  readonly perMv: number | null;
  /** What is done to the signal, such as `monitor`; '' while it is drawn as it was sent. */
  readonly filter: string;
  /** Physical values at its edges, and what is said of them, such as `10 mm/mV`; null before they are known. */
  readonly scale: { readonly low: number; readonly high: number; readonly text: string } | null;
  /** On a tile: what is wrong with its wave; null while nothing is. */
  readonly badge: LaneBadge | null;
}

/** How everything on the plot is drawn. */
export interface PlotLook {
  readonly palette: Palette;
  readonly fontFamily: string;
  readonly mode: SweepMode;
  /** CSS pixels a second, and a millimetre. */
  readonly secondPx: number;
  readonly mmPx: number;
}

export interface BedPlotOptions {
  /** With axes, their numbers, millivolt lines and a cursor; on a tile the names stand on the picture instead. */
  readonly isLarge: boolean;
  /** Called after each drawing: {@link BedPlot.background} is another one now. */
  onDrawn(): void;
  /** The cursor stands at this column of the waves; null: it has left. */
  onCursor(column: number | null): void;
}

/** Room for the values at the left in the large view, CSS pixels. */
const AXIS_LEFT_PX = 46;
/** Room for the seconds below, likewise. */
export const AXIS_BOTTOM_PX = 20;
/** Lines of time closer than this are a haze. */
const FINEST_LINES_PX = 6;
/** How long the calibration pulse is; as high as one millivolt. */
const PULSE_S = 0.2;
/** Free on both sides of it, CSS pixels; at the left of the numbers. */
const PULSE_ROOM_PX = 7;
/** Its base line on both sides. */
const PULSE_FOOT_PX = 4;
/** Free at the left of names, CSS pixels. */
const NAME_LEFT_PX = 4;
/** Free at the right of a badge, and within it beside its sign and word. */
const BADGE_RIGHT_PX = 4;
const BADGE_PAD_PX = 3;
/** Of a lane's width, for the full word. */
const BADGE_SHARE = 0.33;
/** A tile narrower than this has room for its traces and their names only. */
const GAIN_FROM_WIDTH_PX = 200;

/**
 * One uPlot for the waves of a bed: scales, grid, axes and cursor. It draws no trace, and it draws only when the layout
 * changes; what it drew becomes the background that the wave engine puts back behind its eraser. Its own canvas stays
 * hidden.
 *
 * Lines of time stand each 0.2 s and each second, which is each 5 and 25 mm at 25 mm/s. In scroll mode the engine draws
 * them, moving, and the waves keep clear of what stands still. x is the time in seconds from the left edge of the waves.
 */
export class BedPlot {
  readonly #plot: uPlot;
  readonly #options: BedPlotOptions;
  #lanes: readonly PlottedLane[];
  #look: PlotLook;
  /** What {@link BedPlot.background} shows. */
  readonly #picture = new OffscreenCanvas(1, 1);
  #background: Background | null = null;
  /** CSS pixels. */
  #width: number;
  #height: number;
  #gutterPx: number;
  #pixelRatio = 0;

  /** Sizes are CSS pixels. The number of lanes stays. */
  constructor(
    parent: HTMLElement,
    width: number,
    height: number,
    lanes: readonly PlottedLane[],
    look: PlotLook,
    options: BedPlotOptions,
  ) {
    this.#options = options;
    this.#lanes = lanes;
    this.#look = look;
    this.#width = width;
    this.#height = height;
    this.#gutterPx = this.#gutter();
    this.#plot = new uPlot(this.#config(width, height), [[0], ...lanes.map(() => [null])], parent);
  }

  /** null before the first drawing. */
  get background(): Background | null {
    return this.#background;
  }

  /** Draws again where the size, or the screen's pixel ratio, is another one. */
  setSize(width: number, height: number): void {
    if (width === this.#width && height === this.#height && this.#pixelRatio === devicePixelRatio) return;
    this.#width = width;
    this.#height = height;
    this.#gutterPx = this.#gutter();
    this.#plot.setSize({ width, height });
  }

  /** Draws again soon, once for all calls until then. */
  set(lanes: readonly PlottedLane[], look: PlotLook): void {
    this.#lanes = lanes;
    this.#look = look;
    this.#gutterPx = this.#gutter();
    for (const [l, lane] of lanes.entries()) {
      const [min, max] = plotRange(lane);
      this.#plot.setScale(`lane${l}`, { min, max });
    }
    this.#plot.setScale('x', { min: 0, max: this.#seconds() });
    this.#plot.redraw(false, true);
  }

  /** Moves the cursor by so many seconds, as the mouse would; from the middle if it stands nowhere. */
  moveCursor(seconds: number): void {
    const { over, cursor } = this.#plot;
    const { left = -1 } = cursor;
    const from = left >= 0 ? left : over.clientWidth / 2;
    const to = from + seconds * this.#look.secondPx;
    this.#plot.setCursor({ left: Math.min(Math.max(to, 0), over.clientWidth - 1), top: 0 });
  }

  /** Lets go of its pictures at once: left to the garbage collector, some megabytes a bed would call it. */
  destroy(): void {
    const { canvas } = this.#plot.ctx;
    this.#plot.destroy();
    for (const picture of [canvas, this.#picture]) {
      picture.width = 0;
      picture.height = 0;
    }
  }

  /** Where the waves begin, CSS pixels. */
  get gutterPx(): number {
    return this.#gutterPx;
  }

  /** Whole device pixels: what stands in it is not resampled. */
  #gutter(): number {
    const { isLarge } = this.#options;
    const hasPulse = this.#lanes.some(({ perMv }) => perMv !== null);
    const pulsePx = hasPulse ? PULSE_S * this.#look.secondPx + 2 * PULSE_ROOM_PX : 0;
    const gutterPx = isLarge ? AXIS_LEFT_PX + pulsePx : this.#look.mode === 'scroll' ? this.#nameColumnPx() : 0;
    return Math.round(gutterPx * devicePixelRatio) / devicePixelRatio;
  }

  /** Seconds across the waves. */
  #seconds(): number {
    return Math.max(0.001, (this.#width - this.#gutterPx) / this.#look.secondPx);
  }

  #config(width: number, height: number): uPlot.Options {
    const { isLarge, onCursor } = this.#options;
    const scales: uPlot.Scales = {
      x: { time: false, range: (): [number, number] => [0, this.#seconds()] },
      bands: { range: [0, 1] },
    };
    for (const l of this.#lanes.keys()) {
      scales[`lane${l}`] = { range: () => plotRange(this.#lanes[l] as PlottedLane) };
    }
    return {
      width,
      height,
      legend: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      padding: [0, 0, isLarge ? AXIS_BOTTOM_PX : 0, () => this.#gutterPx],
      scales,
      series: [{}, ...this.#lanes.map((_, l) => ({ scale: `lane${l}`, show: true, points: { show: false } }))],
      axes: this.#axes(),
      cursor: isLarge
        ? { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } }
        : { show: false },
      hooks: {
        draw: [(plot) => this.#keepPicture(plot)],
        setCursor: [
          ({ cursor, over }) => {
            const { left } = cursor;
            const isInside = left !== undefined && left !== null && left >= 0 && left < over.clientWidth;
            onCursor(isInside ? Math.floor(left * devicePixelRatio) : null);
          },
        ],
      },
    };
  }

  #axes(): uPlot.Axis[] {
    const { isLarge } = this.#options;
    const lines = (
      scale: string,
      stroke: (palette: Palette) => string,
      splits: uPlot.Axis.Splits,
      more: uPlot.Axis = {},
    ): uPlot.Axis => ({
      scale,
      // Said for every axis: uPlot takes all but the first for vertical ones.
      side: scale === 'x' ? 2 : 3,
      size: 0,
      gap: 4,
      stroke: () => this.#look.palette.axisText,
      font: `11px ${this.#look.fontFamily}`,
      ticks: { show: false },
      grid: { show: true, stroke: () => stroke(this.#look.palette), width: 1 },
      splits,
      values: (_, at) => at.map(() => ''),
      ...more,
    });
    const span = (plot: uPlot) => plot.scales['x']?.max ?? 0;
    const isSweep = () => this.#look.mode === 'sweep';
    const seconds: uPlot.Axis[] = isLarge
      ? [
          lines(
            'x',
            () => 'transparent',
            (plot) => timeLabels(span(plot), this.#look.secondPx, this.#look.mode).map(({ at }) => at),
            {
              values: (plot) => timeLabels(span(plot), this.#look.secondPx, this.#look.mode).map(({ text }) => text),
            },
          ),
        ]
      : [];
    return [
      lines(
        'x',
        ({ gridFine }) => gridFine,
        (plot) =>
          isSweep() && this.#look.secondPx * 0.2 >= FINEST_LINES_PX
            ? multiples(0.2, span(plot)).filter((n) => n % 1 !== 0)
            : [],
      ),
      lines(
        'x',
        ({ gridSecond }) => gridSecond,
        (plot) => (isSweep() ? multiples(1, span(plot)) : []),
      ),
      ...seconds,
      lines(
        'bands',
        ({ bandBorder }) => bandBorder,
        () => this.#lanes.slice(1).map(({ from }) => 1 - from),
      ),
      ...(isLarge ? this.#lanes : []).map((_, l) => {
        const values = () => this.#values(this.#lanes[l] as PlottedLane);
        return lines(
          `lane${l}`,
          ({ valueLine }) => valueLine,
          () => values().map(({ at }) => at),
          {
            stroke: () => (this.#lanes[l] as PlottedLane).colour,
            values: () => values().map(({ text }) => text),
          },
        );
      }),
    ];
  }

  /** Values of a lane that get a line, and what stands beside it. */
  #values({ scale, perMv, from, until }: PlottedLane): readonly { readonly at: number; readonly text: string }[] {
    if (scale === null) return [];
    const laneMm = ((until - from) * this.#height) / this.#look.mmPx;
    if (perMv !== null) return mvLines(scale, perMv, laneMm);
    return roundValues(scale, 3).map((at) => ({ at, text: String(Math.round(at * 100) / 100) }));
  }

  /** Copies what was drawn onto an opaque ground, so that restoring it is a plain copy. */
  #keepPicture(plot: uPlot): void {
    const { canvas } = plot.ctx;
    this.#pixelRatio = devicePixelRatio;
    // uPlot hears of another pixel ratio from a media query; not every change is told that way.
    const scale = devicePixelRatio / uPlot.pxRatio;
    const picture = this.#picture;
    const context = picture.getContext('2d', { alpha: false });
    if (context === null) return;
    const width = Math.max(1, Math.round(canvas.width * scale));
    const height = Math.max(1, Math.round(canvas.height * scale));
    if (picture.width !== width) picture.width = width;
    if (picture.height !== height) picture.height = height;
    context.resetTransform();
    context.fillStyle = this.#look.palette.ground;
    context.fillRect(0, 0, picture.width, picture.height);
    if (canvas.width > 0 && canvas.height > 0) context.drawImage(canvas, 0, 0, picture.width, picture.height);
    // uPlot rounds its canvas and its plot apart: at a fractional pixel ratio the plot may stick out by half a pixel.
    const { bbox } = plot;
    const waves = { left: Math.ceil(bbox.left * scale), top: Math.ceil(bbox.top * scale), width: 0, height: 0 };
    waves.width = Math.max(0, Math.min(Math.floor((bbox.left + bbox.width) * scale), width) - waves.left);
    waves.height = Math.max(0, Math.min(Math.floor((bbox.top + bbox.height) * scale), height) - waves.top);
    if (this.#look.mode === 'scroll') makeAlike(context, picture, waves);
    context.scale(devicePixelRatio, devicePixelRatio);
    for (const lane of this.#lanes) this.#drawOnLane(context, lane, this.#width, waves.height / devicePixelRatio);
    this.#background = { picture, waves };
    this.#options.onDrawn();
  }

  /** On a tile name and gain; in the large view the calibration pulse, beside the waves. In CSS pixels. */
  #drawOnLane(context: OffscreenCanvasRenderingContext2D, lane: PlottedLane, width: number, height: number): void {
    const band = { top: lane.from * height, height: (lane.until - lane.from) * height };
    if (!this.#options.isLarge) {
      this.#drawNames(context, lane, band, width);
      return;
    }
    const pulsePx = lane.perMv === null || lane.scale === null ? 0 : pulseHeight(lane.scale, lane.perMv, band.height);
    if (pulsePx <= 0 || pulsePx > band.height) return;
    const { axisText } = this.#look.palette;
    const bottom = band.top + (band.height + pulsePx) / 2;
    this.#drawPulse(context, bottom, pulsePx, axisText);
    context.textBaseline = 'top';
    context.fillStyle = axisText;
    context.font = `10px ${this.#look.fontFamily}`;
    context.fillText('1 mV', PULSE_ROOM_PX - PULSE_FOOT_PX, bottom + 3);
  }

  /** On whole device pixels: it is a measure. Its height and width are from edge to edge of the line. */
  #drawPulse(context: OffscreenCanvasRenderingContext2D, bottom: number, height: number, colour: string): void {
    const ratio = devicePixelRatio;
    const onDevice = (px: number) => Math.round(px * ratio);
    const line = Math.max(1, Math.floor(ratio));
    const left = onDevice(PULSE_ROOM_PX);
    const right = left + onDevice(PULSE_S * this.#look.secondPx);
    const low = onDevice(bottom);
    const high = low - onDevice(height);
    const foot = onDevice(PULSE_FOOT_PX);
    context.save();
    context.resetTransform();
    context.fillStyle = colour;
    context.fillRect(left - foot, low, foot + line, line);
    context.fillRect(left, high, line, low - high);
    context.fillRect(left, high, right - left + line, line);
    context.fillRect(right, high, line, low - high);
    context.fillRect(right, low, foot + line, line);
    context.restore();
  }

  #drawNames(
    context: OffscreenCanvasRenderingContext2D,
    lane: PlottedLane,
    band: { readonly top: number; readonly height: number },
    width: number,
  ): void {
    const { palette, fontFamily, mode } = this.#look;
    const { namePx, gainPx } = this.#fonts(width, band.height);
    const top = band.top + 2;
    // Beside scrolling waves: nothing may stand on them.
    const room = mode === 'scroll' ? this.#gutterPx - NAME_LEFT_PX - 1 : undefined;
    context.textBaseline = 'top';
    context.fillStyle = lane.colour;
    context.font = `600 ${namePx}px ${fontFamily}`;
    context.fillText(lane.name, NAME_LEFT_PX, top, room);
    const nameWidth = context.measureText(lane.name).width;
    const notes = notesOf(lane, width);
    const noteTop = top + (namePx - gainPx) * 0.85;
    if (mode === 'sweep') {
      const noteLeft = NAME_LEFT_PX + nameWidth + 6;
      const badgeLeft =
        lane.badge === null
          ? Number.POSITIVE_INFINITY
          : this.#drawBadge(context, lane.badge, { left: NAME_LEFT_PX + nameWidth, top, width });
      context.fillStyle = palette.axisText;
      context.font = `${gainPx}px ${fontFamily}`;
      // What is wrong with the wave comes before how it is drawn.
      const text = notes.join('  ');
      if (noteLeft + context.measureText(text).width < badgeLeft) context.fillText(text, noteLeft, noteTop);
      return;
    }
    const noteLines = notes.flatMap((note) => note.split(' '));
    const lines = [...this.#badgeLine(context, lane.badge, { nameWidth, top, signPx: gainPx }), ...noteLines];
    context.font = `${gainPx}px ${fontFamily}`;
    for (const [line, part] of lines.entries()) {
      const lineTop = top + 1 + namePx * 1.15 + line * gainPx * 1.1;
      if (lineTop + gainPx > band.top + band.height) break;
      context.fillStyle = line < lines.length - noteLines.length ? palette.text : palette.axisText;
      context.fillText(part, NAME_LEFT_PX, lineTop, room);
    }
  }

  /** Beside scrolling waves: the sign of a badge beside the name, where it has room; its shortest word is the line below. */
  #badgeLine(
    context: OffscreenCanvasRenderingContext2D,
    badge: LaneBadge | null,
    { nameWidth, top, signPx }: { readonly nameWidth: number; readonly top: number; readonly signPx: number },
  ): readonly string[] {
    if (badge === null) return [];
    const left = this.#gutterPx - signPx - 2;
    if (left > NAME_LEFT_PX + nameWidth + 1) this.#drawSign(context, badge, { left, top, signPx });
    return badgeTexts(badge).slice(-1);
  }

  /**
   * At the right end of the lane, where it stays put whatever the name is; only its sign where the word has no room. Painted into the
   * picture, as names are: what stands over waves costs with every frame. Gives its left edge.
   */
  #drawBadge(
    context: OffscreenCanvasRenderingContext2D,
    badge: LaneBadge,
    { left, top, width }: { readonly left: number; readonly top: number; readonly width: number },
  ): number {
    const { palette, fontFamily } = this.#look;
    const sizePx = Math.max(9, Math.round(Math.min(13, 7 + width * 0.012)));
    context.font = `${sizePx}px ${fontFamily}`;
    const right = width - BADGE_RIGHT_PX;
    const signWidth = sizePx + 2 * BADGE_PAD_PX;
    const widthWith = (word: string) => signWidth + context.measureText(word).width + BADGE_PAD_PX;
    const room = right - left - BADGE_PAD_PX;
    const [full = '', short = full] = badgeTexts(badge);
    const word = [full, short].find(
      (each, k) => widthWith(each) <= Math.min(room, k === 0 ? BADGE_SHARE * width : room),
    );
    const badgeWidth = word === undefined ? signWidth : widthWith(word);
    const badgeLeft = right - badgeWidth;
    const height = sizePx + 4;
    context.fillStyle = palette.chip;
    context.fillRect(badgeLeft, top, badgeWidth, height);
    context.fillStyle = palette.text;
    this.#drawSign(context, badge, { left: badgeLeft + BADGE_PAD_PX, top: top + 2, signPx: sizePx });
    if (word !== undefined) context.fillText(word, badgeLeft + signWidth, top + 2);
    return badgeLeft;
  }

  #drawSign(
    context: OffscreenCanvasRenderingContext2D,
    badge: LaneBadge,
    { left, top, signPx }: { readonly left: number; readonly top: number; readonly signPx: number },
  ): void {
    context.save();
    context.translate(left, top);
    context.scale(signPx / BADGE_UNITS, signPx / BADGE_UNITS);
    context.strokeStyle = this.#look.palette.text;
    context.lineWidth = BADGE_PEN;
    context.lineJoin = 'round';
    context.lineCap = 'round';
    context.stroke(new Path2D(badgeShapes[badge]));
    context.restore();
  }

  /** In scroll mode what stands still stands beside the waves. */
  #nameColumnPx(): number {
    const context = new OffscreenCanvas(1, 1).getContext('2d');
    if (context === null) return 0;
    const width = this.#width;
    let widest = 0;
    for (const lane of this.#lanes) {
      const { namePx, gainPx } = this.#fonts(width, (lane.until - lane.from) * this.#height);
      context.font = `600 ${namePx}px ${this.#look.fontFamily}`;
      widest = Math.max(widest, context.measureText(lane.name).width);
      context.font = `${gainPx}px ${this.#look.fontFamily}`;
      for (const part of notesOf(lane, width).flatMap((note) => note.split(' '))) {
        widest = Math.max(widest, context.measureText(part).width);
      }
    }
    return Math.min(Math.ceil(widest) + NAME_LEFT_PX + 5, width / 4);
  }

  #fonts(width: number, laneHeight: number): { readonly namePx: number; readonly gainPx: number } {
    const namePx = Math.round(Math.min(16, Math.max(9, Math.min(7 + width * 0.012, laneHeight * 0.4))));
    return { namePx, gainPx: Math.max(9, namePx - 2) };
  }
}

/** What a tile says of a lane beside its name. */
function notesOf({ scale, filter }: PlottedLane, width: number): string[] {
  if (width < GAIN_FROM_WIDTH_PX) return [];
  const gain = scale === null || scale.text === 'auto' ? '' : scale.text;
  return [gain, filter].filter((note) => note !== '');
}

/** Makes all columns of the waves like the middle one: lines begin and end with half a pixel. */
function makeAlike(
  context: OffscreenCanvasRenderingContext2D,
  picture: OffscreenCanvas,
  { left, top, width, height }: Box,
) {
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, left + Math.floor(width / 2), top, 1, height, left, top, width, height);
}

/** CSS pixels of one millivolt. */
function pulseHeight(
  { low, high }: { readonly low: number; readonly high: number },
  perMv: number,
  bandHeight: number,
) {
  return (perMv / (high - low)) * bandHeight;
}

/** The scale of the whole plot's height that puts a lane's own scale into its band. */
function plotRange({ scale, from, until }: PlottedLane): [number, number] {
  const { low, high } = scale ?? { low: 0, high: 1 };
  const span = (high - low) / (until - from);
  return [low - (1 - until) * span, high + from * span];
}

/** step, 2 step, 3 step ... below `max`, rounded to what was meant. */
function multiples(step: number, max: number): number[] {
  const all: number[] = [];
  for (let n = 1; n * step < max; n++) all.push(Math.round(n * step * 10) / 10);
  return all;
}
