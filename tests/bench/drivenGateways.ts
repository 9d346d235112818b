import { setTimeout as delay } from 'node:timers/promises';
import { type Scripted, serveScript } from '#tests/main/scriptedGateway.ts';
import { FRAME_MS, type RecordedWard } from './recordedWard.ts';

/** Gateways that send what is recorded of them at any speed. */
export interface DrivenGateways {
  readonly addresses: readonly string[];
  /**
   * Once a station has subscribed to each, goes on with all of them for so long, `speed` times as fast as real time, their frames evenly spread. False: at the end of
   * what is recorded.
   */
  drive(speed: number, seconds: number): Promise<boolean>;
  stop(): void;
}

/**
 * Serves recorded wards on loopback to one station. `onFrame` hears when a frame is due, which is when it leaves unless whoever
 * sends it is late: so that a driver that was held up does not make the station look faster.
 */
export async function driveGateways(
  wards: readonly RecordedWard[],
  onFrame: (address: string, end: number, dueMs: number) => void,
): Promise<DrivenGateways> {
  const gateways = await Promise.all(
    wards.map(async ({ describe, opening, frames }) => {
      let subscribed: (send: (message: Scripted) => void) => void = () => {};
      const stream = new Promise<(message: Scripted) => void>((resolve) => {
        subscribed = resolve;
      });
      const { address, stop } = await serveScript({
        describe,
        subscribe: (_resume, send) => {
          send({ event: { $case: 'opening', value: opening } });
          subscribed(send);
        },
      });
      return { address, stop, frames, stream, sent: 0 };
    }),
  );
  return {
    addresses: gateways.map(({ address }) => address),
    async drive(speed, seconds) {
      const streams = await Promise.all(gateways.map(({ stream }) => stream));
      const periodMs = FRAME_MS / speed;
      const beganMs = performance.now();
      const firsts = gateways.map(({ sent }) => sent);
      for (let nowMs = beganMs; nowMs < beganMs + seconds * 1000; nowMs = performance.now()) {
        for (const [n, gateway] of gateways.entries()) {
          const dueMs = (frame: number): number =>
            beganMs + (frame - (firsts[n] ?? 0) + n / gateways.length) * periodMs;
          for (; dueMs(gateway.sent) <= nowMs; gateway.sent++) {
            const frame = gateway.frames[gateway.sent];
            if (frame === undefined) return false;
            onFrame(gateway.address, frame.end, dueMs(gateway.sent));
            streams[n]?.(frame.bytes);
          }
        }
        await delay(1);
      }
      return true;
    },
    stop: () => {
      for (const { stop } of gateways) stop();
    },
  };
}
