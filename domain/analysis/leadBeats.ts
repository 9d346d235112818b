import { BeatRule, type Event } from './beatRule.ts';
import { LeadLevels } from './leadLevels.ts';

/** A candidate of a lead, by the lead's own levels. */
export interface LeadEvent extends Event {
  readonly height: number;
}

const LEARNING_MS = 3_000;
/** Without a beat for so long, its usual height is forgotten bit by bit. */
const SILENT_MS = 4_000;

/** The beats of one ECG lead by itself. The first come when it has learned for three seconds. */
export class LeadBeats {
  readonly #levels = new LeadLevels();
  readonly #rule = new BeatRule<LeadEvent>();
  #learning: LeadEvent[] | null = [];
  #startMs = 0;

  /** How much the lead can be trusted now, 0 to 1. */
  get weight(): number {
    return this.#learning === null ? this.#levels.weight : 0;
  }

  /** Its score by the levels there are now; 0 while they are learned. */
  scoreOf(height: number): number {
    return this.#levels.scoreOf(height);
  }

  put(atMs: number, height: number): readonly LeadEvent[] {
    if (this.#learning === null) return this.#judge(atMs, height);
    if (this.#learning.length === 0) this.#startMs = atMs;
    this.#learning.push({ atMs, height, score: 0 });
    if (atMs - this.#startMs < LEARNING_MS) return [];
    const learned = this.#learning;
    this.#learning = null;
    this.#levels.learn(learned, this.#startMs);
    return learned.flatMap((one) => this.#judge(one.atMs, one.height));
  }

  #judge(atMs: number, height: number): readonly LeadEvent[] {
    const { last } = this.#rule;
    if (last !== null && atMs - last.atMs > SILENT_MS) this.#levels.fade();
    const event = { atMs, height, score: this.#levels.scoreOf(height) };
    const beats = this.#rule.judge(event);
    for (const beat of beats) this.#levels.beat(beat.height);
    if (beats.at(-1) !== event) this.#levels.noise(height);
    return beats;
  }
}
