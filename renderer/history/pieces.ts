import type { HistoryKeys, Place } from './historyKeys.ts';
import { type Opened, openRecord } from './records.ts';
import type { Sealed } from './schema.ts';

/** A record that can't be read, by the time it covers. `reason`: for people. */
export interface DamagedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly reason: string;
}

/** A row as it was opened, and the time it covers. */
export interface Piece<T> extends DamagedSpan {
  readonly opened: Opened<T>;
}

/** Opens a row. `span`: the time it covers. */
export async function openPiece<T>(
  keys: HistoryKeys,
  place: Place,
  sealed: Sealed,
  span: { readonly fromMs: number; readonly untilMs: number },
  read: (bytes: Sealed) => T,
): Promise<Piece<T>> {
  return pieceOf(await openRecord(keys, place, sealed, read), span);
}

/** What became of a row. `span`: the time it covers. */
export function pieceOf<T>(opened: Opened<T>, span: { readonly fromMs: number; readonly untilMs: number }): Piece<T> {
  return { ...span, opened, reason: opened.ok ? '' : opened.reason };
}

/** What could be read. */
export function readOf<T>(pieces: readonly Piece<T>[]): T[] {
  return pieces.flatMap(({ opened }) => (opened.ok ? [opened.value] : []));
}

/** What could not. */
export function damagedOf<T>(pieces: readonly Piece<T>[]): DamagedSpan[] {
  return pieces.flatMap(({ opened, fromMs, untilMs, reason }) => (opened.ok ? [] : [{ fromMs, untilMs, reason }]));
}
