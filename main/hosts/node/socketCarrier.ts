import type { WebSocket } from 'ws';
import type { Carrier } from '#bridge/carrier.ts';

/**
 * What may wait for a window on our side, in bytes. A session sends waves on credit, so a slow window never gets near;
 * one that does is broken, and closing it is what keeps the station's memory bounded.
 */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

export interface SocketLimits {
  /** A peer that gave no sign of life for one whole interval is taken for dead. */
  readonly pingEveryMs: number;
  readonly maxWaitingBytes: number;
}

export const socketLimits: SocketLimits = { pingEveryMs: 15_000, maxWaitingBytes: MAX_WAITING_BYTES };

/** An open WebSocket of a window as a carrier. Takes over all its events; ends itself when the peer is dead or too slow. */
export function socketCarrier(socket: WebSocket, limits: SocketLimits = socketLimits): Carrier {
  return new SocketCarrier(socket, limits);
}

class SocketCarrier implements Carrier {
  readonly #socket: WebSocket;
  readonly #limits: SocketLimits;
  readonly #pinger: NodeJS.Timeout;
  #listener: ((message: string | ArrayBuffer) => void) | null = null;
  #waiting: (string | ArrayBuffer)[] = [];
  #closeListener: ((reason: string) => void) | null = null;
  #closedBecause: string | null = null;
  #sawLife = true;

  constructor(socket: WebSocket, limits: SocketLimits) {
    this.#socket = socket;
    this.#limits = limits;
    this.#pinger = setInterval(() => this.#checkLife(), limits.pingEveryMs);
    socket.binaryType = 'arraybuffer';
    socket.on('pong', () => {
      this.#sawLife = true;
    });
    socket.on('message', (data, isBinary) => {
      this.#sawLife = true;
      // With binaryType 'arraybuffer' bytes come as one ArrayBuffer; text always comes as a Buffer.
      this.#deliver(isBinary ? (data as ArrayBuffer) : data.toString());
    });
    socket.on('close', (code, reason) =>
      this.#shut(`closed by the window (${code}${reason.length > 0 ? ` ${reason}` : ''})`),
    );
    // 'close' always follows, but says only 1006; the error says what was wrong.
    socket.on('error', (error) => this.#shut(`socket broke: ${error.message}`));
  }

  send(message: string | ArrayBuffer): void {
    if (this.#closedBecause !== null) return;
    this.#socket.send(message);
    const waitingBytes = this.#socket.bufferedAmount;
    if (waitingBytes > this.#limits.maxWaitingBytes)
      this.#breakOff(`window too slow: ${waitingBytes} bytes wait for it`);
  }

  onMessage(listener: (message: string | ArrayBuffer) => void): void {
    this.#listener = listener;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const message of waiting) listener(message);
  }

  onClose(listener: (reason: string) => void): void {
    this.#closeListener = listener;
    if (this.#closedBecause !== null) listener(this.#closedBecause);
  }

  close(): void {
    if (this.#closedBecause !== null) return;
    this.#socket.close(1001);
    this.#shut('closed here');
  }

  #checkLife(): void {
    if (!this.#sawLife) {
      this.#breakOff(`window gave no sign of life for ${this.#limits.pingEveryMs} ms`);
      return;
    }
    this.#sawLife = false;
    this.#socket.ping();
  }

  /** Without a closing handshake: the other side does not read, or is gone. */
  #breakOff(reason: string): void {
    this.#socket.terminate();
    this.#shut(reason);
  }

  #deliver(message: string | ArrayBuffer): void {
    if (this.#closedBecause !== null) return;
    if (this.#listener === null) this.#waiting.push(message);
    else this.#listener(message);
  }

  #shut(reason: string): void {
    if (this.#closedBecause !== null) return;
    this.#closedBecause = reason;
    clearInterval(this.#pinger);
    this.#closeListener?.(reason);
  }
}
