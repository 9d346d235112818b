// Loaded into the station's process before the product (node --import): every five seconds (or VIGIL_SOAK_METER_MS) all garbage is collected, and the
// process tells on its stdout what it then holds on to. The product knows nothing of it. Without it a station's memory says little
// about growth: an engine that has room lets garbage lie, so what a process takes wanders by megabytes a minute.
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

const EVERY_MS = Number(process.env.VIGIL_SOAK_METER_MS ?? 5000);
/** Memory of buffers is given back beside the program, a moment after it was found to be garbage. */
const AFTERWARDS_MS = 100;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

// Threads of the process load this too: each collects its own garbage, and the first tells of the process.
setInterval(async () => {
  collect();
  if (!isMainThread) return;
  await delay(AFTERWARDS_MS);
  const { heapUsed, external, rss } = process.memoryUsage();
  const memory = { pid: process.pid, heldBytes: heapUsed + external, residentBytes: rss };
  process.stdout.write(`${JSON.stringify({ memory })}\n`);
}, EVERY_MS).unref();
