import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodeSeries, type Run } from '#domain/signals/chunk/series.ts';
import { loadRecordings } from '#fixtures/replay/recordings.ts';
import { recordingsDir } from '#tests/support/recordings.ts';
import { until } from '#tests/support/until.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { serveBenchPage } from './benchHost.ts';
import { chosenLayout } from './chosenLayout.ts';
import { DiskBrowser } from './diskBrowser.ts';
import { startFeed } from './feed.ts';
import { frameCount } from './frames.ts';
import type { BenchAnswer, BenchTask } from './history/tasks.ts';
import { percentiles } from './percentiles.ts';
import type { QuietPage } from './quietPage.ts';

export const historyUsage = `history [--beds N] [--hours H] [--speed X]
  Hours of a ward of simulated patients (two ECGs, respiration, pleth and values) written into the browser's storage, encrypted, in
  a worker beside a wall of as many live beds, on disk; windows of 10 s and 60 s read back from it: of any time, of the last minute,
  beside writing in real time and flat out; and the oldest hour let go of while it is written flat out. --speed: the hours are
  written at most so many times as fast as they pass, not flat out.`;

const WINDOW = { width: 1920, height: 1080 };
const HOURS_KEPT = 72;
const WINDOWS = 200;
const OVERVIEWS = 20;
const TRENDS = 10;
/** Of each a day of values is written, whatever the hours of waves: trends are of so much. */
const DAY_BEDS = 4;
/** Told of while hours are written. */
const PIECE_S = 900;
/** Written while windows are read, and while hours are let go of. */
const MORE_S = 120;
/** In real time a minute of all beds becomes chunks 5 to 13 s after it is over: windows are read all that time. */
const REAL_TIME_S = 16;
const REAL_TIME_EVERY_MS = 50;
/** Nothing younger is let go of (retention.ts). */
const SETTLED_S = 600;
/** What is in no chunk yet, and a little before. */
const RECENT_S = 70;
const WARM_UP_MS = 15_000;
/** Of each recording. */
const RECORDED_MS = 30_000;
const FOLDERS = ['bidmc', 'challenge2015/excerpts', 'mitdb', 'nstdb', 'cudb', 'ptbdb'];

