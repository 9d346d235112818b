import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { until } from '#tests/support/until.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { serveBenchPage } from './benchHost.ts';
import { DiskBrowser } from './diskBrowser.ts';
import { startFeed } from './feed.ts';
import { percentiles } from './percentiles.ts';
import type { HeldWave } from './recording/recording.ts';
import { tearJournal } from './tornJournal.ts';

export const historyKillUsage = `historyKill [--times N] [--beds N] [--torn]
  Kills the browser of a wall that writes a history again and again, at any moment, and looks what is left of it: on disk, and once
  the browser was started again with its station alive. --torn: each time its store is left as by a kill in the middle of a record,
  which takes some seconds off its end.`;

const WAVE = 'MDC_ECG_ELEC_POTL_II';
/** Nothing is killed sooner after it has begun to write, or later. */
const SOONEST_MS = 300;
const LATEST_MS = 2_500;
/** All that is ever written here. */
const MINUTES = 60;
/** What may be missing of the end of what was written. */
const MOST_LOST_MS = 2_000;

export interface KillFigures {
  readonly kills: number;
  /** Kills after which a record was torn. */
  readonly torn: number;
  /** Kills after which the store could not be opened, or was another one. */
  readonly notOpened: number;
  readonly damaged: number;
  /** How much of the end was not on disk, each time of the bed that lost most. */
  readonly lostMs: { readonly p50: number; readonly p95: number; readonly max: number };
  /** Samples missing before that, on disk. */
  readonly missingEarlier: number;
  /** Samples missing before the last second once the station had filled. */
  readonly missingAfterFill: number;
  /** Samples that the bins count beyond those there are. */
  readonly double: number;
}

/** @throws Error on wrong arguments, or when a browser does not start or write */
export async function historyKill(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      times: { type: 'string', default: '10' },
      beds: { type: 'string', default: '8' },
      torn: { type: 'boolean', default: false },
    },
  });
  const times = wholeNumber('times', values.times, 1, 1000);
  const beds = wholeNumber('beds', values.beds, 1, 64);
  const figures = await killTimes(times, beds, values.torn);
  const isKept =
    figures.notOpened + figures.damaged + figures.missingEarlier + figures.missingAfterFill + figures.double === 0;
  return { beds, ...figures, isKept: isKept && (values.torn || figures.lostMs.max <= MOST_LOST_MS) };
}

export async function killTimes(times: number, beds: number, isTorn = false): Promise<KillFigures> {
  const feed = await startFeed({ beds, waves: 4, scenario: 'quiet' });
  const host = await serveBenchPage('recording', feed.address);
  const browser = new DiskBrowser();
  try {
    return await measure(browser, () => browser.open(host.issueUrl(), `${host.origin}/?still`), times, beds, isTorn);
  } finally {
    await browser.close();
    await host.close();
    await feed.close();
  }
}

async function measure(
  browser: DiskBrowser,
  open: () => Promise<Page>,
  times: number,
  beds: number,
  isTorn: boolean,
): Promise<KillFigures> {
  const lostMs: number[] = [];
  const sum = { torn: 0, notOpened: 0, damaged: 0, missingEarlier: 0, missingAfterFill: 0, double: 0 };
  let page = await open();
  await beginWriting(page);
  await until('there are all beds', async () => (await bedKeysOf(page)).length === beds, 20_000);
  const bedKeys = await bedKeysOf(page);
  const storeId = await page.evaluate(() => globalThis.recording.storeId());
  // The first of the first wave that was seen, which stays the first for ever.
  const firstOf = new Map<string, number>();
  for (let kill = 0; kill < times; kill++) {
    // Golden-ratio steps: any moment of the second in which the log is written, and the same in every run.
    await page.waitForTimeout(SOONEST_MS + (((kill + 1) * 0.6180339887) % 1) * (LATEST_MS - SOONEST_MS));
    for (const bedKey of bedKeys) {
      const { runs } = await held(page, bedKey);
      firstOf.set(
        bedKey,
        Math.min(firstOf.get(bedKey) ?? Number.POSITIVE_INFINITY, runs[0]?.[0] ?? Number.POSITIVE_INFINITY),
      );
    }
    const killedMs = Date.now();
    await browser.kill();
    if (isTorn && tearJournal(browser.folder)) sum.torn++;

    page = await open();
    let most = 0;
    for (const bedKey of bedKeys) {
      const wave = await onDisk(page, bedKey);
      if (wave === null) {
        sum.notOpened++;
        continue;
      }
      const end = wave.runs.at(-1)?.[1] ?? 0;
      most = Math.max(most, killedMs - (wave.originMs + (end * 1000) / wave.rateHz));
      sum.damaged += wave.damaged;
      sum.missingEarlier += missingOf(wave, firstOf.get(bedKey) ?? 0, end);
    }
    lostMs.push(most);
    await beginWriting(page);
    if ((await page.evaluate(() => globalThis.recording.storeId())) !== storeId) sum.notOpened++;
    // The station has told all of its last minutes, and two seconds more have been written.
    const reopenedMs = Date.now();
    await until(
      'the history goes on',
      async () => timeOfEnd(await held(page, bedKeys.at(-1) ?? '')) > reopenedMs + 1_500,
      20_000,
    );
    for (const bedKey of bedKeys) {
      const wave = await held(page, bedKey);
      const from = firstOf.get(bedKey) ?? 0;
      const end = wave.runs.at(-1)?.[1] ?? from;
      sum.missingAfterFill += missingOf(wave, from, end);
      const before = wave.runs.reduce((all, [first, until]) => all + until - first, 0);
      const counted = await page.evaluate(([of, name, m]) => globalThis.recording.counted(of, name, m), [
        bedKey,
        WAVE,
        MINUTES,
      ] as const);
      const after = (await held(page, bedKey)).runs.reduce((all, [first, until]) => all + until - first, 0);
      // It goes on being written while it is asked for: what the bins count lies between the two.
      if (counted < before) sum.missingAfterFill += before - counted;
      if (counted > after) sum.double += counted - after;
    }
  }
  const { p50, p95, max } = percentiles(lostMs);
  return { kills: times, ...sum, lostMs: { p50, p95, max } };
}

const timeOfEnd = ({ originMs, rateHz, runs }: HeldWave): number =>
  originMs + ((runs.at(-1)?.[1] ?? 0) * 1000) / rateHz;

async function beginWriting(page: Page): Promise<void> {
  await page.evaluate(() => globalThis.recording.begin());
  await until(
    'the page writes',
    async () => (await page.evaluate(() => globalThis.recording.state())) === 'writing',
    20_000,
  );
}

const bedKeysOf = (page: Page): Promise<readonly string[]> => page.evaluate(() => globalThis.recording.bedKeys());

const held = (page: Page, bedKey: string): Promise<HeldWave> =>
  page.evaluate(([of, name, m]) => globalThis.recording.held(of, name, m), [bedKey, WAVE, MINUTES] as const);

/** null: the store does not open. */
const onDisk = (page: Page, bedKey: string): Promise<HeldWave | null> =>
  page
    .evaluate(([of, name, m]) => globalThis.recording.onDisk(of, name, m), [bedKey, WAVE, MINUTES] as const)
    .catch((cause: unknown) => {
      console.error(cause instanceof Error ? cause.message : String(cause));
      return null;
    });

/** Samples of [from, until) that are in no run. */
function missingOf({ runs }: HeldWave, from: number, until: number): number {
  const there = runs.reduce((sum, [first, end]) => sum + Math.max(0, Math.min(end, until) - Math.max(first, from)), 0);
  return until - from - there;
}
