import uPlot from 'uplot';
import { hatch } from '#renderer/review/hatch.ts';
import { heldGapWords } from '#renderer/review/reviewTexts.ts';
import type { Palette } from '#renderer/theme/palettes.ts';
import type { LaidRow } from './layRow.ts';

/** What a row is drawn with. */
export interface RowLook {
  readonly colour: string;
  readonly palette: Palette;
  /** Values at the edges of the row. */
  readonly scale: { readonly low: number; readonly high: number };
}

/** CSS pixels. */
const LEAST_PEN_PX = 1;
const EDGE_PX = 3;
const TEXT_PX = 12;

/**
 * One row of full disclosure: a rectangle a pixel column from the lowest to the highest of the signal, joined with its neighbours
 * as a pen would; what is beyond the row is a bar at its edge in an ink of its own. Stretches that are not held are hatched,
 * with their reason in words where there is room.
 */
export class RowPlot {
  readonly #plot: uPlot;
  readonly #font: string;
  #row: LaidRow | null = null;
  #look: RowLook | null = null;
  #beyond = new Path2D();

  constructor(parent: HTMLElement, width: number, height: number) {
    this.#font = getComputedStyle(parent).fontFamily;
    this.#plot = new uPlot(this.#config(width, height), [new Float64Array(), new Float32Array()], parent);
  }

  setSize(width: number, height: number): void {
    if (width !== this.#plot.width || height !== this.#plot.height || uPlot.pxRatio !== devicePixelRatio) {
      this.#plot.setSize({ width, height });
    }
  }

  show(row: LaidRow, look: RowLook): void {
    if (row === this.#row && look === this.#look) return;
    this.#row = row;
    this.#look = look;
    const columns = row.low.length;
    const columnMs = (row.untilMs - row.fromMs) / Math.max(1, columns);
    const times = new Float64Array(columns);
    for (let k = 0; k < columns; k++) times[k] = row.fromMs + (k + 0.5) * columnMs;
    this.#plot.batch(() => {
      this.#plot.setData([times, row.high], false);
      this.#plot.setScale('x', { min: row.fromMs, max: row.untilMs });
      this.#plot.setScale('y', { min: look.scale.low, max: look.scale.high });
    });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #config(width: number, height: number): uPlot.Options {
    return {
      width,
      height,
      legend: { show: false },
      cursor: { show: false },
      padding: [0, 0, 0, 0],
      axes: [],
      scales: {
        x: { time: false, auto: false, range: () => [this.#row?.fromMs ?? 0, this.#row?.untilMs ?? 1] },
        y: { auto: false, range: () => [this.#look?.scale.low ?? 0, this.#look?.scale.high ?? 1] },
      },
      series: [
        {},
        {
          scale: 'y',
          points: { show: false },
          // For a pen of 1, which nothing is drawn with here, uPlot would move all rectangles by half a pixel.
          width: 0,
          fill: () => this.#look?.colour ?? 'transparent',
          paths: (plot) => this.#trace(plot),
        },
      ],
      hooks: {
        drawClear: [(plot) => this.#drawGaps(plot)],
        drawSeries: [
          ({ ctx }) => {
            ctx.save();
            ctx.fillStyle = this.#look?.palette.traceSaturated ?? 'transparent';
            ctx.fill(this.#beyond);
            ctx.restore();
          },
        ],
      },
    };
  }

  #trace({ bbox: { left, top, width, height } }: uPlot): uPlot.Series.Paths {
    const fill = new Path2D();
    this.#beyond = new Path2D();
    const [row, look] = [this.#row, this.#look];
    if (row !== null && look !== null) {
      const pen = LEAST_PEN_PX * devicePixelRatio;
      const edge = EDGE_PX * devicePixelRatio;
      const columnPx = width / row.low.length;
      const pxPerUnit = height / (look.scale.high - look.scale.low);
      let [before, beforeLow] = [Number.NaN, Number.NaN];
      for (let k = 0; k < row.low.length; k++) {
        const highValue = row.high[k] as number;
        const lowValue = row.low[k] as number;
        // A steep edge between two columns belongs to both: without it a QRS would fall into pieces.
        const upTo = Math.max(highValue, Number.isNaN(beforeLow) ? highValue : beforeLow);
        const downTo = Math.min(lowValue, Number.isNaN(before) ? lowValue : before);
        [before, beforeLow] = [highValue, lowValue];
        if (Number.isNaN(highValue)) continue;
        const from = top + (look.scale.high - upTo) * pxPerUnit;
        const until = top + (look.scale.high - downTo) * pxPerUnit;
        const x = left + k * columnPx;
        if (from < top) this.#beyond.rect(x, top, columnPx, edge);
        if (until > top + height) this.#beyond.rect(x, top + height - edge, columnPx, edge);
        const [upper, lower] = [Math.max(top, from - pen / 2), Math.min(top + height, until + pen / 2)];
        if (lower > upper) fill.rect(x, upper, columnPx, lower - upper);
      }
    }
    // `flags` 1 is what uPlot's own builders say of a path that is filled, not stroked.
    return { stroke: null, fill, clip: null, flags: 1 } as unknown as uPlot.Series.Paths;
  }

  #drawGaps({ ctx, bbox: { left, top, width, height } }: uPlot): void {
    const [row, look] = [this.#row, this.#look];
    if (row === null || look === null) return;
    const toPx = (timeMs: number) => left + ((timeMs - row.fromMs) / (row.untilMs - row.fromMs)) * width;
    for (const { fromMs, untilMs, state } of row.gaps) {
      const [from, until] = [toPx(fromMs), toPx(untilMs)];
      const words = heldGapWords[state];
      hatch(ctx, from, top, until - from, height, look.palette);
      ctx.save();
      ctx.font = `${TEXT_PX * devicePixelRatio}px ${this.#font}`;
      ctx.textBaseline = 'middle';
      const room = until - from - 12 * devicePixelRatio;
      const text = [`${words.short}: ${words.why}`, words.short].find((each) => ctx.measureText(each).width <= room);
      if (text !== undefined) {
        const textWidth = ctx.measureText(text).width;
        const x = from + 6 * devicePixelRatio;
        ctx.fillStyle = look.palette.notHeld;
        ctx.fillRect(x - 3 * devicePixelRatio, top, textWidth + 6 * devicePixelRatio, height);
        ctx.fillStyle = look.palette.textQuiet;
        ctx.fillText(text, x, top + height / 2);
      }
      ctx.restore();
    }
  }
}
