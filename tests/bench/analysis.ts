import { parseArgs } from 'node:util';
import { VirtualTimeScheduler } from 'rxjs';
import { LiveBed } from '#domain/analysis/liveBed.ts';
import type { Strip, StripChannel } from '#domain/analysis/strip.ts';
import { verdictOn } from '#domain/analysis/verdict.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { WatchThread } from '#main/watch/watchThread.ts';
import { WaveWatch } from '#main/watch/waveWatch.ts';
import { ecgTrace, noise, steady } from '#tests/domain/analysis/ecgTrace.ts';
import { wholeNumber } from '#tools/commandLine.ts';
import { percentiles } from './percentiles.ts';
import { toldOpinions } from './toldOpinions.ts';

export const analysisUsage = `analysis [--beds 64] [--seconds 60]
  What it costs to tell rates and quality each second (LiveBed) of two ECG leads (250 Hz), a plethysmogram and a pressure (125 Hz) of
  each bed, in blocks of 100 ms: part of one core; and the same with all that a station does for it, handing over to its thread and hearing from
  it included (\`watchPercent\`). How long a verdict on 30 s of them takes, the very first apart. And how long after an alarm a window of the
  built station is told what the waves say of it, with so many beds live.`;
const BLOCK_MS = 100;
const codes = { ecg: 'MDC_ECG_ELEC_POTL_II', pleth: 'MDC_PULS_OXIM_PLETH', pressure: 'MDC_PRESS_BLD_ART' } as const;

/** @throws Error on wrong arguments */
export async function analysis(args: readonly string[]): Promise<object> {
  const { values } = parseArgs({
    args: [...args],
    options: { beds: { type: 'string', default: '64' }, seconds: { type: 'string', default: '60' } },
  });
  const beds = wholeNumber('beds', values.beds, 1, 256);
  const seconds = wholeNumber('seconds', values.seconds, 10, 600);
  const channels = bedChannels(1000 * seconds);
  const described = channels.map(
    ({ kind, label, rateHz }, channelId): Channel => ({
      channelId,
      code: codes[kind],
      label,
      unit: '',
      rateHz,
      scalePerLsb: 0.001,
      offset: 0,
      rawMinimum: -32_768,
      rawMaximum: 32_767,
      originMs: 0,
    }),
  );
  const raw = channels.map(({ samples }) => Int32Array.from(samples, (value) => Math.round(1000 * value)));
  const states = Array.from({ length: beds }, () => new LiveBed(described));
  let told = 0;
  let good = 0;
  let samples = 0;
  const begun = process.cpuUsage();
  for (let atMs = 0; atMs < 1000 * seconds; atMs += BLOCK_MS) {
    for (const bed of states) {
      for (const [channelId, { rateHz }] of channels.entries()) {
        const firstIndex = Math.round((atMs * rateHz) / 1000);
        const block = (raw[channelId] as Int32Array).subarray(
          firstIndex,
          Math.round(((atMs + BLOCK_MS) * rateHz) / 1000),
        );
        samples += block.length;
        for (const second of bed.put({ channelId, firstIndex, samples: block })) {
          told += 1;
          if (second.heart.isGood) good += 1;
        }
      }
    }
  }
  const { user, system } = process.cpuUsage(begun);
  const [first = 0, ...times] = verdictTimes(channels);
  const watch = await watchedWard(described, raw, beds, seconds);
  const opinions = await toldOpinions(beds);
  return {
    beds,
    seconds,
    samples,
    told,
    good,
    cpuPercent: (user + system) / 1e4 / seconds,
    ...watch,
    verdictMs: { first: Math.round(first), ...percentiles(times) },
    ...opinions,
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

/**
 * The same waves by way of the station: each gateway's frame as an event, the thread, and what comes back of it. As fast as the thread
 * answers; `watchPercent` is what all of it takes of a core at the speed of the waves, `stationPercent` the part on the station's own
 * thread, `watchMb` what the process holds more than before.
 */
async function watchedWard(described: readonly Channel[], raw: readonly Int32Array[], beds: number, seconds: number) {
  const gatewayId = 'bench';
  const count = described.length;
  const ward = Array.from({ length: beds }, (_, b): Bed => {
    const channels = described.map((channel) => ({ ...channel, channelId: b * count + channel.channelId }));
    return { bedKey: `${gatewayId}/${b}`, displayName: `${b}`, patient: null, channels, numerics: [] };
  });
  let passedOver = 0;
  let answered = 0;
  const scheduler = new VirtualTimeScheduler();
  const watch = new WaveWatch({
    open: (events) =>
      new WatchThread({
        ...events,
        watched: (each) => {
          answered += 1;
          events.watched(each);
        },
      }),
    passedOver: (_, samples) => {
      passedOver += samples;
    },
    failed: (_, reason) => {
      throw new Error(reason);
    },
    ended: (reason) => {
      throw new Error(reason);
    },
    scheduler,
  });
  const passes = (untilMs: number) => {
    scheduler.maxFrames = untilMs;
    scheduler.flush();
    scheduler.frame = untilMs;
  };
  watch.apply({ type: 'beds', gatewayId, beds: ward });
  const rssNowMb = () => process.memoryUsage().rss / 1e6;
  const heldMb = rssNowMb();
  let parcels = 0;
  let toldRates = 0;
  let stationMs = 0;
  let begun = process.cpuUsage();
  const warmMs = 10_000;
  for (let atMs = 0; atMs < 1000 * seconds; atMs += BLOCK_MS) {
    if (atMs === warmMs) {
      begun = process.cpuUsage();
      stationMs = 0;
    }
    const sinceMs = performance.now();
    const blocks = ward.flatMap(({ channels }) =>
      channels.map(({ channelId, rateHz }) => {
        const firstIndex = Math.round((atMs * rateHz) / 1000);
        const until = Math.round(((atMs + BLOCK_MS) * rateHz) / 1000);
        return { channelId, firstIndex, samples: (raw[channelId % count] as Int32Array).subarray(firstIndex, until) };
      }),
    );
    watch.apply({ type: 'blocks', gatewayId, blocks });
    passes(atMs + BLOCK_MS);
    if (atMs % 1000 === 0) toldRates += JSON.stringify(watch.takeNews()).length;
    stationMs += performance.now() - sinceMs;
    // A parcel each half second once the thread is there; the next one waits for its answer.
    if (atMs % 500 === 0 && atMs > 4_000) {
      parcels = answered;
      for (let tries = 0; answered === parcels && tries < 500; tries++)
        await new Promise((done) => setTimeout(done, 2));
    }
  }
  const { user, system } = process.cpuUsage(begun);
  const rssMb = rssNowMb();
  await watch.close();
  const lastedS = seconds - warmMs / 1000;
  return {
    watchPercent: (user + system) / 1e4 / lastedS,
    stationPercent: stationMs / 10 / lastedS,
    toldBytesPerS: Math.round(toldRates / seconds),
    watchMb: rssMb - heldMb,
    passedOver,
  };
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
