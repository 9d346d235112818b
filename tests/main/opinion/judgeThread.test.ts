import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { type OpinionQuestion, secondOpinion } from '#domain/analysis/secondOpinion.ts';
import { JudgeThread } from '#main/opinion/judgeThread.ts';
import { steady } from '#tests/domain/analysis/ecgTrace.ts';
import { DURATION_MS, flat, lead, strip } from '#tests/domain/analysis/strips.ts';

const question = (): OpinionQuestion => ({
  rhythm: 'asystole',
  strip: strip(lead('II', steady(80, DURATION_MS)), flat('ecg', 'V')),
  codes: ['MDC_ECG_ELEC_POTL_II', null],
  untilMs: 1_700_000_030_000,
});

/** A thread that does as a test wants, in place of judging. */
function programmed(program: string, longestMs = 5_000): JudgeThread {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-judge-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'thread.mjs');
  writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${program}`);
  const thread = new JudgeThread(pathToFileURL(file), longestMs);
  onTestFinished(() => thread.close());
  return thread;
}

test('a thread says of a strip what would be said of it here, and the station goes on meanwhile', async () => {
  const thread = new JudgeThread();
  onTestFinished(() => thread.close());
  const expected = secondOpinion(question());
  await thread.judge(question());
  let beats = 0;
  const timer = setInterval(() => (beats += 1), 1);
  expect(await thread.judge(question())).toEqual(expected);
  clearInterval(timer);
  expect(beats, 'timers that ran while it was judged').toBeGreaterThan(2);
});

test('a thread that dies over a question says so, and the next question gets another thread', async () => {
  const thread = programmed(`let asked = 0;
    parentPort.on('message', ({ untilMs }) => { if (untilMs === 1) throw new Error('broken'); parentPort.postMessage({ asked: ++asked }); });`);
  expect(await thread.judge(question())).toEqual({ asked: 1 });
  await expect(thread.judge({ ...question(), untilMs: 1 })).rejects.toThrow('could not be judged');
  expect(await thread.judge(question()), 'it counts anew').toEqual({ asked: 1 });
});

test('a thread that ends by itself between two questions is replaced', async () => {
  const thread = programmed(
    `parentPort.on('message', () => { parentPort.postMessage({}); setTimeout(() => process.exit(1), 20); });`,
  );
  await thread.judge(question());
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await thread.judge(question())).toEqual({});
});

test('a thread that hangs is ended after its time, and the next question is answered', async () => {
  const thread = programmed(
    `parentPort.on('message', ({ untilMs }) => { while (untilMs === 1); parentPort.postMessage({ untilMs }); });`,
    3_000,
  );
  await thread.judge(question());
  await expect(thread.judge({ ...question(), untilMs: 1 })).rejects.toThrow('took too long');
  expect(await thread.judge({ ...question(), untilMs: 2 })).toEqual({ untilMs: 2 });
});
