import uPlot from 'uplot';
import type { Background } from './stage.ts';
import { columnsPerSecond } from './sweep.ts';

/** A band of the plot: a lane with its own vertical scale. */
export interface PlottedLane {
  /** Share of the height, from the top. */
  readonly from: number;
  readonly until: number;
  readonly colour: string;
  /** Physical values at its edges; null before they are known. */
  scale: { readonly low: number; readonly high: number } | null;
  /** Values that get a line and, on an axis, a number. */
  splits(scale: { readonly low: number; readonly high: number }): number[];
}

export interface BedPlotOptions {
  readonly lanes: readonly PlottedLane[];
  /** With axes, their numbers and a cursor. */
  readonly isLarge: boolean;
  readonly ground: string;
  /** Called after each drawing: {@link BedPlot.background} is another one now. */
  onDrawn(): void;
  /** The cursor stands at this column of the waves; null: it has left. */
  onCursor(column: number | null): void;
}

/** Room for the values at the left in the large view, CSS pixels. */
export const AXIS_LEFT_PX = 46;
/** Room for the seconds below, likewise. */
export const AXIS_BOTTOM_PX = 20;

const GRID_FINE = '#111b22';
const GRID_SECOND = '#1c2a34';
const BAND_BORDER = '#18232c';
const VALUE_LINE = '#14212a';
const AXIS_TEXT = '#8fa1af';

/**
 * One uPlot for the waves of a bed: scales, grid, axes and cursor. It draws no trace, and it draws only when the layout
 * changes; what it drew becomes the background that the wave painter puts back behind its eraser. Its own canvas stays
 * hidden.
 *
 * x is the time within the sweep, in seconds from the lane's left edge.
 */
export class BedPlot {
  readonly #plot: uPlot;
  readonly #options: BedPlotOptions;
  #background: Background | null = null;
  #pixelRatio = 0;

  constructor(parent: HTMLElement, width: number, height: number, options: BedPlotOptions) {
    this.#options = options;
    this.#plot = new uPlot(this.#config(width, height), [[0], ...options.lanes.map(() => [null])], parent);
  }

  /** null before the first drawing. */
  get background(): Background | null {
    return this.#background;
  }

  /** Draws again where the size, or the screen's pixel ratio, is another one. */
  setSize(width: number, height: number): void {
    const { width: drawnWidth, height: drawnHeight } = this.#plot;
    if (width === drawnWidth && height === drawnHeight && this.#pixelRatio === devicePixelRatio) return;
    this.#plot.setSize({ width, height });
  }

  /** Draws again soon, once for all calls until then, with the lanes' scales of now. */
  redraw(): void {
    for (const [l, lane] of this.#options.lanes.entries()) {
      const [min, max] = plotRange(lane);
      this.#plot.setScale(`lane${l}`, { min, max });
    }
  }

  /** Moves the cursor by so many seconds of the sweep, as the mouse would; from the middle if it stands nowhere. */
  moveCursor(seconds: number): void {
    const { over, cursor } = this.#plot;
    const { left = -1 } = cursor;
    const from = left >= 0 ? left : over.clientWidth / 2;
    const to = from + seconds * columnsPerSecond(1);
    this.#plot.setCursor({ left: Math.min(Math.max(to, 0), over.clientWidth - 1), top: 0 });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #config(width: number, height: number): uPlot.Options {
    const { lanes, isLarge, onCursor } = this.#options;
    const scales: uPlot.Scales = {
      x: { time: false, range: (plot: uPlot): [number, number] => [0, spanSeconds(plot, isLarge)] },
      bands: { range: [0, 1] },
    };
    for (const [l, lane] of lanes.entries()) scales[`lane${l}`] = { range: () => plotRange(lane) };
    return {
      width,
      height,
      legend: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      padding: isLarge ? [0, 0, AXIS_BOTTOM_PX, AXIS_LEFT_PX] : [0, 0, 0, 0],
      scales,
      series: [{}, ...lanes.map((_, l) => ({ scale: `lane${l}`, show: true, points: { show: false } }))],
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
    const { lanes, isLarge } = this.#options;
    const lines = (scale: string, stroke: string, splits: uPlot.Axis.Splits, more: uPlot.Axis = {}): uPlot.Axis => ({
      scale,
      // Said for every axis: uPlot takes all but the first for vertical ones.
      side: scale === 'x' ? 2 : 3,
      size: 0,
      gap: 4,
      stroke: AXIS_TEXT,
      font: '11px system-ui, sans-serif',
      ticks: { show: false },
      grid: { show: true, stroke, width: 1 },
      splits,
      values: (_, at) => at.map(() => ''),
      ...more,
    });
    const borders = lanes.slice(1).map(({ from }) => 1 - from);
    const seconds: uPlot.Axis = isLarge ? { values: (_, at) => at.map((second) => `${second} s`) } : {};
    return [
      lines('x', GRID_FINE, (plot) => multiples(0.2, plot.scales['x']?.max ?? 0).filter((n) => n % 1 !== 0)),
      lines('x', GRID_SECOND, (plot) => multiples(1, plot.scales['x']?.max ?? 0), seconds),
      lines('bands', BAND_BORDER, () => borders),
      ...(isLarge ? lanes : []).map((lane, l) =>
        lines(`lane${l}`, VALUE_LINE, () => (lane.scale === null ? [] : lane.splits(lane.scale)), {
          stroke: lane.colour,
          values: (_, at) => at.map((value) => String(Math.round(value * 100) / 100)),
        }),
      ),
    ];
  }

  /** Copies what was drawn onto an opaque ground, so that restoring it is a plain copy. */
  #keepPicture(plot: uPlot): void {
    const { canvas } = plot.ctx;
    this.#pixelRatio = devicePixelRatio;
    // uPlot hears of another pixel ratio from a media query; not every change is told that way.
    const scale = devicePixelRatio / uPlot.pxRatio;
    const picture = document.createElement('canvas');
    picture.width = Math.max(1, Math.round(canvas.width * scale));
    picture.height = Math.max(1, Math.round(canvas.height * scale));
    const context = picture.getContext('2d', { alpha: false });
    if (context === null) return;
    context.fillStyle = this.#options.ground;
    context.fillRect(0, 0, picture.width, picture.height);
    if (canvas.width > 0 && canvas.height > 0) context.drawImage(canvas, 0, 0, picture.width, picture.height);
    // uPlot rounds its canvas and its plot apart: at a fractional pixel ratio the plot may stick out by half a pixel.
    const { left, top, width, height } = plot.bbox;
    const waves = { left: Math.ceil(left * scale), top: Math.ceil(top * scale), width: 0, height: 0 };
    waves.width = Math.max(0, Math.min(Math.floor((left + width) * scale), picture.width) - waves.left);
    waves.height = Math.max(0, Math.min(Math.floor((top + height) * scale), picture.height) - waves.top);
    this.#background = { picture, waves };
    this.#options.onDrawn();
  }
}

/** Seconds across the waves. */
function spanSeconds({ width }: uPlot, isLarge: boolean): number {
  return (width - (isLarge ? AXIS_LEFT_PX : 0)) / columnsPerSecond(1);
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
