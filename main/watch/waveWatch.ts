import { type SchedulerLike, Subscription } from 'rxjs';
import { isReadLive } from '#domain/analysis/liveBed.ts';
import type { BedRates } from '#domain/rates/bedRates.ts';
import type { Block } from '#domain/signals/block.ts';
import { type Channel, sampleTimeMs } from '#domain/signals/channel.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import { type Parcel, ParcelFiller } from './parcel.ts';
import type { ToWatch, Watched, WatchedBed } from './watchedWard.ts';
import type { OpenWatcher, Watcher } from './watchThread.ts';

/** Samples are gathered for so long: what is told of them is of whole seconds, and each handing over wakes two threads. */
const GATHER_MS = 500;

/** The thread starts so long after the first samples: a station that starts has windows to serve, and no rate is known before 10 s. */
const START_AFTER_MS = 3_000;

/** Handed over and not answered. */
const MOST_IN_FLIGHT = 2;

/** Samples that wait: 20 s of 64 beds with four waves, 4 MB. Beyond, the oldest are passed over. */
const MOST_WAITING = 1_000_000;

/** What is further behind its channel, or behind its bed where the channel had nothing yet, is of the past that is fetched. */
const PAST_MS = 3_000;

/** A thread that ended is followed by another after so long, doubling while they end soon. */
const FIRST_RESTART_MS = 1_000;
const LONGEST_RESTART_MS = 60_000;

export interface WaveWatchOptions {
  readonly open: OpenWatcher;
  /** Of a gateway's samples so many were passed over. */
  readonly passedOver: (gatewayId: string, samples: number) => void;
  /** The waves of one of a gateway's beds could not be read. */
  readonly failed: (gatewayId: string, reason: string) => void;
  /** Whoever reads the waves ended, and another follows. For the engineer. */
  readonly ended: (reason: string) => void;
  readonly scheduler: SchedulerLike;
}

/** A parcel on its way, and whose samples are in it. */
interface Sealed {
  readonly parcel: Parcel;
  readonly samplesOf: ReadonlyMap<string, number>;
}

/** A channel that is read, and how far it has come. */
interface Read {
  readonly gatewayId: string;
  readonly bedKey: string;
  readonly channel: Channel;
  endMs: number | null;
}

/**
 * Has the waves of all beds read while they come, by another thread (watchThread.ts): gathers samples, hands them over, and keeps what
 * comes back until windows are told. It holds nothing up: what the thread does not keep up with is passed over and counted, and one
 * that dies or hangs is followed by another that begins anew.
 */
export class WaveWatch {
  readonly #options: WaveWatchOptions;
  readonly #described = new Map<string, readonly WatchedBed[]>();
  #channels = new Map<number, Read>();
  readonly #filler = new ParcelFiller();
  #fillerOf = new Map<string, number>();
  #queue: (ToWatch | Sealed)[] = [];
  #waiting = 0;
  #inFlight = 0;
  #watcher: Watcher | null = null;
  #watcherSinceMs = 0;
  #restartMs = FIRST_RESTART_MS;
  #isAwaited = false;
  /** Samples were passed over: the watcher is told so before the next parcel. */
  #beginsAnew = false;
  readonly #latest = new Map<string, BedRates>();
  readonly #news = new Map<string, BedRates>();
  readonly #timers = new Subscription();
  #gather = Subscription.EMPTY;
  #isClosed = false;

  constructor(options: WaveWatchOptions) {
    this.#options = options;
  }

