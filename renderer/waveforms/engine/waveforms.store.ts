import { BehaviorSubject, type Observable, Subject, Subscription } from 'rxjs';
import type { StationMessage, WaveTick } from '#bridge/messages.ts';
import { type Channel, type ChannelState, sampleTimeMs } from '#domain/signals/channel.ts';
import { Playout } from '#domain/signals/playout.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { ofType } from '#renderer/intake/demux.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';
import { type BedDelay, GlassDelay } from './glassDelay.ts';
import { Histogram } from './histogram.ts';
import { WINDOW_HOLDS_MS } from './sweep.ts';
import { type GatewayTime, Lane, Trace } from './trace.ts';

/**
 * How a lane fares: as the device says, or `noData` when nothing came for a while and nobody said why, or `otherTime`
 * when samples come that by their gateway's clock are of another time, so that they can't stand on the glass.
 */
export type LaneStatus = ChannelState | 'noData' | 'otherTime';

/** What was refused, since the store was made. */
export interface WaveformCounts {
  /** Samples of channels that no bed describes. */
  unknownChannelSamples: number;
  /** Channels whose description can't be true (rate, scale). Their samples are counted as unknown. */
  refusedChannels: number;
}

/** One row of {@link WaveformStore.traces}. */
export interface DescribedTrace {
  readonly lane: Lane;
  readonly trace: Trace;
}

/** What the store lives on. */
export interface WaveSource {
  readonly messages: Observable<StationMessage>;
  readonly ticks: Observable<WaveTick>;
  readonly status: Observable<LinkStatus>;
}

/** Nothing new for so long, or nothing of this time: the lane says so. */
const NO_DATA_MS = 3_000;
/** Samples older than this before the session opened are the recent past, not live. */
const LIVE_SLACK_MS = 2_000;
/** Samples further off from now, by their gateway's clock, say nothing of when the next ones will come. */
const OF_NOW_MS = 3_000;
/** Of one lane. A gateway that begins anew every second must not take the memory of a ward; its oldest past goes first. */
const MOST_TRACES = 8;
const TEND_EVERY_MS = 1_000;
const HIGHEST_RATE_HZ = 20_000;

/**
 * The last minute of every waveform of the ward, by bed and place (code, or label where there is none); of beds that are
 * looked at for longer, more. Also which time of each gateway stands at the pen.
 *
 * A new session with the station sends everything again: what is held stays, samples that come twice are counted and
 * dropped. A channel of a new epoch gets a ring of its own, never spliced with the one before, which is kept until it
 * has left the window; one of another patient begins on an empty lane. Also keeps what painting reports: the delay to
 * glass of every bed.
 *
 * Memory: 2 bytes a sample held as nearly all channels need, so 30 kB for a minute at 250 Hz; 4 more while it is shown
 * filtered.
 */
export class WaveformStore {
  /** Delay to glass of every bed that was drawn in the last minute; once a second. */
  readonly delays = new BehaviorSubject<ReadonlyMap<string, BedDelay>>(new Map());
  /** Goes up when the status of any lane changed. */
  readonly statusVersion: Observable<number>;
  readonly counts: Readonly<WaveformCounts>;
  /** Keys of beds that are gone or in which another patient lies now: what stands on the glass is not the bed's any more. */
  readonly patientChanges: Observable<string>;
  /** Delay to glass over all beds since {@link resetGlass}. */
  readonly glass = new Histogram(1, 20_000);
  readonly clock: Clock;

