import { parseArgs } from 'node:util';
import { type BrowserServer, chromium, type Page } from 'playwright';
import { build } from 'vite';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import type { BedSource } from '#fixtures/source.ts';
import type { Diagnostics } from '#renderer/waveforms/diagnostics.ts';
import { startHost } from '#tests/support/startHost.ts';
import { browserFlags, ensureBrowser } from '#tools/browser.ts';
import { buildIfStale } from '#tools/build.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { chosenWaves } from './chosenWaves.ts';
import { IndexRuns } from './indexRuns.ts';
import { percentiles } from './percentiles.ts';
import { treeUsage } from './processes.ts';

export const wallUsage = `wall --beds N --waves M --seconds S [--replay DIR] [--scenario NAME] [--seed N] [--mode sweep]
     [--dpr D] [--width PX] [--height PX] [--no-limit]
  The wall in headless Chromium through the browser host: is every sample sent drawn, how smoothly, how late, at what cost.
  --no-limit      leave out the yardstick page (cpu.limit)`;

/** Settling time before anything is measured: start-up, first layout, just-in-time compilation. */
const WARM_UP_MS = 6_000;
/** Once the ward has fallen silent, all it sent must be on the glass after this. Well above the delay allowed (400 ms). */
const SETTLE_MS = 1_000;

interface Wall {
  readonly beds: number;
  readonly waves: number;
  readonly seconds: number;
  readonly dpr: number;
  readonly width: number;
  readonly height: number;
}

declare global {
  /** Set by frameProbe.js in the measured page. */
  var benchProbe: { intervals: number[]; longTasks: number; reset(): void };
}

/** What one page did while it was measured. */
interface PageRun {
  readonly cpu: number;
  readonly before: Diagnostics | null;
  readonly after: Diagnostics | null;
  /** The channels once everything sent had time to arrive. */
  readonly settled: Diagnostics['channels'];
  readonly heapGrowthMb: number;
  readonly longTasks: number;
  readonly mainTaskMs: number;
  readonly frameIntervals: readonly number[];
  /** Resident memory of the station's process, at the start, each minute and at the end. */
  readonly stationMb: readonly number[];
}

/** Runs the wall bench; its fields stand in the README (What is promised and measured). @throws Error on wrong arguments. */
export async function wall(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      beds: { type: 'string', default: '16' },
      waves: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '20' },
      replay: { type: 'string' },
      scenario: { type: 'string', default: 'ward' },
      seed: { type: 'string', default: '1' },
      mode: { type: 'string', default: 'sweep' },
      dpr: { type: 'string', default: '1' },
      width: { type: 'string', default: '1920' },
      height: { type: 'string', default: '1080' },
      'no-limit': { type: 'boolean', default: false },
    },
  });
  if (values.mode !== 'sweep') throw new Error(`--mode ${values.mode}: the wall sweeps; there is no other mode yet`);
  const size: Wall = {
    beds: wholeNumber('beds', values.beds, 1, 256),
    waves: wholeNumber('waves', values.waves, 1, 16),
    seconds: wholeNumber('seconds', values.seconds, 1, 3600),
    dpr: Number(values.dpr),
    width: wholeNumber('width', values.width, 320, 7680),
    height: wholeNumber('height', values.height, 240, 4320),
  };
  const { sources, problems } = wardSources({
    beds: size.beds,
    scenario: values.scenario,
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31 - 1),
    ...(values.replay === undefined ? {} : { replay: values.replay }),
  });
  for (const problem of problems) console.error(problem);
  if (sources.length < size.beds) throw new Error(`--beds ${size.beds}: ${values.replay} has only ${sources.length}`);
  buildIfStale();
  return measure(
    size,
    sources.map((source) => chosenWaves(source, size.waves)),
    !values['no-limit'],
  );
}

async function measure(size: Wall, sources: readonly BedSource[], withLimit: boolean): Promise<object> {
  const ward = new Ward({ gatewayId: 'bench', displayName: 'Bench', sources });
  const sent = new Map<number, IndexRuns>();
  const stopCounting = ward.subscribe(undefined, ({ event }) => {
    if (event?.$case !== 'frame') return;
    for (const { channelId, firstIndex, samples } of event.value.waveforms) {
      const runs = sent.get(channelId) ?? new IndexRuns();
      runs.add(Number(firstIndex), samples.length);
      sent.set(channelId, runs);
    }
  });
  ward.start();
  const gateway = await serveWard(ward);
  const executablePath = ensureBrowser();
  try {
    const limit = withLimit ? await runLimit(gateway.address, size, executablePath) : null;
    const host = await startHost([gateway.address]);
    const run = await runPage(host, size, executablePath, () => ward.stop()).finally(() => host.stop());
    return figures(size, run, limit, sent, ward);
  } finally {
    stopCounting();
    ward.stop();
    await gateway.stop();
  }
}

/**
 * Opens a page in a browser of its own and measures it after it has settled; `silence` stops what it is fed as the
 * measuring ends.
 */
async function runPage(
  { url, pid }: { url: string; pid: number },
  size: Wall,
  executablePath: string,
  silence: () => void,
): Promise<PageRun> {
  const server = await chromium.launchServer({ executablePath, args: [...browserFlags], headless: true });
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const context = await browser.newContext({
      viewport: { width: size.width, height: size.height },
      deviceScaleFactor: size.dpr,
    });
    const page = await context.newPage();
    await page.addInitScript({ path: 'tests/bench/frameProbe.js' });
    page.on('pageerror', (error) => console.error(`page: ${error.message}`));
    await page.goto(url);
    await page.waitForTimeout(WARM_UP_MS);
    return await observe(page, server, pid, size.seconds, silence);
  } finally {
    await server.close();
  }
}

