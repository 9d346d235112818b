import { BandPass } from './bandPass.ts';
import type { StripChannel } from './strip.ts';

/** Shapes and oscillations are looked at in this rate, whatever the device's. */
export const SHAPE_RATE_HZ = 125;

/** A channel's band, 125 times a second by interpolation; NaN where samples are missing. */
export function resampled({ rateHz, samples }: StripChannel, lowHz: number, highHz: number): Float64Array {
  const filter = new BandPass(rateHz, lowHz, highHz);
  const smooth = new Float64Array(samples.length);
  for (let k = 0; k < samples.length; k++) {
    const value = samples[k] as number;
    if (Number.isNaN(value)) filter.reset();
    smooth[k] = Number.isNaN(value) ? value : filter.step(value);
  }
  const step = rateHz / SHAPE_RATE_HZ;
  const wave = new Float64Array(Math.floor(samples.length / step));
  for (let k = 0; k < wave.length; k++) {
    const index = k * step;
    const low = Math.floor(index);
    const before = smooth[low] as number;
    wave[k] = low === index ? before : before + (index - low) * ((smooth[low + 1] ?? Number.NaN) - before);
  }
  return wave;
}
