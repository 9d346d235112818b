import { parseArgs } from 'node:util';
import { EcgBeats } from '#domain/analysis/ecgBeats.ts';
import { PulseCandidates } from '#domain/analysis/pulseCandidates.ts';
import { SignalQuality } from '#domain/analysis/signalQuality.ts';
import type { Strip, StripChannel } from '#domain/analysis/strip.ts';
import { verdictOn } from '#domain/analysis/verdict.ts';
import { ecgTrace, noise, steady } from '#tests/domain/analysis/ecgTrace.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { toldOpinions } from './toldOpinions.ts';

export const analysisUsage = `analysis [--beds 64] [--seconds 60]
  What it costs to find beats and judge the quality of two ECG leads (250 Hz), a plethysmogram and a pressure (125 Hz) of each bed,
  live, in blocks of 100 ms: part of one core. How long a verdict on 30 s of them takes. And how long after an alarm a window of the
  built station is told what the waves say of it, with so many beds live.`;

const BLOCK_MS = 100;

/** @throws Error on wrong arguments */
export async function analysis(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { beds: { type: 'string', default: '64' }, seconds: { type: 'string', default: '60' } },
  });
  const beds = wholeNumber('beds', values.beds, 1, 256);
  const seconds = wholeNumber('seconds', values.seconds, 10, 600);
  const channels = bedChannels(1000 * seconds);
  const states = Array.from({ length: beds }, () => ({
    leads: new EcgBeats([250, 250]),
    pulses: [new PulseCandidates(125), new PulseCandidates(125)],
    qualities: channels.map(({ kind, rateHz }) => new SignalQuality(kind, rateHz)),
  }));
  let beats = 0;
  let samples = 0;
  const begun = process.cpuUsage();
  for (let atMs = 0; atMs < 1000 * seconds; atMs += BLOCK_MS) {
    for (const { leads, pulses, qualities } of states) {
      for (const [k, { rateHz, samples: wave }] of channels.entries()) {
        const block = wave.subarray((atMs * rateHz) / 1000, ((atMs + BLOCK_MS) * rateHz) / 1000);
        samples += block.length;
        const quality = qualities[k] as SignalQuality;
        for (const value of block) quality.step(value);
        if (k < 2) beats += leads.put(k, block).fused.length;
        else for (const value of block) (pulses[k - 2] as PulseCandidates).step(value);
      }
    }
  }
  const { user, system } = process.cpuUsage(begun);
  const times = verdictTimes(channels).sort((a, b) => a - b);
  const told = await toldOpinions(beds);
  return {
    beds,
    seconds,
    samples,
    beats,
    cpuPercent: (user + system) / 1e4 / seconds,
    verdictMs: {
      p50: times[Math.floor(times.length / 2)],
      p95: times[Math.floor(0.95 * times.length)],
      max: times.at(-1),
    },
    ...told,
  };
}

/** Four channels of a bed: beats at 90 a minute, some noise. */
function bedChannels(durationMs: number): readonly StripChannel[] {
  const beats = steady(90, durationMs);
  const random = noise(2);
  const pulse = ecgTrace(beats, durationMs, 125, { sigmaMs: 90 }).map((value) => value + 0.01 * random());
  return [
    { kind: 'ecg', label: 'II', rateHz: 250, samples: ecgTrace(beats, durationMs, 250, { noiseMv: 0.05 }) },
    { kind: 'ecg', label: 'V', rateHz: 250, samples: ecgTrace(beats, durationMs, 250, { noiseMv: 0.05, seed: 4 }) },
    { kind: 'pleth', label: 'PLETH', rateHz: 125, samples: pulse },
    { kind: 'pressure', label: 'ABP', rateHz: 125, samples: pulse },
  ];
}

function verdictTimes(channels: readonly StripChannel[]): number[] {
  const seconds = Math.min(30, (channels[0]?.samples.length ?? 0) / 250);
  const strip: Strip = {
    durationMs: 1000 * seconds,
    channels: channels.map((one) => ({ ...one, samples: one.samples.slice(0, seconds * one.rateHz) })),
  };
  return Array.from({ length: 40 }, () => {
    const begun = performance.now();
    verdictOn('ventricularTachycardia', strip);
    return performance.now() - begun;
  });
}
