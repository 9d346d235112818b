import { type ServiceError, status } from '@grpc/grpc-js';
import {
  catchError,
  concat,
  defer,
  EMPTY,
  exhaustMap,
  expand,
  finalize,
  ignoreElements,
  type Observable,
  of,
  Subject,
  startWith,
  tap,
  throwError,
  timeout,
  timer,
} from 'rxjs';
import type { SourcedReport } from '#domain/alarms/alarm.ts';
import type { Block } from '#domain/signals/block.ts';
import { type Channel, sampleIndexAt, samplesIn, sampleTimeMs } from '#domain/signals/channel.ts';
import { type ChannelGap, type GapState, MOST_GAPS, RECENT_MS } from '#domain/signals/coverage.ts';
import { noRanges, type Ranges, rangesWithin, withoutRange, withRange } from '#domain/signals/ranges.ts';
import type { Tally } from '#domain/ward/tally.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import type { BackfillRequest, BackfillResponse, ChannelRange } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import type { WardDecoder } from './decode.ts';
import { oneLine } from './linkError.ts';
import type { LinkTiming } from './linkTiming.ts';

/** The first piece, and the least: of a link that can't carry more of the past beside the live stream. */
const FIRST_PIECE_MS = 1000;
const LEAST_PIECE_MS = 250;
const LONGEST_PIECE_MS = 5000;

/** Pieces that take less than this may be longer, and shorter where they take more. */
const QUICK_MS = 500;
const SLOW_MS = 2000;

/** What a gateway fails to give so often is given up. */
const MOST_FAILURES = 3;

/** Alarm reports of one answer that are taken in together; a gateway that sends more costs no memory. */
const MOST_REPORTS = 5000;

/** Asks the gateway for a piece of the past; fails with its ServiceError. */
export type Ask = (request: Omit<BackfillRequest, 'stationId'>) => Observable<BackfillResponse>;

export interface BackfillOptions {
  readonly gatewayId: string;
  readonly decoder: WardDecoder;
  readonly tally: Tally;
  readonly timing: LinkTiming;
  readonly monotonicMs: () => number;
  readonly emit: (event: WardEvent) => void;
  readonly say: (key: string, line: string) => void;
}

/** A span of time on the gateway's clock, in nanoseconds. */
interface Span {
  readonly fromNs: bigint;
  readonly untilNs: bigint;
}

/** One question, with what its numbers meant when it was asked. */
interface Piece {
  readonly request: Omit<BackfillRequest, 'stationId'>;
  /** By the gateway's number. */
  readonly asked: ReadonlyMap<number, { readonly channelId: number; readonly ranges: Ranges }>;
  readonly reports: SourcedReport[];
}

/**
 * Fetches what an outage has cost, and what was before a station's start, while the live stream goes on: first what happened,
 * then samples, newest first, in pieces that take a bounded share of the link. What a lost link interrupts goes on with the next one; what the gateway does
 * not have is given up with a reason.
 *
 * A sample is taken in only where it was asked for and is still wanted, by the meaning that the gateway's number had when it
 * was asked: an answer that arrives after another patient came into the bed is nobody's.
 */
export class Backfill {
  readonly #options: BackfillOptions;
  readonly #wake = new Subject<void>();
  #epoch: string | null = null;
  /** By station-wide channel. */
  #wanted = new Map<number, Ranges>();
  /** Of channels that began with a stream: what is before this index stays missing for this reason, unless it is fetched. */
  readonly #beginnings = new Map<number, { readonly until: number; readonly state: GapState }>();
  #span: Span | null = null;
  /** This gateway keeps no past. */
  #isUnsupported = false;
  #pieceMs = FIRST_PIECE_MS;
  #failures = 0;

  constructor(options: BackfillOptions) {
    this.#options = options;
  }

