/** Some percentiles and the largest, each one of the values themselves (nearest rank). */
export interface Spread {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** null: of nothing. */
export function spreadOf(valuesMs: readonly number[]): Spread | null {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] as number;
  return sorted.length === 0 ? null : { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}
