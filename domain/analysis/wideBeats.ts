import { BandPass } from './bandPass.ts';
import { MovingSum } from './movingSum.ts';
import { median, remember } from './recent.ts';

/** Where a ventricular beat has its strength, which lacks the steep parts that beats are found by (slopeCandidates.ts). */
const LOW_HZ = 3;
const HIGH_HZ = 15;
const WIDTH_MS = 120;
/** How much later than the beat's own middle the filter shows it. */
const DELAY_MS = 45;
/** So many usual intervals without a beat are looked through: of less a beat would be early twice, of more the heart stood still. */
const GAP = { from: 1.5, until: 2.6 } as const;
/** Times beside a beat, ms: where its own QRS is, where its T wave begins, and where the next beat begins. */
const QRS_MS = { before: 50, after: 250 } as const;
const T_WAVE_MS = 280;
const NEXT_MS = 170;
/** Of a usual QRS a wide beat has at least this strength in this band, and so many times that of what usually lies between two beats. */
const OF_QRS = 0.5;
const OVER_BETWEEN = 1.7;
/**
 * A beat before the gap that is stronger than this beside the usual, in any lead, or earlier than that, is the wide one itself: what
 * follows is its T wave.
 */
const USUAL_QRS = 1.4;
const USUAL_INTERVAL = 0.85;
const MEMORY = 8;
const HELD_MS = 6_000;

interface Lead {
  readonly rateHz: number;
  readonly filter: BandPass;
  readonly strength: MovingSum;
  /** The last {@link HELD_MS} of it; NaN where samples are missing. */
  readonly ring: Float64Array;
  taken: number;
  readonly qrs: number[];
  readonly between: number[];
}

interface Peak {
  readonly height: number;
  readonly atMs: number;
}

/**
 * Finds the wide beat in a gap between two others: one that is small where beats are looked for and large below, as ventricular ones can
 * be. It has to stand out in one lead from what lies between the beats before, so that a pause, or a P wave without a
 * QRS, stays a pause. Streaming, one object for all leads; times are ms since the first sample. For rates, not for verdicts on alarms:
 * in a standstill nothing is looked for.
 */
export class WideBeats {
  readonly #leads: readonly Lead[];
  readonly #intervals: number[] = [];
  #lastMs: number | null = null;

  /** @param ratesHz of each lead */
  constructor(ratesHz: readonly number[]) {
    this.#leads = ratesHz.map((rateHz) => ({
      rateHz,
      filter: new BandPass(rateHz, LOW_HZ, HIGH_HZ),
      strength: new MovingSum((WIDTH_MS * rateHz) / 1000),
      ring: new Float64Array(Math.ceil((HELD_MS * rateHz) / 1000)).fill(Number.NaN),
      taken: 0,
      qrs: [],
      between: [],
    }));
  }

  /** Takes the next samples of a lead, in any unit; NaN: missing. */
  put(lead: number, samples: Float64Array): void {
    const { filter, strength, ring } = this.#leads[lead] as Lead;
    let { taken } = this.#leads[lead] as Lead;
    for (const value of samples) {
      if (Number.isNaN(value)) {
        filter.reset();
        strength.reset();
      }
      ring[taken % ring.length] = Number.isNaN(value) ? value : strength.step(Math.abs(filter.step(value)));
      taken += 1;
    }
    (this.#leads[lead] as Lead).taken = taken;
  }

  /** Takes the next beat that was found. The wide one before it; null: there is none. Samples around both have been put. */
  beat(atMs: number): number | null {
    const lastMs = this.#lastMs;
    this.#lastMs = atMs;
    if (lastMs === null) return null;
    const usualMs = median(this.#intervals);
    const intervalMs = atMs - lastMs;
    const isLearning = this.#intervals.length < MEMORY;
    const isEarly = (this.#intervals.at(-1) ?? 0) < USUAL_INTERVAL * usualMs;
    remember(this.#intervals, intervalMs, MEMORY);
    if (isLearning || intervalMs <= GAP.from * usualMs) this.#learn(lastMs, atMs);
    else if (intervalMs < GAP.until * usualMs && !isEarly && this.#isUsual(lastMs))
      return this.#lookBetween(lastMs, atMs);
    return null;
  }

  #isUsual(beatMs: number): boolean {
    return this.#leads.every((lead) => {
      const qrs = peak(lead, beatMs - QRS_MS.before, beatMs + QRS_MS.after);
      return qrs === null || qrs.height <= USUAL_QRS * median(lead.qrs);
    });
  }

  #learn(lastMs: number, atMs: number): void {
    for (const lead of this.#leads) {
      const qrs = peak(lead, lastMs - QRS_MS.before, lastMs + QRS_MS.after);
      const between = peak(lead, lastMs + T_WAVE_MS, atMs - NEXT_MS);
      if (qrs !== null) remember(lead.qrs, qrs.height, MEMORY);
      if (between !== null) remember(lead.between, between.height, MEMORY);
    }
  }

  /** Where it is clearest of all leads. */
  #lookBetween(lastMs: number, atMs: number): number | null {
    let clearest = OVER_BETWEEN;
    let foundMs: number | null = null;
    for (const lead of this.#leads) {
      const found = peak(lead, lastMs + T_WAVE_MS, atMs - NEXT_MS);
      const usual = median(lead.between);
      if (found === null || usual <= 0) continue;
      if (found.height < OF_QRS * median(lead.qrs) || found.height < clearest * usual) continue;
      clearest = found.height / usual;
      foundMs = found.atMs;
    }
    return foundMs;
  }
}

/** The highest strength between two times; null: that is not held, or samples are missing. */
function peak({ rateHz, ring, taken, strength }: Lead, fromMs: number, untilMs: number): Peak | null {
  const from = Math.ceil((fromMs * rateHz) / 1000);
  const until = Math.floor((untilMs * rateHz) / 1000);
  if (from >= until || from < Math.max(0, taken - ring.length) || until > taken) return null;
  let height = Number.NEGATIVE_INFINITY;
  let best = from;
  for (let index = from; index < until; index++) {
    const value = ring[index % ring.length] as number;
    if (Number.isNaN(value)) return null;
    if (value > height) {
      height = value;
      best = index;
    }
  }
  return { height, atMs: ((best - strength.length / 2) * 1000) / rateHz - DELAY_MS };
}
