import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import { startHost } from '#tests/support/startHost.ts';
import { enterHost, openWindowSocket } from '#tests/support/windowSocket.ts';
import { buildIfStale } from '#tools/build.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { chosenWaves } from './chosenWaves.ts';
import { percentiles } from './percentiles.ts';
import { treeUsage } from './processes.ts';

export const streamUsage = `stream [--gateways G] [--beds N] [--waves M] [--seconds S]
  What the station itself needs to bring waves from its gateways to one window: its CPU, and how soon a frame is there, from the
  moment a gateway hands it to the transport to the moment the window's process has read its tick.
  --gateways  8    --beds  of all gateways together, 64    --waves  of each bed, 4`;

/** Connecting, and code that is compiled while it runs. */
const WARM_UP_MS = 10_000;

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

  const { sources } = wardSources({ beds, scenario: 'quiet', seed: 1 });
  const wards = Array.from({ length: gateways }, (_, gateway) => {
    const some = sources.filter((_source, bed) => bed % gateways === gateway);
    const name = `bench-${gateway + 1}`;
    return new Ward({ gatewayId: name, displayName: name, sources: some.map((source) => chosenWaves(source, waves)) });
  });
  const passage = new Passage();
  for (const ward of wards) passage.watch(ward);
  for (const ward of wards) ward.start();
  const serving = await Promise.all(wards.map((ward) => serveWard(ward)));
  const host = await startHost(serving.map(({ address }) => address));
  try {
    const carrier = await openWindowSocket(await enterHost(host.url));
    const gatewayAt = new Map(serving.map(({ address }, n) => [address, `bench-${n + 1}`]));
    carrier.onMessage((message) => {
      if (typeof message === 'string') {
        passage.message(JSON.parse(message) as StationMessage, gatewayAt);
        return;
      }
      const { tick, blocks } = decodeWaveTick(message);
      for (const { channelId, firstIndex, samples } of blocks) passage.block(channelId, firstIndex + samples.length);
      carrier.send(JSON.stringify({ type: 'credit', tick }));
    });
    carrier.send(JSON.stringify({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: 0 }));
    await delay(WARM_UP_MS);
    passage.forget();
    const before = { usage: treeUsage(host.pid), ms: performance.now() };
    await delay(seconds * 1000);
    const after = { usage: treeUsage(host.pid), ms: performance.now() };
    const cpu = (after.usage.cpuSeconds - before.usage.cpuSeconds) / ((after.ms - before.ms) / 1000);
    const { p50, p95, p99, max } = percentiles(passage.delaysMs);
    carrier.close();
    return {
      gateways,
      beds,
      waves,
      frames: passage.delaysMs.length,
      cpuPercent: Math.round(cpu * 1000) / 10,
      p50Ms: p50,
      p95Ms: p95,
      p99Ms: p99,
      maxMs: max,
      // How many times this much one core could carry, by the CPU it took; more beds show whether it holds.
      headroom: Math.round(10 / cpu) / 10,
      rssMb: Math.round(after.usage.residentMb),
    };
  } finally {
    await host.stop();
    for (const ward of wards) ward.stop();
    await Promise.all(serving.map((server) => server.stop()));
  }
}

/** Follows one channel of each gateway: when a frame with it left, and when its last sample had come. */
class Passage {
  delaysMs: number[] = [];
  /** By gateway: the end index of each frame on its way, and when it left. */
  readonly #underWay = new Map<string, { readonly end: number; readonly sentMs: number }[]>();
  readonly #gatewayOf = new Map<number, string>();

  watch(ward: Ward): void {
    const { gatewayId, ward: described } = ward.describe();
    const wireId = described?.beds[0]?.channels[0]?.channelId;
    const frames: { readonly end: number; readonly sentMs: number }[] = [];
    this.#underWay.set(gatewayId, frames);
    ward.subscribe(undefined, ({ event }) => {
      if (event?.$case !== 'frame') return;
      const batch = event.value.waveforms.find(({ channelId }) => channelId === wireId);
      if (batch === undefined) return;
      frames.push({ end: Number(batch.firstIndex) + batch.samples.length, sentMs: performance.now() });
    });
  }

  message(message: StationMessage, gatewayAt: ReadonlyMap<string, string>): void {
    if (message.type !== 'beds') return;
    const channelId = message.beds[0]?.channels[0]?.channelId;
    const gatewayId = gatewayAt.get(message.gatewayId);
    if (channelId !== undefined && gatewayId !== undefined) this.#gatewayOf.set(channelId, gatewayId);
  }

  block(channelId: number, end: number): void {
    const frames = this.#underWay.get(this.#gatewayOf.get(channelId) ?? '');
    if (frames === undefined) return;
    const nowMs = performance.now();
    for (let first = frames[0]; first !== undefined && first.end <= end; first = frames[0]) {
      this.delaysMs.push(nowMs - first.sentMs);
      frames.shift();
    }
  }

  /** What was followed until now does not count. */
  forget(): void {
    this.delaysMs = [];
  }
}
