import { MISSING } from '#domain/signals/block.ts';
import { type Channel, sampleTimeMs } from '#domain/signals/channel.ts';
import { SampleRing } from '#domain/signals/ring.ts';
import { WINDOW_HOLDS_MS } from './sweep.ts';

/** How many puts a trace remembers for painters; one that looks less often redraws. */
const REMEMBERED_PUTS = 64;

/**
 * The samples of one channel in one epoch, and what of them has reached the glass. Several painted lanes (a tile and a
 * large view) may show one trace.
 */
export class Trace {
  readonly channel: Channel;
  readonly ring: SampleRing;
  /** When samples were last said to come: the channel was described, or its state changed. Station's clock. */
  expectedFromMs: number;
  /** Gateway's clock minus the station's, as this trace is drawn. Moves only when the estimate has left it clearly. */
  clockOffsetMs: number;

  /** Samples that came twice and were dropped. */
  duplicated = 0;

  /** Puts ever made. Put n lies in slot n mod length of the two arrays. */
  puts = 0;
  readonly putFrom = new Float64Array(REMEMBERED_PUTS);
  readonly putUntil = new Float64Array(REMEMBERED_PUTS);

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

  /** `describedMs`: when the window learned of the channel, station's clock. */
  constructor(channel: Channel, clockOffsetMs: number, describedMs: number) {
    this.channel = channel;
    this.clockOffsetMs = clockOffsetMs;
    this.expectedFromMs = describedMs;
    this.ring = new SampleRing(Math.ceil((WINDOW_HOLDS_MS / 1000) * channel.rateHz));
  }

  /** Gives how many of the samples are new. */
  put(firstIndex: number, samples: Int32Array): number {
    const until = firstIndex + samples.length;
    // What lies behind the pen and on the glass is drawn again at once, and counts as drawn from then on.
    const lateFrom = Math.max(firstIndex, this.shownFrom);
    const lateUntil = Math.min(until, this.drawnUntil);
    const heldBefore = lateFrom < lateUntil ? this.held(lateFrom, lateUntil) : 0;
    const oldest = lateFrom < lateUntil ? this.#firstMissing(lateFrom, lateUntil) : -1;

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
    const slot = this.puts % REMEMBERED_PUTS;
    this.putFrom[slot] = firstIndex;
    this.putUntil[slot] = until;
    this.puts++;
    return accepted;
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

  /** Time of the newest sample on the station's clock; null while there is none. */
  newestMs(): number | null {
    if (this.ring.isEmpty) return null;
    return sampleTimeMs(this.channel, this.ring.endIndex - 1) - this.clockOffsetMs;
  }

  #firstMissing(from: number, until: number): number {
    for (let index = from; index < until; index++) if (this.ring.at(index) === MISSING) return index;
    return -1;
  }
}

/** The clock of a gateway, as the station estimates it. */
export interface GatewayClock {
  /** Gateway's clock minus the station's; null before the first estimate. */
  offsetMs: number | null;
}

/**
 * One place for a signal at a bed: its channel of today, and those of earlier epochs until they have left the window.
 */
export class Lane {
  readonly bedKey: string;
  readonly slot: string;
  readonly clock: GatewayClock;
  /** Oldest first; the last one is today's. */
  readonly traces: Trace[] = [];
  /** Goes up when `traces` or their place in time changes: whoever drew the lane draws it anew. */
  version = 0;

  constructor(bedKey: string, slot: string, clock: GatewayClock) {
    this.bedKey = bedKey;
    this.slot = slot;
    this.clock = clock;
  }

  /** Today's trace; undefined before the channel was described. */
  get current(): Trace | undefined {
    return this.traces[this.traces.length - 1];
  }
}
