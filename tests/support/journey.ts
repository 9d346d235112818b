import { test as base } from '@playwright/test';
import { type GatewayServer, serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import type { BedSource } from '#fixtures/source.ts';
import { startHost } from './startHost.ts';

/** A ward whose gateway a journey can kill and bring back, and the page that shows it. */
export interface Hospital {
  readonly ward: Ward;
  /** Kills the gateway's connections and port at once. The ward and its replay buffer live on. */
  killGateway(): Promise<void>;
  /** Brings the gateway back on the same port: the same ward, or another one (a new epoch). */
  returnGateway(ward?: Ward): Promise<void>;
  /** The gateway goes on living but sends nothing (a half-open connection). */
  freezeGateway(frozen: boolean): void;
  /** Ends the station with everything the windows hang on. */
  stopStation(): Promise<void>;
  /** Address of the application, with a one-time token. */
  readonly url: string;
}

/** Starts a ward, a gateway and the application for one journey; ends them after it. */
export const journey = base.extend<{
  open: (sources: readonly BedSource[], otherGateways?: readonly string[]) => Promise<Hospital>;
  problems: string[];
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures this one needs: none
  open: async ({}, use) => {
    const closers: (() => Promise<void>)[] = [];
    await use(async (sources, otherGateways = []) => {
      let ward = new Ward({ gatewayId: 'journey', displayName: 'Journey ward', sources });
      ward.start();
      let server: GatewayServer | null = await serveWard(ward);
      const { port } = server;
      const host = await startHost([server.address, ...otherGateways]);
      closers.push(async () => {
        ward.stop();
        await server?.stop();
        await host.stop();
      });
      return {
        get ward() {
          return ward;
        },
        url: host.url,
        killGateway: async () => {
          await server?.stop();
          server = null;
        },
        returnGateway: async (next = ward) => {
          if (next !== ward) ward.stop();
          ward = next;
          ward.start();
          server = await serveWard(ward, { port });
        },
        stopStation: host.stop,
        freezeGateway: (frozen) => server?.setFrozen(frozen),
      };
    });
    for (const close of closers) await close();
  },
  /** What the page complained of: uncaught errors, console errors, CSP violations. */
  problems: async ({ page }, use) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await use(problems);
  },
});
