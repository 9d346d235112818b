import type { MessagePortMain } from 'electron';
import type { Carrier } from '#bridge/carrier.ts';
import { CarrierEnd, FAREWELL } from '#bridge/carrierEnd.ts';

/** One end of a MessageChannelMain as a carrier. Takes over all its events. Buffers are copied by Electron. */
export function mainPortCarrier(port: MessagePortMain): Carrier {
  const end = new CarrierEnd({
    send: (message) => port.postMessage(message),
    goodbye: () => port.postMessage(FAREWELL),
    release: () => port.close(),
  });
  const closed = () => end.end('closed by the window');
  port.on('close', closed);
  port.on('message', ({ data }: { data: unknown }) => (data === FAREWELL ? closed() : end.take(data)));
  port.start();
  return end;
}
