import type { MessagePortMain } from 'electron';
import type { Carrier } from '#bridge/carrier.ts';

/** Says goodbye, as renderer/carriers/portCarrier.ts does: neither text nor bytes, so no message of the bridge. */
const FAREWELL = null;

/** One end of a MessageChannelMain as a carrier. Takes over all its events. Buffers are copied by Electron. */
export function mainPortCarrier(port: MessagePortMain): Carrier {
  let closeListener: ((reason: string) => void) | null = null;
  let closedBecause: string | null = null;

  const shut = (reason: string): void => {
    if (closedBecause !== null) return;
    closedBecause = reason;
    port.close();
    closeListener?.(reason);
  };
  port.on('close', () => shut('closed by the window'));

  return {
    send(message) {
      if (closedBecause === null) port.postMessage(message);
    },
    onMessage(listener) {
      port.on('message', ({ data }: { data: unknown }) => {
        if (closedBecause !== null) return;
        if (typeof data === 'string' || data instanceof ArrayBuffer) listener(data);
        else if (data === FAREWELL) shut('closed by the window');
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
  };
}
