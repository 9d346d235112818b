import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { commandLine, wholeNumber } from '#tools/commandLine.ts';
import type { FuzzFigures } from './fuzzTarget.ts';
import type { FuzzOrder, FuzzResult } from './fuzzWorker.ts';
import { HangWatch } from './hangWatch.ts';
import { fuzzTargets, type TargetName } from './targets.ts';

const usage = `npm run fuzz -- [--target NAME] [--count N] [--seed N] [--json]
  Hands mutated input to what takes it in: nothing may throw, hang, grow, guess or harm its neighbours (tests/fuzz/targets).
  Ends with 1 when something does, and prints the command that plays it again.
  --target  one of ${Object.keys(fuzzTargets).join(', ')}; all of them when not given
  --count   mutations of each (100000)
  --seed    of the first mutation; mutation k has the seed + k (1)`;

/** As that of a station's own thread; a larger one goes deeper into what is too deep, and takes longer. */
const STACK_MB = 1;

await commandLine(usage, async () => {
  const { values } = parseArgs({
    options: {
      target: { type: 'string' },
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  const { target } = values;
  if (target !== undefined && !Object.hasOwn(fuzzTargets, target))
    throw new Error(`--target ${target}: not known; there is ${Object.keys(fuzzTargets).join(', ')}`);
  const names = Object.keys(fuzzTargets).filter((name) => target === undefined || name === target) as TargetName[];
  const count = wholeNumber('count', values.count, 1, 100_000_000);
  const seed = wholeNumber('seed', values.seed, 0, 0xffff_ffff);
  const all: Partial<Record<TargetName, FuzzFigures>> = {};
  const failed: Partial<Record<TargetName, string>> = {};
  for (const name of names) {
    const result = await watched({ target: name, seed, count });
    if ('figures' in result) {
      all[name] = result.figures;
      console.log(`${name.padEnd(8)} ${JSON.stringify(result.figures)}`);
      continue;
    }
    failed[name] = result.what;
    console.log(`${name.padEnd(8)} BROKEN  ${result.what}`);
    console.log(`again: npm run fuzz -- --target ${name} --seed ${result.seed} --count 1`);
    console.log(`or, if it takes what came before: --seed ${seed} --count ${result.seed - seed + 1}`);
  }
  if (values.json) console.log(JSON.stringify({ seed, ...all, failed }));
  return Object.keys(failed).length === 0 ? 0 : 1;
});

/** Runs in a thread of its own, which can be ended when it hangs. */
function watched(order: Omit<FuzzOrder, 'at'>): Promise<FuzzResult> {
  const at = new Float64Array(new SharedArrayBuffer(8));
  // A thread does not inherit how the program reads TypeScript.
  const program = new URL('./fuzzWorker.ts', import.meta.url).href;
  const begin = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(program)}); });`;
  const workerData: FuzzOrder = { ...order, at };
  const worker = new Worker(begin, { eval: true, workerData, resourceLimits: { stackSizeMb: STACK_MB } });
  return new Promise((resolve) => {
    const hangs = new HangWatch();
    const watch = setInterval(() => {
      const [seed = 0] = at;
      const { user, system } = process.cpuUsage();
      const what = hangs.look(seed, { busyMs: (user + system) / 1000, clockMs: performance.now() });
      if (what !== null) end({ seed, what: `seed ${seed}: ${what}` });
    }, 1000);
    const end = (result: FuzzResult): void => {
      clearInterval(watch);
      resolve(result);
      void worker.terminate();
    };
    worker.once('message', end);
    worker.once('error', (error) => end({ seed: at[0] ?? 0, what: `the thread ended: ${String(error)}` }));
  });
}
