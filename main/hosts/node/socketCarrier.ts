import type { WebSocket } from 'ws';
import type { Carrier } from '#bridge/carrier.ts';
import { CarrierEnd } from '#bridge/carrierEnd.ts';

/**
 * What may wait for a window on our side, in bytes. A session sends waves on credit, so a slow window never gets near;
 * one that does is broken, and closing it is what keeps the station's memory bounded.
 */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/** When a window is given up. */
export interface SocketLimits {
  /** A peer that gave no sign of life for one whole interval is taken for dead. */
  readonly pingEveryMs: number;
  readonly maxWaitingBytes: number;
}

/** What a station allows; tests allow less. */
export const socketLimits: SocketLimits = { pingEveryMs: 15_000, maxWaitingBytes: MAX_WAITING_BYTES };

/** An open WebSocket of a window as a carrier. Takes over all its events; ends itself when the peer is dead or too slow. */
export function socketCarrier(socket: WebSocket, { pingEveryMs, maxWaitingBytes }: SocketLimits): Carrier {
  let sawLife = true;
  /** Without a closing handshake: the other side does not read, or is gone. */
  const breakOff = (reason: string): void => {
    socket.terminate();
    end.end(reason);
  };
  const pinger = setInterval(() => {
    if (!sawLife) breakOff(`window gave no sign of life for ${pingEveryMs} ms`);
    else socket.ping();
    sawLife = false;
  }, pingEveryMs);
  const end = new CarrierEnd({
    send(message) {
      socket.send(message);
      const waitingBytes = socket.bufferedAmount;
      if (waitingBytes > maxWaitingBytes) breakOff(`window too slow: ${waitingBytes} bytes wait for it`);
    },
    goodbye: () => socket.close(1001),
    release: () => clearInterval(pinger),
  });

  socket.binaryType = 'arraybuffer';
  socket.on('pong', () => {
    sawLife = true;
  });
  socket.on('message', (data, isBinary) => {
    sawLife = true;
    // With binaryType 'arraybuffer' bytes come as one ArrayBuffer; text always comes as a Buffer.
    end.take(isBinary ? data : data.toString());
  });
  socket.on('close', (code, reason) =>
    end.end(`closed by the window (${code}${reason.length > 0 ? ` ${reason}` : ''})`),
  );
  // 'close' always follows, but says only 1006; the error says what was wrong.
  socket.on('error', (error) => end.end(`socket broke: ${error.message}`));
  return end;
}
