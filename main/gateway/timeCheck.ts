/** Samples that claim to be further in the future of their frame than this have a wrong rate or a wrong index. */
const MAX_AHEAD_MS = 10_000;

/** Samples that claim to be further in the past of their frame than this have a wrong rate or a wrong index. */
const MAX_BEHIND_MS = 600_000;

/** Between two messages a gateway's clock goes forward by a heartbeat's distance; beyond this it may have been set. */
const MAX_FORWARD_MS = 5000;
const MAX_BACK_MS = 1000;

/** How well a jump of the samples must match a jump of the clock to be explained by it. */
const STEP_TOLERANCE_MS = 2000;

/**
 * A device's converter runs by its own crystal, which may be off by 100 ppm: 10 s in 28 hours. Allowed for, with a margin,
 * in milliseconds a millisecond; a wrong rate is off by far more.
 */
const DRIFT = 500e-6;

/** After a longer pause, what is usual is followed no further than for this. */
const MAX_LEARN_MS = 600_000;

/** How one channel's samples lie against the frames that bring them. */
interface Habit {
  /** Newest sample minus frame, last time. */
  lastMs: number;
  /** The same, followed no faster than crystals drift. */
  usualMs: number;
  /** The frame of last time, by the steady clock. */
  frameMs: number;
}

/** Why samples can't be from where they say: distance to the frame that carries them. */
export type ImplausibleTime = { readonly ms: number; readonly side: 'after' | 'before' };

/**
 * Finds batches whose described time can't be true: a wrong rate, a wrong origin, an index that jumped. The frame's own
 * time is the witness, and a witness can err: when somebody sets the gateway's clock, frames jump and samples, which are
 * counted, don't. A jump of the samples that is the mirror image of a jump of the clock is therefore a set clock, not a
 * fault of the channel; else a corrected clock would darken a whole ward. Likewise when a stream is joined after the jump and
 * most of its channels are off by the same.
 */
export class TimeCheck {
  readonly #onClockStep: (ms: number) => void;
  readonly #habits = new Map<number, Habit>();
  /** By how much the clock has been set since the epoch began. */
  #stepMs = 0;
  /** A jump of the clock that no samples have confirmed or refuted yet. */
  #suspectedStepMs = 0;
  /** Samples of a known channel came since the jump: the next message ends the suspicion. */
  #isExamined = false;
  #sentMs: number | null = null;

  constructor(onClockStep: (ms: number) => void) {
    this.#onClockStep = onClockStep;
  }

  /** Another epoch. */
  forget(): void {
    this.#habits.clear();
    this.#stepMs = 0;
    this.#suspectedStepMs = 0;
    this.#sentMs = null;
  }

  /** Only these channels go on. */
  keep(channelIds: ReadonlySet<number>): void {
    for (const channelId of this.#habits.keys()) if (!channelIds.has(channelId)) this.#habits.delete(channelId);
  }

  /** A frame or heartbeat was sent at this time, on the gateway's clock. */
  sent(sentMs: number): void {
    if (this.#isExamined) this.#suspectedStepMs = 0;
    this.#isExamined = false;
    const forwardMs = sentMs - (this.#sentMs ?? sentMs);
    this.#sentMs = sentMs;
    if (forwardMs < -MAX_BACK_MS || forwardMs > MAX_FORWARD_MS) this.#suspectedStepMs += forwardMs;
  }

  /** Nothing of this epoch has been believed yet. */
  get isNew(): boolean {
    return this.#habits.size === 0 && this.#stepMs === 0;
  }

  /**
   * The newest sample times of the channels in the frame sent last, while nothing of the epoch is known: a station that
   * started after somebody set the gateway's clock has not seen it jump. Where most of several channels are off by the same, it is
   * the one clock that errs and not each of them.
   */
  joins(newestMs: readonly number[]): void {
    const frameMs = this.#sentMs ?? 0;
    const offs = newestMs.map((ms) => ms - frameMs).sort((a, b) => a - b);
    const usualMs = offs[offs.length >> 1] ?? 0;
    const agreeing = offs.filter((ms) => Math.abs(ms - usualMs) <= STEP_TOLERANCE_MS);
    if (agreeing.length < 2 || agreeing.length * 2 <= offs.length) return;
    if (beyond(frameMs, frameMs + usualMs, frameMs + usualMs) === null) return;
    this.#stepMs = -usualMs;
    this.#onClockStep(-usualMs);
  }

  /** Checks samples from `firstMs` to `lastMs` of the frame sent last; null: they may be true. */
  samples(channelId: number, firstMs: number, lastMs: number): ImplausibleTime | null {
    const habit = this.#habits.get(channelId);
    let off = this.#off(habit, firstMs, lastMs);
    if (habit !== undefined) {
      this.#isExamined = true;
      const jumpMs = lastMs - this.#steadyMs() - habit.lastMs;
      const isStep = this.#suspectedStepMs !== 0 && Math.abs(jumpMs + this.#suspectedStepMs) <= STEP_TOLERANCE_MS;
      if (off !== null && isStep) {
        this.#stepMs += this.#suspectedStepMs;
        this.#onClockStep(this.#suspectedStepMs);
        this.#suspectedStepMs = 0;
        off = this.#off(habit, firstMs, lastMs);
      }
    }
    if (off === null) this.#learn(channelId, habit, lastMs);
    return off;
  }

  /** Checks a moment of a channel's time, such as a mark's; null: it may be true. Learns nothing from it. */
  moment(channelId: number, timeMs: number): ImplausibleTime | null {
    return this.#off(this.#habits.get(channelId), timeMs, timeMs);
  }

  /** True: a value of this time, in what was sent at `sentMs`, would be from the future, and look fresh long after it is not. */
  isFuture(timeMs: number, sentMs: number): boolean {
    return (
      timeMs - Math.max(sentMs, sentMs - this.#stepMs, sentMs - this.#stepMs - this.#suspectedStepMs) > MAX_AHEAD_MS
    );
  }

  /** When the last message was sent, by the clock as it was before anybody set it. */
  #steadyMs(): number {
    return (this.#sentMs ?? 0) - this.#stepMs;
  }

  /** Believed by any of three: the clock as it was, the clock as it is set now, the channel's own habit. */
  #off(habit: Habit | undefined, firstMs: number, lastMs: number): ImplausibleTime | null {
    const steadyMs = this.#steadyMs();
    const off = beyond(steadyMs, firstMs, lastMs);
    if (off === null || beyond(this.#sentMs ?? 0, firstMs, lastMs) === null) return null;
    return habit !== undefined && beyond(steadyMs + habit.usualMs, firstMs, lastMs) === null ? null : off;
  }

  #learn(channelId: number, habit: Habit | undefined, newestMs: number): void {
    const frameMs = this.#steadyMs();
    const lastMs = newestMs - frameMs;
    if (habit === undefined) {
      this.#habits.set(channelId, { lastMs, usualMs: lastMs, frameMs });
      return;
    }
    const furthestMs = Math.min(MAX_LEARN_MS, Math.max(0, frameMs - habit.frameMs)) * DRIFT;
    habit.usualMs += Math.min(furthestMs, Math.max(-furthestMs, lastMs - habit.usualMs));
    habit.lastMs = lastMs;
    habit.frameMs = frameMs;
  }
}

function beyond(frameMs: number, firstMs: number, lastMs: number): ImplausibleTime | null {
  if (lastMs - frameMs > MAX_AHEAD_MS) return { ms: Math.round(lastMs - frameMs), side: 'after' };
  if (frameMs - firstMs > MAX_BEHIND_MS) return { ms: Math.round(frameMs - firstMs), side: 'before' };
  return null;
}
