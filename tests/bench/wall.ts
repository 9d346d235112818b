import { parseArgs } from 'node:util';
import type { StageDiagnostics } from '#renderer/waveforms/stage.ts';
import { startHost } from '#tests/support/startHost.ts';
import { buildIfStale } from '#tools/build.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { serveBenchPage } from './benchHost.ts';
import { type ChosenLayout, chosenLayout } from './chosenLayout.ts';
import { clickAround, slowestClicks } from './clicks.ts';
import { type Feed, type FeedOptions, startFeed } from './feed.ts';
import { droppedPercent, type FrameCount, frameCount } from './frames.ts';
import { type HeapMb, MeasuredBrowser, type Window } from './measuredBrowser.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import { treeUsage } from './processes.ts';
import { displayedIntervals, type GcPauses, gcPauses, pageBusyMs, SCREEN_AND_GC, TASKS } from './traceEvents.ts';

export const wallUsage = `wall --beds N --waves M --seconds S [--mode sweep|scroll] [--dpr D] [--width PX] [--height PX]
     [--replay DIR] [--scenario NAME] [--seed N] [--clicks] [--gc] [--no-limit]
  The wall in headless Chromium through the browser host, all beds on one page: is every sample sent drawn, how smoothly,
  how late, at what cost.
  --width, --height  of the window in CSS pixels; 4K at a pixel ratio of 2 is 1920 x 1080 with --dpr 2
  --clicks           clicks twice a second meanwhile, and tells how soon each was handled
  --gc               tells the pauses of the garbage collector (costs about 0.02 s/s)
  --no-limit         leave out the yardstick page (cpu.limit)`;

/** All lanes have begun within this. */
const COMPLETE_WITHIN_MS = 60_000;
/** Settling time before anything is measured: start-up, first layout, just-in-time compilation. */
const WARM_UP_MS = 14_000;
/**
 * Starting up, and the reading of the heap, stop the page for some hundred milliseconds each; the jitter buffer grows by it,
 * holds that for the 20 s that it remembers (domain/signals/playout.ts), and shrinks by 5 ms a second from then on.
 * Measured is a wall that has run for a while: not before what was is forgotten, and once the delay no longer falls by more
 * than this between two such stretches, or after the longest wait.
 */
const SETTLED = { rememberedMs: 20_000, fallMs: 5, everyMs: 5_000, longestMs: 120_000 };
/** Each of the two short stretches behind the measured one; see {@link WallRun}. */
export const PROBE_MS = 5_000;
/** Once the ward has fallen silent, all it sent must be on the glass after this. Well above the delay allowed (400 ms). */
const SETTLE_MS = 1_500;

declare global {
  /** Set by frameProbe.js in the measured page. */
  var benchProbe: { longTasks: number; frames(forMs: number): Promise<number[]> };
}

/** The yardstick does the same all the time. */
const LONGEST_LIMIT_S = 60;

/** What the window says of itself, and when (its own clock). */
type PageDiagnostics = StageDiagnostics & { readonly atMs: number };

/** The wall that is measured. */
export interface WallSize extends ChosenLayout, Window {
  readonly seconds: number;
  readonly clicks?: boolean;
  readonly gc?: boolean;
}

/**
 * What one wall did. Three stretches follow each other, since looking closely costs:
 *
 * - The measured one, of the length asked for: CPU, samples, delay, `longTasks`, and what the wave engine notes of itself,
 *   which it does on every wall. `mainMs`: its own work on the page's thread in each sixtieth of a second. `paintMs`: its
 *   frame callback in the worker. `painted`: the frames it painted.
 * - Five seconds in which the page is given every frame it asks for (`pageFrames`), and the browser notes every picture
 *   that the screen shows (`displayed`).
 * - Five seconds in which the browser notes every task. `mainTaskMs`: all that the page's thread did in each sixtieth of a
 *   second: React, numbers, layout, the tracing itself.
 */
interface WallRun {
  readonly cpu: number;
  readonly before: PageDiagnostics;
  readonly after: PageDiagnostics;
  /** The channels once everything sent had time to arrive. */
  readonly settled: PageDiagnostics['channels'];
  readonly settledAfterS: number;
  readonly heapBefore: HeapMb;
  readonly heapAfter: HeapMb;
  readonly longTasks: number;
  readonly pageFrames: FrameCount;
  readonly displayed: FrameCount;
  readonly mainTaskMs: readonly number[];
  readonly clickMs: readonly number[];
  readonly gc: GcPauses | null;
  /** Resident memory of the station's process, at the start, each minute and at the end. */
  readonly stationMb: readonly number[];
  /** Where the waves of each bed are, CSS pixels. */
  readonly waveBoxes: readonly WaveBox[];
}

