import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ParcelFiller } from '#main/watch/parcel.ts';
import type { ToWatch, Watched } from '#main/watch/watchedWard.ts';
import { WatchThread } from '#main/watch/watchThread.ts';
import { GATEWAY } from '#tests/domain/alarms/bedside.ts';
import { until } from '#tests/support/until.ts';
import { beating, blockOf, leadII } from './waves.ts';

function opened(program?: string, longestMs?: number) {
  let url: URL | undefined;
  if (program !== undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'vigil-watch-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'thread.mjs');
    writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${program}`);
    url = pathToFileURL(file);
  }
  const watched: Watched[] = [];
  const ended: string[] = [];
  const thread = new WatchThread(
    { watched: (each) => watched.push(each), ended: (reason) => ended.push(reason) },
    url,
    longestMs,
  );
  onTestFinished(() => thread.close());
  return { thread, watched, ended };
}

const parcel = (fromS = 0, untilS = 1): ToWatch => {
  const filler = new ParcelFiller();
  filler.put(blockOf(1, beating(72, untilS), fromS, untilS));
  return { type: 'parcel', ...filler.seal() };
};

test('a thread reads what it is given, and answers each parcel', async () => {
  const { thread, watched, ended } = opened();
  thread.post({
    type: 'beds',
    gatewayId: GATEWAY,
    beds: [{ bedKey: `${GATEWAY}/1`, patientKey: 'anna', channels: [leadII(1)] }],
  });
  thread.post(parcel(0, 20));
  thread.post(parcel(20, 30));
  await until('both are answered', () => watched.length === 2, 10_000);
  expect(watched[1]?.rates).toMatchObject([{ patientKey: 'anna', heart: 72 }]);
  expect(ended).toEqual([]);
});

test('a thread that fails says so once', async () => {
  const { thread, ended } = opened(`parentPort.on('message', () => { throw new Error('broken'); });`);
  thread.post(parcel());
  thread.post(parcel());
  await until('it has ended', () => ended.length > 0, 10_000);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(ended).toEqual(['it failed: broken']);
});

test('a thread that ends by itself says so', async () => {
  const { thread, ended } = opened(`parentPort.on('message', () => process.exit(0));`);
  thread.post(parcel());
  await until('it has ended', () => ended.length > 0, 10_000);
  expect(ended).toEqual(['it ended']);
});

test('a thread that hangs is ended after its time; one that answers is not, however long it is there', async () => {
  const { thread, watched, ended } = opened(
    `let n = 0; parentPort.on('message', () => { if (++n > 3) for (;;); parentPort.postMessage({ rates: [], failed: [] }); });`,
    // It has to start in that time, too, on a machine that runs other tests.
    4_000,
  );
  for (let n = 1; n <= 3; n++) {
    thread.post(parcel());
    await until('it answers', () => watched.length === n, 10_000);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
  }
  expect(ended).toEqual([]);
  thread.post(parcel());
  await until('it is ended', () => ended.length > 0, 10_000);
  expect(ended).toEqual(['it took too long']);
});

test('of a thread that was closed nothing is heard', async () => {
  const { thread, watched, ended } = opened();
  thread.post(parcel());
  await thread.close();
  thread.post(parcel());
  expect([watched, ended]).toEqual([[], []]);
});