  readonly #counts: WaveformCounts = { unknownChannelSamples: 0, refusedChannels: 0 };
  readonly #statusVersion = new BehaviorSubject(0);
  /** By bed, then place. */
  readonly #lanes = new Map<string, Map<string, Lane>>();
  readonly #traceByChannel = new Map<number, Trace>();
  readonly #timeByChannel = new Map<number, GatewayTime>();
  readonly #states = new Map<number, ChannelState>();
  readonly #status = new Map<Lane, LaneStatus>();
  /** Channels of each bed whose description can't be true. */
  readonly #refused = new Map<string, readonly number[]>();
  /** Who lies in a bed; null: nobody known. */
  readonly #patients = new Map<string, string | null>();
  /** By gateway. */
  readonly #times = new Map<string, GatewayTime>();
  /** How much is held of beds of which it is not the usual. */
  readonly #holds = new Map<string, number>();
  readonly #bedsByGateway = new Map<string, ReadonlySet<string>>();
  readonly #glassByBed = new Map<string, GlassDelay>();
  readonly #patientChanges = new Subject<string>();
  readonly #subscription = new Subscription();
  #bedsVersion = 0;
  #liveFromMs: number;

  constructor(link: WaveSource, clock: Clock) {
    this.clock = clock;
    this.counts = this.#counts;
    this.statusVersion = this.#statusVersion;
    this.patientChanges = this.#patientChanges;
    this.#liveFromMs = clock.nowMs() - LIVE_SLACK_MS;
    this.#subscription.add(
      link.status.subscribe(({ state }) => {
        if (state === 'open') this.#liveFromMs = clock.nowMs() - LIVE_SLACK_MS;
      }),
    );
    this.#subscription.add(link.ticks.subscribe((tick) => this.#takeTick(tick)));
    // A station that was restarted knows of no state that ended meanwhile; what it knows comes right after.
    this.#subscription.add(
      ofType(link.messages, 'hello').subscribe(() => {
        this.#states.clear();
        for (const trace of this.#traceByChannel.values()) trace.forgetState();
      }),
    );
    this.#subscription.add(
      ofType(link.messages, 'gateway').subscribe(({ gateway }) => {
        if (gateway.clockOffsetMs !== null) this.#timeOf(gateway.gatewayId).offsetMs = gateway.clockOffsetMs;
      }),
    );
    this.#subscription.add(ofType(link.messages, 'beds').subscribe((message) => this.#takeBeds(message)));
    this.#subscription.add(
      ofType(link.messages, 'channelStates').subscribe(({ states }) => {
        for (const change of states) {
          this.#states.set(change.channelId, change.state);
          const trace = this.#traceByChannel.get(change.channelId);
          if (trace === undefined) continue;
          trace.expectedFromMs = clock.nowMs();
          trace.putState(change);
        }
        this.#judge();
      }),
    );
    this.#subscription.add(
      ofType(link.messages, 'marks').subscribe(({ marks }) => {
        for (const mark of marks) this.#traceByChannel.get(mark.channelId)?.putMark(mark);
      }),
    );
    const timer = setInterval(() => this.#tend(), TEND_EVERY_MS);
    this.#subscription.add(() => clearInterval(timer));
  }

  /** Lets go of the sources and the timer. */
  dispose(): void {
    this.#subscription.unsubscribe();
    this.delays.complete();
    this.#statusVersion.complete();
    this.#patientChanges.complete();
  }

  /** Goes up when beds were described: {@link lane} and {@link timeOfBed} may answer otherwise now. */
  get bedsVersion(): number {
    return this.#bedsVersion;
  }

  /** The lane a channel of a bed belongs to; undefined when the bed does not have the channel. */
  lane(bedKey: string, channelId: number): Lane | undefined {
    for (const lane of this.#lanes.get(bedKey)?.values() ?? []) {
      if (lane.current?.channel.channelId === channelId) return lane;
    }
    return undefined;
  }

  /** Whether a lane is still one of a bed's. */
  has(lane: Lane | null): boolean {
    return lane !== null && this.#lanes.get(lane.bedKey)?.get(lane.slot) === lane;
  }

  /** Every bed that was described. */
  bedKeys(): Iterable<string> {
    return this.#lanes.keys();
  }

  /** The time that the samples of a bed are of; undefined for a bed that nobody described. */
  timeOfBed(bedKey: string): GatewayTime | undefined {
    for (const [gatewayId, beds] of this.#bedsByGateway) if (beds.has(bedKey)) return this.#times.get(gatewayId);
    return undefined;
  }

  /** Every gateway's time. */
  times(): Iterable<GatewayTime> {
    return this.#times.values();
  }

  /** Moves every pen to where it stands at a moment of this machine. */
  movePens(monotonicMs: number): void {
    for (const time of this.#times.values()) time.penMs = time.playout.penMs(monotonicMs);
  }

  /** How much is held of these beds, in milliseconds, from now on; of all others the usual minute. */
  hold(holds: ReadonlyMap<string, number>): void {
    for (const bedKey of new Set([...this.#holds.keys(), ...holds.keys()])) {
      const ms = holds.get(bedKey) ?? WINDOW_HOLDS_MS;
      if (ms === this.#holdOf(bedKey)) continue;
      if (ms === WINDOW_HOLDS_MS) this.#holds.delete(bedKey);
      else this.#holds.set(bedKey, ms);
      for (const lane of this.#lanes.get(bedKey)?.values() ?? []) for (const trace of lane.traces) trace.hold(ms);
    }
  }

  laneStatus(lane: Lane): LaneStatus {
    return this.#status.get(lane) ?? 'unknown';
  }

  /** The status of every lane, by the channel of today, and of the channels that were refused: they give nothing. */
  *statuses(): Generator<readonly [channelId: number, status: LaneStatus]> {
    for (const channelIds of this.#refused.values()) for (const channelId of channelIds) yield [channelId, 'noData'];
    for (const [{ current }, status] of this.#status) {
      if (current !== undefined) yield [current.channel.channelId, status];
    }
  }

  /** Every trace held, those of earlier epochs included. For diagnostics. */
  *traces(): Generator<DescribedTrace> {
    for (const lanes of this.#lanes.values()) {
      for (const lane of lanes.values()) for (const trace of lane.traces) yield { lane, trace };
    }
  }

  /**
   * New samples of a bed came onto the glass at `frameMs` (station's clock), the oldest being of `sampleMs`. What was
   * there before the session opened is not counted: it did not come live.
   */
  drawn(bedKey: string, sampleMs: number, frameMs: number): void {
    if (sampleMs < this.#liveFromMs) return;
    const delayMs = frameMs - sampleMs;
    this.glass.add(delayMs);
    let bed = this.#glassByBed.get(bedKey);
    if (bed === undefined) {
      bed = new GlassDelay();
      this.#glassByBed.set(bedKey, bed);
    }
    bed.add(this.clock.monotonicMs(), delayMs);
  }

  resetGlass(): void {
    this.glass.reset();
  }

  #takeTick({ blocks }: WaveTick): void {
    const monotonicMs = this.clock.monotonicMs();
    const nowMs = this.clock.nowMs();
    for (const { channelId, firstIndex, samples } of blocks) {
      const trace = this.#traceByChannel.get(channelId);
      if (trace === undefined) this.#counts.unknownChannelSamples += samples.length;
      else if (trace.put(firstIndex, samples) > 0 && trace.ring.endIndex === firstIndex + samples.length)
        // What fills a gap of the past says nothing of now.
        trace.came(monotonicMs, NO_DATA_MS);
    }
    // Of what came of a channel at once only the newest tells how long samples are under way.
    for (const { channelId, firstIndex, samples } of blocks) {
      const trace = this.#traceByChannel.get(channelId);
      const until = firstIndex + samples.length;
      if (trace === undefined || trace.ring.endIndex !== until || samples.length === 0) continue;
      const time = this.#timeByChannel.get(channelId);
      const endMs = sampleTimeMs(trace.channel, until);
      if (time === undefined || Math.abs(endMs - (time.offsetMs ?? 0) - nowMs) > OF_NOW_MS) continue;
      const blockMs = (samples.length * 1000) / trace.channel.rateHz;
      trace.usualBatch.add(blockMs);
      time.playout.arrived(endMs, blockMs, monotonicMs, trace.usualBatch.ms);
    }
  }

  #takeBeds({ gatewayId, beds }: Extract<StationMessage, { type: 'beds' }>): void {
    const time = this.#timeOf(gatewayId);
    const before = this.#bedsByGateway.get(gatewayId) ?? new Set<string>();
    const now = new Set(beds.map(({ bedKey }) => bedKey));
    for (const bedKey of before) if (!now.has(bedKey)) this.#forgetBed(bedKey);
    for (const bed of beds) this.#takeBed(bed, time);
    this.#bedsByGateway.set(gatewayId, now);
    this.#bedsVersion++;
    this.#judge();
  }

  #takeBed({ bedKey, patient, channels }: Bed, time: GatewayTime): void {
    const lanes = this.#lanes.get(bedKey) ?? new Map<string, Lane>();
    this.#lanes.set(bedKey, lanes);
    const who = patient === null ? null : patient.patientId || `name ${patient.displayName}`;
    // No trace of one patient stands under the name of another.
    if (this.#patients.get(bedKey) !== who) {
      for (const lane of lanes.values()) this.#empty(lane);
      if (this.#patients.has(bedKey)) this.#patientChanges.next(bedKey);
      this.#patients.set(bedKey, who);
    }
    const refused = channels.filter((channel) => !believable(channel));
    this.#counts.refusedChannels += refused.length;
    this.#refused.set(
      bedKey,
      refused.map(({ channelId }) => channelId),
    );
    const described = new Set<Lane>();
    for (const channel of channels) {
      if (refused.includes(channel)) continue;
      const slot = freeSlot(channel, lanes, described);
      let lane = lanes.get(slot);
      if (lane === undefined) {
        lane = new Lane(bedKey, slot, time);
        lanes.set(slot, lane);
      }
      described.add(lane);
      if (lane.current !== undefined && sameSamples(lane.current.channel, channel)) continue;
      // Another unit has no place on the lane's scale.
      if (lane.current?.channel.unit !== channel.unit) this.#empty(lane);
      const trace = new Trace(channel, this.clock.nowMs(), this.#holdOf(bedKey));
      lane.traces.push(trace);
      while (lane.traces.length > MOST_TRACES) this.#forgetTrace(lane.traces.shift() as Trace);
      lane.version++;
      this.#traceByChannel.set(channel.channelId, trace);
      this.#timeByChannel.set(channel.channelId, time);
    }
    for (const [slot, lane] of lanes) {
      if (described.has(lane)) continue;
      lanes.delete(slot);
      this.#forgetLane(lane);
    }
  }

  #forgetBed(bedKey: string): void {
    for (const lane of this.#lanes.get(bedKey)?.values() ?? []) this.#forgetLane(lane);
    this.#lanes.delete(bedKey);
    this.#refused.delete(bedKey);
    this.#patients.delete(bedKey);
    this.#glassByBed.delete(bedKey);
    this.#patientChanges.next(bedKey);
  }

  #forgetLane(lane: Lane): void {
    this.#status.delete(lane);
    this.#empty(lane);
  }

  #empty(lane: Lane): void {
    for (const trace of lane.traces.splice(0)) this.#forgetTrace(trace);
    lane.version++;
  }

  #forgetTrace(trace: Trace): void {
    const { channelId } = trace.channel;
    if (this.#traceByChannel.get(channelId) !== trace) return;
    this.#traceByChannel.delete(channelId);
    this.#timeByChannel.delete(channelId);
    this.#states.delete(channelId);
  }

  #holdOf(bedKey: string): number {
    return this.#holds.get(bedKey) ?? WINDOW_HOLDS_MS;
  }

  #timeOf(gatewayId: string): GatewayTime {
    let time = this.#times.get(gatewayId);
    if (time === undefined) {
      time = { gatewayId, offsetMs: null, playout: new Playout(), penMs: null };
      this.#times.set(gatewayId, time);
    }
    return time;
  }

  #tend(): void {
    const nowMs = this.clock.monotonicMs();
    for (const [bedKey, lanes] of this.#lanes) {
      for (const lane of lanes.values()) {
        const goneMs = this.clock.nowMs() + (lane.time.offsetMs ?? 0) - this.#holdOf(bedKey);
        while (lane.traces.length > 1 && ((lane.traces[0] as Trace).newestMs() ?? goneMs) <= goneMs) {
          this.#forgetTrace(lane.traces.shift() as Trace);
          lane.version++;
        }
        for (const trace of lane.traces) trace.tend(nowMs);
      }
    }
    this.#judge();
    const delays = new Map<string, BedDelay>();
    for (const [bedKey, glass] of this.#glassByBed) {
      const delay = glass.summary(nowMs);
      if (delay !== null) delays.set(bedKey, delay);
    }
    this.delays.next(delays);
  }

  /** Works out the status of every lane anew, and says so when one has changed. */
  #judge(): void {
    let changed = false;
    for (const lanes of this.#lanes.values()) {
      for (const lane of lanes.values()) {
        const status = this.#statusOf(lane);
        if (this.#status.get(lane) === status) continue;
        this.#status.set(lane, status);
        changed = true;
      }
    }
    if (changed) this.#statusVersion.next(this.#statusVersion.value + 1);
  }

  #statusOf({ current, time }: Lane): LaneStatus {
    if (current === undefined) return 'noData';
    const said = this.#states.get(current.channel.channelId) ?? 'unknown';
    if (said !== 'ok' && said !== 'unknown' && said !== 'questionable') return said;
    const nowMs = this.clock.nowMs();
    // The next sample of a slow channel is not missing before it is due.
    const inTimeMs = NO_DATA_MS + Math.min(WINDOW_HOLDS_MS, 1_000 / current.channel.rateHz);
    const newestMs = (current.newestMs() ?? Number.NEGATIVE_INFINITY) - (time.offsetMs ?? 0);
    const isInTime = Math.abs(newestMs - nowMs) <= inTimeMs;
    if (isInTime || nowMs - current.expectedFromMs <= inTimeMs) return said;
    // For a shorter time it may be the past that is being made up for.
    return current.hasComeFor(this.clock.monotonicMs(), NO_DATA_MS) ? 'otherTime' : 'noData';
  }
}

