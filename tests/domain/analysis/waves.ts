import { noise } from './ecgTrace.ts';

/** A pulse wave 250 ms behind each beat. */
export function pulseWave(beats: readonly number[], durationMs: number, rateHz: number, seed = 3): Float64Array {
  const random = noise(seed);
  return Float64Array.from({ length: (durationMs * rateHz) / 1000 }, (_, k) => {
    const atMs = (k * 1000) / rateHz;
    let value = 0.005 * random();
    for (const beat of beats) {
      const fromMs = atMs - beat - 250;
      if (fromMs > 0 && fromMs < 1500) value += (fromMs / 120) * Math.exp(1 - fromMs / 120);
    }
    return value;
  });
}

/** A respiration wave with so many breaths a minute, and a little of the heart in it. */
export function breathing(ratePerMin: number, durationMs: number, rateHz: number, seed = 5): Float64Array {
  const random = noise(seed);
  return Float64Array.from({ length: (durationMs * rateHz) / 1000 }, (_, k) => {
    const s = k / rateHz;
    return Math.sin((2 * Math.PI * ratePerMin * s) / 60) + 0.05 * Math.sin(2 * Math.PI * 1.2 * s) + 0.01 * random();
  });
}
