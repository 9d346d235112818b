/** Measures a sound from its samples alone, as somebody with a microphone would. It knows nothing of any plan. */

/** One pulse, measured. Times in milliseconds from the first sample. */
export interface MeasuredPulse {
  /** Between the points of 90 % of its amplitude. */
  readonly startMs: number;
  readonly lengthMs: number;
  /** Between 10 and 90 %. */
  readonly riseMs: number;
  readonly fallMs: number;
  readonly frequencyHz: number;
  /** Level of harmonic n + 1 against the fundamental. */
  readonly harmonicsDb: readonly number[];
}

/** All pulses in the samples. Parts louder than a hundredth of full scale, 15 ms or more apart, are pulses of their own. */
export function measurePulses(samples: Float32Array, rateHz: number): MeasuredPulse[] {
  return stretches(samples, rateHz).map(([from, to]) => measurePulse(samples, rateHz, from, to));
}

function stretches(samples: Float32Array, rateHz: number): [number, number][] {
  const apart = 0.015 * rateHz;
  const found: [number, number][] = [];
  for (let n = 0; n < samples.length; n++) {
    if (Math.abs(samples[n]!) < 0.01) continue;
    const last = found.at(-1);
    if (last === undefined || n - last[1] > apart) found.push([n, n]);
    else last[1] = n;
  }
  return found;
}

function measurePulse(samples: Float32Array, rateHz: number, from: number, to: number): MeasuredPulse {
  const third = Math.floor((to - from) / 3);
  const middle = samples.subarray(from + third, to - third);
  const frequencyHz = fundamental(middle, rateHz);
  const level = (hz: number) => amplitude(middle, rateHz, hz);
  const first = level(frequencyHz);
  const harmonicsDb = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => 20 * Math.log10(level(n * frequencyHz) / first));
  const envelope = amplitudes(samples, rateHz, from, to, frequencyHz);
  const most = Math.max(...envelope.slice(third, envelope.length - third));
  const crossing = (share: number, backwards: boolean) => {
    const at = backwards
      ? envelope.findLastIndex((value) => value >= share * most)
      : envelope.findIndex((value) => value >= share * most);
    return ((from - MARGIN + at) * 1000) / rateHz;
  };
  const [up10, up90, down90, down10] = [
    crossing(0.1, false),
    crossing(0.9, false),
    crossing(0.9, true),
    crossing(0.1, true),
  ];
  return {
    startMs: up90,
    lengthMs: down90 - up90,
    riseMs: up90 - up10,
    fallMs: down10 - down90,
    frequencyHz,
    harmonicsDb,
  };
}

/** Samples before and after a stretch that are looked at too. */
const MARGIN = 400;

/** The lowest of the strong frequencies, to about a tenth of a Hz. */
function fundamental(samples: Float32Array, rateHz: number): number {
  const spectrum: [number, number][] = [];
  for (let hz = 100; hz <= 4_500; hz += 2) spectrum.push([hz, amplitude(samples, rateHz, hz)]);
  const most = Math.max(...spectrum.map(([, value]) => value));
  const peak = spectrum.find(
    ([, value], n) =>
      value > 0.2 * most && value >= (spectrum[n - 1]?.[1] ?? 0) && value >= (spectrum[n + 1]?.[1] ?? 0),
  );
  const near = peak?.[0] ?? 0;
  let best = near;
  for (let hz = near - 2; hz <= near + 2; hz += 0.1) {
    if (amplitude(samples, rateHz, hz) > amplitude(samples, rateHz, best)) best = hz;
  }
  return best;
}

/** Amplitude of one frequency: one bin of a discrete Fourier transform, through a Hann window. */
function amplitude(samples: Float32Array, rateHz: number, hz: number): number {
  let [real, imag, sum] = [0, 0, 0];
  for (let n = 0; n < samples.length; n++) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / samples.length);
    const phase = (2 * Math.PI * hz * n) / rateHz;
    real += weight * samples[n]! * Math.cos(phase);
    imag += weight * samples[n]! * Math.sin(phase);
    sum += weight;
  }
  return (2 * Math.hypot(real, imag)) / sum;
}

/** Amplitude of the fundamental at each sample, over the period around it: a period holds no harmonic. */
function amplitudes(samples: Float32Array, rateHz: number, from: number, to: number, hz: number): number[] {
  const half = rateHz / hz / 2;
  // Running sums, from as far before the first period as any reaches.
  const origin = from - MARGIN - Math.ceil(half) - 1;
  const [real, imag] = [[0], [0]];
  for (let n = origin; n <= to + MARGIN + half + 1; n++) {
    const phase = (2 * Math.PI * hz * n) / rateHz;
    real.push(real.at(-1)! + (samples[n] ?? 0) * Math.cos(phase));
    imag.push(imag.at(-1)! + (samples[n] ?? 0) * Math.sin(phase));
  }
  const all: number[] = [];
  for (let at = from - MARGIN; at <= to + MARGIN; at++) {
    const [first, end] = [Math.round(at - half) - origin, Math.round(at + half) - origin];
    const within = (sums: number[]) => sums[end]! - sums[first]!;
    all.push((2 * Math.hypot(within(real), within(imag))) / (end - first));
  }
  return all;
}
