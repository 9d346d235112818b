import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import type { BedSource } from '#fixtures/source.ts';
import { startHost } from '#tests/support/startHost.ts';
import { enterHost, openWindowSocket } from '#tests/support/windowSocket.ts';
import { buildIfStale } from '#tools/build.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { chosenWaves } from './chosenWaves.ts';
import { driveGateways } from './drivenGateways.ts';
import { Passage } from './passage.ts';
import { percentiles } from './percentiles.ts';
import { treeUsage } from './processes.ts';
import { recordWard } from './recordedWard.ts';

export const streamUsage = `stream [--gateways G] [--beds N] [--waves M] [--seconds S]
  What the station itself needs to bring waves from its gateways to one window: its CPU, and how soon a frame is there, from the
  moment a gateway hands it to the transport to the moment the window's process has read its tick. Then the same gateways
  send faster and faster, until the station does not keep up.
  --gateways  8    --beds  of all gateways together, 64    --waves  of each bed, 4`;

/** Connecting, and code that is compiled while it runs. */
const WARM_UP_MS = 10_000;

/** Multiples of real time that are tried, in this order. */
const SPEEDS = [10, 20, 40, 60, 80, 100];
const SETTLE_S = 0.5;
const TRY_S = 2;

/** A frame is kept up with that is in the window after so long: no later than the next one would be in real time. */
const SOON_MS = 100;

/** A machine that does other work stands still for a moment now and then; a speed is given up when this many tries failed. */
const TRIES = 3;

/** The beds of each gateway. */
type Wards = readonly { readonly name: string; readonly sources: readonly BedSource[] }[];

/** Runs the stream bench; its fields stand in the README (What is promised and measured). @throws Error on wrong arguments. */
export async function stream(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      gateways: { type: 'string', default: '8' },
      beds: { type: 'string', default: '64' },
      waves: { type: 'string', default: '4' },
      seconds: { type: 'string', default: '20' },
    },
  });
  const gateways = wholeNumber('gateways', values.gateways, 1, 64);
  const beds = wholeNumber('beds', values.beds, gateways, 4096);
  const waves = wholeNumber('waves', values.waves, 1, 6);
  const seconds = wholeNumber('seconds', values.seconds, 1, 600);
  buildIfStale();
  const wards = (): Wards => {
    const { sources } = wardSources({ beds, scenario: 'quiet', seed: 1 });
    return Array.from({ length: gateways }, (_, gateway) => ({
      name: `bench-${gateway + 1}`,
      sources: sources.filter((_source, bed) => bed % gateways === gateway).map((source) => chosenWaves(source, waves)),
    }));
  };
  return { gateways, beds, waves, ...(await atRealTime(wards(), seconds)), ...(await driven(wards())) };
}

/** What the station takes, and how soon frames are in the window, with gateways as they are. */
async function atRealTime(wards: Wards, seconds: number): Promise<object> {
  const passage = new Passage();
  const running = wards.map(({ name, sources }) => new Ward({ gatewayId: name, displayName: name, sources }));
  for (const ward of running) ward.start();
  const serving = await Promise.all(running.map((ward) => serveWard(ward)));
  for (const [n, ward] of running.entries()) follow(ward, serving[n]?.address ?? '', passage);
  const host = await startHost(serving.map(({ address }) => address));
  try {
    const window = await openWindow(host.url, passage);
    await delay(WARM_UP_MS);
    passage.forget();
    const { cpu, residentMb } = await usageOver(host.pid, () => delay(seconds * 1000));
    window.carrier.close();
    const { p50, p95, p99, max } = percentiles(passage.delaysMs);
    return {
      frames: passage.delaysMs.length,
      cpuPercent: tenths(cpu * 100),
      p50Ms: p50,
      p95Ms: p95,
      p99Ms: p99,
      maxMs: max,
      headroomByCpu: tenths(1 / cpu),
      rssMb: Math.round(residentMb),
    };
  } finally {
    await host.stop();
    for (const ward of running) ward.stop();
    await Promise.all(serving.map((server) => server.stop()));
  }
}

