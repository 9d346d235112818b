import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { StationMessage, WaveTick } from '#bridge/messages.ts';
import type { Channel, ChannelState } from '#domain/signals/channel.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { ofType } from '#renderer/intake/demux.ts';
import type { StationLink } from '#renderer/intake/stationLink.ts';
import { type BedDelay, GlassDelay } from './glassDelay.ts';
import { Histogram } from './histogram.ts';
import { WINDOW_HOLDS_MS } from './sweep.ts';
import { type GatewayClock, Lane, Trace } from './trace.ts';

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

/** A lane follows its gateway's clock when the estimate has moved by more than this; each time it is drawn anew. */
const CLOCK_SLACK_MS = 40;
/** Nothing new for so long, or nothing of this time: the lane says so. */
const NO_DATA_MS = 3_000;
/** Samples older than this before the session opened are the recent past, not live. */
const LIVE_SLACK_MS = 2_000;
/** Of one lane. A gateway that begins anew every second must not take the memory of a ward; its oldest past goes first. */
const MOST_TRACES = 8;
const TEND_EVERY_MS = 1_000;
const HIGHEST_RATE_HZ = 20_000;

/**
 * The last minute of every waveform of the ward, by bed and place (code, or label where there is none).
 *
 * A new session with the station sends everything again: what is held stays, samples that come twice are counted and
 * dropped. A channel of a new epoch gets a ring of its own, never spliced with the one before, which is kept until it
 * has left the window; one of another patient begins on an empty lane. Also keeps what painting reports: the delay to
 * glass of every bed.
 *
 * Memory: 4 bytes a sample held, so 60 kB for a minute at 250 Hz.
 */
export class WaveformStore {
  /** Delay to glass of every bed that was drawn in the last minute; once a second. */
  readonly delays = new BehaviorSubject<ReadonlyMap<string, BedDelay>>(new Map());
  /** Goes up when the status of any lane changed. */
  readonly statusVersion: Observable<number>;
  readonly counts: Readonly<WaveformCounts>;
  /** Delay to glass over all beds since {@link resetGlass}. */
  readonly glass = new Histogram(1, 20_000);
  readonly clock: Clock;

  readonly #counts: WaveformCounts = { unknownChannelSamples: 0, refusedChannels: 0 };
  readonly #statusVersion = new BehaviorSubject(0);
  /** By bed, then place. */
  readonly #lanes = new Map<string, Map<string, Lane>>();
  readonly #traceByChannel = new Map<number, Trace>();
  readonly #states = new Map<number, ChannelState>();
  readonly #status = new Map<Lane, LaneStatus>();
  /** Who lies in a bed; null: nobody known. */
  readonly #patients = new Map<string, string | null>();
  readonly #clocks = new Map<string, GatewayClock>();
  readonly #bedsByGateway = new Map<string, ReadonlySet<string>>();
  readonly #glassByBed = new Map<string, GlassDelay>();
  readonly #subscription = new Subscription();
  #liveFromMs: number;

