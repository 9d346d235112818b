import { type BrowserContext, test as base } from '@playwright/test';
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

/** Starts a ward, its gateway and the application. `stop` ends all of them. */
async function startHospital(
  sources: readonly BedSource[],
  otherGateways: readonly string[] = [],
): Promise<Hospital & { stop(): Promise<void> }> {
  let ward = new Ward({ gatewayId: 'journey', displayName: 'Journey ward', sources });
  ward.start();
  let server: GatewayServer | null = await serveWard(ward);
  const { port } = server;
  const host = await startHost([server.address, ...otherGateways]);
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
    stop: async () => {
      ward.stop();
      await server?.stop();
      await host.stop();
    },
  };
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
      const hospital = await startHospital(sources, otherGateways);
      closers.push(hospital.stop);
      return hospital;
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

/**
 * Journeys that all walk through one ward, which starts with the first of them and ends with the last. `address`: of the
 * application; every page of the journey's context is let in.
 */
export function journeysThrough(sources: () => readonly BedSource[]) {
  return journey.extend<
    { address: string },
    { shared: { readonly origin: string; readonly cookies: Awaited<ReturnType<BrowserContext['cookies']>> } }
  >({
    shared: [
      async ({ browser }, use) => {
        const hospital = await startHospital(sources());
        // The address holds a token that lets in once; what it is exchanged for lets in again.
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(hospital.url);
        const cookies = await context.cookies();
        await context.close();
        await use({ origin: new URL(hospital.url).origin, cookies });
        await hospital.stop();
      },
      { scope: 'worker' },
    ],
    address: async ({ shared, context }, use) => {
      await context.addCookies(shared.cookies);
      await use(`${shared.origin}/`);
    },
  });
}
