import { BandPass } from './bandPass.ts';
import type { StripChannel } from './strip.ts';

/** Shapes and oscillations are looked at in this rate, whatever the device's. */
export const SHAPE_RATE_HZ = 125;

/** A channel's band, 125 times a second by interpolation; NaN where samples are missing. */
export function resampled({ rateHz, samples }: StripChannel, lowHz: number, highHz: number): Float64Array {
  const filter = new BandPass(rateHz, lowHz, highHz);
  const smooth = samples.map((value) => {
    if (!Number.isNaN(value)) return filter.step(value);
    filter.reset();
    return value;
  });
  const step = rateHz / SHAPE_RATE_HZ;
  return Float64Array.from({ length: Math.floor(samples.length / step) }, (_, k) => {
    const index = k * step;
    const low = Math.floor(index);
    const before = smooth[low] as number;
    return low === index ? before : before + (index - low) * ((smooth[low + 1] ?? Number.NaN) - before);
  });
}
