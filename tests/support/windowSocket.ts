import { WebSocket } from 'ws';
import type { Carrier } from '#bridge/carrier.ts';
import { socketCarrier, socketLimits } from '#main/hosts/node/socketCarrier.ts';

/** What a browser that was let in holds. */
export interface Pass {
  readonly origin: string;
  readonly cookie: string;
}

const DEADLINE_MS = 5_000;

/** Exchanges the browser host's one-time address, as a browser that opens it. @throws Error when the host lets nobody in. */
export async function enterHost(url: string): Promise<Pass> {
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0];
  if (cookie === undefined) throw new Error(`the station let nobody in: ${answer.status}`);
  return { origin: new URL(url).origin, cookie };
}

/** Opens the bridge as a page of the host would. Rejects when the host does not answer or refuses. */
export function openWindowSocket({ origin, cookie }: Pass): Promise<Carrier> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/bridge`, {
      headers: { Cookie: cookie, Origin: origin },
      handshakeTimeout: DEADLINE_MS,
      perMessageDeflate: false,
    });
    socket.once('error', reject);
    socket.once('open', () => {
      socket.off('error', reject);
      resolve(socketCarrier(socket, socketLimits));
    });
  });
}