  /** Takes in what became known of a ward. Returns at once and never throws. */
  apply(event: WardEvent): void {
    if (this.#isClosed) return;
    if (event.type === 'opened' || event.type === 'beds') this.#describe(event.gatewayId, event.beds);
    else if (event.type === 'blocks') for (const block of event.blocks) this.#put(block);
    else if (event.type === 'marks') for (const mark of event.marks) this.#mark(mark);
  }

  /** What is known of all beds. */
  snapshot(): readonly BedRates[] {
    return [...this.#latest.values()];
  }

  /** What became known since the last call; of each bed the latest. */
  takeNews(): readonly BedRates[] {
    const news = [...this.#news.values()];
    this.#news.clear();
    return news;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timers.unsubscribe();
    this.#gather.unsubscribe();
    this.#queue = [];
    await this.#watcher?.close();
  }

  #describe(gatewayId: string, beds: readonly Bed[]): void {
    const watched = beds.map(
      (bed): WatchedBed => ({
        bedKey: bed.bedKey,
        patientKey: patientKeyOf(bed),
        channels: bed.channels.filter(isReadLive),
      }),
    );
    // What came before is of who lay there before.
    this.#seal();
    this.#described.set(gatewayId, watched);
    const before = this.#channels;
    this.#channels = new Map([...before].filter(([, read]) => read.gatewayId !== gatewayId));
    for (const { bedKey, channels } of watched)
      for (const channel of channels) {
        const endMs = before.get(channel.channelId)?.endMs ?? null;
        this.#channels.set(channel.channelId, { gatewayId, bedKey, channel, endMs });
      }
    this.#forgetOthers();
    if (this.#watcher !== null) this.#queue.push({ type: 'beds', gatewayId, beds: watched });
    this.#pump();
  }

  /** Nothing is kept of beds that are gone, or of who lay there before. */
  #forgetOthers(): void {
    const whose = new Map([...this.#described.values()].flat().map(({ bedKey, patientKey }) => [bedKey, patientKey]));
    for (const known of [this.#latest, this.#news])
      for (const [bedKey, { patientKey }] of known) if (whose.get(bedKey) !== patientKey) known.delete(bedKey);
  }

  #put(block: Block): void {
    const read = this.#channels.get(block.channelId);
    if (read === undefined || block.samples.length === 0) return;
    const endMs = sampleTimeMs(read.channel, block.firstIndex + block.samples.length);
    if (endMs < (read.endMs ?? this.#newestOf(read.bedKey)) - PAST_MS) return;
    read.endMs = Math.max(read.endMs ?? endMs, endMs);
    this.#gatherSoon();
    this.#filler.put(block);
    const { gatewayId } = read;
    this.#fillerOf.set(gatewayId, (this.#fillerOf.get(gatewayId) ?? 0) + block.samples.length);
    if (this.#filler.size >= MOST_WAITING / 4) this.#handOver();
  }

  #mark(mark: SignalMark): void {
    if (mark.kind !== 'pacer' || !this.#channels.has(mark.channelId)) return;
    this.#gatherSoon();
    this.#filler.mark(mark);
  }

  /** What is gathered first sets the time. */
  #gatherSoon(): void {
    if (this.#filler.isEmpty) this.#gather = this.#options.scheduler.schedule(() => this.#handOver(), GATHER_MS);
  }

  #newestOf(bedKey: string): number {
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const read of this.#channels.values())
      if (read.bedKey === bedKey && read.endMs !== null && read.endMs > newestMs) newestMs = read.endMs;
    return newestMs;
  }

  #handOver(): void {
    this.#seal();
    this.#passOver();
    this.#await(START_AFTER_MS);
    this.#pump();
  }

  /** What was gathered waits for its turn. */
  #seal(): void {
    this.#gather.unsubscribe();
    if (this.#filler.isEmpty) return;
    this.#waiting += this.#filler.size;
    this.#queue.push({ parcel: this.#filler.seal(), samplesOf: this.#fillerOf });
    this.#fillerOf = new Map();
  }

  /** The oldest that waits goes, where there is too much of it; then all begins anew, as a gap of ours is none of the bedside. */
  #passOver(): void {
    if (this.#waiting <= MOST_WAITING) return;
    const sealed = this.#queue.filter((item) => 'parcel' in item);
    while (this.#waiting > MOST_WAITING) {
      const oldest = sealed.shift();
      if (oldest === undefined) break;
      this.#waiting -= oldest.parcel.samples.length;
      for (const [gatewayId, samples] of oldest.samplesOf) this.#options.passedOver(gatewayId, samples);
    }
    this.#queue = sealed;
    this.#beginsAnew = true;
  }

  #tellAll(watcher: Watcher): void {
    this.#beginsAnew = false;
    watcher.post({ type: 'forget' });
    for (const [gatewayId, beds] of this.#described) watcher.post({ type: 'beds', gatewayId, beds });
  }

  /** Has a watcher in so long, if there is none. */
  #await(ms: number): void {
    if (this.#watcher !== null || this.#isAwaited) return;
    this.#isAwaited = true;
    this.#timers.add(this.#options.scheduler.schedule(() => this.#start(), ms));
  }

  #start(): void {
    this.#isAwaited = false;
    this.#inFlight = 0;
    this.#watcherSinceMs = this.#options.scheduler.now();
    const watcher = this.#options.open({
      watched: (watched) => this.#watched(watched),
      ended: (reason) => this.#ended(reason),
    });
    this.#watcher = watcher;
    this.#beginsAnew = true;
    this.#pump();
  }

  #ended(reason: string): void {
    this.#watcher = null;
    this.#queue = this.#queue.filter((item) => 'parcel' in item);
    const livedMs = this.#options.scheduler.now() - this.#watcherSinceMs;
    if (livedMs > LONGEST_RESTART_MS) this.#restartMs = FIRST_RESTART_MS;
    this.#options.ended(reason);
    this.#await(this.#restartMs);
    this.#restartMs = Math.min(LONGEST_RESTART_MS, 2 * this.#restartMs);
  }

  /** Hands over what there is room for. */
  #pump(): void {
    while (this.#watcher !== null) {
      const [next] = this.#queue;
      if (next === undefined) return;
      if (!('parcel' in next)) this.#watcher.post(next);
      else if (this.#inFlight >= MOST_IN_FLIGHT) return;
      else {
        if (this.#beginsAnew) this.#tellAll(this.#watcher);
        this.#inFlight += 1;
        this.#waiting -= next.parcel.samples.length;
        this.#watcher.post({ type: 'parcel', ...next.parcel });
      }
      this.#queue.shift();
    }
  }

  #watched({ rates, failed }: Watched): void {
    this.#inFlight -= 1;
    for (const { bedKey, reason } of failed) {
      const gatewayId = this.#gatewayOf(bedKey);
      if (gatewayId !== null) this.#options.failed(gatewayId, reason);
    }
    for (const told of rates) {
      this.#latest.set(told.bedKey, told);
      this.#news.set(told.bedKey, told);
    }
    this.#forgetOthers();
    this.#pump();
  }

  #gatewayOf(bedKey: string): string | null {
    for (const [gatewayId, beds] of this.#described) if (beds.some((bed) => bed.bedKey === bedKey)) return gatewayId;
    return null;
  }
}
