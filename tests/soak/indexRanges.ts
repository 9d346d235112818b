/** Samples [first, end) of one channel. */
export interface IndexRange {
  readonly first: number;
  readonly end: number;
}

/** A set of sample indices, whatever the order they come in. */
export class IndexRanges {
  /** In order, none touching another. */
  #ranges: IndexRange[] = [];

  get ranges(): readonly IndexRange[] {
    return this.#ranges;
  }

  get count(): number {
    return this.#ranges.reduce((sum, { first, end }) => sum + end - first, 0);
  }

  /** Puts [first, end) in; how many of them were in already. */
  add(first: number, end: number): number {
    if (end <= first) return 0;
    const before: IndexRange[] = [];
    const after: IndexRange[] = [];
    let merged: IndexRange = { first, end };
    let held = 0;
    // From the end: what comes is nearly always the newest.
    let at = this.#ranges.length - 1;
    for (; at >= 0; at -= 1) {
      const range = this.#ranges[at] as IndexRange;
      if (range.end < first) break;
      if (range.first > end) {
        after.unshift(range);
        continue;
      }
      held += Math.max(0, Math.min(range.end, end) - Math.max(range.first, first));
      merged = { first: Math.min(merged.first, range.first), end: Math.max(merged.end, range.end) };
    }
    before.push(...this.#ranges.splice(0, at + 1));
    this.#ranges = [...before, merged, ...after];
    return held;
  }

  /** Takes [first, end) out. */
  remove(first: number, end: number): void {
    if (end <= first) return;
    this.#ranges = this.#ranges.flatMap((range) => [
      ...(range.first < first ? [{ first: range.first, end: Math.min(range.end, first) }] : []),
      ...(range.end > end ? [{ first: Math.max(range.first, end), end: range.end }] : []),
    ]);
  }

  /** What is in this set and not in another, in order. */
  without(other: IndexRanges): IndexRange[] {
    const left: IndexRange[] = [];
    for (const { first, end } of this.#ranges) {
      let from = first;
      for (const held of other.ranges) {
        if (held.end <= from) continue;
        if (held.first >= end) break;
        if (held.first > from) left.push({ first: from, end: held.first });
        from = held.end;
      }
      if (from < end) left.push({ first: from, end });
    }
    return left;
  }
}
