/** What one gateway may bring, beyond which it is read no faster than this. */
export interface IntakeLimits {
  readonly messagesPerS: number;
  readonly bytesPerS: number;
  readonly reportsPerS: number;
  /** Milliseconds of the station's time, to read it and take it in: what is left is for the other gateways and the windows. */
  readonly workMsPerS: number;
  /** So many seconds' worth of each may come at once, after a quiet time: what an outage has held back. */
  readonly burstS: number;
}

/**
 * A gateway sends ten frames a second, two heartbeats, and, with 256 beds, half a megabyte; a flood that was measured has 10,000
 * reports a second (README). A resumed stream brings a minute of that in one piece, and the past comes beside it.
 */
export const intakeLimits: IntakeLimits = {
  messagesPerS: 1000,
  bytesPerS: 4_000_000,
  reportsPerS: 15_000,
  workMsPerS: 350,
  burstS: 10,
};

/** No message waits for longer: a link that is only read slowly must not look like one that has died. */
const LONGEST_WAIT_MS = 250;

/** No message is worth more work, whatever the clock says: the machine may have slept in the middle of it. */
const MOST_WORK_MS = 1000;

/** What came in one message. */
export interface Arrived {
  readonly bytes: number;
  /** Of alarms. */
  readonly reports: number;
}

/**
 * Says how long the next message of a gateway is to wait. Whoever asks reads nothing meanwhile, so HTTP/2 holds the sender up:
 * nothing is dropped, and nothing piles up here. One for all streams of a link.
 */
export class Intake {
  readonly #limits: IntakeLimits;
  readonly #monotonicMs: () => number;
  /** Seconds' worth of each that has come and is not used up by time yet. */
  #messagesS = 0;
  #bytesS = 0;
  #reportsS = 0;
  #workS = 0;
  #atMs: number;

  constructor(limits: IntakeLimits, monotonicMs: () => number) {
    this.#limits = limits;
    this.#monotonicMs = monotonicMs;
    this.#atMs = monotonicMs();
  }

  /** Something came; how many milliseconds it is to wait before it is taken in, 0 for not at all. */
  waitMs({ bytes, reports }: Arrived): number {
    const { messagesPerS, bytesPerS, reportsPerS, burstS } = this.#limits;
    const nowMs = this.#monotonicMs();
    const goneS = (nowMs - this.#atMs) / 1000;
    this.#atMs = nowMs;
    this.#messagesS = Math.max(0, this.#messagesS - goneS) + 1 / messagesPerS;
    this.#bytesS = Math.max(0, this.#bytesS - goneS) + bytes / bytesPerS;
    this.#reportsS = Math.max(0, this.#reportsS - goneS) + reports / reportsPerS;
    this.#workS = Math.max(0, this.#workS - goneS);
    const overS = Math.max(this.#messagesS, this.#bytesS, this.#reportsS, this.#workS) - burstS;
    return overS <= 0 ? 0 : Math.min(LONGEST_WAIT_MS, Math.round(overS * 1000));
  }

  /** What came has taken so long to read and to take in. */
  worked(ms: number): void {
    this.#workS += Math.min(ms, MOST_WORK_MS) / this.#limits.workMsPerS;
  }
}
