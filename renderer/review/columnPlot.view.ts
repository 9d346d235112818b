import type uPlot from 'uplot';
import { filledPath } from '#renderer/waveforms/recent/filledPath.view.ts';

type Bounds = readonly [number, number];

/** A plot of pixel columns: what is drawn, and between which values. */
export interface ColumnPlot {
  readonly width: number;
  readonly height: number;
  readonly padding: uPlot.Padding;
  readonly x: () => Bounds;
  readonly y: () => Bounds;
  readonly fill: () => string;
  readonly trace: (plot: uPlot) => Path2D;
  readonly hooks: uPlot.Hooks.Arrays;
}

/** One filled path, and nothing that uPlot draws by itself. Sizes are CSS pixels. */
export function columnConfig({ width, height, padding, x, y, fill, trace, hooks }: ColumnPlot): uPlot.Options {
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding,
    // An empty list would be uPlot’s own two, which take most of a row.
    axes: [{ show: false }, { show: false }],
    scales: {
      x: { time: false, auto: false, range: () => [...x()] },
      y: { auto: false, range: () => [...y()] },
    },
    series: [
      {},
      {
        scale: 'y',
        points: { show: false },
        // For a pen of 1, which nothing is drawn with here, uPlot would move all rectangles by half a pixel.
        width: 0,
        fill,
        paths: (plot) => filledPath(trace(plot)),
      },
    ],
    hooks,
  };
}

/** The times in the middle of so many columns of a stretch. */
export function columnTimes(
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  columns: number,
): Float64Array {
  const columnMs = (untilMs - fromMs) / Math.max(1, columns);
  return Float64Array.from({ length: columns }, (_, k) => fromMs + (k + 0.5) * columnMs);
}
