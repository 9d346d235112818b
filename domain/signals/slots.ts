import type { Block } from './block.ts';
import { type Channel, sampleIndexAt } from './channel.ts';
import type { Range } from './ranges.ts';

/** What says when the samples of a waveform were taken. */
export type Timing = Pick<Channel, 'originMs' | 'rateHz'>;

/** The first sample taken at a time or later. Time is cut by it: each sample is in one slot only, however it is asked. */
export function firstIndexFrom(timing: Timing, timeMs: number): number {
  return Math.ceil(sampleIndexAt(timing, timeMs));
}

/** The samples of a slot, [k, k + 1) x `slotMs` since 1970, by index. */
export function slotRange(timing: Timing, slot: number, slotMs: number): Range {
  return { from: firstIndexFrom(timing, slot * slotMs), until: firstIndexFrom(timing, (slot + 1) * slotMs) };
}

/** The slot in which a sample lies. */
export function slotOf(timing: Timing, index: number, slotMs: number): number {
  // Rounding may put a sample at the border into the slot beside; the borders decide.
  const near = Math.floor((timing.originMs + (index * 1000) / timing.rateHz) / slotMs);
  if (index < firstIndexFrom(timing, near * slotMs)) return near - 1;
  return index < firstIndexFrom(timing, (near + 1) * slotMs) ? near : near + 1;
}

/** The parts of a block that lie in one slot each, in order. They share its samples. */
export function cutBySlots(
  timing: Timing,
  { channelId, firstIndex, samples }: Block,
  slotMs: number,
): readonly { readonly slot: number; readonly block: Block }[] {
  const parts: { readonly slot: number; readonly block: Block }[] = [];
  const end = firstIndex + samples.length;
  for (let from = firstIndex; from < end; ) {
    const slot = slotOf(timing, from, slotMs);
    const until = Math.min(end, slotRange(timing, slot, slotMs).until);
    const part = samples.subarray(from - firstIndex, until - firstIndex);
    parts.push({ slot, block: { channelId, firstIndex: from, samples: part } });
    from = until;
  }
  return parts;
}
