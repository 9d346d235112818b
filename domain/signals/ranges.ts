/** Positions from `from` on and before `until`. */
export interface Range {
  readonly from: number;
  readonly until: number;
}

/**
 * A set of positions, such as sample indices: ranges in order that neither touch nor overlap, none of them empty. The
 * functions here keep it so, change nothing they are given, and cost as much as there are ranges.
 */
export type Ranges = readonly Range[];

export const noRanges: Ranges = [];

/** The set with the positions of [from, until) too. */
export function withRange(ranges: Ranges, from: number, until: number): Ranges {
  if (!(from < until)) return ranges;
  const before = ranges.filter((range) => range.until < from);
  const after = ranges.filter((range) => range.from > until);
  const touching = ranges.slice(before.length, ranges.length - after.length);
  const joined = {
    from: Math.min(from, touching[0]?.from ?? from),
    until: Math.max(until, touching.at(-1)?.until ?? until),
  };
  return [...before, joined, ...after];
}

/** The set without the positions of [from, until). */
export function withoutRange(ranges: Ranges, from: number, until: number): Ranges {
  if (!(from < until)) return ranges;
  return ranges.flatMap((range) => {
    if (range.until <= from || range.from >= until) return [range];
    return [
      ...(range.from < from ? [{ from: range.from, until: from }] : []),
      ...(range.until > until ? [{ from: until, until: range.until }] : []),
    ];
  });
}

/** What of the set lies in [from, until). */
export function rangesWithin(ranges: Ranges, from: number, until: number): Ranges {
  return ranges.flatMap((range) => {
    const part = { from: Math.max(range.from, from), until: Math.min(range.until, until) };
    return part.from < part.until ? [part] : [];
  });
}

/** How many positions there are. */
export function sizeOf(ranges: Ranges): number {
  return ranges.reduce((sum, { from, until }) => sum + until - from, 0);
}

/** Whether two sets have the same positions. */
export function sameRanges(one: Ranges, other: Ranges): boolean {
  if (one === other) return true;
  return (
    one.length === other.length &&
    one.every(({ from, until }, k) => from === other[k]?.from && until === other[k].until)
  );
}
