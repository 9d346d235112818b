import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { type MemoryReading, memorySlope, readMemory } from './memorySlope.ts';

/** Makes 100 MB of garbage a second, and keeps nothing. */
const CHURN = 'setInterval(() => { for (let n = 0; n < 100; n++) Array.from({ length: 13_000 }, Math.random); }, 100)';

/** What is measured of a process that only makes garbage, beside what it is made to leak: MB a minute. */
async function measured(leakMb: number, readings: number): Promise<number> {
  const modules = ['memoryMeter.mjs', 'leak.mjs'].flatMap((name) => ['--import', `./tests/soak/${name}`]);
  const env = { ...process.env, VIGIL_SOAK_METER_MS: '400', VIGIL_SOAK_LEAK: `${leakMb}` };
  const child = spawn(process.execPath, [...modules, '--eval', CHURN], { stdio: ['ignore', 'pipe', 'inherit'], env });
  const told: MemoryReading[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const reading = readMemory(line, performance.now());
    if (reading !== null) told.push(reading);
    if (told.length >= readings) break;
  }
  child.kill();
  await once(child, 'exit');
  return memorySlope(told, 1500)?.heldMbPerMin ?? Number.NaN;
}

it('the meter of a station’s memory finds a leak to a quarter, and takes garbage for none, however much there is', async () => {
  const [none, leak] = await Promise.all([measured(0, 16), measured(600, 16)]);
  expect(Math.abs(none)).toBeLessThan(100);
  expect(leak).toBeGreaterThan(450);
  expect(leak).toBeLessThan(750);
}, 60_000);