/** Where the waves of a bed are on the page, CSS pixels. */
export interface WaveBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
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
      clicks: { type: 'boolean', default: false },
      gc: { type: 'boolean', default: false },
      'no-limit': { type: 'boolean', default: false },
    },
  });
  const { mode } = values;
  if (mode !== 'sweep' && mode !== 'scroll') throw new Error(`--mode ${mode}: must be sweep or scroll`);
  const dpr = Number(values.dpr);
  if (!(dpr >= 0.5 && dpr <= 4)) throw new Error(`--dpr ${values.dpr}: must be a number from 0.5 to 4`);
  const size: WallSize = {
    beds: wholeNumber('beds', values.beds, 1, 256),
    waves: wholeNumber('waves', values.waves, 1, 6),
    seconds: wholeNumber('seconds', values.seconds, 1, 3600),
    mode,
    dpr,
    width: wholeNumber('width', values.width, 320, 7680),
    height: wholeNumber('height', values.height, 240, 4320),
    clicks: values.clicks,
    gc: values.gc,
  };
  const { figures } = await measureWall(size, {
    withLimit: !values['no-limit'],
    scenario: values.scenario,
    seed: wholeNumber('seed', values.seed, 0, 2 ** 31 - 1),
    ...(values.replay === undefined ? {} : { replay: values.replay }),
  });
  return figures;
}

/** Measures a wall, and the yardstick if wanted, on one feed. */
export async function measureWall(
  size: WallSize,
  { withLimit, ...source }: Omit<FeedOptions, 'beds' | 'waves'> & { readonly withLimit: boolean },
): Promise<{ readonly figures: WallFigures; readonly waveBoxes: readonly WaveBox[] }> {
  buildIfStale();
  const feed = await startFeed({ ...source, beds: size.beds, waves: size.waves });
  try {
    const limitCpu = withLimit ? await measureLimit(feed.address, size) : null;
    const run = await runWall(feed, size);
    return { figures: wallFigures(size, run, limitCpu, feed), waveBoxes: run.waveBoxes };
  } finally {
    await feed.close();
  }
}

async function runWall(feed: Feed, size: WallSize): Promise<WallRun> {
  const host = await startHost([feed.address]);
  try {
    const browser = await MeasuredBrowser.open(host.url, size, chosenLayout(feed.address, size), async (page) => {
      await page.addInitScript({ path: 'tests/bench/frameProbe.js' });
      await page.addInitScript({ path: 'tests/bench/clickProbe.js' });
    });
    try {
      await browser.page
        .waitForFunction(
          async (lanes) => ((await globalThis.vigilDiagnostics?.())?.channels.length ?? 0) >= lanes,
          feed.sent().length,
          { polling: 500, timeout: COMPLETE_WITHIN_MS },
        )
        // What lacks is told with the figures.
        .catch(() => console.error('not every trace was drawn in time; measuring all the same'));
      await browser.page.waitForTimeout(WARM_UP_MS);
      return await observe(browser, size, feed, host.pid);
    } finally {
      await browser.close();
    }
  } finally {
    await host.stop();
  }
}

async function observe(browser: MeasuredBrowser, size: WallSize, feed: Feed, stationPid: number): Promise<WallRun> {
  const { page } = browser;
  const waveBoxes = await page.evaluate(() =>
    [...document.querySelectorAll('.bed-waves')].map((element): WaveBox => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return { left, top, width, height };
    }),
  );
  const heapBefore = await browser.heapMb();
  const settledAfterS = await settle(browser);
  const stationMb = [treeUsage(stationPid).residentMb];
  let run: Pick<WallRun, 'before' | 'after' | 'cpu' | 'longTasks' | 'clickMs'> | undefined;
  const measure = async (): Promise<void> => {
    run = await measuredStretch(browser, size, () => stationMb.push(treeUsage(stationPid).residentMb));
  };
  const events = size.gc ? await browser.trace(SCREEN_AND_GC, measure) : [];
  if (!size.gc) await measure();
  if (run === undefined) throw new Error('nothing was measured');

  let pageFrames: number[] = [];
  const screen = await browser.trace(SCREEN_AND_GC, async () => {
    pageFrames = await page.evaluate((forMs) => globalThis.benchProbe.frames(forMs), PROBE_MS);
  });
  const tasks = await browser.trace(TASKS, () => page.waitForTimeout(PROBE_MS));

  // Before the ward falls silent: what the wall says then is no growth.
  const heapAfter = await browser.heapMb();
  feed.silence();
  await page.waitForTimeout(SETTLE_MS);
  const settled = await diagnostics(browser);
  return {
    ...run,
    settled: settled.channels,
    settledAfterS,
    heapBefore,
    heapAfter,
    pageFrames: frameCount(pageFrames),
    displayed: frameCount(displayedIntervals(screen)),
    mainTaskMs: pageBusyMs(tasks),
    gc: size.gc ? gcPauses(events) : null,
    stationMb,
    waveBoxes,
  };
}

