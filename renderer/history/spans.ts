import { noRanges, type Ranges, rangesWithin, withRange } from '#domain/signals/ranges.ts';

/** From a time on and before another, in ms since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The spans as one set of times, in order, of which only [fromMs, untilMs) is wanted. */
export function joinSpans(spans: readonly Span[], fromMs: number, untilMs: number): Span[] {
  const inTime = [...spans].sort((a, b) => a.fromMs - b.fromMs);
  // In order, so that each joins the last one or comes after it: no search through thousands of bins.
  const joined: { from: number; until: number }[] = [];
  for (const span of inTime) {
    const last = joined.at(-1);
    if (last !== undefined && span.fromMs <= last.until) last.until = Math.max(last.until, span.untilMs);
    else joined.push({ from: span.fromMs, until: span.untilMs });
  }
  return rangesWithin(joined, fromMs, untilMs).map(({ from, until }) => ({ fromMs: from, untilMs: until }));
}

/** Ranges of indices as a set. */
export function toRanges(parts: Ranges): Ranges {
  return parts.reduce((all, { from, until }) => withRange(all, from, until), noRanges);
}
