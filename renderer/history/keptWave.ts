import type { Channel } from '#domain/signals/channel.ts';
import type { Run } from '#domain/signals/chunk/series.ts';
import type { Gap, GapState } from '#domain/signals/coverage.ts';
import { type Range, type Ranges, rangesWithin, withoutRange } from '#domain/signals/ranges.ts';
import type { Owned, Owner } from './owner.ts';

/** A channel as it is kept: without its number, which ends with the station's run or the gateway's epoch, and with whose it is. */
export type KeptChannel = Omit<Channel, 'channelId'> & Owned;

/** A wave in one slot of time: what is held, and why the rest is not, as far as it was told. */
export interface KeptWave {
  readonly channel: KeptChannel;
  readonly runs: readonly Run[];
  readonly gaps: readonly Gap[];
}

/** `notRecorded`: nobody wrote at that time, or it was not told why they are missing. `damaged`: they can't be read. */
export type HistoryGapState = GapState | 'notRecorded' | 'damaged';

export function keptChannel({ channelId: _, ...channel }: Channel, owner: Owner): KeptChannel {
  return { ...channel, owner };
}

/**
 * Two channels of one bed are the same wave when all that is known of them is, whose they are too: an index then means the
 * same time and a raw sample the same value, also after the station or the gateway was started again.
 */
export function identityOf(channel: KeptChannel): string {
  const { code, label, unit, rateHz, scalePerLsb, offset, rawMinimum, rawMaximum, originMs, owner } = channel;
  const known = [code, label, unit, rateHz, scalePerLsb, offset, rawMinimum, rawMaximum, originMs];
  return JSON.stringify(owner === undefined ? known : [...known, owner]);
}

/** The name under which a wave is asked for: what it is, or what the device calls it. */
export function waveName({ code, label }: Pick<Channel, 'code' | 'label'>): string {
  return code ?? label;
}

export function rangeOf({ firstIndex, samples }: Run): Range {
  return { from: firstIndex, until: firstIndex + samples.length };
}

/** The parts of a run that are not in the ranges. They share its samples. */
export function runWithout(run: Run, ranges: Ranges): readonly Run[] {
  const whole = rangeOf(run);
  const known = rangesWithin(ranges, whole.from, whole.until);
  if (known.length === 0) return [run];
  return known
    .reduce((parts: Ranges, { from, until }) => withoutRange(parts, from, until), [whole])
    .map(({ from, until }) => ({
      firstIndex: from,
      samples: run.samples.subarray(from - run.firstIndex, until - run.firstIndex),
    }));
}

/** What of a range is in no run. */
export function missingIn({ from, until }: Range, runs: readonly Run[]): Ranges {
  return runs.map(rangeOf).reduce((parts: Ranges, run) => withoutRange(parts, run.from, run.until), [{ from, until }]);
}

/** Why the missing parts are missing: by the first list that knows of them. What none knows is left out. */
export function explained<State>(
  missing: Ranges,
  ...known: readonly (readonly (Range & { readonly state: State })[])[]
): (Range & { readonly state: State })[] {
  const gaps: (Range & { readonly state: State })[] = [];
  let open = missing;
  for (const { from, until, state } of known.flat()) {
    const parts = rangesWithin(open, from, until);
    for (const part of parts) gaps.push({ ...part, state });
    open = parts.reduce((left, part) => withoutRange(left, part.from, part.until), open);
  }
  return gaps.sort((a, b) => a.from - b.from);
}
