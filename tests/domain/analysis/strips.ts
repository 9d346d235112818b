import type { Strip, StripChannel } from '#domain/analysis/strip.ts';
import { ecgTrace, noise } from './ecgTrace.ts';
import { pulseWave } from './waves.ts';

export const DURATION_MS = 30_000;

export function lead(label: string, beats: readonly number[], seed = 1): StripChannel {
  return { kind: 'ecg', label, rateHz: 250, samples: ecgTrace(beats, DURATION_MS, 250, { seed }) };
}

/** A pulse wave 250 ms behind each beat. */
export function pulse(beats: readonly number[], seed = 3): StripChannel {
  return { kind: 'pleth', label: 'PLETH', rateHz: 125, samples: pulseWave(beats, DURATION_MS, 125, seed) };
}

/** Wide, even waves from one moment on, in place of what the lead shows. */
export function withWideRun(channel: StripChannel, fromMs: number, ratePerMin: number): StripChannel {
  const samples = channel.samples.map((value, k) => {
    const sinceMs = (k * 1000) / channel.rateHz - fromMs;
    if (sinceMs < 0) return value;
    const phase = (2 * Math.PI * sinceMs * ratePerMin) / 60_000;
    return 1.2 * Math.sin(phase) + 0.3 * Math.sin(2 * phase + 0.5);
  });
  return { ...channel, samples };
}

export function noisy(label: string, seed = 11): StripChannel {
  const random = noise(seed);
  return {
    kind: 'ecg',
    label,
    rateHz: 250,
    samples: Float64Array.from({ length: (DURATION_MS * 250) / 1000 }, () => 2 * random()),
  };
}

export function flat(kind: StripChannel['kind'], label: string): StripChannel {
  return { kind, label, rateHz: 250, samples: new Float64Array((DURATION_MS * 250) / 1000) };
}

export function strip(...channels: StripChannel[]): Strip {
  return { durationMs: DURATION_MS, channels };
}
