import type { Strip, StripChannel } from './strip.ts';

/** A pulse of a pacemaker lasts 0.1 to 2 ms; what a front end makes of it is over within this (AAMI EC11; CLINICAL.md). */
const LONGEST_MS = 10;
/** From its beginning on so much is bridged, for the swing back that a front end makes; a paced QRS is three times as long. */
const BRIDGED_MS = 40;
/** A spike leaves the line by more than so many mean steps from sample to sample, and comes back to this part of it. */
const STEEP = 30;
const BACK = 0.35;
/** The mean step rises within about a second and falls within ten; a spike counts in it no more than this, of itself. */
const RISES_S = 1;
const FALLS_S = 10;
const CLIPPED = 8;
/** Before so much has come, nothing is known of how steep the lead is. */
const LEARNING_S = 1;
/** Slower sampling has no room for a spike beside a QRS: there only marks tell. */
const LEAST_RATE_HZ = 200;

/**
 * Takes the spikes of a pacemaker out of an ECG lead, so that a pulse that moved no heart is no beat: a straight line over each
 * excursion that is far steeper than the lead usually is and back within 10 ms, as no QRS can be. Streaming; each sample
 * comes out some 40 ms later, all others untouched. Samples in any unit; NaN, where one is missing, passes.
 */
export class PacerSpikes {
  readonly #longest: number;
  readonly #bridged: number;
  readonly #rateHz: number;
  /** What has come and not gone. */
  readonly #held: number[] = [];
  #before = Number.NaN;
  #meanStep = 0;
  #steps = 0;

  constructor(rateHz: number) {
    const canTell = rateHz >= LEAST_RATE_HZ;
    this.#longest = canTell ? Math.floor((LONGEST_MS * rateHz) / 1000) : 0;
    this.#bridged = canTell ? Math.ceil((BRIDGED_MS * rateHz) / 1000) : 0;
    this.#rateHz = rateHz;
  }

  /** Takes a sample. The one that goes for it; null: so far none does. */
  step(value: number): number | null {
    this.#held.push(value);
    return this.#held.length > this.#bridged ? this.#release() : null;
  }

  /** The samples that are still held, when no more come. */
  flush(): readonly number[] {
    return this.#held.splice(0);
  }

  #release(): number {
    if (this.#isSpike()) bridge(this.#held, this.#before, this.#bridged);
    const value = this.#held.shift() as number;
    this.#learn(Math.abs(value - this.#before));
    this.#before = value;
    return value;
  }

  /** NaN beside a gap. */
  #learn(step: number): void {
    if (Number.isNaN(step)) return;
    this.#steps += 1;
    if (this.#steps <= LEARNING_S * this.#rateHz) {
      this.#meanStep += (step - this.#meanStep) / this.#steps;
      return;
    }
    const clipped = Math.min(step, CLIPPED * this.#meanStep);
    const overS = clipped > this.#meanStep ? RISES_S : FALLS_S;
    this.#meanStep += (clipped - this.#meanStep) / (overS * this.#rateHz);
  }

  #isSpike(): boolean {
    // A line that never moved tells nothing of how steep the lead is.
    if (this.#steps < LEARNING_S * this.#rateHz || this.#meanStep === 0) return false;
    const away = Math.abs((this.#held[0] as number) - this.#before);
    if (!(away > STEEP * this.#meanStep)) return false;
    for (let k = 1; k <= this.#longest; k++)
      if (Math.abs((this.#held[k] as number) - this.#before) <= BACK * away) return true;
    return false;
  }
}

/** Bridges what a device marked as pulses of a pacemaker, in place. `marks`: sample indices. */
export function bridgeMarks(samples: Float64Array, rateHz: number, marks: readonly number[]): void {
  const length = Math.ceil((BRIDGED_MS * rateHz) / 1000) + 2;
  for (const mark of marks) {
    const from = Math.max(0, Math.floor(mark) - 1);
    const until = Math.min(samples.length, Math.floor(mark) - 1 + length);
    if (until <= from) continue;
    const piece = Array.from(samples.subarray(from, Math.min(samples.length, until + 1)));
    bridge(piece, samples[from - 1] ?? samples[until] ?? 0, until - from);
    samples.set(piece, from);
  }
}

/** A strip whose leads have no spikes of a pacemaker: neither those that the device marked nor those that can be seen. */
export function withoutSpikes(strip: Strip): Strip {
  const { pacerMs = [] } = strip;
  const channels = strip.channels.map((channel): StripChannel => {
    if (channel.kind !== 'ecg') return channel;
    const samples = channel.samples.slice();
    bridgeMarks(
      samples,
      channel.rateHz,
      pacerMs.map((atMs) => (atMs * channel.rateHz) / 1000),
    );
    return { ...channel, samples: withoutSeenSpikes(samples, channel.rateHz) };
  });
  return { ...strip, channels };
}

function withoutSeenSpikes(samples: Float64Array, rateHz: number): Float64Array {
  const spikes = new PacerSpikes(rateHz);
  const cleaned = new Float64Array(samples.length);
  let count = 0;
  for (let k = 0; k < samples.length; k++) {
    const value = spikes.step(samples[k] as number);
    if (value !== null) cleaned[count++] = value;
  }
  cleaned.set(spikes.flush(), count);
  return cleaned;
}

/** A straight line from what was before to the value at `length`, or on as it was where there is none. */
function bridge(values: number[], before: number, length: number): void {
  const after = values[length] ?? before;
  for (let k = 0; k < length && k < values.length; k++)
    values[k] = before + ((k + 1) / (length + 1)) * (after - before);
}
