import { decodeSeries, encodeSeries } from '#domain/signals/chunk/series.ts';
import type { Gap } from '#domain/signals/coverage.ts';
import type { KeptChannel, KeptWave } from './keptWave.ts';
import { packParcel, unpackParcel } from './parcel.ts';

/** A minute of a bed is one record. It begins at a whole minute of the gateway's clock. */
export const CHUNK_MS = 60_000;

interface Head {
  readonly version: 1;
  readonly waves: readonly { readonly channel: KeptChannel; readonly gaps: readonly Gap[] }[];
}

/** What could be read of a record, and why the rest could not. */
export interface ReadChunk {
  readonly waves: readonly KeptWave[];
  /** One for each wave whose samples are not what was written. */
  readonly damaged: readonly { readonly channel: KeptChannel; readonly reason: string }[];
}

export function packChunk(waves: readonly KeptWave[]): Uint8Array<ArrayBuffer> {
  const head: Head = { version: 1, waves: waves.map(({ channel, gaps }) => ({ channel, gaps })) };
  const parts = waves.map(({ channel, runs }) => encodeSeries({ rateHz: channel.rateHz, runs }));
  return packParcel({ head, parts });
}

/**
 * Reads a record; of the waves that are not asked for, no sample is decoded.
 *
 * @throws RangeError or SyntaxError when the bytes are no such record
 */
export function unpackChunk(
  bytes: Uint8Array<ArrayBuffer>,
  isWanted: (channel: KeptChannel) => boolean = () => true,
): ReadChunk {
  const { head, parts } = unpackParcel(bytes);
  const { version, waves } = head as Head;
  if (version !== 1) throw new RangeError(`of version ${version}; this one reads 1`);
  const read: KeptWave[] = [];
  const damaged: { channel: KeptChannel; reason: string }[] = [];
  for (const [k, { channel, gaps }] of waves.entries()) {
    if (!isWanted(channel)) continue;
    const decoded = decodeSeries(parts[k] ?? new Uint8Array());
    if (decoded.ok) read.push({ channel, gaps, runs: decoded.series.runs });
    else damaged.push({ channel, reason: decoded.reason });
  }
  return { waves: read, damaged };
}
