import type { Carrier } from '#bridge/carrier.ts';
import { CarrierError } from './carrierError.ts';

/**
 * Opens a WebSocket to the browser host and makes it a carrier once it is open.
 *
 * @throws CarrierError 'notAdmitted' when the host answers but refuses this browser; 'unreachable' otherwise
 */
export function openSocket(url: string, deadlineMs: number): Promise<Carrier> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    const give = (settle: () => void): void => {
      clearTimeout(deadline);
      socket.onopen = null;
      socket.onclose = null;
      settle();
    };
    const deadline = setTimeout(() => {
      give(() => reject(new CarrierError('unreachable', `The station gave no answer within ${deadlineMs} ms.`)));
      socket.close();
    }, deadlineMs);
    socket.onopen = () => give(() => resolve(new SocketCarrier(socket)));
    socket.onclose = () => give(() => void refusal(url).then(reject));
  });
}

/** A browser tells a page nothing of why a socket was refused; an ordinary request to the same host is told. */
async function refusal(url: string): Promise<CarrierError> {
  const page = new URL('/', url.replace(/^ws/, 'http'));
  const status = await fetch(page, { method: 'HEAD', cache: 'no-store' }).then(
    (answer) => answer.status,
    () => null,
  );
  if (status === 403) {
    return new CarrierError(
      'notAdmitted',
      'The station was started again. Open a fresh address: press Enter in its terminal.',
    );
  }
  return new CarrierError('unreachable', 'The station does not answer.');
}

class SocketCarrier implements Carrier {
  readonly #socket: WebSocket;
  #listener: ((message: string | ArrayBuffer) => void) | null = null;
  #waiting: (string | ArrayBuffer)[] = [];
  #closeListener: ((reason: string) => void) | null = null;
  #closedBecause: string | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.#closedBecause !== null) return;
      if (this.#listener === null) this.#waiting.push(data);
      else this.#listener(data);
    };
    socket.onclose = ({ code, reason }) =>
      this.#shut(`the station closed the connection (${code}${reason && ` ${reason}`})`);
  }

  send(message: string | ArrayBuffer): void {
    if (this.#closedBecause === null) this.#socket.send(message);
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
    this.#socket.close(1000);
    this.#shut('closed here');
  }

  #shut(reason: string): void {
    if (this.#closedBecause !== null) return;
    this.#closedBecause = reason;
    this.#closeListener?.(reason);
  }
}
