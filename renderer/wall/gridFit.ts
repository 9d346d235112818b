/** How the tiles of one page fill the window. */
export interface GridFit {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
}

/** Tiles are best a little wider than 16:9: traces need width. */
const BEST_ASPECT = 1.9;
/** Below this a tile is no longer legible at arm's length. */
const SMALLEST_TILE_PX = { width: 150, height: 80 };
/** More beds than a person can watch go to further pages. */
const MOST_TILES = 64;

/**
 * Chooses columns and rows so that `count` tiles fill `widthPx` x `heightPx` exactly, with as few empty cells and as
 * pleasant a shape as can be had. For 0 tiles or an empty box: one cell.
 */
export function gridFit(count: number, widthPx: number, heightPx: number): GridFit {
  let best = { columns: 1, rows: Math.max(1, count), badness: Number.POSITIVE_INFINITY };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const aspect = widthPx / columns / (heightPx / rows);
    const badness = Math.abs(Math.log(aspect / BEST_ASPECT)) + Math.log((columns * rows) / count);
    if (badness < best.badness) best = { columns, rows, badness };
  }
  const { columns, rows } = best;
  return { columns, rows, tileWidthPx: widthPx / columns, tileHeightPx: heightPx / rows };
}

/** How many beds one page takes: up to 64, fewer in a window too small to read them. */
export function pageCapacity(widthPx: number, heightPx: number): number {
  const fitting = Math.floor(widthPx / SMALLEST_TILE_PX.width) * Math.floor(heightPx / SMALLEST_TILE_PX.height);
  return Math.min(MOST_TILES, Math.max(1, fitting));
}
