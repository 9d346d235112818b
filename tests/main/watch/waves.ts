import type { Block } from '#domain/signals/block.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { NOON_MS } from '#tests/domain/alarms/bedside.ts';
import { ecgTrace, steady } from '#tests/domain/analysis/ecgTrace.ts';

export const RATE_HZ = 250;

export const leadII = (channelId: number, over: Partial<Channel> = {}): Channel => ({
  channelId,
  code: 'MDC_ECG_ELEC_POTL_II',
  label: 'II',
  unit: 'mV',
  rateHz: RATE_HZ,
  scalePerLsb: 0.001,
  offset: 0,
  rawMinimum: -32_768,
  rawMaximum: 32_767,
  originMs: NOON_MS,
  ...over,
});

export const bedOf = (bedKey: string, patientKey: string, channels: readonly Channel[]): Bed => ({
  bedKey,
  displayName: bedKey,
  patient: { key: patientKey, patientId: patientKey, displayName: patientKey, ageYears: null, sex: 'unknown' },
  channels,
  numerics: [],
});

/** A lead's samples for so many seconds, at so many beats a minute. */
export function beating(ratePerMin: number, seconds: number): Int32Array {
  const durationMs = 1_000 * seconds;
  // Beats go on behind the end: what follows on it misses none.
  return Int32Array.from(ecgTrace(steady(ratePerMin, durationMs + 2_000), durationMs, RATE_HZ), (mv) =>
    Math.round(1_000 * mv),
  );
}

/** The samples of [fromS, untilS) as one block. */
export function blockOf(channelId: number, samples: Int32Array, fromS: number, untilS: number): Block {
  return { channelId, firstIndex: fromS * RATE_HZ, samples: samples.slice(fromS * RATE_HZ, untilS * RATE_HZ) };
}
