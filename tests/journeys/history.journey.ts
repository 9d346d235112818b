import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { serveBenchPage } from '#tests/bench/benchHost.ts';
import { startFeed } from '#tests/bench/feed.ts';
import { killTimes } from '#tests/bench/historyKill.ts';
import { noteProblems } from '#tests/support/journey.ts';

const WAVE = 'MDC_ECG_ELEC_POTL_II';

test.setTimeout(120_000);

test('two windows: one writes the history; when it is closed the other goes on, nothing is missing and nothing double', async ({
  context,
}) => {
  const feed = await startFeed({ beds: 4, waves: 4, scenario: 'quiet' });
  const host = await serveBenchPage('recording', feed.address);
  const problems: string[] = [];
  try {
    await context.request.get(host.url);
    const [first, second] = [await context.newPage(), await context.newPage()];
    noteProblems(first, problems);
    noteProblems(second, problems);
    await first.goto(host.origin);
    await expect.poll(() => first.evaluate(() => globalThis.recording.state()), { timeout: 20_000 }).toBe('writing');
    await second.goto(host.origin);
    await expect.poll(() => second.evaluate(() => globalThis.recording.state()), { timeout: 20_000 }).toBe('reading');
    await first.getByRole('button', { name: 'About' }).click();
    await expect(first.getByRole('dialog')).toContainText('This window writes down all waves, values and alarms.');
    await second.getByRole('button', { name: 'About' }).click();
    await expect(second.getByRole('dialog')).toContainText('Another window of this browser writes down');

    const read = () =>
      second.evaluate(async (wave) => {
        const { recording } = globalThis;
        const bedKeys = await recording.bedKeys();
        return Promise.all(
          bedKeys.map(async (bedKey) => {
            const counted = await recording.counted(bedKey, wave, 60);
            const { runs, rateHz } = await recording.held(bedKey, wave, 60);
            return { counted, runs, rateHz };
          }),
        );
      }, WAVE);
    // How much there is of each bed, in seconds; NaN where it is not one piece from the first sample on, counted once.
    const seconds = async (): Promise<readonly number[]> =>
      (await read()).map(({ counted, runs, rateHz }) => {
        const [run, ...others] = runs;
        if (run === undefined || others.length > 0) return Number.NaN;
        const [from, until] = run;
        // Samples go on coming between the two questions.
        const isOnce = counted <= until - from && until - from - counted <= 3 * rateHz;
        return isOnce ? (until - from) / rateHz : Number.NaN;
      });
    const holdsMoreThan = (wanted: number) =>
      expect
        .poll(async () => (await seconds()).map((held) => held > wanted), { timeout: 30_000 })
        .toEqual(Array(4).fill(true));
    await holdsMoreThan(4);
    const held = Math.min(...(await seconds()));
    await first.close();
    await expect.poll(() => second.evaluate(() => globalThis.recording.state()), { timeout: 20_000 }).toBe('writing');
    await holdsMoreThan(held + 5);

    // Nobody of the hospital answers any more; what is held can be read all the same.
    await host.close();
    await holdsMoreThan(held + 5);
    expect(problems.filter((problem) => !/WebSocket|ERR_CONNECTION/.test(problem))).toEqual([]);
  } finally {
    await host.close();
    await feed.close();
  }
});

test('a browser that is killed while it writes: the store opens, two seconds at most are missing, and the station fills them', async () => {
  const figures = await killTimes(3, 4);
  expect(figures).toMatchObject({
    kills: 3,
    notOpened: 0,
    damaged: 0,
    missingEarlier: 0,
    missingAfterFill: 0,
    double: 0,
  });
  expect(figures.lostMs.max).toBeLessThanOrEqual(2000);
});

test('a browser that is killed in the middle of a record, and again, keeps its history', async () => {
  const figures = await killTimes(3, 4, true);
  expect(figures).toMatchObject({
    kills: 3,
    torn: 3,
    notOpened: 0,
    damaged: 0,
    missingEarlier: 0,
    missingAfterFill: 0,
  });
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`a measurement that is ended by ${signal} leaves no browser behind`, async () => {
    const server = createServer((_, response) => response.end('a page'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const child = spawn(process.execPath, ['--import', 'tsx', 'tests/support/abandonedBrowser.ts', url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const { pid, folder } = JSON.parse(line.toString()) as { readonly pid: number; readonly folder: string };
      expect(isAlive(pid)).toBe(true);
      child.kill(signal);
      await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
      // Nobody is left to remove it after a SIGKILL.
      if (signal === 'SIGTERM') await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    } finally {
      child.kill('SIGKILL');
      server.close();
    }
  });
}

/** Whether a process runs; one that has ended and is still in the table has no command line. */
function isAlive(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}
