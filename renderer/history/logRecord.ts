import { decodeRuns, decodeSeries, encodeRuns, type Run } from '#domain/signals/chunk/series.ts';
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

/** Values of a second have one time, all of them: of each the number of its numeric, and behind it what it was. */
type Moment = readonly [timeMs: number, ...(number | null)[]];

interface Head {
  readonly version: 2;
  readonly namesId: string;
  readonly waves: readonly number[];
  readonly moments: readonly Moment[];
}

/** As it was written until schema 6: each part is a whole series. */
interface EarlierHead extends Pick<Head, 'namesId' | 'waves'>, Pick<LogEntry, 'observations'> {
  readonly version: 1;
}

/** Nothing in it is there twice, as it is most of what is ever written: rates are in the names, and a seal says whether it is whole. */
export function packLog({ waves, observations }: LogEntry, { id: namesId }: LogNames): Uint8Array<ArrayBuffer> {
  const moments = new Map<number, [number, ...(number | null)[]]>();
  for (const [numeric, timeMs, value] of observations) {
    const moment = moments.get(timeMs) ?? [timeMs];
    moments.set(timeMs, moment);
    moment.push(numeric, value);
  }
  const head: Head = { version: 2, namesId, waves: waves.map(({ wave }) => wave), moments: [...moments.values()] };
  return packParcel({ head, parts: waves.map(({ runs }) => encodeRuns(runs)) });
}

/** An entry as it lies in its record: no sample is decoded yet. */
export interface PackedLog extends Pick<Head, 'namesId' | 'waves'>, Pick<LogEntry, 'observations'> {
  readonly parts: readonly Uint8Array[];
  /** @throws RangeError for a part that is not what was written */
  readonly decode: (part: Uint8Array) => readonly Run[];
}

/** @throws RangeError or SyntaxError when the bytes are no such entry */
export function openLog(bytes: Uint8Array<ArrayBuffer>): PackedLog {
  const { head, parts } = unpackParcel(bytes);
  const known = head as Head | EarlierHead;
  const { namesId, waves } = known;
  switch (known.version) {
    case 1:
      return { namesId, waves, observations: known.observations, parts, decode: runsOfSeries };
    case 2:
      return { namesId, waves, observations: known.moments.flatMap(observationsOf), parts, decode: decodeRuns };
    default:
      throw new RangeError(`of version ${(head as { version: unknown }).version}; this one reads 1 and 2`);
  }
}

function runsOfSeries(part: Uint8Array): readonly Run[] {
  const decoded = decodeSeries(part);
  if (!decoded.ok) throw new RangeError(decoded.reason);
  return decoded.series.runs;
}

function observationsOf([timeMs, ...told]: Moment): LogEntry['observations'] {
  return Array.from({ length: told.length / 2 }, (_, k) => [told[2 * k] as number, timeMs, told[2 * k + 1] ?? null]);
}

/**
 * The waves that are asked for, and all values.
 *
 * @throws RangeError when it is an entry of other names, or its samples are not what was written
 */
export function entryOf(
  { namesId, waves, observations, parts, decode }: PackedLog,
  names: LogNames,
  isWanted: (wave: number) => boolean = () => true,
): LogEntry {
  if (namesId !== names.id) throw new RangeError('an entry whose names are lost');
  const read = waves.flatMap((wave, k) => {
    if (!isWanted(wave)) return [];
    return [{ wave, runs: decode(parts[k] ?? new Uint8Array()) }];
  });
  return { waves: read, observations };
}
