import type { Block } from '#domain/signals/block.ts';
import type { ChannelGap, GapState } from '#domain/signals/coverage.ts';

/**
 * Finds what is missing of each channel of a gateway: the samples between the last one taken in and the first that comes
 * after something was lost. A hole in the indices without a loss is the bedside's, and none of ours.
 */
export class Holes {
  /** Index after the newest sample of each channel. */
  readonly #ends = new Map<number, number>();
  readonly #expected = new Map<number, GapState>();

  /** Something is missing of every channel that has given samples; the first reason stays. */
  expect(state: GapState): void {
    for (const channelId of this.#ends.keys()) this.expectOf(channelId, state);
  }

  /** Something is missing of one channel. */
  expectOf(channelId: number, state: GapState): void {
    if (this.#ends.has(channelId) && !this.#expected.has(channelId)) this.#expected.set(channelId, state);
  }

  /** Live samples came; the gaps that end with them. */
  take(blocks: readonly Block[]): ChannelGap[] {
    const gaps: ChannelGap[] = [];
    for (const { channelId, firstIndex, samples } of blocks) {
      const from = this.#ends.get(channelId);
      const state = this.#expected.get(channelId);
      if (from !== undefined && state !== undefined && firstIndex > from) {
        gaps.push({ channelId, from, until: firstIndex, state });
      }
      this.#expected.delete(channelId);
      this.#ends.set(channelId, Math.max(from ?? 0, firstIndex + samples.length));
    }
    return gaps;
  }

  /** Index after the newest sample of a channel; null: it has given none. */
  endOf(channelId: number): number | null {
    return this.#ends.get(channelId) ?? null;
  }

  /** Only these channels go on. */
  keep(channelIds: ReadonlySet<number>): void {
    for (const channelId of this.#ends.keys()) if (!channelIds.has(channelId)) this.#forget(channelId);
  }

  #forget(channelId: number): void {
    this.#ends.delete(channelId);
    this.#expected.delete(channelId);
  }
}
