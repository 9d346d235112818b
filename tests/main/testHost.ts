import type { Host } from '#main/hosts/host.ts';

/** A host on this machine's clock that keeps its log; no jitter. */
export function testHost(): Host & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now(), aheadOfWallMs: () => 0 },
    random: () => 0.5,
    displays: () => [],
    log: (level, message) => void lines.push(`${level} ${message}`),
  };
}
