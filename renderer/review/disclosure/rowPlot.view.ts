import uPlot from 'uplot';
import { columnConfig, columnTimes } from '#renderer/review/columnPlot.view.ts';
import { hatchGap } from '#renderer/review/hatch.ts';
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
    this.#plot.batch(() => {
      this.#plot.setData([columnTimes(row, row.low.length), row.high], false);
      this.#plot.setScale('x', { min: row.fromMs, max: row.untilMs });
      this.#plot.setScale('y', { min: look.scale.low, max: look.scale.high });
    });
  }

  destroy(): void {
    this.#plot.destroy();
  }

  #config(width: number, height: number): uPlot.Options {
    return columnConfig({
      width,
      height,
      padding: [0, 0, 0, 0],
      x: () => [this.#row?.fromMs ?? 0, this.#row?.untilMs ?? 1],
      y: () => [this.#look?.scale.low ?? 0, this.#look?.scale.high ?? 1],
      fill: () => this.#look?.colour ?? 'transparent',
      trace: (plot) => this.#trace(plot),
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
    });
  }

  #trace({ bbox: { left, top, width, height } }: uPlot): Path2D {
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
    return fill;
  }

  #drawGaps({ ctx, bbox: { left, top, width, height } }: uPlot): void {
    const [row, look] = [this.#row, this.#look];
    if (row === null || look === null) return;
    const toPx = (timeMs: number) => left + ((timeMs - row.fromMs) / (row.untilMs - row.fromMs)) * width;
    for (const { fromMs, untilMs, state } of row.gaps) {
      const [from, until] = [toPx(fromMs), toPx(untilMs)];
      hatchGap(ctx, from, top, until - from, height, heldGapWords[state], look.palette, this.#font);
    }
  }
}
