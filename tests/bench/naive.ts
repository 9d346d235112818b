import { parseArgs } from 'node:util';
import { SPEEDS } from '#domain/display/calibration.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { serveBenchPage } from './benchHost.ts';
import { startFeed } from './feed.ts';
import { frameCount } from './frames.ts';
import { MeasuredBrowser } from './measuredBrowser.ts';
import type { TraceBox } from './naive/traceBox.ts';
import { type Percentiles, percentiles } from './percentiles.ts';
import { pageBusyMs, TASKS } from './traceEvents.ts';
import { measureWall, PROBE_MS, type WallSize, type WaveBox } from './wall.ts';

export const naiveUsage = `naive --traces N [--seconds S] [--speed MM_PER_S] [--width PX] [--height PX]
  Our wall, and in its place one uPlot a trace that is given the whole window of samples in every frame: what does a
  displayed frame cost each? Four traces a bed; where nothing else is said about 300 x 60 px each, showing 6 s.`;

const WAVES = 4;
const WARM_UP_MS = 6_000;
/** A tile of this size has traces of about 300 x 60 px, in CSS pixels, and at 12.5 mm/s they show 6 s. */
const TILE_PX = { width: 480, height: 270 };
const SPEED_MM_PER_S = 12.5;
/** CSS pixels a millimetre while a display is uncalibrated. */
const PX_PER_MM = 96 / 25.4;

/** What the naive wall did. */
interface NaiveRun {
  /** CPU seconds a second. */
  readonly cpu: number;
  /** Frames in which a trace moved. */
  readonly fps: number;
  readonly intervalMs: Percentiles;
  /** The frame callback with uPlot's drawing calls; their rasterizing comes on top. */
  readonly mainMs: Percentiles;
  /** All tasks of the page's thread in each sixtieth of a second, as of our wall (wall.ts). */
  readonly mainTaskMs: Percentiles;
}

/**
 * Runs both on the same window and the same ward, one after the other. Frames count as displayed only when a trace moved in
 * them: for ours the fewest of those painted, shown by the screen and given to the page.
 *
 * @throws Error on wrong arguments
 */
export async function naive(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      traces: { type: 'string', default: '256' },
      seconds: { type: 'string', default: '20' },
      speed: { type: 'string', default: String(SPEED_MM_PER_S) },
      width: { type: 'string' },
      height: { type: 'string' },
    },
  });
  const traces = wholeNumber('traces', values.traces, WAVES, 1024);
  if (traces % WAVES !== 0) throw new Error(`--traces ${traces}: must be a multiple of ${WAVES}, the traces of a bed`);
  const speedMmPerS = Number(values.speed);
  if (!SPEEDS.includes(speedMmPerS)) throw new Error(`--speed ${values.speed}: must be one of ${SPEEDS.join(', ')}`);
  const beds = traces / WAVES;
  const columns = Math.ceil(Math.sqrt(beds));
  const rows = Math.ceil(beds / columns);
  const size: WallSize = {
    beds,
    waves: WAVES,
    seconds: wholeNumber('seconds', values.seconds, 1, 600),
    mode: 'sweep',
    speedMmPerS,
    width: wholeNumber('width', values.width ?? String(columns * TILE_PX.width), 320, 7680),
    height: wholeNumber('height', values.height ?? String(rows * TILE_PX.height), 240, 4320),
    dpr: 1,
  };
  const { figures: ours, waveBoxes } = await measureWall(size, { withLimit: false });
  const boxes = waveBoxes.flatMap((box) => lanesOf(box, speedMmPerS));
  const theirs = await runNaive(size, boxes);
  const perFrame = { naive: theirs.cpu / theirs.fps, ours: ours.cpu.total / ours.fps };
  return {
    traces,
    fps: theirs.fps,
    mainMs: theirs.mainMs,
    mainTaskMs: theirs.mainTaskMs,
    frameIntervalMs: theirs.intervalMs,
    cpu: { naive: round(theirs.cpu), ours: ours.cpu.total },
    cpuPerFrame: { naive: round(perFrame.naive), ours: round(perFrame.ours) },
    ratio: Math.round((10 * perFrame.naive) / perFrame.ours) / 10,
    trace: boxes[0] && {
      width: Math.round(boxes[0].width),
      height: Math.round(boxes[0].height),
      seconds: round(boxes[0].seconds),
    },
    ours: { fps: ours.fps, mainMs: ours.mainMs, mainTaskMs: ours.mainTaskMs, paintMs: ours.paintMs },
  };
}

/** The places of a bed's traces: as large as ours, showing as much. */
function lanesOf({ left, top, width, height }: WaveBox, speedMmPerS: number): TraceBox[] {
  return Array.from({ length: WAVES }, (_, lane) => ({
    left,
    top: top + (lane * height) / WAVES,
    width,
    height: height / WAVES,
    seconds: width / (speedMmPerS * PX_PER_MM),
  }));
}

async function runNaive(size: WallSize, boxes: readonly TraceBox[]): Promise<NaiveRun> {
  if (boxes.length !== size.beds * WAVES)
    throw new Error(`our wall has ${boxes.length / WAVES} beds, not ${size.beds}`);
  const feed = await startFeed(size);
  const host = await serveBenchPage('naive', feed.address);
  try {
    const browser = await MeasuredBrowser.open(host.url, size, [], (page) =>
      page.addInitScript((places) => {
        globalThis.naiveBoxes = places;
      }, boxes),
    );
    try {
      const { page } = browser;
      await page.waitForTimeout(WARM_UP_MS);
      await page.evaluate(() => {
        globalThis.naiveFrames = { frameMs: [], movedIntervals: [], lastMovedMs: Number.NaN };
      });
      const before = browser.usage().cpuSeconds;
      const started = performance.now();
      await page.waitForTimeout(size.seconds * 1000);
      const cpu = (browser.usage().cpuSeconds - before) / ((performance.now() - started) / 1000);
      const { frameMs, movedIntervals } = await page.evaluate(() => globalThis.naiveFrames);
      const { fps, intervalMs } = frameCount(movedIntervals);
      if (fps === 0) throw new Error('the naive wall did not move: it was fed nothing');
      const tasks = await browser.trace(TASKS, () => page.waitForTimeout(PROBE_MS));
      return { cpu, fps, intervalMs, mainMs: percentiles(frameMs), mainTaskMs: percentiles(pageBusyMs(tasks)) };
    } finally {
      await browser.close();
    }
  } finally {
    await host.close();
    await feed.close();
  }
}

/** CPU seconds a frame are small. */
const round = (value: number): number => Math.round(value * 100_000) / 100_000;
