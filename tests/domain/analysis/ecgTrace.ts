/** Reproducible noise, -1 to 1. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/**
 * An ECG lead in mV with a QRS (10 ms wide flanks, 1 mV) and a T wave behind each beat.
 *
 * @param beats times in ms
 */
export function ecgTrace(
  beats: readonly number[],
  durationMs: number,
  rateHz: number,
  {
    qrsMv = 1,
    sigmaMs = 14,
    noiseMv = 0.01,
    seed = 1,
  }: { qrsMv?: number; sigmaMs?: number; noiseMv?: number; seed?: number } = {},
): Float64Array {
  const random = noise(seed);
  const bell = (fromMs: number, widthMs: number) => Math.exp(-0.5 * (fromMs / widthMs) ** 2);
  return Float64Array.from({ length: Math.round((durationMs * rateHz) / 1000) }, (_, k) => {
    const atMs = (k * 1000) / rateHz;
    let value = noiseMv * random();
    for (const beat of beats) {
      const fromMs = atMs - beat;
      if (fromMs > -200 && fromMs < 600) value += qrsMv * bell(fromMs, sigmaMs) + 0.25 * qrsMv * bell(fromMs - 260, 45);
    }
    return value;
  });
}

/** Times of beats at a steady rate, ms. */
export function steady(ratePerMin: number, durationMs: number, firstMs = 500): number[] {
  const period = 60_000 / ratePerMin;
  return Array.from({ length: Math.floor((durationMs - firstMs) / period) }, (_, k) => firstMs + k * period);
}
