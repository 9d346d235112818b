import type { Page } from '@playwright/test';

/** A kind of ink to look for in a lane. */
export interface InkWanted {
  /** The lane's share of the height of the waves, from the top. */
  readonly from: number;
  readonly until: number;
  /** Colours (#rrggbb) that are one ink here: a trace is drawn in its own, and otherwise where the converter is saturated. */
  readonly colours: readonly string[];
  /** How much of a pixel must be ink: a trace's edge is antialiased, what is drawn on whole pixels is not. */
  readonly leastCover?: number;
}

/** Ink in one pixel column of a lane, in device pixels from the top of the lane. An antialiased edge counts by its share. */
export interface GlassColumn {
  readonly top: number;
  readonly bottom: number;
}

/** A lane as it stands on the glass: for each pixel column of the waves its ink, null where there is none. */
export interface GlassLane {
  readonly heightPx: number;
  readonly columns: readonly (GlassColumn | null)[];
}

/** The waves of one bed: the inks that were wanted, by their names. */
export interface GlassBed<Ink extends string> {
  /** '' in the large view. */
  readonly bedKey: string;
  readonly inks: Readonly<Record<Ink, GlassLane>>;
}

/** At the left of a tile stand the names of its lanes, in their traces' colours; so many CSS pixels are left out. */
const NAMES_PX = 48;

/**
 * Reads inks in the waves of every bed on the stage that is to be seen (the wall's, or that of the large view), all at one
 * moment: the canvas is copied once. For the dark theme. `only`: of the bed at this place on the stage, which is quicker.
 */
export function readGlass<Ink extends string>(
  page: Page,
  wanted: Readonly<Record<Ink, InkWanted>>,
  only: number | null = null,
): Promise<GlassBed<Ink>[]> {
  return page.evaluate(
    ([inks, namesCssPx, place]) => {
      const stage = [...document.querySelectorAll('.wave-stage')].at(-1);
      const canvas = stage?.querySelector<HTMLCanvasElement>('.wave-stage-canvas') ?? null;
      if (stage === undefined || canvas === null) throw new Error('no wave stage on this page');
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
      if (copy === null) throw new Error('no 2d context');
      copy.drawImage(canvas, 0, 0);
      const origin = canvas.getBoundingClientRect();
      const ratio = devicePixelRatio;
      const onDevice = (cssPx: number) => Math.round(cssPx * ratio);

      const read = (left: number, width: number, top: number, height: number, skip: number, ink: InkWanted) => {
        const { data } = copy.getImageData(left, top, width, height);
        const colours = ink.colours.map((hex) => {
          const rgb = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
          const strongest = rgb.indexOf(Math.max(...rgb));
          return { rgb, strongest, full: rgb[strongest] as number };
        });
        /** How much of the pixel is ink, on a near-black ground; 0 for another colour. */
        const coverAt = (at: number): number => {
          for (const { rgb, strongest, full } of colours) {
            const cover = (data[at + strongest] as number) / full;
            // What is brighter than the ink is another one.
            if (cover < (ink.leastCover ?? 0.35) || cover > 1.1) continue;
            const off = Math.max(...rgb.map((value, c) => Math.abs((data[at + c] as number) - value * cover)));
            if (off <= 16 + 25 * cover) return Math.min(1, cover);
          }
          return 0;
        };
        return Array.from({ length: width }, (_, x) => {
          if (x < skip) return null;
          let first = Number.NaN;
          let last = Number.NaN;
          for (let y = 0; y < height; y++) {
            const cover = coverAt((y * width + x) * 4);
            if (cover === 0) continue;
            if (Number.isNaN(first)) first = y + 1 - cover;
            last = y + cover;
          }
          return Number.isNaN(first) ? null : { top: first, bottom: last };
        });
      };

      const all = [...stage.querySelectorAll<HTMLElement>('.bed-waves')];
      return (place === null ? all : all.slice(place, place + 1)).map((element) => {
        const box = element.getBoundingClientRect();
        // In the large view axes stand at the left and below, and names are elements of their own.
        const lanes = element.querySelector<HTMLElement>('.bed-waves-lanes');
        const inner = lanes?.getBoundingClientRect() ?? box;
        const left = onDevice(inner.left - origin.left);
        const top = onDevice(inner.top - origin.top);
        const width = onDevice(inner.right - origin.left) - left;
        const height = onDevice(inner.bottom - origin.top) - top;
        const skip = lanes === null ? onDevice(namesCssPx) : 0;
        const read1 = (ink: InkWanted) => {
          const bandTop = Math.round(height * ink.from);
          const heightPx = Math.round(height * ink.until) - bandTop;
          return { heightPx, columns: read(left, width, top + bandTop, heightPx, skip, ink) };
        };
        const named = Object.entries<InkWanted>(inks).map(([name, ink]) => [name, read1(ink)]);
        return {
          bedKey: element.closest<HTMLElement>('[data-bed-key]')?.dataset['bedKey'] ?? '',
          inks: Object.fromEntries(named) as Record<Ink, GlassLane>,
        };
      });
    },
    [wanted as Readonly<Record<string, InkWanted>>, NAMES_PX, only] as const,
  ) as Promise<GlassBed<Ink>[]>;
}

