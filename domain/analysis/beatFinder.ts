import { BeatRule } from './beatRule.ts';
import { LeadBeats, type LeadEvent } from './leadBeats.ts';

/** A heartbeat. */
export interface Beat {
  /** On the time of the candidates, ms. */
  readonly atMs: number;
  /** 1: as steep as the beats before. */
  readonly score: number;
}

/** Candidates of several leads nearer than this are one event. */
const SAME_MS = 130;

/** What the leads say of one moment. */
interface Gathered {
  readonly fromMs: number;
  readonly leads: { atMs: number; score: number; weight: number }[];
}

/**
 * The heartbeats on which one or more leads agree. Each lead finds its own, by its own levels; candidates of one moment are put
 * together by how much each lead can be trusted, and judged by the rule that judges a single lead. Streaming: a beat comes within
 * about 0.3 s, an overdue one later, never out of order.
 */
export class BeatFinder {
  readonly #leads: readonly LeadBeats[];
  readonly #rule = new BeatRule<Beat>();
  #gathered: Gathered | null = null;

  constructor(leads: number) {
    this.#leads = Array.from({ length: leads }, () => new LeadBeats());
  }

  /** How much each lead can be trusted now, 0 to 1. */
  get weights(): readonly number[] {
    return this.#leads.map(({ weight }) => weight);
  }

  /**
   * Takes a candidate of a lead; times of several leads may be mixed by up to 130 ms.
   *
   * @returns the beats of that lead alone, and those on which all agree
   */
  put(
    lead: number,
    atMs: number,
    height: number,
  ): { readonly own: readonly LeadEvent[]; readonly fused: readonly Beat[] } {
    const fused = this.pass(atMs);
    this.#gathered ??= { fromMs: atMs, leads: this.#leads.map(() => ({ atMs, score: 0, weight: 0 })) };
    const beats = this.#leads[lead] as LeadBeats;
    const score = beats.scoreOf(height);
    const said = this.#gathered.leads[lead] as Gathered['leads'][number];
    if (score > said.score) Object.assign(said, { atMs, score });
    return { own: beats.put(atMs, height), fused };
  }

  /** Nothing before `nowMs` will come any more. */
  pass(nowMs: number): readonly Beat[] {
    const gathered = this.#gathered;
    if (gathered === null || nowMs - gathered.fromMs <= SAME_MS) return [];
    this.#gathered = null;
    const trusted = this.#leads.map(({ weight }) => weight);
    const most = Math.max(...trusted);
    let weights = 0;
    let score = 0;
    let timeMs = 0;
    for (const [k, said] of gathered.leads.entries()) {
      const weight = (trusted[k] as number) * ((trusted[k] as number) / most);
      weights += weight;
      score += weight * said.score;
      timeMs += weight * said.score * said.atMs;
    }
    if (score <= 0) return [];
    return this.#rule.judge({ atMs: timeMs / score, score: score / weights });
  }
}