/**
 * How many times as fast as real time the gateways can send before the station does not keep up. It keeps up when 99 of 100
 * frames are in the window within 100 ms of when they were due, nothing waits for longer or was left out, and it took no more
 * than one core.
 */
async function driven(wards: Wards): Promise<object> {
  const all = (SETTLE_S + TRY_S) * SPEEDS.reduce((sum, speed) => sum + speed, 0);
  const passage = new Passage();
  const recorded = wards.map(({ name, sources }) => recordWard(name, sources, all));
  const gateways = await driveGateways(recorded, (address, end, dueMs) => passage.left(address, end, dueMs));
  const host = await startHost(gateways.addresses);
  try {
    const window = await openWindow(host.url, passage);
    const tries: { speed: number; cpuPercent: number; p99Ms: number; isKept: boolean }[] = [];
    let headroom = 0;
    for (const speed of SPEEDS) {
      for (let n = 0; n < TRIES && headroom < speed; n++) {
        await gateways.drive(speed, SETTLE_S);
        passage.forget();
        let isWhole = false;
        const { cpu } = await usageOver(host.pid, async () => {
          isWhole = await gateways.drive(speed, TRY_S);
        });
        if (!isWhole) break;
        const { p99 } = percentiles(passage.delaysMs);
        const isSoon = Math.max(p99, passage.longestUnderWayMs(performance.now())) <= SOON_MS;
        const isKept = isSoon && cpu <= 1 && !window.isBehind();
        tries.push({ speed, cpuPercent: tenths(cpu * 100), p99Ms: p99, isKept });
        if (isKept) headroom = speed;
      }
      if (headroom < speed) break;
    }
    window.carrier.close();
    return { headroom, driven: tries };
  } finally {
    await host.stop();
    gateways.stop();
  }
}

/** A window without a page: reads every tick and gives credit for it. `isBehind`: live samples were passed over once. */
async function openWindow(url: string, passage: Passage): Promise<{ readonly carrier: Carrier; isBehind(): boolean }> {
  const carrier = await openWindowSocket(await enterHost(url));
  let isBehind = false;
  carrier.onMessage((received) => {
    if (typeof received === 'string') {
      const message = JSON.parse(received) as StationMessage;
      passage.told(message);
      if (message.type === 'session') isBehind ||= message.droppedSpells > 0;
      return;
    }
    const { tick, blocks } = decodeWaveTick(received);
    const nowMs = performance.now();
    for (const block of blocks) passage.came(block, nowMs);
    carrier.send(JSON.stringify({ type: 'credit', tick }));
  });
  carrier.send(JSON.stringify({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0 }));
  return { carrier, isBehind: () => isBehind };
}

function follow(ward: Ward, address: string, passage: Passage): void {
  const followed = ward.describe().ward?.beds[0]?.channels[0]?.channelId;
  ward.subscribe(undefined, ({ event }) => {
    if (event?.$case !== 'frame') return;
    const batch = event.value.waveforms.find(({ channelId }) => channelId === followed);
    if (batch === undefined) return;
    passage.left(address, Number(batch.firstIndex) + batch.samples.length, performance.now());
  });
}

/** CPU seconds a second of a process while something runs, and its memory at the end. */
async function usageOver(
  pid: number,
  run: () => Promise<unknown>,
): Promise<{ readonly cpu: number; readonly residentMb: number }> {
  const before = { usage: treeUsage(pid), ms: performance.now() };
  await run();
  const after = { usage: treeUsage(pid), ms: performance.now() };
  const cpu = (after.usage.cpuSeconds - before.usage.cpuSeconds) / ((after.ms - before.ms) / 1000);
  return { cpu, residentMb: after.usage.residentMb };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
