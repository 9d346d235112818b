import type { Carrier } from './carrier.ts';

/** What a {@link CarrierEnd} needs of a port or socket. None is called after the carrier has ended, but for `release`. */
export interface Wire {
  send(message: string | ArrayBuffer): void;
  /** Tells the other side that this one leaves. */
  goodbye(): void;
  /** Gives back what the carrier held; called once, when it has ended in whatever way. */
  release?(): void;
}

/** In a port, the goodbye: neither text nor bytes, so no message of the bridge. */
export const FAREWELL = null;

/** What may come before anybody listens: a greeting, at most a question or two. Beyond, the other side floods, and is left. */
const MOST_WAITING = 100;

/** What all carriers do alike. Whoever makes one hands it what the wire brings, and tells it when the wire is gone. */
export class CarrierEnd implements Carrier {
  readonly #wire: Wire;
  #listener: ((message: string | ArrayBuffer) => void) | null = null;
  #waiting: (string | ArrayBuffer)[] = [];
  #closeListener: ((reason: string) => void) | null = null;
  #endedBecause: string | null = null;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  send(message: string | ArrayBuffer): void {
    if (this.#endedBecause === null) this.#wire.send(message);
  }

  onMessage(listener: (message: string | ArrayBuffer) => void): void {
    this.#listener = listener;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) this.take(message);
  }

  onClose(listener: (reason: string) => void): void {
    this.#closeListener = listener;
    if (this.#endedBecause !== null) listener(this.#endedBecause);
  }

  close(): void {
    if (this.#endedBecause !== null) return;
    this.#wire.goodbye();
    this.end('closed here');
  }

  /** Something came. What is neither text nor bytes is no message and is left out. */
  take(data: unknown): void {
    if (this.#endedBecause !== null) return;
    if (typeof data !== 'string' && !(data instanceof ArrayBuffer)) return;
    if (this.#listener !== null) this.#listener(data);
    else if (this.#waiting.push(data) > MOST_WAITING) {
      this.#waiting = [];
      this.#wire.goodbye();
      this.end(`more than ${MOST_WAITING} messages before anybody listened`);
    }
  }

  /** The wire is gone, or must not be used any more. Only the first reason counts. */
  end(reason: string): void {
    if (this.#endedBecause !== null) return;
    this.#endedBecause = reason;
    this.#wire.release?.();
    this.#closeListener?.(reason);
  }
}