  /** A stream of this epoch begins; true: it is the one before. Nothing of another one can be asked for. */
  opened(epoch: string): boolean {
    if (epoch === this.#epoch) return true;
    this.#epoch = epoch;
    this.#wanted.clear();
    this.#beginnings.clear();
    this.#span = null;
    this.#isUnsupported = false;
    return false;
  }

  /**
   * Samples are missing. Says at once what becomes of them. Of another state than `linkLost`: that is what they stay missing for,
   * and what is before index 0 never was in this epoch.
   */
  want(gaps: readonly ChannelGap[]): void {
    if (gaps.length === 0) return;
    for (const { channelId, until, state } of gaps) {
      if (state !== 'linkLost') this.#beginnings.set(channelId, { until, state });
    }
    const wanted = gaps
      .map((gap) => ({ ...gap, from: Math.max(0, gap.from) }))
      .filter(({ from, until }) => from < until);
    if (this.#isUnsupported) {
      this.#tellMissing(wanted, 'beyondBuffer');
      return;
    }
    this.#tell(wanted.map((gap) => ({ ...gap, state: 'fetching' })));
    for (const { channelId, from, until } of wanted) {
      const ranges = withRange(this.#wanted.get(channelId) ?? noRanges, from, until);
      this.#wanted.set(channelId, ranges);
      const newest = ranges.at(-MOST_GAPS);
      if (newest === undefined || ranges.length === MOST_GAPS) continue;
      // A gateway that loses every other frame costs no memory.
      this.#giveUp([{ channelId, from: ranges[0]?.from ?? 0, until: newest.from }], 'unavailable');
    }
    this.#wake.next();
  }

  /** What happened in a span of time is missing: alarms. */
  wantSpan(fromNs: bigint, untilNs: bigint): void {
    if (this.#isUnsupported || fromNs >= untilNs) return;
    const span = this.#span ?? { fromNs, untilNs };
    this.#span = {
      fromNs: fromNs < span.fromNs ? fromNs : span.fromNs,
      untilNs: untilNs > span.untilNs ? untilNs : span.untilNs,
    };
    this.#wake.next();
  }

  /** Asks for as long as it is subscribed, which is as long as a connection lasts. Never fails, never completes. */
  run(ask: Ask): Observable<unknown> {
    this.#failures = 0;
    return this.#wake.pipe(
      startWith(undefined),
      exhaustMap(() => of(null).pipe(expand(() => this.#step(ask)))),
    );
  }

  /** One piece and the pause after it; empty: nothing is wanted. */
  #step(ask: Ask): Observable<null> {
    const piece = this.#next();
    if (piece === null) return EMPTY;
    return concat(this.#fetch(piece, ask), of(null));
  }

  #fetch(piece: Piece, ask: Ask): Observable<never> {
    const { timing, monotonicMs } = this.#options;
    const beganMs = monotonicMs();
    const pause = (share: number) =>
      defer(() => timer(Math.max(timing.backfillPauseMs, (monotonicMs() - beganMs) * (1 / share - 1))));
    let isDone = false;
    const asked = ask(piece.request).pipe(
      timeout({ each: timing.backfillSilentMs, with: () => throwError(() => new Error('it says nothing')) }),
      tap((response) => this.#take(response, piece)),
      finalize(() => {
        this.#report(piece);
        // Cut off in the middle: the link may have broken of it.
        if (!isDone) this.#pieceMs = Math.max(LEAST_PIECE_MS, this.#pieceMs / 4);
      }),
      ignoreElements(),
    );
    const settled = defer(() => {
      isDone = true;
      this.#failures = 0;
      this.#settle(piece, monotonicMs() - beganMs);
      return EMPTY;
    });
    return concat(asked, settled, pause(timing.backfillShare)).pipe(
      catchError((error: unknown) => {
        isDone = true;
        return this.#failed(piece, error) ? EMPTY : timer(timing.backfillRetryMs);
      }),
      ignoreElements(),
    );
  }

  /** What to ask for next: what happened, else the newest samples that are missing. */
  #next(): Piece | null {
    const { decoder, timing } = this.#options;
    const epoch = this.#epoch;
    if (epoch === null || this.#isUnsupported) return null;
    if (this.#span !== null) return { request: { epoch, ranges: [], ...this.#span }, asked: new Map(), reports: [] };
    const known = new Map([...decoder.channels()].map(([wireId, channel]) => [channel.channelId, { wireId, channel }]));
    for (const channelId of this.#wanted.keys()) this.#forgetOld(channelId, known.get(channelId)?.channel);
    const newestMs = [...this.#wanted].reduce((newest, [channelId, ranges]) => {
      const channel = known.get(channelId)?.channel;
      return channel === undefined ? newest : Math.max(newest, sampleTimeMs(channel, ranges.at(-1)?.until ?? 0));
    }, Number.NEGATIVE_INFINITY);
    const fromMs = newestMs - Math.min(this.#pieceMs, timing.backfillPieceMs);
    const asked = new Map<number, { channelId: number; ranges: Ranges }>();
    const ranges: ChannelRange[] = [];
    for (const [channelId, wanted] of this.#wanted) {
      const at = known.get(channelId);
      if (at === undefined) continue;
      const from = Math.floor(sampleIndexAt(at.channel, fromMs));
      const part = rangesWithin(wanted, from, Number.POSITIVE_INFINITY);
      if (part.length === 0) continue;
      asked.set(at.wireId, { channelId, ranges: part });
      for (const range of part.toReversed()) {
        ranges.push({ channelId: at.wireId, firstIndex: BigInt(range.from), endIndex: BigInt(range.until) });
      }
    }
    if (ranges.length === 0) return null;
    return { request: { epoch, ranges, fromNs: undefined, untilNs: undefined }, asked, reports: [] };
  }

  /** Of a channel that is gone nothing is wanted, and of one that goes on nothing that nobody would keep. */
  #forgetOld(channelId: number, channel: Channel | undefined): void {
    const ranges = this.#wanted.get(channelId) ?? noRanges;
    const newest = ranges.at(-1)?.until ?? 0;
    const end = Math.max(newest, this.#options.decoder.holes.endOf(channelId) ?? 0);
    const oldest = channel === undefined ? end : end - samplesIn(channel, RECENT_MS);
    this.#keep(channelId, withoutRange(ranges, Number.NEGATIVE_INFINITY, oldest));
  }

  #take({ waveforms, unavailable, alarms, observations }: BackfillResponse, piece: Piece): void {
    const { decoder, tally, emit, gatewayId } = this.#options;
    const blocks: Block[] = [];
    for (const batch of waveforms) {
      const channelId = piece.asked.get(batch.channelId)?.channelId;
      if (channelId === undefined || !this.#wanted.has(channelId)) {
        tally.add('pastUnasked');
        continue;
      }
      for (const block of decoder.pastBlocks(batch, channelId)) blocks.push(...this.#wantedOf(block));
    }
    if (blocks.length > 0) emit({ type: 'blocks', gatewayId, blocks });
    this.#giveUp(
      unavailable.flatMap(({ channelId: wireId, firstIndex, endIndex }) => {
        const at = piece.asked.get(wireId);
        const parts = at === undefined ? [] : rangesWithin(at.ranges, Number(firstIndex), Number(endIndex));
        return parts.map((part) => ({ channelId: at?.channelId ?? 0, ...part }));
      }),
      'unavailable',
    );
    for (const report of alarms) piece.reports.push(decoder.pastReport(report));
    if (piece.reports.length >= MOST_REPORTS) this.#report(piece);
    tally.add('pastValues', observations.length);
  }

  /** The parts of a block that are wanted; they are so no longer. */
  #wantedOf({ channelId, firstIndex, samples }: Block): Block[] {
    const wanted = this.#wanted.get(channelId) ?? noRanges;
    const until = firstIndex + samples.length;
    const parts = rangesWithin(wanted, firstIndex, until);
    this.#keep(channelId, withoutRange(wanted, firstIndex, until));
    return parts.map((part) => ({
      channelId,
      firstIndex: part.from,
      samples: samples.subarray(part.from - firstIndex, part.until - firstIndex),
    }));
  }

  /** Hands over what was told of alarms so far. */
  #report(piece: Piece): void {
    const { emit, gatewayId } = this.#options;
    if (piece.reports.length > 0) emit({ type: 'pastAlarms', gatewayId, reports: piece.reports.splice(0) });
  }

  /** The answer is whole: what it left out without a word, the bedside never gave. */
  #settle(piece: Piece, tookMs: number): void {
    this.#spanDone(piece);
    if (tookMs < QUICK_MS) this.#pieceMs = Math.min(LONGEST_PIECE_MS, this.#pieceMs * 2);
    if (tookMs > SLOW_MS) this.#pieceMs = Math.max(LEAST_PIECE_MS, this.#pieceMs / 2);
    this.#giveUp(askedRanges(piece), 'notGiven');
  }

  /** True: nothing more will be asked for. */
  #failed(piece: Piece, error: unknown): boolean {
    const { say, tally } = this.#options;
    if ((error as Partial<ServiceError>).code === status.UNIMPLEMENTED) {
      say('backfill', 'keeps no past beyond what a stream can resume; longer outages stay gaps');
      this.#isUnsupported = true;
      this.#span = null;
      this.#giveUp(allRanges(this.#wanted), 'beyondBuffer');
      return true;
    }
    tally.add('backfillsFailed');
    if (++this.#failures < MOST_FAILURES) return false;
    this.#failures = 0;
    say('backfill', `could not give a piece of the past (${oneLine(String(error))}); it stays a gap`);
    this.#spanDone(piece);
    this.#giveUp(askedRanges(piece), 'unavailable');
    return false;
  }

  /** What happened has been asked for, unless it became known meanwhile that more is missing: then all of it is asked for again. */
  #spanDone({ request }: Piece): void {
    const span = this.#span;
    if (span?.fromNs === request.fromNs && span?.untilNs === request.untilNs) this.#span = null;
  }

  /** What of these is still wanted is so no longer. */
  #giveUp(ranges: readonly Omit<ChannelGap, 'state'>[], state: GapState): void {
    const gaps: ChannelGap[] = [];
    for (const { channelId, from, until } of ranges) {
      const wanted = this.#wanted.get(channelId) ?? noRanges;
      for (const part of rangesWithin(wanted, from, until)) gaps.push({ channelId, ...part, state });
      this.#keep(channelId, withoutRange(wanted, from, until));
    }
    this.#tellMissing(gaps, state);
  }

