import { type GlassColumn, type GlassLane, runsOf } from './traceOnGlass.ts';

/** What a ruler says of a square wave on the glass, in device pixels. */
export interface SquareMeasure {
  /** From the middle of the lower line to that of the upper one. */
  readonly heightPx: number;
  /** From each rising edge to the next, where both were drawn in one go. */
  readonly periodsPx: readonly number[];
  /** The longest stretch of whole periods that was drawn in one go, and how many they are. */
  readonly stretchPx: number;
  readonly stretchPeriods: number;
}

/** Ink so much higher than the pen is no level line. */
const LEVEL_PX = 0.6;

/** Lays the ruler on a lane that shows a square wave. NaN and nothing where it shows none. */
export function measureSquare(lane: GlassLane): SquareMeasure {
  const runs = runsOf(lane, 0).map(({ from, columns }) => ({ from, columns: columns as readonly GlassColumn[] }));
  const pen = median(runs.flatMap(({ columns }) => columns.map(inkHeight)));
  const isLevel = (column: GlassColumn): boolean => inkHeight(column) < pen + LEVEL_PX;
  const levels = runs.flatMap(({ columns }) => columns.filter(isLevel).map(middle));
  const between = (Math.min(...levels) + Math.max(...levels)) / 2;
  const heightPx = median(levels.filter((y) => y > between)) - median(levels.filter((y) => y < between));

  const periodsPx: number[] = [];
  let [stretchPx, stretchPeriods] = [0, 0];
  for (const { from, columns } of runs) {
    const edges = spans(columns, isLevel)
      .filter(({ before, after }) => middle(before) > between && middle(after) < between)
      .map(({ at }) => from + at);
    periodsPx.push(...edges.slice(1).map((edge, n) => edge - (edges[n] as number)));
    const whole = edges.length - 1;
    if (whole > stretchPeriods) {
      [stretchPx, stretchPeriods] = [(edges[whole] as number) - (edges[0] as number), whole];
    }
  }
  return { heightPx, periodsPx, stretchPx, stretchPeriods };
}

/** Columns between two level ones: where their ink has its middle, and the level columns on both sides. */
function spans(
  columns: readonly GlassColumn[],
  isLevel: (column: GlassColumn) => boolean,
): { readonly at: number; readonly before: GlassColumn; readonly after: GlassColumn }[] {
  const found: { at: number; before: GlassColumn; after: GlassColumn }[] = [];
  let begun = -1;
  for (const [x, column] of columns.entries()) {
    if (!isLevel(column)) {
      if (begun < 0) begun = x;
      continue;
    }
    const before = columns[begun - 1];
    if (begun >= 0 && before !== undefined) {
      let [weights, sum] = [0, 0];
      for (let k = begun; k < x; k++) {
        const weight = inkHeight(columns[k] as GlassColumn);
        weights += weight;
        sum += weight * (k + 0.5);
      }
      found.push({ at: sum / weights, before, after: column });
    }
    begun = -1;
  }
  return found;
}

export function inkHeight({ top, bottom }: GlassColumn): number {
  return bottom - top;
}

function middle({ top, bottom }: GlassColumn): number {
  return (top + bottom) / 2;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
