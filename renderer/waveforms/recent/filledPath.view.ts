import type uPlot from 'uplot';

/** A series' path that is filled with the colour of the series, and not stroked. */
export function filledPath(fill: Path2D): uPlot.Series.Paths {
  // `flags` 1 is what uPlot's own builders say of such a path; its types know of strokes only.
  return { stroke: null, fill, clip: null, flags: 1 } as unknown as uPlot.Series.Paths;
}
