import { type Channel, sampleTimeMs } from './channel.ts';
import type { Coverage, GapState } from './coverage.ts';

/** A stretch of time of which samples of some channels are not here. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly state: GapState;
  readonly channelIds: readonly number[];
}

/** Channels of one device break off within a frame or two of each other. */
const TOGETHER_MS = 500;

/**
 * The gaps of a bed's channels within [fromMs, untilMs), by their beginning; channels that miss the same stretch for the
 * same reason are told together. Times are the gateway's clock.
 */
export function stretchesOf(
  channels: readonly Channel[],
  coverageOf: (channelId: number) => Coverage | undefined,
  fromMs: number,
  untilMs: number,
): Stretch[] {
  const stretches: Stretch[] = [];
  for (const channel of channels) {
    for (const { from, until, state } of coverageOf(channel.channelId)?.gaps ?? []) {
      const gap = {
        fromMs: Math.max(fromMs, sampleTimeMs(channel, from)),
        untilMs: Math.min(untilMs, sampleTimeMs(channel, until)),
      };
      if (gap.fromMs >= gap.untilMs) continue;
      const place = stretches.findIndex((stretch) => stretch.state === state && areTogether(stretch, gap));
      const twin = stretches[place];
      if (twin === undefined) stretches.push({ ...gap, state, channelIds: [channel.channelId] });
      else {
        stretches[place] = {
          fromMs: Math.min(twin.fromMs, gap.fromMs),
          untilMs: Math.max(twin.untilMs, gap.untilMs),
          state,
          channelIds: [...new Set([...twin.channelIds, channel.channelId])],
        };
      }
    }
  }
  return stretches.sort((a, b) => a.fromMs - b.fromMs);
}

/** Since when all that is known of a bed's channels is known, gateway's clock; null: nothing is known. */
export function knownFromMs(
  channels: readonly Channel[],
  coverageOf: (channelId: number) => Coverage | undefined,
): number | null {
  const froms = channels.flatMap((channel) => {
    const coverage = coverageOf(channel.channelId);
    return coverage === undefined || coverage.from === coverage.until ? [] : [sampleTimeMs(channel, coverage.from)];
  });
  return froms.length === 0 ? null : Math.min(...froms);
}

function areTogether(one: Pick<Stretch, 'fromMs' | 'untilMs'>, other: Pick<Stretch, 'fromMs' | 'untilMs'>): boolean {
  return Math.abs(one.fromMs - other.fromMs) <= TOGETHER_MS && Math.abs(one.untilMs - other.untilMs) <= TOGETHER_MS;
}