/** Waits until the delay to glass is that of the present and no longer falls; gives how long that took, in seconds. */
async function settle(browser: MeasuredBrowser): Promise<number> {
  const started = performance.now();
  await browser.page.waitForTimeout(SETTLED.rememberedMs);
  let delayMs = Number.POSITIVE_INFINITY;
  let fallMs = Number.POSITIVE_INFINITY;
  while (fallMs > SETTLED.fallMs && performance.now() - started < SETTLED.longestMs) {
    await browser.page.evaluate(() => globalThis.vigilDiagnostics?.reset());
    await browser.page.waitForTimeout(SETTLED.everyMs);
    const { p50 } = (await diagnostics(browser)).glassMs;
    fallMs = delayMs - p50;
    delayMs = p50;
  }
  return Math.round((performance.now() - started) / 1000);
}

/** Only looks at the clock meanwhile, or clicks; `everyMinute` is called then, and at the end. */
async function measuredStretch(
  browser: MeasuredBrowser,
  { seconds, clicks }: WallSize,
  everyMinute: () => void,
): Promise<Pick<WallRun, 'before' | 'after' | 'cpu' | 'longTasks' | 'clickMs'>> {
  const { page } = browser;
  await page.evaluate(() => {
    globalThis.benchProbe.longTasks = 0;
    globalThis.vigilDiagnostics?.reset();
  });
  const before = await diagnostics(browser);
  const cpuBefore = browser.usage().cpuSeconds;
  const started = performance.now();
  for (let left = seconds; left > 0; left -= 60) {
    const forMs = Math.min(left, 60) * 1000;
    if (clicks) await clickAround(page, browser.devtools, forMs);
    else await page.waitForTimeout(forMs);
    everyMinute();
  }
  const cpu = (browser.usage().cpuSeconds - cpuBefore) / ((performance.now() - started) / 1000);
  const after = await diagnostics(browser);
  const { longTasks, clickMs } = await page.evaluate(() => ({
    longTasks: globalThis.benchProbe.longTasks,
    clickMs: globalThis.benchClicks,
  }));
  return { before, after, cpu, longTasks, clickMs };
}

async function diagnostics({ page }: MeasuredBrowser): Promise<PageDiagnostics> {
  const found = await page.evaluate(async () => {
    const diagnostics = await globalThis.vigilDiagnostics?.();
    return diagnostics == null ? null : { ...diagnostics, atMs: performance.now() };
  });
  if (found === null) throw new Error('the page gave no diagnostics: it did not open the wall');
  return found;
}

/** CPU of the yardstick: the same feed into a page that does the least painting which moves every trace. */
async function measureLimit(gateway: string, size: WallSize): Promise<number> {
  const host = await serveBenchPage('limit', gateway);
  try {
    const browser = await MeasuredBrowser.open(host.url, size);
    try {
      await browser.page.waitForTimeout(WARM_UP_MS);
      const before = browser.usage().cpuSeconds;
      const started = performance.now();
      await browser.page.waitForTimeout(Math.min(size.seconds, LONGEST_LIMIT_S) * 1000);
      return (browser.usage().cpuSeconds - before) / ((performance.now() - started) / 1000);
    } finally {
      await browser.close();
    }
  } finally {
    await host.close();
  }
}

