import type { Host } from './host.ts';

/** The machine itself: its clocks, its randomness, and the console (warnings and errors on stderr). */
export function systemHost(): Host {
  return {
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    random: () => Math.random(),
    log(level, message) {
      const line = `${new Date().toISOString()} ${level} ${message}`;
      if (level === 'info') console.log(line);
      else console.error(line);
    },
  };
}
