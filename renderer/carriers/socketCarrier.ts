import type { Carrier } from '#bridge/carrier.ts';
import { CarrierEnd } from '#bridge/carrierEnd.ts';
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
    socket.onopen = () => give(() => resolve(socketCarrier(socket)));
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

/** Where the code says more than that it is over (RFC 6455, 7.4.1). */
const closedText: Readonly<Record<number, string>> = {
  1009: 'the station ended the session: this window sent more at once than a station reads',
};

function socketCarrier(socket: WebSocket): Carrier {
  const end = new CarrierEnd({ send: (message) => socket.send(message), goodbye: () => socket.close(1000) });
  socket.onmessage = ({ data }: MessageEvent<unknown>) => end.take(data);
  socket.onclose = ({ code, reason }) =>
    end.end(closedText[code] ?? `the station closed the connection (${code}${reason && ` ${reason}`})`);
  return end;
}
