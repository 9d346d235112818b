import type { Clock } from '#domain/time/clock.ts';
import type { Host } from '#main/hosts/host.ts';

/** As the machine has it. */
export const machineClock: Clock = { nowMs: () => Date.now(), monotonicMs: () => performance.now() };

/** A host that keeps its log, on this machine's clock or another; no jitter. */
export function testHost(clock: Clock = machineClock): Host & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    clock: { nowMs: () => clock.nowMs(), monotonicMs: () => clock.monotonicMs(), aheadOfWallMs: () => 0 },
    random: () => 0.5,
    displays: () => [],
    log: (level, message) => void lines.push(`${level} ${message}`),
  };
}
