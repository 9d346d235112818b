import type { Run } from '#domain/signals/chunk/series.ts';
import { decodeSeries, encodeSeries } from '#domain/signals/chunk/series.ts';
import type { Numeric } from '#domain/ward/ward.ts';
import type { KeptChannel } from './keptWave.ts';
import type { Owned } from './owner.ts';
import { packParcel, unpackParcel } from './parcel.ts';

/** A numeric as it is kept: without its number, which ends with the station's run, and with whose it is. */
export type KeptNumeric = Omit<Numeric, 'numericId'> & Owned;

/** What the numbers of a log stand for. */
export interface LogNames {
  /** Of one list; entries that name another can't be read with this one, or they would be taken for other patients'. */
  readonly id: string;
  readonly waves: readonly { readonly bedKey: string; readonly channel: KeptChannel }[];
  readonly numerics: readonly { readonly bedKey: string; readonly numeric: KeptNumeric }[];
}

/** What came in one second. `wave` and `numeric` are places in {@link LogNames}. */
export interface LogEntry {
  readonly waves: readonly { readonly wave: number; readonly runs: readonly Run[] }[];
  readonly observations: readonly (readonly [numeric: number, timeMs: number, value: number | null])[];
}

interface Head {
  readonly version: 1;
  readonly namesId: string;
  readonly waves: readonly number[];
  readonly observations: LogEntry['observations'];
}

export function packLog(
  { waves, observations }: LogEntry,
  { id: namesId, waves: named }: LogNames,
): Uint8Array<ArrayBuffer> {
  const head: Head = { version: 1, namesId, waves: waves.map(({ wave }) => wave), observations };
  const parts = waves.map(({ wave, runs }) => encodeSeries({ rateHz: named[wave]?.channel.rateHz ?? 0, runs }));
  return packParcel({ head, parts });
}

/** An entry as it lies in its record: no sample is decoded yet. */
export type PackedLog = Head & { readonly parts: readonly Uint8Array[] };

/** @throws RangeError or SyntaxError when the bytes are no such entry */
export function openLog(bytes: Uint8Array<ArrayBuffer>): PackedLog {
  const { head, parts } = unpackParcel(bytes);
  const { version } = head as Head;
  if (version !== 1) throw new RangeError(`of version ${version}; this one reads 1`);
  return { ...(head as Head), parts };
}

/**
 * The waves that are asked for, and all values.
 *
 * @throws RangeError when it is an entry of other names, or its samples are not what was written
 */
export function entryOf(
  { namesId, waves, observations, parts }: PackedLog,
  names: LogNames,
  isWanted: (wave: number) => boolean = () => true,
): LogEntry {
  if (namesId !== names.id) throw new RangeError('an entry whose names are lost');
  const read = waves.flatMap((wave, k) => {
    if (!isWanted(wave)) return [];
    const decoded = decodeSeries(parts[k] ?? new Uint8Array());
    if (!decoded.ok) throw new RangeError(decoded.reason);
    return [{ wave, runs: decoded.series.runs }];
  });
  return { waves: read, observations };
}