/** What is printed; the fields of every wall stand in the README (What is promised and measured). */
export interface WallFigures {
  readonly beds: number;
  readonly traces: number;
  /** The lowest of `painted`, `displayed` and `pageFrames`. */
  readonly fps: number;
  /** Of the painted frames. */
  readonly droppedFrames: number;
  readonly droppedPercent: number;
  readonly painted: { readonly fps: number; readonly intervalMs: Percentiles };
  readonly displayed: FrameCount;
  readonly pageFrames: FrameCount;
  readonly mainMs: Percentiles;
  readonly mainTaskMs: Percentiles;
  readonly paintMs: Percentiles;
  readonly longTasks: number;
  readonly cpu: { readonly total: number; readonly limit: number | null; readonly ratioToLimit: number | null };
  readonly samples: {
    readonly sent: number;
    readonly drawn: number;
    readonly lost: number;
    readonly duplicated: number;
  };
  readonly glassMs: Percentiles;
  /** How long the delay fell before anything was measured. */
  readonly settledAfterS: number;
  readonly clickMs?: Percentiles & { readonly count: number; readonly slowest: Readonly<Record<string, number>> };
  readonly gc?: GcPauses;
  /** Heaps of page and workers together; beside them what they hold in buffers. */
  readonly heapGrowthMb: number;
  readonly heapMb: { readonly before: HeapMb; readonly after: HeapMb };
  readonly stationMb: readonly number[];
}

function wallFigures(size: WallSize, run: WallRun, limitCpu: number | null, feed: Feed): WallFigures {
  const { before, after, settled, heapBefore, heapAfter, displayed, pageFrames } = run;
  const sent = feed.sent();
  if (settled.length !== sent.length) {
    throw new Error(
      `the wall draws ${settled.length} of ${sent.length} channels: give fewer --waves or a larger window`,
    );
  }
  const earlier = new Map(before.channels.map((channel) => [channel.channelId, channel]));
  const samples = { sent: 0, drawn: 0, lost: 0, duplicated: 0 };
  // The station numbers channels in the order in which the ward describes them.
  const inOrder = [...settled].sort((a, b) => a.channelId - b.channelId);
  for (const [n, runs] of sent.entries()) {
    const channel = inOrder[n] as PageDiagnostics['channels'][number];
    const start = earlier.get(channel.channelId);
    const drawn = channel.drawnSamples - (start?.drawnSamples ?? 0);
    const expected = runs.count((start?.drawnThrough ?? -1) + 1, runs.end);
    samples.sent += expected;
    samples.drawn += drawn;
    samples.lost += Math.max(0, expected - drawn);
    samples.duplicated += Math.max(0, drawn - expected) + channel.duplicated - (start?.duplicated ?? 0);
  }
  // While a bed is open large the wall rests, and nothing is due.
  const paintedFps = size.clicks
    ? (60 * after.frames) / (after.frames + after.droppedFrames)
    : ((after.frames - before.frames) * 1000) / (after.atMs - before.atMs);
  return {
    beds: size.beds,
    traces: settled.length,
    fps: round(Math.min(paintedFps, displayed.fps, pageFrames.fps)),
    droppedFrames: after.droppedFrames,
    droppedPercent: droppedPercent(after.frames, after.droppedFrames),
    painted: { fps: round(paintedFps), intervalMs: rounded(after.intervalMs) },
    displayed,
    pageFrames,
    mainMs: rounded(after.pageMs),
    mainTaskMs: percentiles(run.mainTaskMs),
    paintMs: rounded(after.frameMs),
    longTasks: run.longTasks,
    cpu: {
      total: round(run.cpu),
      limit: limitCpu && round(limitCpu),
      ratioToLimit: limitCpu && round(run.cpu / limitCpu),
    },
    samples,
    glassMs: rounded(after.glassMs),
    settledAfterS: run.settledAfterS,
    ...(size.clicks
      ? { clickMs: { ...percentiles(run.clickMs), count: run.clickMs.length, slowest: slowestClicks(run.clickMs) } }
      : {}),
    ...(run.gc === null ? {} : { gc: run.gc }),
    heapGrowthMb: round(heapAfter.page + heapAfter.workers - heapBefore.page - heapBefore.workers),
    heapMb: { before: roundedHeap(heapBefore), after: roundedHeap(heapAfter) },
    stationMb: run.stationMb.map(Math.round),
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
const rounded = ({ p50, p95, p99, max }: Percentiles): Percentiles => ({
  p50: round(p50),
  p95: round(p95),
  p99: round(p99),
  max: round(max),
});
const roundedHeap = ({ page, workers, buffers }: HeapMb): HeapMb => ({
  page: round(page),
  workers: round(workers),
  buffers: round(buffers),
});
