import { messageOf } from '#domain/errors.ts';
import type { KeepPolicy } from '#domain/history/keepPolicy.ts';
import type { PageClock } from '#domain/time/pageClock.ts';
import type { StationLink } from '#renderer/intake/stationLink.ts';
import type { HistoryStatus } from './archive.ts';
import { beginFreshJournal } from './freshJournal.ts';
import { HeldReader } from './heldReader.ts';
import { HistoryFeed } from './historyFeed.ts';
import type { Asked, HistoryQuestion } from './historyProtocol.ts';
import { HistoryReader } from './historyReader.ts';
import { HistoryWriter } from './historyWriter.ts';
import { type History, type HistoryOptions, openHistory } from './openHistory.ts';
import { Pins } from './pins.ts';
import { Retention } from './retention.ts';
import type { Span } from './spans.ts';
import { TrendReader } from './trendReader.ts';

/** How often it is told how the history fares, and written. */
const BEAT_MS = 1_000;
/** How often it is looked how far it reaches. */
const SPAN_BEATS = 5;

/** What a trend was read of stays opened for so long after it was looked at. */
const TREND_BEATS = 120;

/** The lock that whoever writes a store holds, for as long as it does. */
export const writerLock = (storeName: string): string => `${storeName} writer`;

export interface HistorySurroundings {
  readonly clock: PageClock;
  /** Of this origin: all its windows ask for the same. */
  readonly locks: Pick<LockManager, 'request'>;
  /** A new link to the station; closed when writing ends. */
  readonly connect: () => StationLink;
  readonly tell: (status: HistoryStatus) => void;
}

/**
 * The history of one window: reads for it, and writes for all windows of this browser while it holds the lock. Who gets
 * the lock takes up what the writer before left, and asks the station for all of its recent minutes: what of them is
 * there is dropped, the rest was missed. Whoever opens closes it.
 */
export class HistoryService {
  readonly #surroundings: HistorySurroundings;
  readonly history: History;
  readonly #held: HeldReader;
  readonly #trends: TrendReader;
  readonly #answers: { readonly [Name in keyof Asked]: Asked[Name] };
  readonly #ended = new AbortController();
  readonly #retention: Retention | null;
  #state: 'reading' | 'writing' | 'stopped' = 'reading';
  #stopReason = '';
  /** Whether the lock is ours: also while nothing is to be written. */
  #isOurs = false;
  #isTidying = false;
  /** Called when it has changed whether it may be written, or at the end. */
  #wake = (): void => {};
  #writer: HistoryWriter | null = null;
  #link: StationLink | null = null;
  #feed: HistoryFeed | null = null;
  #span: Span | null = null;
  #problem = '';
  #tidyProblem = '';
  #beats = 0;
  #trendBeats = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @throws Error when the store can't be opened; why, for people */
  static async open(
    options: HistoryOptions & { readonly name: string; readonly keep?: KeepPolicy },
    surroundings: HistorySurroundings,
  ): Promise<HistoryService> {
    // One at a time: of two windows that drop what was erased, the second would drop what the first has begun.
    const opened = await surroundings.locks.request(`${options.name} opening`, () => openHistory(options));
    if (!opened.ok) throw new Error(opened.reason);
    const service = new HistoryService(opened.history, surroundings, options.keep ?? null);
    service.#begin(options.name);
    return service;
  }

