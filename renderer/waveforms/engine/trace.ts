import { MISSING } from '#domain/signals/block.ts';
import { type Channel, type ChannelState, type ChannelStateChange, sampleTimeMs } from '#domain/signals/channel.ts';
import type { SamplesByIndex } from '#domain/signals/columns.ts';
import { bandAt, type FilterName } from '#domain/signals/filters.ts';
import { MarkRing, type SignalMark } from '#domain/signals/marks.ts';
import type { Playout } from '#domain/signals/playout.ts';
import { SampleRing } from '#domain/signals/ring.ts';
import { StateRuns } from '#domain/signals/stateRuns.ts';
import { UsualBatch } from '#domain/signals/usualBatch.ts';
import { FilteredSamples } from './filteredSamples.ts';
import { WINDOW_HOLDS_MS } from './sweep.ts';

/** How many changes a trace remembers for painters; one that looks less often redraws. */
const REMEMBERED_CHANGES = 64;
/** Filtered samples that nobody looked at for so long are let go. */
const KEEP_FILTERED_MS = 10_000;

/**
 * The samples of one channel in one epoch, the device's words about them, and what of them has reached the glass. Several
 * painted lanes (a tile and a large view) may show one trace. Times are the gateway's.
 */
export class Trace {
  readonly channel: Channel;
  readonly ring: SampleRing;
  readonly states = new StateRuns();
  /** How its samples come while they come live. */
  readonly usualBatch = new UsualBatch();
  /** When samples were last said to come: the channel was described, or its state changed. Station's clock. */
  expectedFromMs: number;
  /** Samples that came twice and were dropped. */
  duplicated = 0;
  /** Whether any state was said that is drawn otherwise than samples are. */
  hasBeenOff = false;

  /**
   * Changes ever made to what is to be painted: samples, states, marks. Change n is at the indices of slot n mod length of
   * the two arrays; Infinity: to the end.
   */
  changes = 0;
  readonly changedFrom = new Float64Array(REMEMBERED_CHANGES);
  readonly changedUntil = new Float64Array(REMEMBERED_CHANGES);

  /** First sample ever drawn; -1 before. */
  drawnFirst = -1;
  /** Index after the last position the pen has passed. */
  drawnUntil = -1;
  /** Samples drawn, each counted once. */
  drawnSamples = 0;
  /** Oldest position still on the glass. */
  shownFrom = 0;
  /** Samples that came behind the pen, onto the glass, since {@link draw} was called last, and the oldest of them. */
  #late = 0;
  #lateOldest = -1;

  /** Samples have come without a pause from `#comingFromMs` to `#cameMs`; monotonic. */
  #comingFromMs = Number.NEGATIVE_INFINITY;
  #cameMs = Number.NEGATIVE_INFINITY;

  /** From here on nobody has said the state, since {@link forgetState}; -1: it is said. */
  #unknownFrom = -1;
  #marks: MarkRing | null = null;
  readonly #filtered = new Map<FilterName, FilteredSamples>();

  /** `describedMs`: when the window learned of the channel, station's clock. */
  constructor(channel: Channel, describedMs: number, holdsMs = WINDOW_HOLDS_MS) {
    this.channel = channel;
    this.expectedFromMs = describedMs;
    this.ring = new SampleRing(positions(channel, holdsMs));
  }

  /** null: none has come; most channels have none. */
  get marks(): MarkRing | null {
    return this.#marks;
  }