  constructor(link: Pick<StationLink, 'messages' | 'ticks' | 'status'>, clock: Clock) {
    this.clock = clock;
    this.counts = this.#counts;
    this.statusVersion = this.#statusVersion;
    this.#liveFromMs = clock.nowMs() - LIVE_SLACK_MS;
    this.#subscription.add(
      link.status.subscribe(({ state }) => {
        if (state === 'open') this.#liveFromMs = clock.nowMs() - LIVE_SLACK_MS;
      }),
    );
    this.#subscription.add(link.ticks.subscribe((tick) => this.#takeTick(tick)));
    // A station that was restarted knows of no state that ended meanwhile; what it knows comes right after.
    this.#subscription.add(ofType(link.messages, 'hello').subscribe(() => this.#states.clear()));
    this.#subscription.add(
      ofType(link.messages, 'gateway').subscribe(({ gateway }) => {
        if (gateway.clockOffsetMs !== null) this.#setClock(gateway.gatewayId, gateway.clockOffsetMs);
      }),
    );
    this.#subscription.add(ofType(link.messages, 'beds').subscribe((message) => this.#takeBeds(message)));
    this.#subscription.add(
      ofType(link.messages, 'channelStates').subscribe(({ states }) => {
        for (const { channelId, state } of states) {
          this.#states.set(channelId, state);
          const trace = this.#traceByChannel.get(channelId);
          if (trace !== undefined) trace.expectedFromMs = clock.nowMs();
        }
        this.#judge();
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
  }

  /** The lane a channel of a bed belongs to; undefined when the bed does not have the channel. */
  lane(bedKey: string, channel: Channel): Lane | undefined {
    for (const lane of this.#lanes.get(bedKey)?.values() ?? []) {
      if (lane.current?.channel.channelId === channel.channelId) return lane;
    }
    return undefined;
  }

  laneStatus(lane: Lane): LaneStatus {
    return this.#status.get(lane) ?? 'unknown';
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
    const nowMs = this.clock.monotonicMs();
    for (const { channelId, firstIndex, samples } of blocks) {
      const trace = this.#traceByChannel.get(channelId);
      if (trace === undefined) this.#counts.unknownChannelSamples += samples.length;
      else if (trace.put(firstIndex, samples) > 0) trace.came(nowMs, NO_DATA_MS);
    }
  }

  #takeBeds({ gatewayId, beds }: Extract<StationMessage, { type: 'beds' }>): void {
    const clock = this.#clockOf(gatewayId);
    const before = this.#bedsByGateway.get(gatewayId) ?? new Set<string>();
    const now = new Set(beds.map(({ bedKey }) => bedKey));
    for (const bedKey of before) if (!now.has(bedKey)) this.#forgetBed(bedKey);
    for (const bed of beds) this.#takeBed(bed, clock);
    this.#bedsByGateway.set(gatewayId, now);
    this.#judge();
  }

  #takeBed({ bedKey, patient, channels }: Bed, clock: GatewayClock): void {
    const lanes = this.#lanes.get(bedKey) ?? new Map<string, Lane>();
    this.#lanes.set(bedKey, lanes);
    const who = patient === null ? null : patient.patientId || `name ${patient.displayName}`;
    // No trace of one patient stands under the name of another.
    if (this.#patients.get(bedKey) !== who) for (const lane of lanes.values()) this.#empty(lane);
    this.#patients.set(bedKey, who);
    const described = new Set<Lane>();
    for (const channel of channels) {
      if (!believable(channel)) {
        this.#counts.refusedChannels++;
        continue;
      }
      const slot = freeSlot(channel, lanes, described);
      let lane = lanes.get(slot);
      if (lane === undefined) {
        lane = new Lane(bedKey, slot, clock);
        lanes.set(slot, lane);
      }
      described.add(lane);
      if (lane.current !== undefined && sameSamples(lane.current.channel, channel)) continue;
      // Another unit has no place on the lane's scale.
      if (lane.current?.channel.unit !== channel.unit) this.#empty(lane);
      const trace = new Trace(channel, clock.offsetMs ?? 0, this.clock.nowMs());
      lane.traces.push(trace);
      while (lane.traces.length > MOST_TRACES) this.#forgetTrace(lane.traces.shift() as Trace);
      lane.version++;
      this.#traceByChannel.set(channel.channelId, trace);
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
    this.#patients.delete(bedKey);
    this.#glassByBed.delete(bedKey);
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
    this.#states.delete(channelId);
  }

  #clockOf(gatewayId: string): GatewayClock {
    let clock = this.#clocks.get(gatewayId);
    if (clock === undefined) {
      clock = { offsetMs: null };
      this.#clocks.set(gatewayId, clock);
    }
    return clock;
  }

  /** Only today's traces follow: what an earlier epoch drew keeps its place. */
  #setClock(gatewayId: string, offsetMs: number): void {
    const clock = this.#clockOf(gatewayId);
    clock.offsetMs = offsetMs;
    for (const bedKey of this.#bedsByGateway.get(gatewayId) ?? []) {
      for (const lane of this.#lanes.get(bedKey)?.values() ?? []) {
        const { current } = lane;
        if (current === undefined || Math.abs(current.clockOffsetMs - offsetMs) <= CLOCK_SLACK_MS) continue;
        current.clockOffsetMs = offsetMs;
        lane.version++;
      }
    }
  }

  #tend(): void {
    const goneMs = this.clock.nowMs() - WINDOW_HOLDS_MS;
    for (const lanes of this.#lanes.values()) {
      for (const lane of lanes.values()) {
        while (lane.traces.length > 1 && ((lane.traces[0] as Trace).newestMs() ?? goneMs) <= goneMs) {
          this.#forgetTrace(lane.traces.shift() as Trace);
          lane.version++;
        }
      }
    }
    this.#judge();
    const nowMs = this.clock.monotonicMs();
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

  #statusOf({ current }: Lane): LaneStatus {
    if (current === undefined) return 'noData';
    const said = this.#states.get(current.channel.channelId) ?? 'unknown';
    if (said !== 'ok' && said !== 'unknown' && said !== 'questionable') return said;
    const nowMs = this.clock.nowMs();
    // The next sample of a slow channel is not missing before it is due.
    const inTimeMs = NO_DATA_MS + Math.min(WINDOW_HOLDS_MS, 1_000 / current.channel.rateHz);
    const isInTime = Math.abs((current.newestMs() ?? Number.NEGATIVE_INFINITY) - nowMs) <= inTimeMs;
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
