import type { Carrier } from './carrier.ts';
import { CarrierEnd } from './carrierEnd.ts';

/**
 * Two carriers joined in memory, for tests and for a station and a window in one process. Delivery is asynchronous (a
 * microtask), as with a port; buffers are handed over as they are.
 */
export function carrierPair(): [Carrier, Carrier] {
  const left = endTo(() => right);
  const right = endTo(() => left);
  return [left, right];
}

function endTo(peer: () => CarrierEnd): CarrierEnd {
  const later = (action: () => void) => void Promise.resolve().then(action);
  return new CarrierEnd({
    send: (message) => later(() => peer().take(message)),
    goodbye: () => later(() => peer().end('closed by the other side')),
  });
}
