import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { encodeSeries, type Run } from '#domain/signals/chunk/series.ts';
import { loadRecordings } from '#fixtures/replay/recordings.ts';
import { recordingsDir } from '#tests/support/recordings.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { serveBenchPage } from './benchHost.ts';
import { chosenLayout } from './chosenLayout.ts';
import { startFeed } from './feed.ts';
import { frameCount } from './frames.ts';
import type { BenchAnswer, BenchTask } from './history/tasks.ts';
import { MeasuredBrowser } from './measuredBrowser.ts';
import { percentiles } from './percentiles.ts';

export const historyUsage = `history [--beds N] [--hours H]
  Hours of a ward of simulated patients (two ECGs, respiration, pleth and values) written into the browser's storage, encrypted, in
  a worker beside a wall of as many live beds; windows of 10 s and 60 s read back from it with and without writing.`;

const HOURS_KEPT = 72;
const WINDOWS = 200;
const OVERVIEWS = 20;
const TRENDS = 10;
/** Written while windows are read. */
const MORE_S = 300;
const WARM_UP_MS = 5_000;
/** Of each recording. */
const RECORDED_MS = 30_000;
const FOLDERS = ['bidmc', 'challenge2015/excerpts', 'mitdb', 'nstdb', 'cudb', 'ptbdb'];

/** @throws Error on wrong arguments, or when a sample that was written is not read back */
export async function history(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { beds: { type: 'string', default: '64' }, hours: { type: 'string', default: '1' } },
  });
  const beds = wholeNumber('beds', values.beds, 1, 256);
  const hours = Number(values.hours);
  if (!(hours >= 0.1 && hours <= HOURS_KEPT)) throw new Error(`--hours ${values.hours}: needs 0.1 to ${HOURS_KEPT}`);
  const size = { beds, waves: 4, mode: 'sweep', width: 1920, height: 1080, dpr: 1 } as const;
  const feed = await startFeed({ beds, waves: size.waves });
  try {
    const host = await serveBenchPage('history', feed.address);
    try {
      const browser = await MeasuredBrowser.open(host.url, size, chosenLayout(feed.address, size), (page) =>
        page.addInitScript({ path: 'tests/bench/frameProbe.js' }),
      );
      try {
        return { beds, hours, ...(await measure(browser, beds, hours)), ...recordedRatio() };
      } finally {
        await browser.close();
      }
    } finally {
      await host.close();
    }
  } finally {
    await feed.close();
  }
}

async function measure(browser: MeasuredBrowser, beds: number, hours: number): Promise<object> {
  const { page } = browser;
  const on = (thread: 'writer' | 'reader', task: BenchTask): Promise<BenchAnswer> =>
    page.evaluate(([to, what]) => globalThis.historyBench(to, what), [thread, task] as const);
  const stored = (): Promise<number> => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);

  // What is invented once is not measured: neither the patients nor the first minute of the wall.
  await on('writer', { do: 'write', beds, fromS: 0, untilS: 1 });
  await on('reader', { do: 'read', beds, untilS: 1, spanMs: 1000, count: 1 });
  await page.waitForTimeout(WARM_UP_MS);
  const seconds = Math.round(hours * 3600);
  await page.evaluate(() => {
    globalThis.benchProbe.longTasks = 0;
    globalThis.historyFrames.begin();
  });
  const cpuBefore = browser.usage().cpuSeconds;
  const written = await on('writer', { do: 'write', beds, fromS: 1, untilS: seconds });
  const cpu = browser.usage().cpuSeconds - cpuBefore;
  const { intervals, longTasks } = await page.evaluate(() => ({
    intervals: globalThis.historyFrames.end(),
    longTasks: globalThis.benchProbe.longTasks,
  }));
  const storedBytes = await stored();

  const read = (spanMs: number): Promise<BenchAnswer> =>
    on('reader', { do: 'read', beds, untilS: seconds, spanMs, count: WINDOWS });
  const [read10, read60] = [await read(10_000), await read(60_000)];
  const overview = await on('reader', { do: 'overview', beds, untilS: seconds, count: OVERVIEWS });
  const trends = (isAgain: boolean): Promise<BenchAnswer> =>
    on('reader', { do: 'trend', beds, untilS: seconds, count: TRENDS, isAgain });
  const [trend, trendAgain] = [await trends(false), await trends(true)];
  const writing = on('writer', { do: 'write', beds, fromS: seconds, untilS: seconds + MORE_S });
  const [busy10, busy60] = [await read(10_000), await read(60_000)];
  const more = await writing;
  const evictMinutes = Math.min(60, Math.floor(seconds / 120));
  const writtenS = seconds + MORE_S;
  const evicted = await on('writer', {
    do: 'evict',
    beds,
    minutes: evictMinutes,
    fromS: writtenS,
    untilS: writtenS + MORE_S,
  });
  const answers = { written, read10, read60, overview, trend, trendAgain, busy10, busy60, more, evicted };
  const lacking = Object.entries(answers).flatMap(([name, { isWhole }]) => (isWhole ? [] : [name]));
  if (lacking.length > 0) throw new Error(`not whole: ${lacking.join(', ')}`);

  const kept = written.samples;
  const bytesPerSample = written.writtenBytes / kept;
  const gb = (bytes: number): number => round((bytes * (HOURS_KEPT / hours)) / 1e9);
  return {
    samples: kept,
    bytesPerSample: round(bytesPerSample),
    ratio: round(2 / bytesPerSample),
    xRealTime: round((seconds - 1) / (written.allMs / 1000)),
    writeBatchMs: percentiles(written.eachMs),
    cpuSecondsAHour: round(cpu / hours),
    read10sMs: percentiles(read10.eachMs),
    read60sMs: percentiles(read60.eachMs),
    read10sWritingMs: percentiles(busy10.eachMs),
    read60sWritingMs: percentiles(busy60.eachMs),
    evictHourMs: round((evicted.allMs * 60) / evictMinutes),
    evictMinutes,
    writeBatchEvictingMs: percentiles(evicted.eachMs),
    overview24hMs: percentiles(overview.eachMs),
    trend24hMs: percentiles(trend.eachMs),
    trend24hAgainMs: percentiles(trendAgain.eachMs),
    trendNumerics: Math.round(trend.samples / TRENDS / (Math.min(24, hours) * 3600)),
    overviewHours: Math.min(24, hours),
    longestFrameMs: round(Math.max(...intervals)),
    fps: frameCount(intervals).fps,
    longTasks,
    sizePer72hGb: gb(written.writtenBytes),
    diskPer72hGb: gb(storedBytes),
  };
}

/** What the codec alone makes of the recordings, as the minutes of a chunk; null where there are none. */
function recordedRatio(): object {
  const root = recordingsDir();
  if (root === null) return { recorded: null };
  let samples = 0;
  let bytes = 0;
  for (const folder of FOLDERS) {
    for (const source of loadRecordings(join(root, folder)).sources) {
      const { waveforms } = source.read(RECORDED_MS);
      for (const [k, { rateHz }] of source.channels.entries()) {
        const runs = waveforms.flatMap(({ channel, firstIndex, samples: some }): Run[] =>
          channel === k ? [{ firstIndex, samples: some }] : [],
        );
        bytes += encodeSeries({ rateHz, runs }).length;
        samples += runs.reduce((sum, run) => sum + run.samples.length, 0);
      }
    }
  }
  return { recorded: { samples, bytesPerSample: round(bytes / samples), ratio: round((2 * samples) / bytes) } };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