  /** Tells that these stay missing, and why; what the bedside never gave is not missing. */
  #tellMissing(gaps: readonly ChannelGap[], state: GapState): void {
    this.#tell(
      gaps.map((gap) => {
        const beginning = this.#beginnings.get(gap.channelId);
        const isBefore = beginning !== undefined && gap.until <= beginning.until && state !== 'notGiven';
        return { ...gap, state: isBefore ? beginning.state : state };
      }),
    );
  }

  #keep(channelId: number, ranges: Ranges): void {
    if (ranges.length === 0) this.#wanted.delete(channelId);
    else this.#wanted.set(channelId, ranges);
  }

  #tell(gaps: readonly ChannelGap[]): void {
    const { emit, gatewayId } = this.#options;
    if (gaps.length > 0) emit({ type: 'gaps', gatewayId, gaps });
  }
}

function askedRanges({ asked }: Piece): Omit<ChannelGap, 'state'>[] {
  return [...asked.values()].flatMap(({ channelId, ranges }) => ranges.map((range) => ({ channelId, ...range })));
}

function allRanges(wanted: ReadonlyMap<number, Ranges>): Omit<ChannelGap, 'state'>[] {
  return [...wanted].flatMap(([channelId, ranges]) => ranges.map((range) => ({ channelId, ...range })));
}