  /** Memory of samples, filtered ones included. */
  get bytes(): number {
    let { bytes } = this.ring;
    for (const filtered of this.#filtered.values()) bytes += filtered.bytes;
    return bytes;
  }

  /** Holds so much from now on; of what is held now, the newest. */
  hold(ms: number): void {
    const capacity = positions(this.channel, ms);
    if (capacity === this.ring.capacity) return;
    this.ring.resize(capacity);
    for (const filtered of this.#filtered.values()) filtered.rebuild();
  }

  /** The samples as a filter shows them. They are kept filtered for as long as somebody asks. */
  samples(filter: FilterName, monotonicMs: number): SamplesByIndex {
    if (filter === 'asSent') return this.ring;
    let filtered = this.#filtered.get(filter);
    if (filtered === undefined) {
      const { lowHz, highHz } = bandAt(filter, this.channel.rateHz);
      if (lowHz === null && highHz === null) return this.ring;
      filtered = new FilteredSamples(this.ring, filter, this.channel.rateHz);
      this.#filtered.set(filter, filtered);
    }
    filtered.usedMs = monotonicMs;
    return filtered;
  }

  /** Physical value of raw 0 as a filter shows it: what has lost its baseline swings around zero. */
  offset(filter: FilterName): number {
    return bandAt(filter, this.channel.rateHz).lowHz === null ? this.channel.offset : 0;
  }

  /** Lets go of what nobody looked at lately. */
  tend(monotonicMs: number): void {
    for (const [filter, { usedMs }] of this.#filtered) {
      if (monotonicMs - usedMs > KEEP_FILTERED_MS) this.#filtered.delete(filter);
    }
    this.states.forgetBefore(this.ring.startIndex);
  }

  /** Gives how many of the samples are new. */
  put(firstIndex: number, samples: Int32Array): number {
    const until = firstIndex + samples.length;
    // What lies behind the pen and on the glass is drawn again at once, and counts as drawn from then on.
    const lateFrom = Math.max(firstIndex, this.shownFrom);
    const lateUntil = Math.min(until, this.drawnUntil);
    const heldBefore = lateFrom < lateUntil ? this.held(lateFrom, lateUntil) : 0;
    const oldest = lateFrom < lateUntil ? this.#firstMissing(lateFrom, lateUntil) : -1;
    const { isEmpty, startIndex, endIndex } = this.ring;

    const { accepted, duplicated } = this.ring.put(firstIndex, samples);
    this.duplicated += duplicated;
    if (accepted === 0) return 0;

    if (lateFrom < lateUntil) {
      const came = this.held(lateFrom, lateUntil) - heldBefore;
      if (came > 0) {
        this.#late += came;
        if (this.#lateOldest < 0 || oldest < this.#lateOldest) this.#lateOldest = oldest;
      }
    }
    let changedUntil = until;
    for (const filtered of this.#filtered.values()) {
      changedUntil = Math.max(changedUntil, filtered.took(firstIndex, until));
    }
    // What was not due yet, or before the first sample, is a gap now.
    if (isEmpty) this.#note(firstIndex, changedUntil);
    else this.#note(Math.min(firstIndex, endIndex), Math.max(changedUntil, startIndex));
    return accepted;
  }

  /** The device says how the signal fares. */
  putState({ fromIndex, state }: Pick<ChannelStateChange, 'fromIndex' | 'state'>): void {
    const hasChanged = this.states.put(fromIndex, state);
    // Nobody said that it ended: it goes on.
    const goesOn = fromIndex < this.#unknownFrom && this.states.put(this.#unknownFrom, state);
    this.#unknownFrom = -1;
    if (!hasChanged && !goesOn) return;
    if (isOff(state)) this.hasBeenOff = true;
    this.#note(fromIndex, Number.POSITIVE_INFINITY);
  }

  /** Whoever tells states begins anew, and says nothing of channels that are well. */
  forgetState(): void {
    const { endIndex } = this.ring;
    if (!this.hasBeenOff || !this.states.put(endIndex, 'unknown')) return;
    this.#unknownFrom = endIndex;
    this.#note(endIndex, Number.POSITIVE_INFINITY);
  }

  /** The device marks a moment. */
  putMark({ index, kind }: SignalMark): void {
    this.#marks ??= new MarkRing();
    if (this.#marks.put(index, kind)) this.#note(index, index + 1);
  }

  /** New samples have come, whatever time they are of. */
  came(monotonicMs: number, pauseMs: number): void {
    if (monotonicMs - this.#cameMs > pauseMs) this.#comingFromMs = monotonicMs;
    this.#cameMs = monotonicMs;
  }

  /** Whether samples still come, and have for longer than `ms`. */
  hasComeFor(monotonicMs: number, ms: number): boolean {
    return monotonicMs - this.#cameMs <= ms && monotonicMs - this.#comingFromMs > ms;
  }

  /**
   * The pen has passed every position before `until`, and the glass reaches back to `from`. Gives the oldest sample that
   * is newly on the glass, late ones included; -1 when there is none.
   */
  draw(from: number, until: number): number {
    let oldest = this.#lateOldest;
    this.drawnSamples += this.#late;
    // What was fetched of the time before.
    if (oldest >= 0 && (this.drawnFirst < 0 || oldest < this.drawnFirst)) this.drawnFirst = oldest;
    this.#late = 0;
    this.#lateOldest = -1;
    this.shownFrom = from;
    for (let index = Math.max(from, this.drawnUntil, this.ring.startIndex); index < until; index++) {
      if (this.ring.at(index) === MISSING) continue;
      if (this.drawnFirst < 0) this.drawnFirst = index;
      if (oldest < 0) oldest = index;
      this.drawnSamples++;
    }
    if (until > this.drawnUntil) this.drawnUntil = until;
    return oldest;
  }

  /** Samples held in [from, until). */
  held(from: number, until: number): number {
    let held = 0;
    for (let index = from; index < until; index++) if (this.ring.at(index) !== MISSING) held++;
    return held;
  }

  /** Time of the newest sample; null while there is none. */
  newestMs(): number | null {
    return this.ring.isEmpty ? null : sampleTimeMs(this.channel, this.ring.endIndex - 1);
  }

  #firstMissing(from: number, until: number): number {
    for (let index = from; index < until; index++) if (this.ring.at(index) === MISSING) return index;
    return -1;
  }

  #note(from: number, until: number): void {
    const slot = this.changes % REMEMBERED_CHANGES;
    this.changedFrom[slot] = from;
    this.changedUntil[slot] = until;
    this.changes++;
  }
}

/** Whether the device says that nothing of the patient is measured. */
export function isOff(state: ChannelState): boolean {
  return state === 'leadsOff' || state === 'sensorOff';
}

/** One more than the time holds: a line needs both its ends. */
function positions({ rateHz }: Channel, ms: number): number {
  return Math.ceil((ms / 1000) * rateHz) + 1;
}

/** The time of a gateway: its clock as the station estimates it, and which moment of it stands at the pen. */
export interface GatewayTime {
  readonly gatewayId: string;
  /** Gateway's clock minus the station's; null before the first estimate. */
  offsetMs: number | null;
  readonly playout: Playout;
  /** Sample time at the pen in the frame of now; null before anything came. */
  penMs: number | null;
}

/**
 * One place for a signal at a bed: its channel of today, and those of earlier epochs until they have left the window.
 */
export class Lane {
  readonly bedKey: string;
  readonly slot: string;
  readonly time: GatewayTime;
  /** Oldest first; the last one is today's. */
  readonly traces: Trace[] = [];
  /** Goes up when `traces` changes: whoever drew the lane draws it anew. */
  version = 0;

  constructor(bedKey: string, slot: string, time: GatewayTime) {
    this.bedKey = bedKey;
    this.slot = slot;
    this.time = time;
  }

  /** Today's trace; undefined before the channel was described. */
  get current(): Trace | undefined {
    return this.traces[this.traces.length - 1];
  }
}
