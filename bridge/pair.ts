import type { Carrier } from './carrier.ts';

/**
 * Two carriers joined in memory, for tests and for a station and a window in one process. Delivery is asynchronous (a
 * microtask), as with a port; buffers are handed over as they are.
 */
export function carrierPair(): [Carrier, Carrier] {
  const left = new PairEnd();
  const right = new PairEnd();
  left.peer = right;
  right.peer = left;
  return [left, right];
}

class PairEnd implements Carrier {
  peer: PairEnd | null = null;
  #listener: ((message: string | ArrayBuffer) => void) | null = null;
  #closeListener: ((reason: string) => void) | null = null;
  #waiting: (string | ArrayBuffer)[] = [];
  #closed = false;

  send(message: string | ArrayBuffer): void {
    const peer = this.peer;
    if (this.#closed || peer === null) return;
    void Promise.resolve().then(() => peer.#deliver(message));
  }

  onMessage(listener: (message: string | ArrayBuffer) => void): void {
    this.#listener = listener;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) listener(message);
  }

  onClose(listener: (reason: string) => void): void {
    this.#closeListener = listener;
  }

  close(): void {
    this.#shut('closed here');
    const peer = this.peer;
    if (peer !== null) void Promise.resolve().then(() => peer.#shut('closed by the other side'));
  }

  #deliver(message: string | ArrayBuffer): void {
    if (this.#closed) return;
    if (this.#listener === null) this.#waiting.push(message);
    else this.#listener(message);
  }

  #shut(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#closeListener?.(reason);
  }
}