/** A rate or a scale that can't be would place samples anywhere. */
function believable({ rateHz, scalePerLsb, offset, originMs }: Channel): boolean {
  return (
    rateHz > 0 &&
    rateHz <= HIGHEST_RATE_HZ &&
    Number.isFinite(scalePerLsb) &&
    scalePerLsb !== 0 &&
    Number.isFinite(offset) &&
    Number.isFinite(originMs)
  );
}

/** Code or label; a second channel of that name at the bed is told apart by a number. */
function freeSlot({ code, label }: Channel, lanes: ReadonlyMap<string, Lane>, taken: ReadonlySet<Lane>): string {
  const name = code ?? label;
  let slot = name;
  for (let n = 2; ; n++) {
    const lane = lanes.get(slot);
    if (lane === undefined || !taken.has(lane)) return slot;
    slot = `${name}#${n}`;
  }
}

/**
 * Whether samples of the one continue the other. The number alone does not say so: a station that was restarted counts
 * anew.
 */
function sameSamples(a: Channel, b: Channel): boolean {
  return (
    a.channelId === b.channelId &&
    a.originMs === b.originMs &&
    a.rateHz === b.rateHz &&
    a.scalePerLsb === b.scalePerLsb &&
    a.offset === b.offset &&
    a.unit === b.unit
  );
}
