/** How loud alarms are, 1 to 5. There is no 0: silence is only by a pause or an off that a person sets and all can see. */
export type Volume = 1 | 2 | 3 | 4 | 5;

/** In the order in which they are offered. */
export const volumes: readonly Volume[] = [1, 2, 3, 4, 5];

/** Until somebody chooses: a first alarm that is too loud is turned down, one that is too soft is missed. */
export const USUAL_VOLUME: Volume = 5;

const STEP_DB = 3;

/**
 * Amplitude, 0 to 1: each step is 3 dB, so the softest is 12 dB below the loudest, which is a little less than half as
 * loud to the ear. That is the audible minimum Vigil offers; whether it is heard in the room depends on the loudspeaker,
 * which no page can measure: hence the sound check.
 */
export function levelOf(volume: Volume): number {
  return 10 ** ((-STEP_DB * (USUAL_VOLUME - volume)) / 20);
}

/** A volume as it was kept or said by another window; null: it is none. */
export function readVolume(said: unknown): Volume | null {
  return volumes.find((volume) => String(volume) === String(said)) ?? null;
}