async function observe(
  page: Page,
  server: BrowserServer,
  stationPid: number,
  seconds: number,
  silence: () => void,
): Promise<PageRun> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const pid = server.process().pid ?? 0;
  const heapMb = async (): Promise<number> => {
    await devtools.send('HeapProfiler.collectGarbage');
    return (await devtools.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  };
  const taskSeconds = async (): Promise<number> =>
    (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  const heapBefore = await heapMb();
  const before = await page.evaluate(() => {
    globalThis.benchProbe.reset();
    globalThis.vigilDiagnostics?.reset();
    return globalThis.vigilDiagnostics?.() ?? null;
  });
  const cpuBefore = treeUsage(pid).cpuSeconds;
  const tasksBefore = await taskSeconds();
  const started = performance.now();
  const stationMb = [treeUsage(stationPid).residentMb];
  for (let left = seconds; left > 0; left -= 60) {
    await page.waitForTimeout(Math.min(left, 60) * 1000);
    stationMb.push(treeUsage(stationPid).residentMb);
  }
  const elapsed = (performance.now() - started) / 1000;
  const cpu = (treeUsage(pid).cpuSeconds - cpuBefore) / elapsed;
  const tasks = (await taskSeconds()) - tasksBefore;
  const after = await page.evaluate(() => ({
    intervals: globalThis.benchProbe.intervals,
    longTasks: globalThis.benchProbe.longTasks,
    diagnostics: globalThis.vigilDiagnostics?.() ?? null,
  }));
  silence();
  await page.waitForTimeout(SETTLE_MS);
  const settled = await page.evaluate(() => {
    globalThis.benchProbe.reset(); // its own list is not the page's memory
    return globalThis.vigilDiagnostics?.().channels ?? [];
  });
  return {
    cpu,
    before,
    after: after.diagnostics,
    settled,
    heapGrowthMb: (await heapMb()) - heapBefore,
    longTasks: after.longTasks,
    mainTaskMs: (tasks * 1000) / Math.max(1, after.intervals.length),
    frameIntervals: after.intervals,
    stationMb,
  };
}

/** The yardstick: the same feed into a page that does the least painting which moves every trace. */
async function runLimit(gateway: string, size: Wall, executablePath: string): Promise<PageRun> {
  const { serveLimitPage } = await import('./limitHost.ts');
  await build({
    root: 'tests/bench/limit',
    logLevel: 'error',
    build: { outDir: '../../../out/bench-limit', emptyOutDir: true, modulePreload: false },
  });
  const host = await serveLimitPage(gateway, 'out/bench-limit');
  return runPage({ url: host.url, pid: process.pid }, size, executablePath, () => {}).finally(() => host.close());
}

function figures(size: Wall, run: PageRun, limit: PageRun | null, sent: Map<number, IndexRuns>, ward: Ward): object {
  const { before, after } = run;
  if (before === null || after === null) throw new Error('the page gave no diagnostics: it did not open the wall');
  const earlier = new Map(before.channels.map((channel) => [channel.channelId, channel]));
  const wanted = channelsInOrder(ward).map((id) => sent.get(id) ?? new IndexRuns());
  if (run.settled.length !== wanted.length) {
    throw new Error(
      `the wall draws ${run.settled.length} of ${wanted.length} channels: give fewer --waves or a larger --width`,
    );
  }
  const frameMs = 1000 / 60;
  const frames = run.frameIntervals;
  const droppedFrames = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / frameMs) - 1), 0);
  const elapsedMs = frames.reduce((sum, ms) => sum + ms, 0);
  const samples = { sent: 0, drawn: 0, lost: 0, duplicated: 0 };
  for (const [n, channel] of inOrder(run.settled).entries()) {
    const runs = wanted[n] as IndexRuns;
    const start = earlier.get(channel.channelId);
    const from = (start?.drawnThrough ?? -1) + 1;
    const drawn = channel.drawnSamples - (start?.drawnSamples ?? 0);
    const expected = runs.count(from, runs.end);
    samples.sent += expected;
    samples.drawn += drawn;
    samples.lost += Math.max(0, expected - drawn);
    samples.duplicated += Math.max(0, drawn - expected) + channel.duplicated - (start?.duplicated ?? 0);
  }
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return {
    beds: size.beds,
    traces: run.settled.length,
    fps: round((frames.length * 1000) / elapsedMs),
    droppedFrames,
    droppedPercent: round((100 * droppedFrames) / (frames.length + droppedFrames)),
    frameIntervalMs: percentiles(frames),
    mainMs: { ...after.frameMs, taskMean: round(run.mainTaskMs) },
    longTasks: run.longTasks,
    cpu: {
      total: round(run.cpu),
      limit: limit && round(limit.cpu),
      ratioToLimit: limit && round(run.cpu / limit.cpu),
    },
    samples,
    glassMs: after.glassMs,
    heapGrowthMb: round(run.heapGrowthMb),
    stationMb: run.stationMb.map(Math.round),
  };
}

/** Ids of the ward's channels, bed by bed as described. */
function channelsInOrder(ward: Ward): number[] {
  return ward.describe().ward?.beds.flatMap((bed) => bed.channels.map(({ channelId }) => channelId)) ?? [];
}

/** The page's channels in the same order: the station numbers them as they were described. */
function inOrder(channels: Diagnostics['channels']): Diagnostics['channels'] {
  return [...channels].sort((a, b) => a.channelId - b.channelId);
}
