import type { LiveFault } from '#domain/analysis/liveWave.ts';

/** From what hides the wave to what only its count suffers from. */
const worstFirst: readonly LiveFault[] = [
  'missing',
  'flat',
  'steps',
  'saturated',
  'noise',
  'disagrees',
  'cardiac',
  'unclear',
  'irregular',
];

/** A fault comes when it was there in so many of the last eight seconds ... */
const COMES_AFTER = 5;
const SECONDS = 0b1111_1111;
/** ... and goes when it was in none of the last five. */
const LAST = 0b1_1111;

interface Held {
  /** A bit a second, the last one lowest: whether it was there. */
  readonly seconds: number;
  readonly stands: boolean;
}

/**
 * The faults of one wave, steadied: a word on a screen that comes and goes with every second is noise itself. One loose second says
 * nothing, and what comes back each few seconds stands.
 */
export class SteadyFaults {
  readonly #held = new Map<LiveFault, Held>();

  /** Takes the faults of the next second. Returns those that stand, the worst first. */
  put(faults: readonly LiveFault[]): readonly LiveFault[] {
    return worstFirst.filter((fault) => {
      const before = this.#held.get(fault);
      const seconds = (((before?.seconds ?? 0) << 1) | Number(faults.includes(fault))) & SECONDS;
      const stands = before?.stands === true ? (seconds & LAST) !== 0 : ones(seconds) >= COMES_AFTER;
      if (seconds === 0) this.#held.delete(fault);
      else this.#held.set(fault, { seconds, stands });
      return stands;
    });
  }
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
