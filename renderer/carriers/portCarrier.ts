import { CarrierEnd, FAREWELL } from '#bridge/carrierEnd.ts';

/**
 * A MessagePort as a carrier. Takes over all its events. Buffers are copied: Electron's ports hand nothing over.
 *
 * Electron tells a page when the far end of a port closes, plain Chromium (156) does not, so whoever closes a port says
 * so in it first. An owner who learns otherwise that the far end is gone calls `end`.
 *
 * @param onEnded for the owner's bookkeeping; called once, before the listener of onClose
 */
export function portCarrier(port: MessagePort, onEnded: () => void = () => {}): CarrierEnd {
  const end = new CarrierEnd({
    send: (message) => port.postMessage(message),
    goodbye: () => port.postMessage(FAREWELL),
    release: () => {
      port.close();
      onEnded();
    },
  });
  const closed = () => end.end('the station closed the port');
  port.addEventListener('close', closed);
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
    data === FAREWELL ? closed() : end.take(data),
  );
  port.start();
  return end;
}
