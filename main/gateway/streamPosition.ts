import type { Tally } from '#domain/ward/tally.ts';
import type { Opening, ResumePoint } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { LinkError } from './linkError.ts';

/** A frame that could not be taken in this often is left out: the gateway would send the same one for ever. */
const STRIKES = 2;

/** After this many frames that were held already, in a row, the gateway counts anew without having said so. */
const REPEATS = 20;

/**
 * Where we are in a gateway's frames: decides what to ask for after a loss, and which frames are new.
 *
 * The point moves only when a frame has been taken in, so a frame is never lost to a crash between the two.
 */
export class StreamPosition {
  readonly #address: string;
  readonly #tally: Tally;
  #held: { epoch: string; sequence: number } | null = null;
  #isOpen = false;
  #strikes = 0;
  #repeats = 0;
  /** The last frame before a hole that was asked for again. */
  #askedAgainAfter = -1;

  constructor(address: string, tally: Tally) {
    this.#address = address;
    this.#tally = tally;
  }

  /** What to ask for next; undefined before the first frame: begin with the present. */
  resume(): ResumePoint | undefined {
    return this.#held === null ? undefined : { epoch: this.#held.epoch, sequence: BigInt(this.#held.sequence) };
  }

  /** A stream begins. True: it skips frames, which are counted as `framesLost`. @throws LinkError `protocol`. */
  opened(opening: Opening): boolean {
    const first = Number(opening.firstSequence);
    if (!Number.isSafeInteger(first) || first < 1) {
      throw new LinkError(
        'protocol',
        `${this.#address}: opens the stream at frame ${opening.firstSequence}. Frames count from 1.`,
      );
    }
    let skips = false;
    if (this.#held?.epoch === opening.epoch) {
      skips = first > this.#held.sequence + 1;
      this.#tally.add('framesLost', first - this.#held.sequence - 1);
      this.#held.sequence = Math.max(this.#held.sequence, first - 1);
    } else {
      this.#held = { epoch: opening.epoch, sequence: first - 1 };
      this.#strikes = 0;
      this.#askedAgainAfter = -1;
    }
    this.#isOpen = true;
    this.#repeats = 0;
    return skips;
  }

  /** Whether frames are missing before this one. */
  skipsBefore(sequence: bigint): boolean {
    return this.#held !== null && Number(sequence) > this.#held.sequence + 1;
  }

  /**
   * True: the frame is new and may be taken in. A frame that was held already is dropped and counted. Where frames are missing
   * before it the stream is to begin again right after the last one held: what was left out, or overtaken, may carry an alarm,
   * and the gateway's buffer has it. A gateway that leaves them out again has lost them, and they are counted.
   *
   * @throws LinkError `protocol` when frames are missing for the first time, or the gateway counts anew within an epoch.
   */
  isNew(sequence: bigint): boolean {
    if (this.#held === null) throw new LinkError('protocol', `${this.#address}: sent a frame before the opening.`);
    const number = Number(sequence);
    if (number > this.#held.sequence && Number.isSafeInteger(number)) {
      if (number > this.#held.sequence + 1 && this.#askedAgainAfter !== this.#held.sequence) {
        this.#askedAgainAfter = this.#held.sequence;
        throw new LinkError(
          'protocol',
          `${this.#address}: sent frame ${number} right after frame ${this.#held.sequence}; what is between them is asked for again.`,
        );
      }
      this.#tally.add('framesLost', number - this.#held.sequence - 1);
      return true;
    }
    this.#tally.add('framesRepeated');
    if (++this.#repeats < REPEATS) return false;
    this.forget();
    throw new LinkError(
      'protocol',
      `${this.#address}: counts frames anew (${sequence}) without a new epoch. See the gateway's log.`,
    );
  }

  /** The frame has been taken in. */
  took(sequence: bigint): void {
    if (this.#held !== null) this.#held.sequence = Number(sequence);
    this.#strikes = 0;
    this.#repeats = 0;
  }

  /**
   * The link was lost. A stream is in order, so what could not be received or read is the frame after the last one taken
   * in. When that happened twice, it is left out and counted: true.
   */
  lost(code: LinkError['code']): boolean {
    const isOpen = this.#isOpen;
    this.#isOpen = false;
    if (!isOpen || this.#held === null || (code !== 'oversized' && code !== 'protocol')) return false;
    if (++this.#strikes < STRIKES) return false;
    this.#strikes = 0;
    this.#held.sequence++;
    this.#tally.add('framesLeftOut');
    return true;
  }

  /** Nothing held can be continued: the next stream begins with the present. */
  forget(): void {
    this.#held = null;
  }
}
