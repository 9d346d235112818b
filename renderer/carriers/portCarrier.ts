import type { Carrier } from '#bridge/carrier.ts';

/** Says goodbye: neither text nor bytes, so no message of the bridge. */
const FAREWELL = null;

export interface PortCarrier extends Carrier {
  /** Ends the carrier without a goodbye: the other side is known to be gone. */
  lose(reason: string): void;
}

/**
 * A MessagePort as a carrier. Takes over all its events. Buffers are copied: Electron's ports hand nothing over.
 *
 * Electron tells a page when the far end of a port closes, plain Chromium (156) does not, so whoever closes a port says
 * so in it first.
 *
 * @param onEnded for the owner's bookkeeping; called once, before the listener of onClose
 */
export function portCarrier(port: MessagePort, onEnded: () => void = () => {}): PortCarrier {
  let closeListener: ((reason: string) => void) | null = null;
  let closedBecause: string | null = null;

  const shut = (reason: string): void => {
    if (closedBecause !== null) return;
    closedBecause = reason;
    port.close();
    onEnded();
    closeListener?.(reason);
  };
  port.addEventListener('close', () => shut('the station closed the port'));

  return {
    send(message) {
      if (closedBecause === null) port.postMessage(message);
    },
    onMessage(listener) {
      port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (closedBecause !== null) return;
        if (typeof data === 'string' || data instanceof ArrayBuffer) listener(data);
        else if (data === FAREWELL) shut('the station closed the port');
      });
      // Messages wait in the port until now.
      port.start();
    },
    onClose(listener) {
      closeListener = listener;
      if (closedBecause !== null) listener(closedBecause);
    },
    close() {
      if (closedBecause !== null) return;
      port.postMessage(FAREWELL);
      shut('closed here');
    },
    lose: shut,
  };
}
