import type { ChannelCoverage, StationMessage } from '#bridge/messages.ts';
import { type Block, MISSING } from '#domain/signals/block.ts';
import { type Channel, type ChannelStateChange, samplesIn } from '#domain/signals/channel.ts';
import {
  type ChannelGap,
  type Coverage,
  coverageFrom,
  noCoverage,
  RECENT_MS,
  sameGaps,
  withGap,
  withHeld,
} from '#domain/signals/coverage.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import { type Ranges, withoutRange } from '#domain/signals/ranges.ts';
import { SampleRing } from '#domain/signals/ring.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Tally } from '#domain/ward/tally.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { RecentMarks } from './recentMarks.ts';

/** A ring holds no more than this, so that a channel of an absurd rate does not take the memory of a ward. 2.4 MB. */
const MAX_RING_SAMPLES = 600_000;

/** The recent samples of one channel. */
export interface RecentChannel {
  readonly channel: Channel;
  readonly gatewayId: string;
  readonly ring: SampleRing;
}

/** What an event means to a window that is already up to date. */
export interface News {
  /** To be sent at once, in this order. */
  readonly messages: readonly StationMessage[];
  /** Newly held samples that lie before others of their channel: a late fill that windows may have passed. */
  readonly late: readonly Block[];
  /** Newly held marks. */
  readonly marks: readonly SignalMark[];
}

/**
 * The ward as it is and the last five minutes of every channel and its marks: all that a new window needs to be whole at once.
 *
 * A channel's ring is made with its first sample and dropped when the channel is no longer described; channels of an
 * epoch that ended vanish this way. The latest observation is the one that came last, not the one with the latest time: a
 * gateway whose clock is set back must not freeze its numbers.
 */
export class Recent {
  readonly #tallyOf: (gatewayId: string) => Tally;
  readonly #gateways = new Map<string, GatewayView>();
  readonly #beds = new Map<string, readonly Bed[]>();
  readonly #described = new Map<number, Omit<RecentChannel, 'ring'>>();
  readonly #channels = new Map<number, RecentChannel>();
  readonly #coverage = new Map<number, Coverage>();
  /** Channels whose gaps are other than windows know. */
  readonly #coverageNews = new Map<number, Coverage>();
  readonly #marks = new RecentMarks();
  readonly #states = new Map<number, ChannelStateChange>();
  readonly #gatewayOfNumeric = new Map<number, string>();
  readonly #latest = new Map<number, Observation>();

  /** `tallyOf`: where to count what is dropped here. */
  constructor(tallyOf: (gatewayId: string) => Tally) {
    this.#tallyOf = tallyOf;
  }

  /** Every channel that has given a sample, by its id. */
  get channels(): ReadonlyMap<number, RecentChannel> {
    return this.#channels;
  }

  get marks(): Pick<RecentMarks, 'between' | 'channelIds'> {
    return this.#marks;
  }

  /** A bed as it is described. */
  bedOf(bedKey: string): Bed | undefined {
    for (const beds of this.#beds.values()) {
      const bed = beds.find((known) => known.bedKey === bedKey);
      if (bed !== undefined) return bed;
    }
    return undefined;
  }

  /** Channels of a bed, as they are described; none when there is no such bed. */
  channelsOf(bedKey: string): readonly Channel[] {
    return this.bedOf(bedKey)?.channels ?? [];
  }

  /** Channels that an event describes no longer: applying it drops their samples. */
  vanishingWith(event: WardEvent): number[] {
    return event.type === 'beds' || event.type === 'opened' ? this.#vanishing(event.gatewayId, event.beds) : [];
  }

