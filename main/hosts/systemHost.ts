import { uptime } from 'node:os';
import { steadyClock } from '#domain/time/steadyClock.ts';
import { displayReader } from './displays.ts';
import type { Host } from './host.ts';

/** The machine itself: its clocks, its randomness, its screens, and the console (warnings and errors on stderr). */
export function systemHost(): Host {
  const log: Host['log'] = (level, message) => {
    const line = `${new Date().toISOString()} ${level} ${message}`;
    if (level === 'info') console.log(line);
    else console.error(line);
  };
  return {
    clock: steadyClock({
      wallMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      uptimeMs: () => uptime() * 1000,
    }),
    random: () => Math.random(),
    displays: displayReader(log),
    log,
  };
}
