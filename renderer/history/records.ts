import { messageOf } from '#domain/errors.ts';
import { decodeValues, encodeValues } from '#domain/vitals/seriesCodec.ts';
import { type NumericSeries, seriesOf } from '#domain/vitals/trend.ts';
import type { HistoryKeys, Place } from './historyKeys.ts';
import type { KeptNumeric } from './logRecord.ts';
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
  return bytes === null ? { ok: false, reason: 'it is not what was written' } : attempted(() => read(bytes));
}

/** What is made of what a record holds, or why it can't be. */
export function attempted<T>(read: () => T): Opened<T> {
  try {
    return { ok: true, value: read() };
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

/** A numeric, and all its values in a span. */
export interface KeptSeries {
  readonly numeric: KeptNumeric;
  readonly series: NumericSeries;
}

/** Values as they are kept; {@link unpackSeries} also reads what was written as JSON, of version 1. */
export function packSeries(kept: readonly KeptSeries[]): Uint8Array<ArrayBuffer> {
  return packParcel({
    head: { version: 2, numerics: kept.map(({ numeric }) => numeric) },
    parts: kept.map(({ series }) => encodeValues(series)),
  });
}

/** @throws RangeError or SyntaxError when the bytes are no such record */
export function unpackSeries(bytes: Uint8Array<ArrayBuffer>): readonly KeptSeries[] {
  const { head, parts } = unpackParcel(bytes);
  const { version, numerics } = head as { readonly version: number; readonly numerics: readonly KeptNumeric[] };
  if (version !== 2)
    return unpackJson<readonly KeptValues[]>(bytes).map(({ numeric, values }) => ({
      numeric,
      series: seriesOf(values),
    }));
  return numerics.map((numeric, k) => ({ numeric, series: decodeValues(parts[k] ?? new Uint8Array()) }));
}

export const packValues = (kept: readonly KeptValues[]): Uint8Array<ArrayBuffer> =>
  packSeries(kept.map(({ numeric, values }) => ({ numeric, series: seriesOf(values) })));

export function unpackValues(bytes: Uint8Array<ArrayBuffer>): readonly KeptValues[] {
  return unpackSeries(bytes).map(({ numeric, series: { times, values } }) => ({
    numeric,
    values: Array.from(times, (timeMs, k) => {
      const value = values[k] as number;
      return [timeMs, Number.isNaN(value) ? null : value] as const;
    }),
  }));
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
