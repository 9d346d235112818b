/** How the tiles of one page fill the window. */
export interface GridFit {
  readonly columns: number;
  readonly rows: number;
  /** Edges of the columns from the left, one more than there are columns; CSS pixels, each whole in device pixels. */
  readonly columnEdgesPx: readonly number[];
  readonly rowEdgesPx: readonly number[];
  /** Size of the smallest tile; others are up to one device pixel wider and higher. */
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
}

/** Tiles are best a little wider than 16:9: traces need width. */
const BEST_ASPECT = 1.9;
/** How much worse an empty cell is than a shape that is off by as much. */
const EMPTY_WEIGHT = 6;
/** Below this a tile is no longer legible at arm's length. */
const SMALLEST_TILE_PX = { width: 150, height: 80 };
/** More beds than a person can watch go to further pages, unless somebody chose otherwise. */
const MOST_TILES = 64;

/**
 * Chooses columns and rows so that `count` tiles fill `widthPx` x `heightPx` exactly, with as few empty cells and as
 * pleasant a shape as can be had. For 0 tiles: one cell. Every edge is whole in device pixels of `pixelRatio`: a layer
 * that stands between two pixels is resampled with each frame.
 */
export function gridFit(count: number, widthPx: number, heightPx: number, pixelRatio = 1): GridFit {
  let best = { columns: 1, rows: Math.max(1, count), badness: Number.POSITIVE_INFINITY };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const aspect = widthPx / columns / (heightPx / rows);
    const badness = Math.abs(Math.log(aspect / BEST_ASPECT)) + EMPTY_WEIGHT * Math.log((columns * rows) / count);
    if (badness < best.badness) best = { columns, rows, badness };
  }
  const { columns, rows } = best;
  const columnEdgesPx = edges(columns, widthPx, pixelRatio);
  const rowEdgesPx = edges(rows, heightPx, pixelRatio);
  return {
    columns,
    rows,
    columnEdgesPx,
    rowEdgesPx,
    tileWidthPx: smallestStep(columnEdgesPx),
    tileHeightPx: smallestStep(rowEdgesPx),
  };
}

function edges(count: number, lengthPx: number, pixelRatio: number): readonly number[] {
  const length = Math.floor(lengthPx * pixelRatio);
  return Array.from({ length: count + 1 }, (_, n) => Math.round((n * length) / count) / pixelRatio);
}

function smallestStep(edgesPx: readonly number[]): number {
  return Math.min(...edgesPx.slice(1).map((edge, n) => edge - (edgesPx[n] as number)));
}

/** How many beds one page takes unless somebody chose: up to 64, fewer in a window too small to read them. */
export function pageCapacity(widthPx: number, heightPx: number): number {
  const fitting = Math.floor(widthPx / SMALLEST_TILE_PX.width) * Math.floor(heightPx / SMALLEST_TILE_PX.height);
  return Math.min(MOST_TILES, Math.max(1, fitting));
}
