import { lookUpCode, type Parameter } from '#domain/codes/mdc.ts';
import type { BedSource, SourceChannel } from '#fixtures/source.ts';

/** In the order in which a wall shows them. */
const order: readonly Parameter[] = ['ecg', 'spo2', 'resp', 'abp', 'pap', 'cvp', 'co2', 'temp', 'nibp', 'other'];

/**
 * The same bed with only `count` of its waveforms: one of each parameter first (lead II for the ECG), then the rest. So a
 * bench can say how many traces it draws whatever the recording holds.
 */
export function chosenWaves(source: BedSource, count: number): BedSource {
  const rank = ({ code }: SourceChannel): number => {
    const entry = lookUpCode(code);
    const lead = entry?.parameter === 'ecg' && !/^(ML)?II$/.test(entry.shortName) ? 0.5 : 0;
    return order.indexOf(entry?.parameter ?? 'other') + lead;
  };
  const ranked = source.channels
    .map((channel, position) => ({ channel, position, rank: rank(channel) }))
    .sort((a, b) => a.rank - b.rank);
  const firsts = ranked.filter((entry, n) => Math.floor(ranked[n - 1]?.rank ?? -1) !== Math.floor(entry.rank));
  const chosen = [...firsts, ...ranked.filter((entry) => !firsts.includes(entry))].slice(0, count);
  const places = new Map(chosen.map(({ position }, place) => [position, place]));
  const moved = <T extends { readonly channel: number }>(entry: T): T[] => {
    const channel = places.get(entry.channel);
    return channel === undefined ? [] : [{ ...entry, channel }];
  };
  const { displayName, patient, device, numerics } = source;
  return {
    displayName,
    patient,
    device,
    numerics,
    channels: chosen.map(({ channel }) => channel),
    read: (untilMs) => {
      const slice = source.read(untilMs);
      return {
        ...slice,
        waveforms: slice.waveforms.flatMap(moved),
        channelStates: slice.channelStates.flatMap(moved),
      };
    },
  };
}
