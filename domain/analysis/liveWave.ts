import type { Channel } from '#domain/signals/channel.ts';
import { type Breath, Breaths } from './breaths.ts';
import { PulseBeats } from './pulseBeats.ts';
import { intervalsOf, scatter } from './rates.ts';
import { mean, remember } from './recent.ts';
import { type Fault, faultTexts, SignalQuality } from './signalQuality.ts';
import type { SourceKind } from './strip.ts';

/** What can be wrong with a second of a live wave: with its samples, or with what is found in them. */
export type LiveFault = Fault | 'unclear' | 'disagrees' | 'irregular' | 'cardiac';

export const liveFaultTexts: Readonly<Record<LiveFault, string>> = {
  ...faultTexts,
  unclear: 'beats do not stand out',
  disagrees: 'other waves show other beats',
  irregular: 'breaths are unlike each other',
  cardiac: 'the heart is counted as breath',
};

/** Seconds in which a wave must have been good for what is found in it to be so. */
const SECONDS = 10;
const GOOD_MEAN = 0.7;
/** As a verdict's sources (source.ts). */
const CLEAR_WEIGHT = 0.1;
/** Times are kept for so long, and never more of them than that. */
const KEPT_MS = 60_000;
const MOST_KEPT = 400;

/** Times of beats, pulses or breaths; the oldest go. */
export class RecentTimes {
  #times: number[] = [];

  get all(): readonly number[] {
    return this.#times;
  }

  add(timesMs: readonly number[]): void {
    this.#times.push(...timesMs);
  }

  /** Lets go of what is older than a minute. */
  pass(nowMs: number): void {
    const kept = this.#times.filter((atMs) => atMs >= nowMs - KEPT_MS);
    if (kept.length < this.#times.length || kept.length > MOST_KEPT) this.#times = kept.slice(-MOST_KEPT);
  }

  /** How many from a time on. */
  since(fromMs: number): number {
    return this.#times.filter((atMs) => atMs >= fromMs).length;
  }

  clear(): void {
    this.#times = [];
  }
}

/** The seconds of a wave that shows the heart: each one's quality, and whether the last ten are good together. */
export class HeartSeconds {
  readonly #judge: SignalQuality;
  readonly #scores: number[] = [];
  /** Beats or pulses of this wave alone, on the bed's time. */
  readonly times = new RecentTimes();
  score = 0;
  faults: readonly Fault[] = [];
  isEmpty = true;

  constructor(kind: SourceKind, rateHz: number) {
    this.#judge = new SignalQuality(kind, rateHz);
  }

  /** Takes the samples of a second. */
  put(samples: Float64Array): void {
    this.isEmpty = true;
    for (const value of samples) {
      if (!Number.isNaN(value)) this.isEmpty = false;
      const second = this.#judge.step(value);
      if (second === null) continue;
      this.score = second.score;
      this.faults = second.faults;
    }
    if (this.isEmpty) this.times.clear();
    remember(this.#scores, this.isEmpty ? 0 : this.score, SECONDS);
  }

  /** Whether what is found in it can be relied upon, by its samples and by how its beats stand out. */
  isGood(weight: number): boolean {
    return this.#scores.length === SECONDS && mean(this.#scores) >= GOOD_MEAN && weight >= CLEAR_WEIGHT;
  }

  faultsWith(weight: number, disagrees: boolean): readonly LiveFault[] {
    if (this.isEmpty) return ['missing'];
    const more: LiveFault[] = [];
    if (this.faults.length === 0 && weight < CLEAR_WEIGHT) more.push('unclear');
    if (disagrees) more.push('disagrees');
    return [...this.faults, ...more];
  }
}

/** A plethysmogram or arterial pressure, second by second. */
export class PulseSeconds extends HeartSeconds {
  readonly #pulses: PulseBeats;
  readonly #fromMs: number;

  constructor(kind: Exclude<SourceKind, 'ecg'>, { rateHz }: Pick<Channel, 'rateHz'>, fromMs: number) {
    super(kind, rateHz);
    this.#pulses = new PulseBeats(rateHz);
    this.#fromMs = fromMs;
  }

  get weight(): number {
    return this.#pulses.weight;
  }

  override put(samples: Float64Array): void {
    super.put(samples);
    this.times.add(this.#pulses.put(samples).map((atMs) => this.#fromMs + atMs));
  }
}

/** Breaths whose intervals and sizes scatter more than this are not relied upon. */
const STEADY_INTERVALS = 0.25;
const STEADY_SIZES = 0.5;
const STEADY_BREATHS = 8;
const MISSING_SHARE = 0.2;
/** A respiration rate this near to the heart rate is the heart's, as bedside monitors warn of too. */
const CARDIAC = 0.1;
/** Slower hearts than this are taken for breath by no wave. */
const CARDIAC_FROM = 40;

/** A respiration wave, second by second. */
export class BreathSeconds {
  readonly #breaths: Breaths;
  readonly #fromMs: number;
  readonly #missing: number[] = [];
  readonly #swings: number[] = [];
  #sizes: number[] = [];
  readonly times = new RecentTimes();

  constructor({ rateHz }: Pick<Channel, 'rateHz'>, fromMs: number) {
    this.#breaths = new Breaths(rateHz);
    this.#fromMs = fromMs;
  }

  /** Takes the samples of a second. */
  put(samples: Float64Array): void {
    let missing = 0;
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (const value of samples) {
      if (Number.isNaN(value)) missing += 1;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
      const breath = this.#breaths.step(value);
      if (breath !== null) this.#add(breath);
    }
    remember(this.#missing, samples.length > 0 ? missing / samples.length : 1, SECONDS);
    remember(this.#swings, Math.max(0, highest - lowest), SECONDS);
    if (missing === samples.length) {
      this.times.clear();
      this.#sizes = [];
    }
  }

  #add({ atMs, size }: Breath): void {
    this.times.add([this.#fromMs + atMs]);
    remember(this.#sizes, size, STEADY_BREATHS);
  }

  /** What is wrong, of the last ten seconds and eight breaths. */
  faults(ratePerMin: number | null, heartPerMin: number | null): readonly LiveFault[] {
    if (mean(this.#missing) > MISSING_SHARE) return ['missing'];
    if (Math.max(...this.#swings) <= 0) return ['flat'];
    if (ratePerMin === 0) return [];
    const intervals = intervalsOf(this.times.all, STEADY_BREATHS);
    if (ratePerMin === null || intervals.length < STEADY_BREATHS) return ['unclear'];
    const faults: LiveFault[] = [];
    if (scatter(intervals) > STEADY_INTERVALS || scatter(this.#sizes) > STEADY_SIZES) faults.push('irregular');
    const isHeart = heartPerMin !== null && heartPerMin > CARDIAC_FROM;
    if (isHeart && Math.abs(ratePerMin / heartPerMin - 1) < CARDIAC) faults.push('cardiac');
    return faults;
  }
}
