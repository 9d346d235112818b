import type { Percentiles } from '#renderer/waveforms/engine/histogram.ts';

export type { Percentiles };

/** Nearest-rank percentiles, rounded to two places; zeros for an empty list. */
export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0) * 100) / 100;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
