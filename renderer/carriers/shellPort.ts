import type { Carrier } from '#bridge/carrier.ts';
import type { CarrierEnd } from '#bridge/carrierEnd.ts';
import { CarrierError } from './carrierError.ts';
import { portCarrier } from './portCarrier.ts';

let requests = 0;
/** Requests nobody has answered yet, by their number. */
const asked = new Map<number, (port: MessagePort) => void>();
/** Carriers that are open. */
const live = new Set<CarrierEnd>();

/** A new port to the station as a carrier, which also closes when the shell says that the station's process is gone. */
export async function openShellPort(deadlineMs: number): Promise<Carrier> {
  const carrier = portCarrier(await askShellPort(deadlineMs), () => live.delete(carrier));
  live.add(carrier);
  return carrier;
}

/**
 * Asks the preload script of the desktop application for a new port to the station (preload/index.ts). Whoever asks
 * closes it, as a carrier does (portCarrier.ts).
 *
 * @throws CarrierError 'unreachable' when none comes in time: the station is being started again, or there is no shell.
 * A port that comes too late is closed.
 */
export function askShellPort(deadlineMs: number): Promise<MessagePort> {
  const request = ++requests;
  // The same listener each time, so it is there once however often we ask.
  window.addEventListener('message', hearPreload);
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      asked.delete(request);
      reject(new CarrierError('unreachable', `The station gave no answer within ${deadlineMs} ms.`));
    }, deadlineMs);
    asked.set(request, (port) => {
      clearTimeout(deadline);
      resolve(port);
    });
    window.postMessage({ vigil: 'port-request', request }, location.origin);
  });
}

function hearPreload({ source, origin, data, ports }: MessageEvent): void {
  if (source !== window || origin !== location.origin) return;
  if (data?.vigil === 'station-gone') loseAll();
  else if (data?.vigil === 'port' && ports[0] !== undefined) takePort(data.request, ports[0]);
}

function takePort(request: number, port: MessagePort): void {
  const give = asked.get(request);
  asked.delete(request);
  if (give === undefined) portCarrier(port).close();
  else give(port);
}

function loseAll(): void {
  for (const carrier of live) carrier.end('the station’s process ended; it is being started again');
}
