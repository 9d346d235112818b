import { messageOf } from '#domain/errors.ts';
import type { HistoryKeys, Place } from './historyKeys.ts';
import { packParcel, unpackParcel } from './parcel.ts';
import type { Cursor, KeptValues } from './recorder.ts';
import type { Sealed } from './schema.ts';

/** Reads what was sealed, or says why it can't be. */
export type Opened<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Opens a record with what reads its bytes. Never throws for what is in the bytes. */
export async function openRecord<T>(
  keys: HistoryKeys,
  place: Place,
  sealed: Sealed,
  read: (bytes: Uint8Array<ArrayBuffer>) => T,
): Promise<Opened<T>> {
  const bytes = await keys.open(place, sealed);
  if (bytes === null) return { ok: false, reason: 'it is not what was written' };
  try {
    return { ok: true, value: read(bytes) };
  } catch (cause) {
    return { ok: false, reason: messageOf(cause) };
  }
}

/** Records that are JSON alone, each with its version. */
export function packJson(value: unknown): Uint8Array<ArrayBuffer> {
  return packParcel({ head: { version: 1, value }, parts: [] });
}

export function unpackJson<T>(bytes: Uint8Array<ArrayBuffer>): T {
  const { version, value } = unpackParcel(bytes).head as { readonly version: number; readonly value: T };
  if (version !== 1) throw new RangeError(`of version ${version}; this one reads 1`);
  return value;
}

export const packCursor = (bedKey: string, cursor: Cursor): Uint8Array<ArrayBuffer> =>
  packJson({ bedKey, waves: [...cursor] });

export function unpackCursor(bytes: Uint8Array<ArrayBuffer>): { readonly bedKey: string; readonly cursor: Cursor } {
  const { bedKey, waves } = unpackJson<{ bedKey: string; waves: [string, { from: number; until: number }[]][] }>(bytes);
  return { bedKey, cursor: new Map(waves) };
}

/** Values of two sources; where both have one of a time, the second's stays: it came later. */
export function joinValues(first: readonly KeptValues[], second: readonly KeptValues[]): readonly KeptValues[] {
  const byNumeric = new Map<string, { numeric: KeptValues['numeric']; byTime: Map<number, number | null> }>();
  for (const { numeric, values } of [...first, ...second]) {
    const key = JSON.stringify(numeric);
    const known = byNumeric.get(key) ?? { numeric, byTime: new Map<number, number | null>() };
    byNumeric.set(key, known);
    for (const [timeMs, value] of values) known.byTime.set(timeMs, value);
  }
  return [...byNumeric.values()].map(({ numeric, byTime }) => ({
    numeric,
    values: [...byTime].sort(([a], [b]) => a - b),
  }));
}
