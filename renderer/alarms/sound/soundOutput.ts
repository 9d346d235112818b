import type { SoundPlan } from '#domain/alarms/sounds.ts';
import { type PlayedBurst, playBurst } from './playBurst.ts';

/** As much of an `AudioContext` as alarms need; a test has one without a loudspeaker. */
export interface SoundOutput {
  /** As browsers say it: suspended, running, closed, interrupted. */
  readonly state: string;
  /** Runs while sound goes out, seconds. */
  readonly timeS: number;
  /** Asks the browser to let it sound. It may not, until somebody has clicked. */
  resume(): void;
  /** See {@link playBurst}. */
  play(plan: SoundPlan, startS: number, level: number): PlayedBurst;
  close(): void;
}

/** @throws where the browser has no audio. */
export type OpenOutput = () => SoundOutput;

/**
 * Sound is made in pieces of this length, seconds. It runs day and night so that its failing is seen: at the usual 10 ms
 * that took 0.04 of a core for silence, at 100 ms less than 0.01 can be told from none. No ear misses 0.1 s of an alarm.
 */
const PIECE_S = 0.1;

/** The loudspeaker that the browser and the system have chosen. */
export const openAudioOutput: OpenOutput = () => {
  const context = new AudioContext({ latencyHint: PIECE_S });
  const ignored = () => {};
  return {
    get state() {
      return context.state;
    },
    get timeS() {
      return context.currentTime;
    },
    // Both may be refused; what came of it is read from `state`.
    resume: () => void context.resume().catch(ignored),
    play: (plan, startS, level) => playBurst(context, plan, startS, level),
    close: () => void context.close().catch(ignored),
  };
};
