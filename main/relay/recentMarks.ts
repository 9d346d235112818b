import type { MarkKind, SignalMark } from '#domain/signals/marks.ts';

/** Of one channel and kind. Five minutes at 300 beats a minute are 1,500; a gateway that floods us costs no more than this. */
const MAX_MARKS = 4096;

/** The recent marks of all channels, each once. */
export class RecentMarks {
  readonly #channels = new Map<number, Readonly<Record<MarkKind, Map<number, SignalMark>>>>();

  /** Takes a mark in, and forgets those of its channel and kind before `oldestIndex`. False: it is held already. */
  put(mark: SignalMark, oldestIndex: number): boolean {
    let channel = this.#channels.get(mark.channelId);
    if (channel === undefined) {
      channel = { qrs: new Map(), pacer: new Map() };
      this.#channels.set(mark.channelId, channel);
    }
    const marks = channel[mark.kind];
    if (marks.has(mark.index)) return false;
    marks.set(mark.index, mark);
    for (const index of marks.keys()) {
      if (index >= oldestIndex && marks.size <= MAX_MARKS) break;
      marks.delete(index);
    }
    return true;
  }

  /** Marks of a channel within [from, until). */
  between(channelId: number, from: number, until: number): SignalMark[] {
    const channel = this.#channels.get(channelId);
    if (channel === undefined) return [];
    return [...channel.qrs.values(), ...channel.pacer.values()].filter(({ index }) => index >= from && index < until);
  }

  /** The channels that have marks. */
  channelIds(): IterableIterator<number> {
    return this.#channels.keys();
  }

  forget(channelId: number): void {
    this.#channels.delete(channelId);
  }
}