/** A stretch of a trace that was drawn in one go. */
export interface GlassRun {
  /** Its first column. */
  readonly from: number;
  /** null: a hole in a broken line. */
  readonly columns: readonly (GlassColumn | null)[];
}

/** A broken line (saturated, or beyond the lane) has holes of up to so many columns at 96 pixels an inch. The erase bar is wider. */
const LARGEST_HOLE = 4;

/** The stretches of a lane between which there is nothing for longer than in a broken line; each begins and ends with ink. */
export function runsOf({ columns }: GlassLane, largestHole = LARGEST_HOLE): GlassRun[] {
  const runs: GlassRun[] = [];
  let from = -1;
  let last = -1;
  const end = (): void => {
    if (from >= 0) runs.push({ from, columns: columns.slice(from, last + 1) });
  };
  for (const [x, column] of columns.entries()) {
    if (column === null) continue;
    if (from < 0 || x - last - 1 > largestHole) {
      end();
      from = x;
    }
    last = x;
  }
  end();
  return runs;
}

/**
 * A sweeping lane in the order of time: from behind its erase bar, which is so many columns wide, over its right edge, to
 * the pen. Where the bar is not to be seen (at the right edge, or below the names) it is in order as it stands.
 */
export function unrolled(lane: GlassLane, eraseColumns: number): GlassRun {
  const { columns } = lane;
  const runs = runsOf(lane, eraseColumns - 2);
  const [before, behind] = runs;
  if (before === undefined) return { from: 0, columns: [] };
  // With more than one break nobody can tell which is the bar: the longest stretch.
  if (behind === undefined || runs.length > 2)
    return runs.reduce((a, b) => (b.columns.length > a.columns.length ? b : a));
  return {
    from: behind.from,
    columns: [...columns.slice(behind.from), ...columns.slice(0, before.from + before.columns.length)],
  };
}

/** Ink this near the edge of its lane touches it. */
const EDGE_PX = 0.5;

/**
 * The middle of the ink in each column of a run, from the top; NaN where it tells no value: in the holes of a broken line,
 * and where it touches the lane's edge, beyond which the value may be.
 */
export function middlesOf({ columns }: GlassRun, { heightPx }: GlassLane): number[] {
  return columns.map((column) => {
    if (column === null || column.top < EDGE_PX || column.bottom > heightPx - EDGE_PX) return Number.NaN;
    return (column.top + column.bottom) / 2;
  });
}

/** Where a drawn run fits the samples best. */
export interface Fit {
  /** Correlation of what is drawn and what was recorded, upwards positive. */
  readonly correlation: number;
  /** Pixels a physical unit, by least squares. */
  readonly pixelsPerUnit: number;
  /** Root mean square distance between the drawn and the fitted trace, in pixels. */
  readonly rmsPixels: number;
  /** What the samples give for each column, in pixels from the top; NaN where nothing was recorded. */
  readonly expected: readonly number[];
}

/** The whole recording is searched by quarters of a column; about the best place it is searched again, finer. */
const COARSE = 1 / 4;
const FINE = 1 / 32;

/**
 * Slides the drawn run over the recorded samples and takes the place that fits best. `middles`: of {@link middlesOf}.
 * `values`: physical values at `rateHz`; a column covers 1 / columnsPerSecond seconds.
 */
