import { useMemo } from 'react';
import type { LiveFault } from '#domain/analysis/liveWave.ts';
import type { BedRates, WaveRate } from '#domain/rates/bedRates.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { type LaneBadge, noBadges } from '#renderer/waveforms/laneBadge.ts';
import { useServices } from './services.ts';

/**
 * What of a wave's faults a lane tells: those of the wave itself. What is only the matter with its beats is none of them: in the best of
 * leads a heart that stands still or fibrillates has none that stand out, and of a bigeminy each lead may count other ones. Nor is breath
 * that is uneven. All of it is in the table of the large bed.
 */
const ofWaves: Readonly<Partial<Record<LiveFault, LaneBadge>>> = {
  missing: 'gaps',
  flat: 'flat',
  steps: 'weak',
  saturated: 'clipped',
  noise: 'noisy',
  cardiac: 'cardiac',
};
/** A pulse comes from a heart that the leads know: other beats, or hardly any, are the matter with the sensor or its place. */
const ofPulses: typeof ofWaves = { ...ofWaves, disagrees: 'disagrees', unclear: 'littlePulse' };
const byKind: Readonly<Record<WaveRate['kind'], typeof ofWaves>> = {
  ecg: ofWaves,
  pleth: ofPulses,
  pressure: ofPulses,
  respiration: ofWaves,
};

/** What the shown lanes of a bed say of their waves; nothing of one that is good. A pulse deficit stands on the lane of the pulse. */
export function laneBadges(
  { waves, deficit }: Pick<BedRates, 'waves' | 'deficit'>,
  shown: ReadonlySet<number>,
): ReadonlyMap<number, LaneBadge> {
  const badges = new Map<number, LaneBadge>();
  const lanes = waves.filter(({ channelId }) => shown.has(channelId));
  for (const { channelId, kind, faults } of lanes) {
    const badge = faults.map((fault) => byKind[kind][fault]).find((each) => each !== undefined);
    if (badge !== undefined) badges.set(channelId, badge);
  }
  const lane =
    lanes.find(({ kind }) => kind === 'pleth' || kind === 'pressure') ?? lanes.find(({ kind }) => kind === 'ecg');
  if (deficit !== null && lane !== undefined) badges.set(lane.channelId, 'deficit');
  return badges;
}

/** The same of a bed now; the same object while it says the same. */
export function useLaneBadges(bedKey: string, channels: readonly Channel[]): ReadonlyMap<number, LaneBadge> {
  const { rates } = useServices();
  const shown = useMemo(() => new Set(channels.map(({ channelId }) => channelId)), [channels]);
  const said = useSubject(rates.bed(bedKey), (now) =>
    now === null ? '' : JSON.stringify([...laneBadges(now, shown)]),
  );
  return useMemo(() => (said === '' ? noBadges : new Map(JSON.parse(said) as [number, LaneBadge][])), [said]);
}
