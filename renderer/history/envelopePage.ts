import { decodeSeries, encodeSeries, type Run } from '#domain/signals/chunk/series.ts';
import type { Gap } from '#domain/signals/coverage.ts';
import { Envelope, type EnvelopeBin } from '#domain/signals/envelope.ts';
import { slotRange } from '#domain/signals/slots.ts';
import { CHUNK_MS } from './chunkRecord.ts';
import { identityOf, type KeptChannel, type KeptWave } from './keptWave.ts';
import { packParcel, unpackParcel } from './parcel.ts';

/** Ten minutes of a bed are one record: its bins of 10 s, of which the wider ones are made, and its gaps. */
export const PAGE_MS = 600_000;

const BIN_MS = 10_000;
const BINS_PER_CHUNK = CHUNK_MS / BIN_MS;

/** What is held of a wave in ten minutes, seen from afar. */
export interface PageWave {
  readonly channel: KeptChannel;
  /** Of 10 s, in order. */
  readonly bins: readonly EnvelopeBin[];
  readonly gaps: readonly Gap[];
}

export type Page = readonly PageWave[];

interface Head {
  readonly version: 1;
  readonly waves: readonly { readonly channel: KeptChannel; readonly gaps: readonly Gap[] }[];
}

/** The page with a minute as it is written now, whatever was in the page of that minute. */
export function withMinute(page: Page, minute: number, waves: readonly KeptWave[]): Page {
  const first = minute * BINS_PER_CHUNK;
  const others = page.map((wave): PageWave => {
    const { from, until } = slotRange(wave.channel, minute, CHUNK_MS);
    return {
      ...wave,
      bins: wave.bins.filter(({ slot }) => slot < first || slot >= first + BINS_PER_CHUNK),
      gaps: wave.gaps.filter((gap) => gap.until <= from || gap.from >= until),
    };
  });
  const byIdentity = new Map(others.map((wave) => [identityOf(wave.channel), wave]));
  for (const { channel, runs, gaps } of waves) {
    const envelope = new Envelope(channel);
    for (const { firstIndex, samples } of runs) envelope.add(firstIndex, samples);
    const other = byIdentity.get(identityOf(channel));
    byIdentity.set(identityOf(channel), {
      channel,
      bins: [...(other?.bins ?? []), ...envelope.bins(BIN_MS)].sort((a, b) => a.slot - b.slot),
      gaps: [...(other?.gaps ?? []), ...gaps].sort((a, b) => a.from - b.from),
    });
  }
  return [...byIdentity.values()];
}

export function packPage(page: Page): Uint8Array<ArrayBuffer> {
  const head: Head = { version: 1, waves: page.map(({ channel, gaps }) => ({ channel, gaps })) };
  return packParcel({
    head,
    parts: page.flatMap(({ bins }) => [
      encodeBins(bins, ({ min }) => min),
      encodeBins(bins, ({ max }) => max),
      encodeBins(bins, ({ count }) => count),
    ]),
  });
}

/**
 * Reads a record; the bins of waves that are not asked for are not decoded.
 *
 * @throws RangeError or SyntaxError when the bytes are no such record
 */
export function unpackPage(
  bytes: Uint8Array<ArrayBuffer>,
  isWanted: (channel: KeptChannel) => boolean = () => true,
): Page {
  const { head, parts } = unpackParcel(bytes);
  const { version, waves } = head as Head;
  if (version !== 1) throw new RangeError(`of version ${version}; this one reads 1`);
  return waves.flatMap(({ channel, gaps }, k) => {
    if (!isWanted(channel)) return [];
    const [mins, maxs, counts] = [0, 1, 2].map((part) => decodeBins(parts[3 * k + part]));
    const bins = (mins as readonly Run[]).flatMap(({ firstIndex, samples }, r) =>
      Array.from(samples, (min, n): EnvelopeBin => {
        const [max, count] = [maxs?.[r]?.samples[n], counts?.[r]?.samples[n]];
        if (max === undefined || count === undefined) throw new RangeError('an envelope with a part of its bins');
        return { slot: firstIndex + n, min, max, count };
      }),
    );
    return [{ channel, gaps, bins }];
  });
}

function encodeBins(bins: readonly EnvelopeBin[], of: (bin: EnvelopeBin) => number): Uint8Array {
  const runs: { firstIndex: number; samples: number[] }[] = [];
  for (const bin of bins) {
    const last = runs.at(-1);
    if (last !== undefined && last.firstIndex + last.samples.length === bin.slot) last.samples.push(of(bin));
    else runs.push({ firstIndex: bin.slot, samples: [of(bin)] });
  }
  return encodeSeries({
    rateHz: 1000 / BIN_MS,
    runs: runs.map(({ firstIndex, samples }) => ({ firstIndex, samples: Int32Array.from(samples) })),
  });
}

function decodeBins(bytes: Uint8Array | undefined): readonly Run[] {
  const decoded = decodeSeries(bytes ?? new Uint8Array());
  if (!decoded.ok) throw new RangeError(decoded.reason);
  return decoded.series.runs;
}
