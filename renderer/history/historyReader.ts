import type { Run } from '#domain/signals/chunk/series.ts';
import type { Gap } from '#domain/signals/coverage.ts';
import { BIN_MS, Envelope, type EnvelopeBin, type EnvelopeLevelMs, foldEnvelope } from '#domain/signals/envelope.ts';
import type { Range } from '#domain/signals/ranges.ts';
import { firstIndexFrom } from '#domain/signals/slots.ts';
import { CHUNK_MS, unpackChunk } from './chunkRecord.ts';
import { PAGE_MS, unpackPage } from './envelopePage.ts';
import {
  explained,
  type HistoryGapState,
  identityOf,
  type KeptChannel,
  type KeptWave,
  missingIn,
  runWithout,
  waveName,
} from './keptWave.ts';
import type { LogReader } from './logReader.ts';
import type { History } from './openHistory.ts';
import { isOwnedBy, type Whose } from './owner.ts';
import { type DamagedSpan, damagedOf, openPiece, readOf } from './pieces.ts';
import { readRows } from './readRows.ts';
import type { BedRow } from './schema.ts';
import { joinRuns } from './waveRing.ts';

/** Samples [from, until) that are not here, and why. */
export interface HistoryGap extends Range {
  readonly state: HistoryGapState;
}

/** A wave in a window: each sample is in a run or in a gap. */
export interface WindowWave {
  readonly channel: KeptChannel;
  readonly runs: readonly Run[];
  readonly gaps: readonly HistoryGap[];
}

/**
 * What is kept of a wave between two times. There are several where the device, the gateway or its clock changed, or two
 * channels of a bed are named alike; none where nothing is kept.
 */
export interface HistoryWindow {
  readonly waves: readonly WindowWave[];
  readonly damaged: readonly DamagedSpan[];
}

export interface EnvelopeWave {
  readonly channel: KeptChannel;
  readonly bins: readonly EnvelopeBin[];
  readonly gaps: readonly Gap[];
}

export interface HistoryEnvelope {
  readonly waves: readonly EnvelopeWave[];
  readonly damaged: readonly DamagedSpan[];
}

/**
 * Reads what is kept, while it is being written or not. Times are the gateway's clock, in ms since 1970. A record that is
 * damaged is told with its span and reason; the rest is read.
 */
export class HistoryReader {
  readonly #history: History;
  readonly #log: LogReader;

  constructor(history: History) {
    this.#history = history;
    this.#log = history.log;
  }

  /** Samples of a wave (`keptWave.ts`, waveName) of somebody in a bed in [fromMs, untilMs). */
  async readWindow(whose: Whose, name: string, fromMs: number, untilMs: number): Promise<HistoryWindow> {
    const { bedKey } = whose;
    const { keys, database } = this.#history;
    const bed = await keys.pseudonym('bed', bedKey);
    const [first, last] = [Math.floor(fromMs / CHUNK_MS), Math.ceil(untilMs / CHUNK_MS)];
    const minutes = Array.from({ length: Math.max(0, last - first) }, (_, k) => (first + k) * CHUNK_MS);
    // One transaction: a minute is in the log until it is a chunk, and never between the two.
    const found = await readRows(database.backendDB(), [
      ...minutes.map((minute) => ({ table: 'chunk', key: [minute, bed] })),
      ...this.#log.questions(bed, fromMs, untilMs),
    ]);
    const rows = found.slice(0, minutes.length).flat() as BedRow[];
    const log = this.#log.rows(found.slice(minutes.length), fromMs, untilMs);
    const isWanted = wantedBy(whose, name);
    const chunks = await Promise.all(
      rows.map((row) => {
        const span = { fromMs: row.fromMs, untilMs: row.fromMs + CHUNK_MS };
        return openPiece(keys, ['chunk', row.fromMs, bed], row.sealed, span, (bytes) => unpackChunk(bytes, isWanted));
      }),
    );
    const logged = await this.#log.waves(log, bedKey, isWanted);
    const damaged = [
      ...damagedOf(chunks),
      ...chunks.flatMap(({ opened, ...span }) =>
        opened.ok ? opened.value.damaged.map(({ reason }) => ({ ...span, reason })) : [],
      ),
      ...logged.damaged,
    ];
    const kept = readOf(chunks).flatMap(({ waves: read }) => read);
    const waves = byIdentity([...kept, ...logged.waves]).map((parts) => windowOf(parts, fromMs, untilMs, damaged));
    return { waves: waves.filter(({ runs, gaps }) => runs.length > 0 || gaps.length > 0), damaged };
  }

