/** How a {@link Playout} behaves. */
export interface PlayoutRules {
  /** Delay to begin with, from the newest sample's arrival to the pen. */
  readonly startMs: number;
  /** The pen's speed stays within 1 +- this. */
  readonly maxSpeedChange: number;
  /** The delay aimed at is never shorter than so many batches ... */
  readonly floorBatches: number;
  /** ... nor longer than this. */
  readonly ceilingMs: number;
  /** What is to be left before the pen when the latest sample comes. */
  readonly marginMs: number;
}

const usualRules: PlayoutRules = {
  startMs: 250,
  maxSpeedChange: 0.005,
  floorBatches: 2,
  ceilingMs: 2000,
  marginMs: 30,
};

/** What the link has done is remembered for so many buckets, each so long: 20 s. */
const BUCKETS = 20;
const BUCKET_MS = 1000;
/** Batches of so many buckets are enough: whoever tells them has watched for a while, and each channel comes in every bucket. */
const BATCH_BUCKETS = 3;
/** The pen's speed is chosen anew after this; what is missing is to be made up for in about {@link MAKE_UP_MS}. */
const STEER_MS = 250;
const MAKE_UP_MS = 5000;
/** The first block may have come out of a stalled link. After so long more is known; a bad start is then put right. */
const SETTLE_MS = 1500;
const BAD_START_MS = 50;
/** A pen that has been later than it had to be, by more than this for all of the last buckets, leaps ahead; at 0.5 % it would take minutes. */
const EXCESS_MS = 250;
const EXCESS_BUCKETS = 6;
/** ... and not again for so long: a link that is calm between its bursts must not be leapt into the next one for ever. */
const LEAP_AGAIN_MS = 60_000;
/** While a window opens it is busy with itself: what lagged then is no habit of the link, and is leapt over sooner. */
const YOUNG_MS = 30_000;
const YOUNG_EXCESS_MS = 40;
/** Without samples at the pen for so long it goes on at the speed of this machine's clock ... */
const SILENCE_MS = 1000;
/** ... and for so long the link was down: what it brings next are leftovers, and say nothing of its jitter for a while. */
const OUTAGE_MS = 2000;
const LEFTOVERS_MS = 2000;
/** So do the first ones of all. */
const FIRST_LEFTOVERS_MS = 500;
/** Longer batches are one slow device: they hold back nobody. */
const LONGEST_BATCH_MS = 1000;
/** The source's time has jumped when all blocks agree, within this, on a time that is ahead by more than this ... */
const JUMP_MS = 1000;
/** ... for so many batches, or behind the pen for so long. */
const AHEAD_BATCHES = 2;
const BEHIND_MS = 2000;

/**
 * The jitter buffer of one gateway: which sample time stands at the pen.
 *
 * The pen moves evenly: at the speed of this machine's monotonic clock, corrected by at most half a percent, which no eye
 * sees. So it follows a gateway's clock that drifts, and it nears the shortest delay that would have served for the past
 * 20 s but for its worst stall: the latest block must have come {@link PlayoutRules.marginMs} before the pen reached its
 * first sample. Bursts that come late again make the delay grow, a quiet link lets it shrink; one stall alone is painted in
 * behind the pen and forgotten. All channels count, so the delay serves the slowest.
 *
 * The pen never steps back, and never leaps, but for a jump, which is counted: when the source's time was set (by more than
 * a second ahead; or so that nothing reaches the pen any more), once soon after the start if the first block was a bad
 * guess, and when it is much later than it has to be.
 *
 * `transit` and `lag` are monotonic time minus sample time (RFC 3550, section 6.4.1): two clocks apart, so only their
 * differences mean anything. A window's worst case rather than a running mean: Moon, Kurose and Towsley 1998.
 */
export class Playout {
  readonly #rules: PlayoutRules;

  /** The pen's line: at `#fromMs` (monotonic) it stood at `#fromPenMs`, and goes on at `#rate`; before, at `#rateBefore`. */
  #fromMs = Number.NaN;
  #fromPenMs = Number.NaN;
  #rate = 1;
  #rateBefore = 1;
  /** The latest answer of {@link penMs}. */
  #shownMs = Number.NEGATIVE_INFINITY;
  #jumps = 0;

