import type { Host } from '#main/hosts/host.ts';

/** A host on this machine's clock that keeps its log; no jitter unless told. */
export function testHost(random: () => number = () => 0.5): Host & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    clock: { nowMs: () => Date.now(), monotonicMs: () => performance.now() },
    random,
    log: (level, message) => void lines.push(`${level} ${message}`),
  };
}