export function bestFit(
  middles: readonly number[],
  values: Float64Array,
  rateHz: number,
  columnsPerSecond: number,
): Fit {
  const perColumn = rateHz / columnsPerSecond;
  const middle = (column: number) => middleOf(values, column * perColumn, (column + 1) * perColumn);
  const last = Math.floor((values.length - 2) / perColumn) - 1;
  const grid = Float64Array.from({ length: Math.floor(last / COARSE) }, (_, n) => middle(n * COARSE));
  const steps = 1 / COARSE;
  let best = NO_FIT;
  let bestStart = 0;
  for (let n = 0; n + middles.length * steps < grid.length; n++) {
    const tried = leastSquares(middles, (k) => grid[n + k * steps] as number);
    if (tried.correlation > best.correlation) [best, bestStart] = [tried, n * COARSE];
  }
  const coarse = bestStart;
  for (let start = Math.max(0, coarse - COARSE); start <= coarse + COARSE; start += FINE) {
    const tried = leastSquares(middles, (k) => middle(start + k));
    if (tried.correlation > best.correlation) [best, bestStart] = [tried, start];
  }
  const { offset, ...fit } = best;
  return { ...fit, expected: middles.map((_, k) => -(fit.pixelsPerUnit * middle(bestStart + k) + offset)) };
}

type Line = Omit<Fit, 'expected'> & { readonly offset: number };
const NO_FIT: Line = { correlation: -1, pixelsPerUnit: 0, rmsPixels: Number.POSITIVE_INFINITY, offset: 0 };

/** The middle between the lowest and the highest of the line through the samples between two places; NaN in a gap. */
function middleOf(values: Float64Array, from: number, until: number): number {
  const at = (place: number): number => {
    const before = Math.floor(place);
    const value = values[before] as number;
    return place === before ? value : value + ((values[before + 1] as number) - value) * (place - before);
  };
  let low = Math.min(at(from), at(until));
  let high = Math.max(at(from), at(until));
  for (let k = Math.ceil(from); k < until; k++) {
    low = Math.min(low, values[k] as number);
    high = Math.max(high, values[k] as number);
  }
  return (low + high) / 2;
}

/** The line through what is drawn (upwards) over what was recorded; none where that is flat, or was not recorded. */
function leastSquares(drawn: readonly number[], recorded: (column: number) => number): Line {
  let n = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let k = 0; k < drawn.length; k++) {
    const b = -(drawn[k] as number); // the screen counts downwards
    if (Number.isNaN(b)) continue;
    const a = recorded(k);
    // What was not recorded cannot be drawn.
    if (Number.isNaN(a)) return NO_FIT;
    n++;
    sx += a;
    sy += b;
    sxx += a * a;
    syy += b * b;
    sxy += a * b;
  }
  const vx = sxx - (sx * sx) / n;
  const vy = syy - (sy * sy) / n;
  const cov = sxy - (sx * sy) / n;
  if (!(vx > 0) || !(vy > 0)) return NO_FIT;
  const correlation = cov / Math.sqrt(vx * vy);
  const pixelsPerUnit = cov / vx;
  return {
    correlation,
    pixelsPerUnit,
    rmsPixels: Math.sqrt((vy * (1 - correlation ** 2)) / n),
    offset: (sy - pixelsPerUnit * sx) / n,
  };
}

/** A picture to look at: the ink of a run as bars, and over them what the samples give. SVG. */
export function stripPicture(title: string, run: GlassRun, { heightPx }: GlassLane, { expected }: Fit): string {
  const scale = 4;
  const bars = run.columns.map((column, x) =>
    column === null
      ? ''
      : `<rect x="${x}" y="${column.top.toFixed(2)}" width="1" height="${(column.bottom - column.top).toFixed(2)}"/>`,
  );
  const points = expected.flatMap((y, x) => (Number.isNaN(y) ? [] : `${x + 0.5},${y.toFixed(2)}`));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${run.columns.length * scale}" height="${(heightPx + 14) * scale}" viewBox="0 -14 ${run.columns.length} ${heightPx + 14}">`,
    `<rect y="-14" width="100%" height="100%" fill="#fff"/><text y="-3" font-size="9">${title}</text>`,
    `<g fill="#7ab87a">${bars.join('')}</g>`,
    `<polyline points="${points.join(' ')}" fill="none" stroke="#c00" stroke-width="0.4"/></svg>`,
  ].join('\n');
}