/** @throws Error on wrong arguments, or when a sample that was written is not read back */
export async function history(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      beds: { type: 'string', default: '64' },
      hours: { type: 'string', default: '1' },
      speed: { type: 'string' },
    },
  });
  const beds = wholeNumber('beds', values.beds, 1, 256);
  const hours = Number(values.hours);
  if (!(hours >= 0.1 && hours <= HOURS_KEPT)) throw new Error(`--hours ${values.hours}: needs 0.1 to ${HOURS_KEPT}`);
  const speed = values.speed === undefined ? undefined : wholeNumber('speed', values.speed, 1, 1000);
  const layout = { beds, waves: 4, mode: 'sweep' } as const;
  const feed = await startFeed({ beds, waves: layout.waves });
  try {
    const host = await serveBenchPage('history', feed.address);
    try {
      // On disk: a store in memory answers faster and never waits for a flush.
      const browser = new DiskBrowser();
      try {
        const page = await browser.openQuiet(host.issueUrl(), {
          ...WINDOW,
          scripts: [
            `(${keep})(${JSON.stringify(chosenLayout(feed.address, layout))})`,
            readFileSync('tests/bench/frameProbe.js', 'utf8'),
          ],
        });
        // While it goes there nothing can be asked of it.
        const isThere = (): Promise<boolean> => page.evaluate(() => 'historyBench' in globalThis).catch(() => false);
        await until('the page is there', isThere, 20_000);
        return { beds, hours, ...(await measure(browser, page, beds, hours, speed)), ...recordedRatio() };
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

/** In the page, before anything of ours runs. */
function keep(entries: readonly (readonly [name: string, value: string])[]): void {
  for (const [name, value] of entries) localStorage.setItem(name, value);
}

async function measure(
  browser: DiskBrowser,
  page: QuietPage,
  beds: number,
  hours: number,
  speed: number | undefined,
): Promise<object> {
  const on = async (thread: 'writer' | 'reader', task: BenchTask): Promise<BenchAnswer> => {
    const answer = await page.evaluate(([to, what]) => globalThis.historyBench(to, what), [thread, task] as const);
    tell(
      `${thread}, ${JSON.stringify(task)}: ${(answer.allMs / 1000).toFixed(1)} s, each p95 ${percentiles(answer.eachMs).p95} ms`,
    );
    return answer;
  };
  const stored = (): Promise<number> => page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  const longTasks = (): Promise<number> => page.evaluate(() => globalThis.benchProbe.longTasks);

  // What is invented once is not measured: neither the patients nor the first minute of the wall.
  await on('writer', { do: 'write', beds, fromS: 0, untilS: 1 });
  await on('reader', { do: 'read', beds, fromS: 0, untilS: 1, spanMs: 1000, count: 1 });
  await setTimeout(WARM_UP_MS);
  const seconds = Math.round(hours * 3600);
  await page.evaluate(() => {
    globalThis.benchProbe.longTasks = 0;
    globalThis.historyFrames.begin();
  });
  const cpuBefore = browser.usage().cpuSeconds;
  const pieces: BenchAnswer[] = [];
  for (let fromS = 1; fromS < seconds; fromS += PIECE_S) {
    const untilS = Math.min(seconds, fromS + PIECE_S);
    pieces.push(await on('writer', { do: 'write', beds, fromS, untilS, speed }));
    tell(`  ${await longTasks()} long tasks so far, ${round((await stored()) / 1e9)} GB stored`);
  }
  const written = joined(pieces);
  const cpu = browser.usage().cpuSeconds - cpuBefore;
  const intervals = await page.evaluate(() => globalThis.historyFrames.end());
  const longTasksWriting = await longTasks();
  const storedBytes = await stored();

  const read = (spanMs: number, fromS = 0, everyMs = 0): Promise<BenchAnswer> =>
    on('reader', { do: 'read', beds, fromS, untilS: seconds, spanMs, count: WINDOWS, everyMs });
  const [read10, read60] = [await read(10_000), await read(60_000)];
  const [recent10, recent60] = [await read(10_000, seconds - RECENT_S), await read(60_000, seconds - RECENT_S)];
  const overview = await on('reader', { do: 'overview', beds, untilS: seconds, count: OVERVIEWS });
  let writtenS = seconds;
  const goOn = (forS: number, atSpeed?: number): Promise<BenchAnswer> => {
    const fromS = writtenS;
    writtenS += forS;
    return on('writer', { do: 'write', beds, fromS, untilS: writtenS, speed: atSpeed });
  };
  const besideRealTime = async (spanMs: number): Promise<BenchAnswer> => {
    await goOn(60 - (writtenS % 60));
    const [beside] = await Promise.all([read(spanMs, 0, REAL_TIME_EVERY_MS), goOn(REAL_TIME_S, 1)]);
    return beside;
  };
  const [live10, live60] = [await besideRealTime(10_000), await besideRealTime(60_000)];
  const writing = goOn(MORE_S);
  const [busy10, busy60] = [await read(10_000), await read(60_000)];
  const more = await writing;
  const evictMinutes = Math.min(60, Math.floor(seconds / 120), Math.ceil((writtenS - SETTLED_S) / 60));
  const evicted = await on('writer', {
    do: 'evict',
    beds,
    minutes: evictMinutes,
    fromS: writtenS,
    untilS: writtenS + MORE_S,
  });
  const day = await on('writer', { do: 'dayOfValues', beds: DAY_BEDS, atS: writtenS + MORE_S });
  const trends = (isAgain: boolean): Promise<BenchAnswer> =>
    on('reader', { do: 'trend', beds: DAY_BEDS, count: TRENDS, isAgain });
  const [trend, trendAgain] = [await trends(false), await trends(true)];
  const answers = {
    day,
    written,
    read10,
    read60,
    recent10,
    recent60,
    overview,
    trend,
    trendAgain,
    live10,
    live60,
    busy10,
    busy60,
    more,
    evicted,
  };
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
    writeSecondsEachHour: eachHour(written.eachMs),
    cpuSecondsAHour: round(cpu / hours),
    ...timesOf('read10s', read10),
    ...timesOf('read60s', read60),
    ...timesOf('read10sRecent', recent10),
    ...timesOf('read60sRecent', recent60),
    ...timesOf('read10sRealTime', live10),
    ...timesOf('read60sRealTime', live60),
    ...timesOf('read10sWriting', busy10),
    ...timesOf('read60sWriting', busy60),
    writeBatchReadingMs: percentiles(more.eachMs),
    evictHourMs: round((evicted.allMs * 60) / evictMinutes),
    evictMinutes,
    writeBatchEvictingMs: percentiles(evicted.eachMs),
    overview24hMs: percentiles(overview.eachMs),
    trend24hMs: percentiles(trend.eachMs),
    trend24hAgainMs: percentiles(trendAgain.eachMs),
    trendNumerics: Math.round(trend.samples / TRENDS / (24 * 3600)),
    overviewHours: Math.min(24, hours),
    longestFrameMs: round(Math.max(...intervals)),
    fps: frameCount(intervals).fps,
    longTasks: longTasksWriting,
    sizePer72hGb: gb(written.writtenBytes),
    diskPer72hGb: gb(storedBytes),
  };
}

/** Of writing that was asked for piece by piece. */
function joined(pieces: readonly BenchAnswer[]): BenchAnswer {
  const sum = (of: (piece: BenchAnswer) => number): number => pieces.reduce((all, piece) => all + of(piece), 0);
  return {
    eachMs: pieces.flatMap(({ eachMs }) => eachMs),
    allMs: sum(({ allMs }) => allMs),
    samples: sum(({ samples }) => samples),
    isWhole: pieces.every(({ isWhole }) => isWhole),
    writtenBytes: pieces.at(-1)?.writtenBytes ?? 0,
  };
}

/** How far it has come: hours take long. */
function tell(line: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
}

/** Seconds that were spent writing each hour, the first at the front: whether a store that grows becomes slower. */
function eachHour(eachMs: readonly number[]): readonly number[] {
  const hours = Array.from({ length: Math.ceil(eachMs.length / 3600) }, (_, k) =>
    eachMs.slice(k * 3600, (k + 1) * 3600),
  );
  return hours.map((beats) => round(beats.reduce((sum, ms) => sum + ms, 0) / 1000));
}

/** Of windows, and of rows that are not there, asked for in between: what of the time is the machine's and not ours. */
function timesOf(name: string, { eachMs, nothingMs = [] }: BenchAnswer): object {
  return { [`${name}Ms`]: percentiles(eachMs), [`${name}NothingMs`]: percentiles(nothingMs) };
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