  /**
   * Lowest and highest samples of a wave of somebody in a bed in bins of a level that touch [fromMs, untilMs). Minutes that are not
   * written as chunks yet are in bins of 10 s only, out of the log; wider bins get them once they are. What came late for a
   * minute that is over follows within seconds.
   */
  async readEnvelope(
    whose: Whose,
    name: string,
    fromMs: number,
    untilMs: number,
    levelMs: EnvelopeLevelMs,
  ): Promise<HistoryEnvelope> {
    const { bedKey } = whose;
    const { keys, database } = this.#history;
    const bed = await keys.pseudonym('bed', bedKey);
    // Whole bins, or the first and the last would tell of a part only.
    const [startMs, endMs] = [Math.floor(fromMs / levelMs) * levelMs, Math.ceil(untilMs / levelMs) * levelMs];
    const pageMs = Math.floor(startMs / PAGE_MS) * PAGE_MS;
    const [pageRows = [], ...logged] = await readRows(database.backendDB(), [
      { table: 'env', from: [bed, pageMs], until: [bed, endMs] },
      ...(levelMs === BIN_MS ? this.#log.questions(bed, startMs, endMs) : []),
    ]);
    const rows = pageRows as BedRow[];
    const log = this.#log.rows(logged, startMs, endMs);
    const isWanted = wantedBy(whose, name);
    const pages = await Promise.all(
      rows.map((row) => {
        const span = { fromMs: row.fromMs, untilMs: row.fromMs + PAGE_MS };
        return openPiece(keys, ['env', bed, row.fromMs], row.sealed, span, (bytes) => unpackPage(bytes, isWanted));
      }),
    );
    const recent = await this.#log.waves(log, bedKey, isWanted);
    const waves = new Map<string, { channel: KeptChannel; bins: EnvelopeBin[]; gaps: Gap[] }>();
    const waveOf = (channel: KeptChannel) => {
      const identity = identityOf(channel);
      const wave = waves.get(identity) ?? { channel, bins: [], gaps: [] };
      waves.set(identity, wave);
      return wave;
    };
    for (const { channel, bins, gaps } of readOf(pages).flat()) {
      const wave = waveOf(channel);
      wave.bins.push(...bins);
      wave.gaps.push(...gaps);
    }
    for (const parts of byIdentity(recent.waves)) {
      const { channel } = parts[0];
      const wave = waveOf(channel);
      const written = new Set(wave.bins.map(({ slot }) => Math.floor((slot * BIN_MS) / CHUNK_MS)));
      const envelope = new Envelope(channel);
      for (const run of parts.flatMap(({ runs }) => runs)) envelope.add(run.firstIndex, run.samples);
      const open = envelope.bins(BIN_MS).filter(({ slot }) => !written.has(Math.floor((slot * BIN_MS) / CHUNK_MS)));
      wave.bins.push(...open);
    }
    const found = [...waves.values()].map(({ channel, bins, gaps }): EnvelopeWave => {
      const inTime = bins
        .filter(({ slot }) => slot * BIN_MS >= startMs && slot * BIN_MS < endMs)
        .sort((a, b) => a.slot - b.slot);
      const [from, until] = [firstIndexFrom(channel, startMs), firstIndexFrom(channel, endMs)];
      return {
        channel,
        bins: foldEnvelope(inTime, levelMs),
        gaps: gaps.filter((gap) => gap.until > from && gap.from < until),
      };
    });
    return {
      waves: found.filter(({ bins, gaps }) => bins.length > 0 || gaps.length > 0),
      damaged: [...damagedOf(pages), ...recent.damaged],
    };
  }
}

function wantedBy(whose: Whose, name: string): (channel: KeptChannel) => boolean {
  return (channel) => waveName(channel) === name && isOwnedBy(whose, channel);
}

function byIdentity(waves: readonly KeptWave[]): readonly (readonly [KeptWave, ...KeptWave[]])[] {
  const groups = new Map<string, [KeptWave, ...KeptWave[]]>();
  for (const wave of waves) {
    const group = groups.get(identityOf(wave.channel));
    if (group === undefined) groups.set(identityOf(wave.channel), [wave]);
    else group.push(wave);
  }
  return [...groups.values()];
}

/** One wave in [fromMs, untilMs), of the pieces that are kept of it. */
function windowOf(
  parts: readonly [KeptWave, ...KeptWave[]],
  fromMs: number,
  untilMs: number,
  damaged: readonly DamagedSpan[],
): WindowWave {
  const { channel } = parts[0];
  const within = (from: number, until: number): Range => ({
    from: firstIndexFrom(channel, from),
    until: firstIndexFrom(channel, until),
  });
  const whole = within(fromMs, untilMs);
  const outside = [
    { from: Number.NEGATIVE_INFINITY, until: whole.from },
    { from: whole.until, until: Number.POSITIVE_INFINITY },
  ];
  const runs = joinRuns(
    whole,
    [],
    parts.flatMap((part) => part.runs.flatMap((run) => runWithout(run, outside))),
  );
  const gaps = explained<HistoryGapState>(
    missingIn(whole, runs),
    parts.flatMap((part) => part.gaps),
    damaged.map((span) => ({ ...within(span.fromMs, span.untilMs), state: 'damaged' })),
    [{ ...whole, state: 'notRecorded' }],
  );
  return { channel, runs, gaps };
}