  private constructor(history: History, surroundings: HistorySurroundings, keep: KeepPolicy | null) {
    this.#retention = keep && new Retention(history, keep, async () => this.#writer?.settled());
    this.#surroundings = surroundings;
    this.history = history;
    const [reader, held, pins] = [new HistoryReader(history), new HeldReader(history), new Pins(history)];
    this.#held = held;
    const trends = new TrendReader(history, () => surroundings.clock.monotonicMs());
    this.#trends = trends;
    this.#answers = {
      stays: () => held.stays(),
      names: (...of) => held.names(...of),
      window: (...of) => reader.readWindow(...of),
      envelope: (...of) => reader.readEnvelope(...of),
      values: (...of) => held.values(...of),
      trends: (...of) => trends.trends(...of),
      readings: (...of) => trends.readings(...of),
      alarms: (...of) => held.alarms(...of),
      coverage: (...of) => held.coverage(...of),
      pin: (pin) => pins.add(pin),
      unpin: (id) => pins.remove(id),
    };
  }

  get storeId(): string {
    return this.history.storeId;
  }

  /** Answers a question of an archive. Rejects when it can't be. */
  async ask({ of, with: given }: HistoryQuestion): Promise<unknown> {
    if (given.some((value) => typeof value === 'number' && !Number.isFinite(value)))
      throw new RangeError(`asked for ${of} at a time that is no number`);
    if (of === 'trends' || of === 'readings') this.#trendBeats = TREND_BEATS;
    const answer = this.#answers[of] as (...given: readonly unknown[]) => Promise<unknown>;
    return answer(...given);
  }

  /** Nothing is to be written, for this reason; '': it may be again. What was missed meanwhile is asked for, as far back as the station has it. */
  stop(reason: string): void {
    if (reason === this.#stopReason) return;
    this.#stopReason = reason;
    this.#wake();
    this.#tell();
  }

  /** Ends reading and writing; what came in the last second is the next writer's to fetch. */
  close(): void {
    this.#ended.abort();
    clearInterval(this.#timer);
    this.#endWriting();
    this.#wake();
    this.history.database.close();
  }

  #begin(name: string): void {
    this.#timer = setInterval(() => this.#beat(), BEAT_MS);
    void this.#look();
    this.#surroundings.locks
      .request(writerLock(name), { signal: this.#ended.signal }, () => this.#write())
      .catch((cause: unknown) => this.#fail(cause));
  }

  /** Writes until the end, whenever it may. */
  async #write(): Promise<void> {
    this.#isOurs = true;
    // A disk that is full refuses it, and everything else that is written then, which is told.
    await beginFreshJournal(this.history).catch(() => {});
    while (!this.#ended.signal.aborted) {
      if (this.#stopReason === '') await this.#beginWriting();
      else this.#state = 'stopped';
      if (this.#ended.signal.aborted) return;
      this.#tell();
      const [isStopped, { signal }] = [this.#stopReason !== '', this.#ended];
      while (!signal.aborted && (this.#stopReason !== '') === isStopped) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const last = this.#writer;
      this.#endWriting();
      // What it is writing still is in the log before another takes that up.
      await last?.settled();
    }
  }

  async #beginWriting(): Promise<void> {
    const { clock, connect } = this.#surroundings;
    this.#writer = await HistoryWriter.open(this.history, clock.monotonicMs());
    if (this.#ended.signal.aborted) return;
    this.#link = connect();
    this.#feed = new HistoryFeed(this.#link, this.#writer, clock);
    this.#state = 'writing';
  }

  #endWriting(): void {
    this.#feed?.close();
    this.#link?.close();
    this.#feed = null;
    this.#link = null;
    this.#writer = null;
  }

  /** A step of letting go, beside the writing: it is short, and the next write waits for it at most. */
  async #tidy(): Promise<void> {
    if (this.#retention === null || !this.#isOurs || this.#isTidying) return;
    this.#isTidying = true;
    try {
      const isFull = this.#writer?.problem.includes('QuotaExceeded') === true;
      await this.#retention.step(this.#surroundings.clock.nowMs(), isFull);
      this.#tidyProblem = '';
    } catch (cause) {
      this.#tidyProblem = `What is too old could not be let go of: ${messageOf(cause)}.`;
    } finally {
      this.#isTidying = false;
    }
  }

  #fail(cause: unknown): void {
    if (this.#ended.signal.aborted) return;
    this.#problem = `It is not written: ${messageOf(cause)}`;
    this.#tell();
  }

  #beat(): void {
    this.#feed?.beat();
    void this.#tidy();
    if (this.#trendBeats > 0 && --this.#trendBeats === 0) this.#trends.forget();
    if (this.#beats++ % SPAN_BEATS === 0) void this.#look();
    else this.#tell();
  }

  async #look(): Promise<void> {
    try {
      this.#span = await this.#held.span();
    } catch (cause) {
      if (this.#ended.signal.aborted) return;
      this.#problem = `It can’t be read: ${messageOf(cause)}`;
    }
    this.#tell();
  }

  #tell(): void {
    if (this.#ended.signal.aborted) return;
    this.#surroundings.tell({
      state: this.#state,
      reason: this.#reason(),
      heldFromMs: this.#span?.fromMs ?? null,
      heldUntilMs: this.#span?.untilMs ?? null,
    });
  }

  #reason(): string {
    const { problem = '', counts } = this.#writer ?? {};
    const damaged = this.#held.damaged + (counts?.damagedRecords ?? 0);
    return [
      this.#isOurs && this.#stopReason,
      this.#problem,
      this.#tidyProblem,
      problem && `What came last could not be written, and is tried again: ${problem}.`,
      this.history.isRecreated && 'What was kept before is gone: this browser’s storage was emptied. It begins anew.',
      damaged > 0 && `Records that could not be read: ${damaged}.`,
    ]
      .filter(Boolean)
      .join(' ');
  }
}
