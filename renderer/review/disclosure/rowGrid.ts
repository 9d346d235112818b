import type { HeldStay } from '#renderer/history/archive.ts';
import { stayUntil } from '#renderer/review/place.ts';

/** How long a row can be, in ms: whole parts of a minute, so that rows begin on the minute. */
export const ROW_LENGTHS_MS = [60_000, 30_000] as const;

export type RowLengthMs = (typeof ROW_LENGTHS_MS)[number];

/** Rows of a stay, by number since 1970, [first, until). The first and the last one can reach beyond it. */
export function rowsOf(
  stay: HeldStay,
  rowMs: RowLengthMs,
  nowMs: number,
): { readonly first: number; readonly until: number } {
  const first = Math.floor(stay.fromMs / rowMs);
  return { first, until: Math.max(first + 1, Math.ceil(stayUntil(stay, nowMs) / rowMs)) };
}

/** The row in which a moment is. */
export function rowAt(timeMs: number, rowMs: RowLengthMs): number {
  return Math.floor(timeMs / rowMs);
}

/**
 * Where a moment goes by a key; null: the key is none of the rows'. Up and down by rows, left and right by a second, with Shift by
 * ten, a page by as many rows as are seen.
 */
export function movedBy(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  rowMs: RowLengthMs,
  rowsSeen: number,
): number | null {
  const second = shiftKey ? 10_000 : 1_000;
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -rowMs,
    ArrowDown: rowMs,
    ArrowLeft: -second,
    ArrowRight: second,
    PageUp: -rowMs * Math.max(1, rowsSeen - 1),
    PageDown: rowMs * Math.max(1, rowsSeen - 1),
  };
  return Object.hasOwn(steps, key) ? (steps[key] ?? null) : null;
}
