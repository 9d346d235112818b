import { parseArgs } from 'node:util';
import { STATION } from '#domain/alarms/stationAlarm.ts';
import { serveWard } from '#fixtures/gateway/server.ts';
import { Ward } from '#fixtures/gateway/ward.ts';
import { wardSources } from '#fixtures/gateway/wardSources.ts';
import { recordEntries } from '#tests/support/recordEntries.ts';
import { startHost } from '#tests/support/startHost.ts';
import { buildIfStale } from '#tools/build.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { alarmStorm, PROBE } from './alarmStorm.ts';
import { chosenLayout } from './chosenLayout.ts';
import { chosenWaves } from './chosenWaves.ts';
import { frameCount } from './frames.ts';
import { MeasuredBrowser } from './measuredBrowser.ts';
import { percentiles } from './percentiles.ts';
import { treeUsage } from './processes.ts';

export const alarmsUsage = `alarms [--rate N] [--seconds S] [--beds N] [--waves M]
  A burst of alarm reports from a gateway, through the station and its record, to the worklist of a window that shows a wall:
  is any lost, how soon is one seen, does the wall keep its frames.
  --rate  reports a second, of all beds together (10000)`;

/** Start-up, first layout, just-in-time compilation; the jitter buffer has forgotten them. */
const WARM_UP_MS = 30_000;
/** The same wall without the burst, to compare with. */
const QUIET_MS = 10_000;
/** The first seconds of the burst, when all that alarms need runs for the first time since the station's start. */
const ONSET_MS = 3_000;
/** The end of the burst is waited for so long; a station that is further behind loses what it had not taken in. */
const SETTLE_MS = 60_000;

declare global {
  /** Set by alarmProbe.js in the measured page: when the n-th state of the followed alarm was seen, by the wall clock. */
  var alarmProbe: { readonly seen: Readonly<Record<string, number>> };
}

/** Runs the alarm bench; its fields stand in the README (What is promised and measured). @throws Error on wrong arguments. */
export async function alarms(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rate: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '30' },
      beds: { type: 'string', default: '64' },
      waves: { type: 'string', default: '4' },
    },
  });
  const rate = wholeNumber('rate', values.rate, 1, 100_000);
  const seconds = wholeNumber('seconds', values.seconds, 1, 600);
  const beds = wholeNumber('beds', values.beds, 1, 256);
  const waves = wholeNumber('waves', values.waves, 1, 6);
  buildIfStale();

  const storm = { ratePerS: rate / beds, fromMs: WARM_UP_MS + QUIET_MS, forMs: seconds * 1000 };
  const { sources } = wardSources({ beds, scenario: 'quiet', seed: 1 });
  const ward = new Ward({
    gatewayId: 'bench',
    displayName: 'Bench',
    sources: sources.map((source, index) =>
      alarmStorm(chosenWaves(source, waves), { ...storm, isProbed: index === beds - 1 }),
    ),
  });
  const sent = watchSent(ward);
  ward.start();
  const startedMs = performance.now();
  const gateway = await serveWard(ward);
  const host = await startHost([gateway.address]);
  try {
    const size = { beds, waves, mode: 'sweep', width: 1920, height: 1080, dpr: 1 } as const;
    const browser = await MeasuredBrowser.open(host.url, size, chosenLayout(gateway.address, size), async (page) => {
      await page.addInitScript({ path: 'tests/bench/frameProbe.js' });
      await page.addInitScript({ path: 'tests/bench/alarmProbe.js' });
    });
    try {
      const { page } = browser;
      const until = (wardMs: number) => page.waitForTimeout(Math.max(0, wardMs - (performance.now() - startedMs)));
      const frames = async (forMs: number) =>
        frameCount(await page.evaluate((ms) => globalThis.benchProbe.frames(ms), forMs));
      await until(WARM_UP_MS);
      const quiet = await frames(QUIET_MS - 500);
      await until(storm.fromMs);
      const cpuBefore = { station: treeUsage(host.pid).cpuSeconds, browser: browser.usage().cpuSeconds };
      const burst = await frames(storm.forMs - 500);
      await until(storm.fromMs + storm.forMs);
      const perSecond = (cpu: number) => round(cpu / seconds);
      const cpu = {
        station: perSecond(treeUsage(host.pid).cpuSeconds - cpuBefore.station),
        browser: perSecond(browser.usage().cpuSeconds - cpuBefore.browser),
      };
      const lastProbe = [...sent.probesMs.keys()].at(-1) ?? '';
      // All that was sent before it has come before it.
      const isCaughtUp = await page
        .waitForFunction((n) => n in globalThis.alarmProbe.seen, lastProbe, { timeout: SETTLE_MS })
        .then(() => true)
        .catch(() => false);
      const seen = await page.evaluate(() => globalThis.alarmProbe.seen);
      const delays = [...sent.probesMs].flatMap(([n, sentMs]) => {
        const seenMs = seen[n];
        return seenMs === undefined ? [] : [{ sentMs, ms: seenMs - sentMs }];
      });
      const onsetEndMs = Math.min(...sent.probesMs.values()) + ONSET_MS;
      const p99 = (some: readonly { readonly ms: number }[]) => percentiles(some.map(({ ms }) => ms)).p99;
      const stationMb = Math.round(treeUsage(host.pid).residentMb);
      await host.end();
      const { recorded, givenUp } = readRecord(host.dataFolder);
      const all = percentiles(delays.map(({ ms }) => ms));
      return {
        eventsPerSecond: Math.round(sent.count() / seconds),
        sent: sent.count(),
        recorded,
        lost: sent.count() - recorded,
        // Of the lost, entries that the record itself says it gave up.
        givenUp,
        isCaughtUp,
        p50Ms: all.p50,
        p95Ms: all.p95,
        p99Ms: all.p99,
        maxMs: all.max,
        onsetP99Ms: p99(delays.filter(({ sentMs }) => sentMs < onsetEndMs)),
        laterP99Ms: p99(delays.filter(({ sentMs }) => sentMs >= onsetEndMs)),
        probesSent: sent.probesMs.size,
        // A text that is replaced before a frame shows it is not seen, and not lost: the next one is there.
        probesSeen: delays.length,
        fps: burst.fps,
        fpsBefore: quiet.fps,
        droppedPercent: burst.droppedPercent,
        cpu,
        stationMb,
      };
    } finally {
      await browser.close();
    }
  } finally {
    await host.stop();
    ward.stop();
    await gateway.stop();
  }
}

/** Counts the alarm reports that leave the ward, and notes when each state of the followed alarm did. */
function watchSent(ward: Ward): { count(): number; readonly probesMs: ReadonlyMap<string, number> } {
  let count = 0;
  const probesMs = new Map<string, number>();
  ward.subscribe(undefined, ({ event }) => {
    if (event?.$case !== 'frame') return;
    count += event.value.alarms.length;
    for (const { label } of event.value.alarms) {
      const n = PROBE.exec(label)?.[1];
      if (n !== undefined) probesMs.set(n, Date.now());
    }
  });
  return { count: () => count, probesMs };
}

/** How many reports the station has written down, and how many entries it says it could not. */
function readRecord(folder: string): { readonly recorded: number; readonly givenUp: number } {
  let recorded = 0;
  let givenUp = 0;
  for (const { content } of recordEntries(folder)) {
    if ('remark' in content) givenUp += content.remark.type === 'gap' ? content.remark.lost : 0;
    else if (content.event.type === 'reported' && content.event.gatewayId !== STATION)
      recorded += content.event.reports.length;
  }
  return { recorded, givenUp };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
