import { BandPass } from './bandPass.ts';
import type { SourceKind } from './strip.ts';

/** What can be wrong with a second of a channel. */
export type Fault = 'missing' | 'flat' | 'steps' | 'saturated' | 'noise';

export const faultTexts: Readonly<Record<Fault, string>> = {
  missing: 'samples are missing',
  flat: 'the line is flat',
  steps: 'hardly more than the steps of the converter',
  saturated: 'the signal is cut off',
  noise: 'noise covers the signal',
};

/** The quality of one second of a channel. */
export interface SecondQuality {
  /** 0: of no use, 1: nothing is wrong. */
  readonly score: number;
  readonly faults: readonly Fault[];
}

/** Where noise begins, in Hz, and how much of the signal's power may lie there. */
const noiseLimits: Readonly<Record<SourceKind, { readonly fromHz: number; readonly share: number }>> = {
  // Steep parts of a QRS reach far; half of all power beyond 30 Hz is muscle, mains or a loose electrode.
  ecg: { fromHz: 30, share: 0.5 },
  // A pulse has hardly anything beyond its eighth harmonic.
  pleth: { fromHz: 10, share: 0.2 },
  pressure: { fromHz: 10, share: 0.2 },
};
/** Below it is wander, which is no fault of the signal. */
const WANDER_HZ = 0.7;

const MISSING_SHARE = 0.2;
/** Fewer different values than this in a second: a lead that is off still has a converter's last bits. */
const FEW_LEVELS = 6;
/** So long at one extreme: the converter or the device's range has ended. */
const CUT_OFF_MS = 240;
const faultScores: Readonly<Record<Fault, number>> = { missing: 0, flat: 0, steps: 0, saturated: 0.2, noise: 0.2 };

/** Judges one channel second by second. Streaming; samples in any unit, NaN where there is none. */
export class SignalQuality {
  readonly #kind: SourceKind;
  readonly #rateHz: number;
  readonly #all: BandPass;
  readonly #noise: BandPass;
  readonly #levels = new Set<number>();
  #count = 0;
  #missing = 0;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  #power = 0;
  #noisePower = 0;
  #last = Number.NaN;
  #run = 0;
  /** Longest run of one value at each extreme. */
  #lowRun = 0;
  #highRun = 0;

  constructor(kind: SourceKind, rateHz: number) {
    this.#kind = kind;
    this.#rateHz = rateHz;
    this.#all = new BandPass(rateHz, WANDER_HZ, null);
    this.#noise = new BandPass(rateHz, noiseLimits[kind].fromHz, null);
  }

  /** The second that this sample completes; null: it is not complete. */
  step(value: number): SecondQuality | null {
    if (Number.isNaN(value)) {
      this.#missing += 1;
      this.#all.reset();
      this.#noise.reset();
      this.#run = 0;
      this.#last = value;
    } else this.#take(value);
    this.#count += 1;
    if (this.#count < this.#rateHz) return null;
    const faults = this.#faults();
    this.#clear();
    return { score: faults.reduce((least, fault) => Math.min(least, faultScores[fault]), 1), faults };
  }

  #take(value: number): void {
    const all = this.#all.step(value);
    const noise = this.#noise.step(value);
    this.#power += all * all;
    this.#noisePower += noise * noise;
    this.#run = value === this.#last ? this.#run + 1 : 1;
    this.#last = value;
    if (this.#levels.size < FEW_LEVELS) this.#levels.add(value);
    if (value < this.#least) {
      this.#least = value;
      this.#lowRun = 0;
    }
    if (value > this.#most) {
      this.#most = value;
      this.#highRun = 0;
    }
    if (value === this.#least && this.#run > this.#lowRun) this.#lowRun = this.#run;
    if (value === this.#most && this.#run > this.#highRun) this.#highRun = this.#run;
  }

  #faults(): readonly Fault[] {
    if (this.#missing > MISSING_SHARE * this.#count) return ['missing'];
    if (this.#most === this.#least) return ['flat'];
    if (this.#levels.size < FEW_LEVELS) return ['steps'];
    const faults: Fault[] = [];
    const cutOff = (CUT_OFF_MS * this.#rateHz) / 1000;
    if (Math.max(this.#lowRun, this.#highRun) >= cutOff) faults.push('saturated');
    if (this.#noisePower > noiseLimits[this.#kind].share * this.#power) faults.push('noise');
    return faults;
  }

  #clear(): void {
    this.#count -= this.#rateHz;
    this.#missing = 0;
    this.#least = Number.POSITIVE_INFINITY;
    this.#most = Number.NEGATIVE_INFINITY;
    this.#lowRun = 0;
    this.#highRun = 0;
    this.#power = 0;
    this.#noisePower = 0;
    this.#levels.clear();
  }
}
