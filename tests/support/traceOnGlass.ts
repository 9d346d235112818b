import type { Page } from '@playwright/test';

/** One trace as it stands on the glass: for each pixel column the top and bottom of its ink, null where there is none. */
export interface GlassTrace {
  readonly bedKey: string;
  readonly columns: readonly (readonly [top: number, bottom: number] | null)[];
}

/** At the left of a tile stand the names of its lanes, in their traces' colours; so many CSS pixels are left out. */
const NAMES_PX = 48;

/** Reads the trace of one colour (#rrggbb) in the wave area of every tile, as it is painted now. */
export function tracesOnGlass(page: Page, colour: string): Promise<GlassTrace[]> {
  return page.evaluate(
    ([hex, namesPx]) => {
      const stage = document.querySelector<HTMLCanvasElement>('.wave-stage-canvas');
      if (stage === null) throw new Error('no wave stage on this page');
      const copy = new OffscreenCanvas(stage.width, stage.height).getContext('2d');
      if (copy === null) throw new Error('no 2d context');
      copy.drawImage(stage, 0, 0);
      const ink = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      const strongest = ink.indexOf(Math.max(...ink));
      const origin = stage.getBoundingClientRect();
      return [...document.querySelectorAll<HTMLElement>('[data-bed-key]')].map((tile) => {
        const box = (tile.querySelector('.bed-waves') ?? tile).getBoundingClientRect();
        const left = Math.ceil(box.left - origin.left);
        const top = Math.ceil(box.top - origin.top);
        const { data, width, height } = copy.getImageData(left, top, Math.floor(box.width), Math.floor(box.height));
        const columns: ([number, number] | null)[] = [];
        for (let x = 0; x < width; x++) {
          let first = Number.NaN;
          let last = Number.NaN;
          for (let y = 0; y < height; y++) {
            const at = (y * width + x) * 4;
            // How much of the pixel is ink: the pen is antialiased against a near-black ground.
            const cover = (data[at + strongest] as number) / (ink[strongest] as number);
            const off = Math.max(...ink.map((value, c) => Math.abs((data[at + c] as number) - value * cover)));
            if (cover < 0.35 || off > 16 + 25 * cover) continue;
            // An antialiased edge counts by its share of ink.
            if (Number.isNaN(first)) first = y + 1 - Math.min(1, cover);
            last = y + Math.min(1, cover);
          }
          columns.push(Number.isNaN(first) || x < namesPx ? null : [first, last]);
        }
        return { bedKey: tile.dataset['bedKey'] ?? '', columns };
      });
    },
    [colour, NAMES_PX] as const,
  );
}

/** The longest run of columns with ink, as the middle of the ink in each. */
export function longestRun({ columns }: GlassTrace): number[] {
  let best: number[] = [];
  let run: number[] = [];
  for (const column of [...columns, null]) {
    if (column !== null) run.push((column[0] + column[1]) / 2);
    else {
      if (run.length > best.length) best = run;
      run = [];
    }
  }
  return best;
}

/** Where a drawn run fits the samples best. */
export interface Fit {
  /** Correlation of what is drawn and what was recorded, upwards positive. */
  readonly correlation: number;
  /** Pixels a physical unit, by least squares. */
  readonly pixelsPerUnit: number;
  /** Root mean square distance between the drawn and the fitted trace, in pixels. */
  readonly rmsPixels: number;
}

/** Columns of a run that stand at its very top or bottom for a while: the lane's edge, where a value out of range runs along. */
function atEdge(run: readonly number[]): boolean[] {
  const [top, bottom] = [Math.min(...run), Math.max(...run)];
  const near = (edge: number): boolean[] => run.map((y) => Math.abs(y - edge) < 0.2);
  const long = [near(top), near(bottom)].filter((columns) => columns.filter(Boolean).length >= 8);
  return run.map((_, k) => long.some((columns) => columns[k]));
}

/**
 * Slides the drawn run over the recorded samples, a quarter of a column at a time, and takes the place that fits best.
 * `values`: physical values at `rateHz`; a column covers 1 / columnsPerSecond seconds.
 * Columns at the lane's edge are left out: there the value is beyond the scale, and that is all they say.
 */
export function bestFit(run: readonly number[], values: Float64Array, rateHz: number, columnsPerSecond: number): Fit {
  const STEPS = 4;
  const perStep = rateHz / columnsPerSecond / STEPS;
  const steps = Math.floor((values.length - 2) / perStep);
  // The line through the samples at each quarter column.
  const line = Float64Array.from({ length: steps }, (_, n) => {
    const at = n * perStep;
    const before = Math.floor(at);
    const low = values[before] as number;
    return low + ((values[before + 1] as number) - low) * (at - before);
  });
  // The middle of what a column shows that begins at each quarter column.
  const middle = Float64Array.from({ length: steps - STEPS }, (_, n) => {
    const column = line.subarray(n, n + STEPS + 1);
    return (Math.min(...column) + Math.max(...column)) / 2;
  });
  const edge = atEdge(run);
  let best: Fit = { correlation: -1, pixelsPerUnit: 0, rmsPixels: Number.POSITIVE_INFINITY };
  for (let start = 0; start + run.length * STEPS < middle.length; start++) {
    const fit = leastSquares((k) => (edge[k] ? Number.NaN : (middle[start + k * STEPS] as number)), run);
    if (fit.correlation > best.correlation) best = fit;
  }
  return best;
}

function leastSquares(expected: (column: number) => number, drawn: readonly number[]): Fit {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let k = 0; k < drawn.length; k++) {
    const a = expected(k);
    if (Number.isNaN(a)) continue;
    n++;
    const b = -(drawn[k] as number); // the screen counts downwards
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  const vx = sxx - (sx * sx) / n;
  const vy = syy - (sy * sy) / n;
  const cov = sxy - (sx * sy) / n;
  if (vx <= 0 || vy <= 0) return { correlation: 0, pixelsPerUnit: 0, rmsPixels: Number.POSITIVE_INFINITY };
  const correlation = cov / Math.sqrt(vx * vy);
  return { correlation, pixelsPerUnit: cov / vx, rmsPixels: Math.sqrt((vy * (1 - correlation ** 2)) / n) };
}