  #vanishing(gatewayId: string, beds: readonly Bed[]): number[] {
    const kept = new Set(beds.flatMap(({ channels }) => channels.map(({ channelId }) => channelId)));
    return [...this.#described].flatMap(([channelId, described]) =>
      described.gatewayId === gatewayId && !kept.has(channelId) ? [channelId] : [],
    );
  }

  /** Everything but samples and marks, for a window that knows nothing. */
  snapshot(): StationMessage[] {
    return [
      ...[...this.#gateways.values()].map((gateway): StationMessage => ({ type: 'gateway', gateway })),
      ...[...this.#beds].map(([gatewayId, beds]): StationMessage => ({ type: 'beds', gatewayId, beds })),
      ...statesMessage([...this.#states.values()]),
      ...observationsMessage([...this.#latest.values()]),
      ...coverageMessage(this.#coverage),
    ];
  }

  /** What has become another gap, or none, since this was asked last. A window is to be told from time to time. */
  takeCoverageNews(): ReadonlyMap<number, Coverage> {
    const news = new Map(this.#coverageNews);
    this.#coverageNews.clear();
    return news;
  }

  /** What is held and missing of a channel's last minutes. */
  coverageOf(channelId: number): Coverage {
    return this.#coverage.get(channelId) ?? noCoverage;
  }

  apply(event: WardEvent): News {
    switch (event.type) {
      case 'gateway':
        this.#gateways.set(event.gateway.gatewayId, event.gateway);
        return news([{ type: 'gateway', gateway: event.gateway }]);
      case 'opened':
        return this.#opened(event);
      case 'beds':
        return news([this.#replaceBeds(event.gatewayId, event.beds)]);
      case 'blocks':
        return { ...news([]), late: event.blocks.flatMap((block) => this.#put(event.gatewayId, block)) };
      case 'gaps':
        for (const gap of event.gaps) this.#gap(gap);
        return news([]);
      case 'marks':
        return { ...news([]), marks: event.marks.filter((mark) => this.#mark(event.gatewayId, mark)) };
      case 'states':
        return news(statesMessage(this.#changeStates(event.states)));
      case 'observations':
        return news(observationsMessage(this.#observe(event.observations)));
      case 'caughtUp':
      case 'alarms':
      case 'pastAlarms':
        // The desk of alarms tells what becomes of them.
        return news([]);
    }
  }

  #opened(event: Extract<WardEvent, { type: 'opened' }>): News {
    const { gatewayId } = event;
    const beds = this.#replaceBeds(gatewayId, event.beds);
    const named = new Set(event.states.map((change) => change.channelId));
    const recovered = [...this.#states.values()].filter(
      ({ channelId, state }) =>
        state !== 'ok' && !named.has(channelId) && this.#described.get(channelId)?.gatewayId === gatewayId,
    );
    const states = this.#changeStates([
      ...recovered.map(
        ({ channelId, fromIndex }): ChannelStateChange => ({
          channelId,
          fromIndex: Math.max(fromIndex, this.#channels.get(channelId)?.ring.endIndex ?? 0),
          state: 'ok',
        }),
      ),
      ...event.states,
    ]);
    return news([beds, ...statesMessage(states), ...observationsMessage(this.#observe(event.observations))]);
  }

  #replaceBeds(gatewayId: string, beds: readonly Bed[]): StationMessage {
    this.#beds.set(gatewayId, beds);
    const numericIds = new Set<number>();
    for (const bed of beds) {
      for (const channel of bed.channels) {
        this.#described.set(channel.channelId, { channel, gatewayId });
      }
      for (const { numericId } of bed.numerics) {
        numericIds.add(numericId);
        this.#gatewayOfNumeric.set(numericId, gatewayId);
      }
    }
    for (const channelId of this.#vanishing(gatewayId, beds)) {
      this.#described.delete(channelId);
      this.#channels.delete(channelId);
      this.#coverage.delete(channelId);
      this.#coverageNews.delete(channelId);
      this.#marks.forget(channelId);
      this.#states.delete(channelId);
    }
    for (const [numericId, owner] of this.#gatewayOfNumeric) {
      if (owner !== gatewayId || numericIds.has(numericId)) continue;
      this.#gatewayOfNumeric.delete(numericId);
      this.#latest.delete(numericId);
    }
    return { type: 'beds', gatewayId, beds };
  }

  /** Keeps what is new; returns what of it lies before samples that were held. */
  #put(gatewayId: string, block: Block): Block[] {
    const described = this.#described.get(block.channelId);
    if (described === undefined) return [];
    let kept = this.#channels.get(block.channelId);
    if (kept === undefined) {
      const capacity = Math.min(MAX_RING_SAMPLES, Math.max(1, samplesIn(described.channel, RECENT_MS)));
      kept = { ...described, ring: new SampleRing(capacity) };
      this.#channels.set(block.channelId, kept);
    }
    const { ring } = kept;
    const late = holesFilled(ring, block);
    const { duplicated, expired } = ring.put(block.firstIndex, block.samples);
    this.#cover(block.channelId, (coverage) =>
      coverageFrom(
        withHeld(coverage, Math.max(block.firstIndex, ring.startIndex), block.firstIndex + block.samples.length),
        ring.endIndex - ring.capacity,
      ),
    );
    this.#tallyOf(gatewayId).add('duplicateSamples', duplicated);
    this.#tallyOf(gatewayId).add('expiredSamples', expired);
    return late;
  }

  #gap(gap: ChannelGap): void {
    const { channelId, from, until, state } = gap;
    if (!this.#described.has(channelId)) return;
    const ring = this.#channels.get(channelId)?.ring;
    // What is here by now is no gap, whatever it was thought to be.
    this.#cover(channelId, (coverage) =>
      missingParts(ring, from, until).reduce<Coverage>((known, part) => withGap(known, { ...part, state }), coverage),
    );
  }

  #cover(channelId: number, change: (coverage: Coverage) => Coverage): void {
    const before = this.#coverage.get(channelId);
    const after = change(before ?? noCoverage);
    this.#coverage.set(channelId, after);
    if (before === undefined || !sameGaps(before, after)) this.#coverageNews.set(channelId, after);
  }

  /** Keeps a mark; false when it is held, too old, or of a channel that nobody describes. */
  #mark(gatewayId: string, mark: SignalMark): boolean {
    if (!this.#described.has(mark.channelId)) return false;
    const ring = this.#channels.get(mark.channelId)?.ring;
    const oldestIndex = ring === undefined ? 0 : ring.endIndex - ring.capacity;
    if (mark.index < oldestIndex) {
      this.#tallyOf(gatewayId).add('expiredMarks');
      return false;
    }
    const isNew = this.#marks.put(mark, oldestIndex);
    if (!isNew) this.#tallyOf(gatewayId).add('duplicateMarks');
    return isNew;
  }

  #changeStates(changes: readonly ChannelStateChange[]): ChannelStateChange[] {
    return changes.filter((change) => {
      if (this.#states.get(change.channelId)?.state === change.state) return false;
      this.#states.set(change.channelId, change);
      return true;
    });
  }

  #observe(observations: readonly Observation[]): Observation[] {
    return observations.filter((observation) => {
      const held = this.#latest.get(observation.numericId);
      if (held !== undefined && held.timeMs === observation.timeMs && held.value === observation.value) return false;
      this.#latest.set(observation.numericId, observation);
      return true;
    });
  }
}

/** The parts of a block for which a ring has holes before its newest sample. */
function holesFilled(ring: SampleRing, { channelId, firstIndex, samples }: Block): Block[] {
  const parts: Block[] = [];
  const until = Math.min(samples.length, ring.endIndex - firstIndex);
  let start = Math.max(0, ring.endIndex - ring.capacity - firstIndex);
  for (let k = start; k <= until; k++) {
    if (k < until && ring.at(firstIndex + k) === MISSING) continue;
    if (k > start) parts.push({ channelId, firstIndex: firstIndex + start, samples: samples.subarray(start, k) });
    start = k + 1;
  }
  return parts;
}

/** The parts of [from, until) of which a ring holds nothing. */
function missingParts(ring: SampleRing | undefined, from: number, until: number): Ranges {
  if (ring === undefined) return [{ from, until }];
  const held = ring.blocks(0, from, until).map(({ firstIndex, samples }) => [firstIndex, firstIndex + samples.length]);
  return held.reduce((parts: Ranges, [start = 0, end = 0]) => withoutRange(parts, start, end), [{ from, until }]);
}

/** Coverage by channel as it is told; nothing where there is none. */
export function coverageMessage(coverage: ReadonlyMap<number, Coverage>): StationMessage[] {
  if (coverage.size === 0) return [];
  const channels = [...coverage].map(([channelId, known]): ChannelCoverage => ({ channelId, ...known }));
  return [{ type: 'coverage', channels }];
}

function news(messages: readonly StationMessage[]): News {
  return { messages, late: [], marks: [] };
}

function statesMessage(states: readonly ChannelStateChange[]): StationMessage[] {
  return states.length === 0 ? [] : [{ type: 'channelStates', states }];
}

function observationsMessage(observations: readonly Observation[]): StationMessage[] {
  return observations.length === 0 ? [] : [{ type: 'observations', observations }];
}