  /** By bucket, the newest is `#bucket` mod {@link BUCKETS}: largest lag of a block's first sample ... */
  readonly #lags = new Float64Array(BUCKETS);
  /** ... smallest transit of a block's end ... */
  readonly #transits = new Float64Array(BUCKETS);
  /** ... and longest batch. */
  readonly #batches = new Float64Array(BUCKETS);
  #bucket = Number.NaN;
  /** Of all buckets; kept when these are empty. The lag is the one but for the worst stall: one is no habit. */
  #lag = Number.NEGATIVE_INFINITY;
  #transit = Number.POSITIVE_INFINITY;
  #batchMs = 0;

  #steeredMs = Number.NEGATIVE_INFINITY;
  #isSettled = false;
  #leaptMs = Number.NEGATIVE_INFINITY;
  #beganMs = Number.NaN;
  /** When a block last reached the pen. */
  #liveMs = Number.NEGATIVE_INFINITY;
  #leftoversUntilMs = Number.NEGATIVE_INFINITY;

  /** Another time that the source may have jumped to: since when all blocks are of it, the first one's transit, the smallest. */
  #otherSinceMs = Number.NaN;
  #otherFirst = Number.NaN;
  #otherTransit = Number.NaN;

  constructor(options: Partial<PlayoutRules> = {}) {
    this.#rules = { ...usualRules, ...options };
    this.#forget();
  }

  /** Goes up when the pen has jumped: what is on the glass is to be painted anew. */
  get jumps(): number {
    return this.#jumps;
  }

