import type { SoundWanted } from '#domain/alarms/audible.ts';
import { urgencyOf } from '#domain/alarms/priority.ts';
import { type SoundingPriority, soundPlan } from '#domain/alarms/sounds.ts';
import type { PlayedBurst } from './playBurst.ts';
import type { SoundOutput } from './soundOutput.ts';

/** From now to the first sample, seconds: what is scheduled for the past would lose its beginning. */
const LEAD_S = 0.02;
/** A burst is scheduled when it is this near, seconds: further ahead it would sound on after the page has died. */
const AHEAD_S = 0.25;
/** Rest before something less urgent, seconds: that the more urgent one is over is to be heard. */
const CALM_S = 1;

/**
 * Plays bursts of what is wanted, one after the other, never two at once. Something more urgent begins as soon as the burst
 * that sounds has fallen silent; what is wanted no longer is cut with its fall. Never more than one burst is scheduled.
 */
export class BurstPlayer {
  #last: { readonly priority: SoundingPriority; readonly startS: number; readonly burst: PlayedBurst } | null = null;
  #notBeforeS = Number.NEGATIVE_INFINITY;
  /** The output that #last and #notBeforeS are told on. */
  #output: SoundOutput | null = null;

  /**
   * To be called when something has changed, and several times a second. `output`: null while this window is not the one
   * that sounds. `level`: 0 to 1, of bursts that begin from now on.
   */
  beat(output: SoundOutput | null, wanted: SoundWanted | null, level: number): void {
    if (output !== this.#output) {
      this.#stop(0);
      this.#output = output;
      this.#notBeforeS = Number.NEGATIVE_INFINITY;
    }
    if (output === null) return;
    if (wanted === null) {
      this.#stop(0);
      return;
    }
    const { priority, isEscalated } = wanted;
    const plan = soundPlan(priority, isEscalated);
    if (this.#last !== null) {
      const rises = urgencyOf(wanted) - urgencyOf(this.#last);
      if (rises !== 0) this.#stop(rises > 0 ? 0 : CALM_S);
      else this.#notBeforeS = this.#last.startS + plan.periodMs / 1000;
    }
    if (this.#notBeforeS > output.timeS + AHEAD_S) return;
    const startS = Math.max(output.timeS + LEAD_S, this.#notBeforeS);
    this.#last = { priority, startS, burst: output.play(plan, startS, level) };
  }

  #stop(restS: number): void {
    if (this.#last === null) return;
    this.#notBeforeS = this.#last.burst.cut() + restS;
    this.#last = null;
  }
}
