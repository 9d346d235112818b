import { MISSING } from './block.ts';
import type { Channel } from './channel.ts';

/**
 * Columns of the sweep. Time is cut into columns one device pixel wide, counted from 1970 on the gateway's clock, the time
 * of the samples: column k covers [k, k + 1) / columnsPerSecond seconds. What a column shows depends on the samples alone,
 * never on when or in what portions they were drawn, nor on how well the gateway's clock is known; so drawing a little
 * each frame gives the same picture as drawing everything at once.
 */

/** Where a channel's samples lie among the columns: index = column * indexPerColumn + indexAtZero, both fractional. */
export interface ColumnMap {
  readonly indexPerColumn: number;
  readonly indexAtZero: number;
}

/** What is needed of a ring: the raw sample at an index, {@link MISSING} where there is none. */
export interface SamplesByIndex {
  at(index: number): number;
}

/** Lowest and highest raw value of a column, written by {@link columnExtent}. */
export interface Extent {
  min: number;
  max: number;
}

/** Where a channel's samples lie at so many columns a second. */
export function columnMap(channel: Pick<Channel, 'originMs' | 'rateHz'>, columnsPerSecond: number): ColumnMap {
  return {
    indexPerColumn: channel.rateHz / columnsPerSecond,
    indexAtZero: (-channel.originMs * channel.rateHz) / 1000,
  };
}

/** Fractional column at a time on the gateway's clock. */
export function columnAtTime(timeMs: number, columnsPerSecond: number): number {
  return (timeMs * columnsPerSecond) / 1000;
}

/** Time on the gateway's clock at the left edge of a column, in milliseconds. */
export function timeAtColumn(column: number, columnsPerSecond: number): number {
  return (column * 1000) / columnsPerSecond;
}

/** Fractional sample index at the left edge of a column. */
export function indexAtColumn(map: ColumnMap, column: number): number {
  return column * map.indexPerColumn + map.indexAtZero;
}

/** Fractional column of a sample; the inverse of {@link indexAtColumn} but for rounding. */
export function columnAtIndex(map: ColumnMap, index: number): number {
  return (index - map.indexAtZero) / map.indexPerColumn;
}

/**
 * Lowest and highest point of the line through the samples between two fractional indices: the samples there, and the
 * line's height at both ends where it crosses them. A line runs only between neighbours that both exist, so a missing
 * sample is a gap; a sample alone is a dot.
 *
 * False where there is nothing to draw; `out` is then left as it was. Neighbouring columns share the point on their
 * border, so there are no seams. Called for every column of every frame: allocates nothing.
 */
export function columnExtent(samples: SamplesByIndex, fromIndex: number, toIndex: number, out: Extent): boolean {
  const first = Math.ceil(fromIndex);
  const next = Math.ceil(toIndex);
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  if (first !== fromIndex) {
    const before = samples.at(first - 1);
    const after = samples.at(first);
    if (before !== MISSING && after !== MISSING) {
      min = max = before + (after - before) * (fromIndex - first + 1);
    }
  }
  for (let index = first; index < next; index++) {
    const value = samples.at(index);
    if (value === MISSING) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const before = samples.at(next - 1);
  const after = samples.at(next);
  if (before !== MISSING && after !== MISSING) {
    const value = before + (after - before) * (toIndex - next + 1);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) return false;
  out.min = min;
  out.max = max;
  return true;
}
