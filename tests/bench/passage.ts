import type { StationMessage } from '#bridge/messages.ts';
import type { Block } from '#domain/signals/block.ts';

/** Follows one channel of each gateway from there to a window: when a frame with it left, and when its last sample had come. */
export class Passage {
  /** Of each frame that has come. */
  delaysMs: number[] = [];
  /** By gateway: the end index of each frame on its way, and when it left. */
  readonly #underWay = new Map<string, { readonly end: number; readonly leftMs: number }[]>();
  readonly #gatewayOf = new Map<number, string>();

  /** A frame leaves the gateway of this address; `end`: index after the last sample of its first bed's first channel. */
  left(address: string, end: number, leftMs: number): void {
    const frames = this.#underWay.get(address) ?? [];
    this.#underWay.set(address, frames);
    frames.push({ end, leftMs });
  }

  /** The window was told something: which channels are followed is in it. */
  told(message: StationMessage): void {
    if (message.type !== 'beds') return;
    const channelId = message.beds[0]?.channels[0]?.channelId;
    if (channelId !== undefined) this.#gatewayOf.set(channelId, message.gatewayId);
  }

  /** Samples have come. */
  came({ channelId, firstIndex, samples }: Block, nowMs: number): void {
    const frames = this.#underWay.get(this.#gatewayOf.get(channelId) ?? '');
    if (frames === undefined) return;
    const end = firstIndex + samples.length;
    for (let first = frames[0]; first !== undefined && first.end <= end; first = frames[0]) {
      this.delaysMs.push(nowMs - first.leftMs);
      frames.shift();
    }
  }

  /** For how long the frame that has not come has been on its way that left first; 0: all have come. */
  longestUnderWayMs(nowMs: number): number {
    return Math.max(
      0,
      ...[...this.#underWay.values()].map(([first]) => (first === undefined ? 0 : nowMs - first.leftMs)),
    );
  }

  /** What was followed until now does not count. */
  forget(): void {
    this.delaysMs = [];
  }
}