  /**
   * A live block has come. `newestEndMs`: end of its newest sample on the gateway's clock; `blockMs`: how long it is;
   * `batchMs`: how long its channel's batches usually are, 0 for not known yet. The two differ where batches that waited
   * on the way come joined: the lag is that of the block's first sample, but the delay's floor counts batches. Old samples
   * that are sent again do no harm. What is not a number changes nothing. Allocates nothing.
   */
  arrived(newestEndMs: number, blockMs: number, monotonicMs: number, batchMs = blockMs): void {
    if (!Number.isFinite(newestEndMs) || !Number.isFinite(monotonicMs) || !(blockMs >= 0) || !(batchMs >= 0)) return;
    const transit = monotonicMs - newestEndMs;
    if (Number.isNaN(this.#fromMs)) this.#begin(transit, batchMs, monotonicMs);
    this.#turnTo(Math.floor(monotonicMs / BUCKET_MS));

    const penMs = this.#penAt(monotonicMs);
    const isAhead = transit < this.#transit - JUMP_MS;
    const isBehind = newestEndMs <= penMs;
    if (isAhead || isBehind) this.#otherTime(transit, isAhead, monotonicMs);
    else this.#otherSinceMs = Number.NaN;

    if (monotonicMs - this.#liveMs > OUTAGE_MS) this.#leftoversUntilMs = monotonicMs + LEFTOVERS_MS;
    if (isAhead) return;
    const isRegular = monotonicMs >= this.#leftoversUntilMs && batchMs <= LONGEST_BATCH_MS;
    if (isRegular && blockMs <= LONGEST_BATCH_MS) this.#learnLag(transit + blockMs);
    if (isBehind) return;
    if (isRegular) this.#learnBatch(batchMs);
    this.#learnTransit(transit);
    this.#steer(monotonicMs, penMs);
    this.#liveMs = Math.max(this.#liveMs, monotonicMs);
  }

  /**
   * Sample time at the pen, gateway's clock; null before anything arrived. Never less than it said before, but after a jump.
   * Asking changes nothing, however often. Allocates nothing.
   */
  penMs(monotonicMs: number): number | null {
    if (Number.isNaN(this.#fromMs)) return null;
    const penMs = this.#penAt(monotonicMs);
    if (penMs > this.#shownMs) this.#shownMs = penMs;
    return this.#shownMs;
  }

  /** Delay from the newest sample's arrival, at its earliest, to the pen; and the pen's speed, 1 = that of this machine. */
  view(): { delayMs: number; rate: number } {
    if (Number.isNaN(this.#fromMs)) return { delayMs: this.#rules.startMs, rate: 1 };
    return { delayMs: this.#fromMs - this.#fromPenMs - this.#transit, rate: this.#rate };
  }

  #begin(transit: number, batchMs: number, monotonicMs: number): void {
    const floorMs = batchMs > LONGEST_BATCH_MS ? 0 : this.#rules.floorBatches * batchMs;
    this.#fromMs = monotonicMs;
    this.#fromPenMs = monotonicMs - transit - Math.max(this.#rules.startMs, floorMs);
    this.#beganMs = monotonicMs;
    this.#liveMs = monotonicMs;
    this.#leftoversUntilMs = monotonicMs + FIRST_LEFTOVERS_MS;
    this.#transit = transit;
  }

  #penAt(monotonicMs: number): number {
    const sinceMs = monotonicMs - this.#fromMs;
    if (sinceMs < 0) return this.#fromPenMs + sinceMs * this.#rateBefore;
    const steeredMs = Math.min(sinceMs, Math.max(0, this.#liveMs + SILENCE_MS - this.#fromMs));
    return this.#fromPenMs + sinceMs + steeredMs * (this.#rate - 1);
  }

  /** Makes room for now; what is older than the window is forgotten. */
  #turnTo(bucket: number): void {
    if (bucket <= this.#bucket) return;
    const passed = Number.isNaN(this.#bucket) ? BUCKETS : Math.min(BUCKETS, bucket - this.#bucket);
    for (let back = 0; back < passed; back++) {
      const slot = slotOf(bucket - back);
      this.#lags[slot] = Number.NEGATIVE_INFINITY;
      this.#transits[slot] = Number.POSITIVE_INFINITY;
      this.#batches[slot] = 0;
    }
    this.#bucket = bucket;

    this.#judgeLag();
    let transit = Number.POSITIVE_INFINITY;
    let longest = 0;
    for (let back = 0; back < BUCKETS; back++) {
      const slot = slotOf(bucket - back);
      transit = Math.min(transit, this.#transits[slot] as number);
      if (back < BATCH_BUCKETS) longest = Math.max(longest, this.#batches[slot] as number);
    }
    if (transit !== Number.POSITIVE_INFINITY) this.#transit = transit;
    if (longest > 0) this.#batchMs = longest;
  }

  #learnLag(lag: number): void {
    if (lag - this.#transit > this.#rules.ceilingMs) return;
    const slot = slotOf(this.#bucket);
    if (lag <= (this.#lags[slot] as number)) return;
    this.#lags[slot] = lag;
    if (lag > this.#lag) this.#judgeLag();
  }

  /**
   * The largest lag but for the worst bucket and those beside it: one stall may lie across the edge of two. While nothing
   * else is known these count too, but for the worst.
   */
  #judgeLag(): void {
    let largest = Number.NEGATIVE_INFINITY;
    let worst = 0;
    for (let back = 0; back < BUCKETS; back++) {
      const lag = this.#lagAt(back);
      if (lag <= largest) continue;
      largest = lag;
      worst = back;
    }
    if (largest === Number.NEGATIVE_INFINITY) return;
    let beside = Number.NEGATIVE_INFINITY;
    let elsewhere = Number.NEGATIVE_INFINITY;
    for (let back = 0; back < BUCKETS; back++) {
      if (back === worst) continue;
      if (Math.abs(back - worst) === 1) beside = Math.max(beside, this.#lagAt(back));
      else elsewhere = Math.max(elsewhere, this.#lagAt(back));
    }
    if (elsewhere !== Number.NEGATIVE_INFINITY) this.#lag = elsewhere;
    else this.#lag = beside !== Number.NEGATIVE_INFINITY ? beside : largest;
  }

  /** Largest lag of the bucket so many before this one; -Infinity when it saw no block. */
  #lagAt(back: number): number {
    return this.#lags[slotOf(this.#bucket - back)] as number;
  }

  /** Largest lag of the latest buckets; -Infinity when one of them saw no block: then nothing is known. */
  #lagOfLate(): number {
    let lag = Number.NEGATIVE_INFINITY;
    for (let back = 0; back < EXCESS_BUCKETS; back++) {
      const seen = this.#lagAt(back);
      if (seen === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
      lag = Math.max(lag, seen);
    }
    return lag;
  }

  #learnTransit(transit: number): void {
    const slot = slotOf(this.#bucket);
    if (transit < (this.#transits[slot] as number)) this.#transits[slot] = transit;
    if (transit < this.#transit) this.#transit = transit;
  }

  #learnBatch(batchMs: number): void {
    const slot = slotOf(this.#bucket);
    if (batchMs > (this.#batches[slot] as number)) this.#batches[slot] = batchMs;
    if (this.#batchMs === 0) this.#batchMs = batchMs;
  }

  /** Monotonic time minus the pen's, as it should be for a link that lags so much. */
  #wantedOffset(lag = this.#lag): number {
    const { floorBatches, ceilingMs, marginMs } = this.#rules;
    const needed = Math.max(lag + marginMs, this.#transit + floorBatches * this.#batchMs);
    return Math.min(needed, this.#transit + ceilingMs);
  }

  #steer(monotonicMs: number, penMs: number): void {
    if (!this.#isSettled) {
      if (monotonicMs - this.#beganMs < SETTLE_MS) return;
      this.#isSettled = true;
      const offset = monotonicMs - penMs;
      const { startMs, marginMs, ceilingMs } = this.#rules;
      const longest = Math.max(this.#wantedOffset(), this.#transit + startMs);
      const shortest = Math.min(this.#lag + marginMs, this.#transit + ceilingMs);
      const isLong = offset > longest + BAD_START_MS;
      if (isLong || offset < shortest - BAD_START_MS) {
        this.#jump(monotonicMs, isLong ? longest : shortest);
        return;
      }
    }
    if (monotonicMs - this.#steeredMs < STEER_MS) return;
    this.#steeredMs = monotonicMs;
    if (this.#leapsAhead(monotonicMs, penMs)) return;
    const tooLateMs = monotonicMs - penMs - this.#wantedOffset();
    const { maxSpeedChange } = this.#rules;
    const change = Math.max(-maxSpeedChange, Math.min(maxSpeedChange, tooLateMs / MAKE_UP_MS));
    this.#rateBefore = monotonicMs - this.#liveMs > SILENCE_MS ? 1 : this.#rate;
    this.#rate = 1 + change;
    this.#fromMs = monotonicMs;
    this.#fromPenMs = penMs;
  }

  /** A pen that has been much later than it had to be leaps, and what lagged before is forgotten. */
  #leapsAhead(monotonicMs: number, penMs: number): boolean {
    const late = this.#lagOfLate();
    const isYoung = monotonicMs - this.#beganMs < YOUNG_MS;
    if (late === Number.NEGATIVE_INFINITY || (!isYoung && monotonicMs - this.#leaptMs < LEAP_AGAIN_MS)) return false;
    const enough = this.#wantedOffset(late);
    if (monotonicMs - penMs <= enough + (isYoung ? YOUNG_EXCESS_MS : EXCESS_MS)) return false;
    for (let back = EXCESS_BUCKETS; back < BUCKETS; back++) {
      this.#lags[slotOf(this.#bucket - back)] = Number.NEGATIVE_INFINITY;
    }
    this.#judgeLag();
    this.#leaptMs = monotonicMs;
    this.#jump(monotonicMs, enough);
    return true;
  }

  /** A block of a time far from that at the pen: the source's clock was set, or these are leftovers. */
  #otherTime(transit: number, isAhead: boolean, monotonicMs: number): void {
    if (Number.isNaN(this.#otherSinceMs) || Math.abs(transit - this.#otherFirst) > JUMP_MS) {
      this.#otherSinceMs = monotonicMs;
      this.#otherFirst = transit;
      this.#otherTransit = transit;
      return;
    }
    this.#otherTransit = Math.min(this.#otherTransit, transit);
    const patienceMs = isAhead ? AHEAD_BATCHES * this.#batchMs : BEHIND_MS;
    if (monotonicMs - this.#otherSinceMs < patienceMs) return;
    // The link is the same, so is the delay; for one window what it did before is taken to hold.
    const offset = this.#otherTransit + this.view().delayMs;
    this.#forget();
    this.#transit = this.#otherTransit;
    this.#turnTo(Math.floor(monotonicMs / BUCKET_MS));
    this.#learnLag(offset - this.#rules.marginMs);
    this.#jump(monotonicMs, offset);
    this.#liveMs = monotonicMs;
  }

  #jump(monotonicMs: number, offset: number): void {
    this.#jumps++;
    this.#rate = 1;
    this.#rateBefore = 1;
    this.#fromMs = monotonicMs;
    this.#fromPenMs = monotonicMs - offset;
    this.#shownMs = Number.NEGATIVE_INFINITY;
    this.#steeredMs = monotonicMs;
    this.#otherSinceMs = Number.NaN;
  }

  #forget(): void {
    this.#bucket = Number.NaN;
    this.#lag = Number.NEGATIVE_INFINITY;
    this.#transit = Number.POSITIVE_INFINITY;
  }
}

function slotOf(bucket: number): number {
  const slot = bucket % BUCKETS;
  return slot < 0 ? slot + BUCKETS : slot;
}
