import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { type GatewayServer, serveWard } from '#fixtures/gateway/server.ts';
import { systemClock } from '#fixtures/gateway/systemClock.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import type { BedSource } from '#fixtures/source.ts';
import { type RunningHost, startHost } from './startHost.ts';
import { until } from './until.ts';

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
  /** The station loses its power and is started again on the same record. `url` is a fresh address then: no cookie of before counts. */
  restartStation(): Promise<void>;
  /** Another station on the same gateways, with a record of its own. */
  openStation(stationName: string): Promise<Pick<RunningHost, 'url'>>;
  /** Address of the application, with a one-time token. */
  readonly url: string;
}

export interface HospitalOptions {
  /** Addresses the station is told of besides the ward's own. */
  readonly otherGateways?: readonly string[];
  /** How long the ward has been going on; 0 when not given. */
  readonly wardAgeMs?: number;
  /** By how much its gateway's clock is ahead of everybody else's; 0 when not given. */
  readonly clockAheadMs?: number;
}

/** Who works at every station of a journey, in the order in which they can be chosen by number. */
export const staff = [
  { id: 'n.okafor', name: 'N. Okafor', role: 'nurse' },
  { id: 'm.lind', name: 'M. Lind', role: 'charge' },
  { id: 'dr.haas', name: 'Dr Haas', role: 'physician' },
] as const;

/** How far a ward has come with its waves; 0: it has none yet. */
function sentMs(ward: Ward): number {
  const ends = [...ward.sent()].map(([id, { endIndex }]) => (1000 * endIndex) / (ward.channel(id)?.rateHz ?? 1));
  return Math.max(0, ...ends);
}

/** Starts a ward, its gateway and the application. `stop` ends all of them. */
async function startHospital(
  sources: readonly BedSource[],
  { otherGateways = [], wardAgeMs = 0, clockAheadMs = 0 }: HospitalOptions = {},
): Promise<Hospital & { stop(): Promise<void> }> {
  let ward = new Ward({
    gatewayId: 'journey',
    displayName: 'Journey ward',
    sources,
    clock: { ...systemClock, nowMs: () => systemClock.nowMs() + clockAheadMs },
    originMs: Date.now() + clockAheadMs - wardAgeMs,
  });
  ward.start();
  // What it catches up with goes by in fast motion, with alarms that stand for a moment only.
  await until('the ward has caught up', () => sentMs(ward) >= wardAgeMs, 20_000);
  let server: GatewayServer | null = await serveWard(ward);
  const { port } = server;
  const gateways = [server.address, ...otherGateways];
  const host = await startHost(gateways, { staff });
  const others: RunningHost[] = [];
  return {
    get ward() {
      return ward;
    },
    get url() {
      return host.url;
    },
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
    restartStation: host.restart,
    openStation: async (stationName) => {
      const other = await startHost(gateways, { staff, stationName });
      others.push(other);
      return other;
    },
    freezeGateway: (frozen) => server?.setFrozen(frozen),
    stop: async () => {
      ward.stop();
      await server?.stop();
      await Promise.all([host, ...others].map((one) => one.stop()));
    },
  };
}

/** Starts a ward, a gateway and the application for one journey; ends them after it. */
export const journey = base.extend<{
  open: (sources: readonly BedSource[], options?: HospitalOptions) => Promise<Hospital>;
  problems: string[];
}>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures this one needs: none
  open: async ({}, use) => {
    const closers: (() => Promise<void>)[] = [];
    await use(async (sources, options) => {
      const hospital = await startHospital(sources, options);
      closers.push(hospital.stop);
      return hospital;
    });
    for (const close of closers) await close();
  },
  /** What the page complained of: uncaught errors, console errors, CSP violations. */
  problems: async ({ page }, use) => {
    const problems: string[] = [];
    noteProblems(page, problems);
    await use(problems);
  },
});

/** From now on, what a page complains of goes there. */
export function noteProblems(page: Page, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
}

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
