import { type Range, type Ranges, rangesWithin, withoutRange } from './ranges.ts';

/**
 * Why samples are not here. Three are not missing for good: a signal that the bedside did not give was never there to be lost,
 * and what is being fetched, or was shed, is still to come.
 */
export type GapState =
  /** The stream went on and the bedside gave no samples: leads off, sensor off. */
  | 'notGiven'
  /** Missing, and asked for at the gateway. */
  | 'fetching'
  /** The link was lost, and it is not known yet whether the gateway still has them. */
  | 'linkLost'
  /** The link was lost for longer than the gateway can resume, and it keeps nothing beyond that. */
  | 'beyondBuffer'
  /** The gateway was asked, and has them no more or could not give them. */
  | 'unavailable'
  /** They came, and could not be received, read or believed. */
  | 'refused'
  /** The gateway restarted: what was before it cannot be continued. */
  | 'restarted'
  /** The station was not running, and the gateway could not give them afterwards. */
  | 'beforeStart'
  /** The station has them; the window they are told to could not keep up and is still to be sent them. */
  | 'shed';

/** Samples [from, until) that are not here, and why. */
export interface Gap extends Range {
  readonly state: GapState;
}

/** A gap of one channel. */
export interface ChannelGap extends Gap {
  readonly channelId: number;
}

/**
 * What is known of the samples of one channel between two indices: what is in no gap is held. Before `from` nothing is
 * known, and after `until` nothing yet. Indices before 0 are times before the channel began.
 *
 * Gaps are in order, do not overlap, are not empty, and two that touch differ in their state. Of more gaps than
 * {@link MOST_GAPS} the oldest are forgotten with all that is before them, so that a faulty gateway costs no memory.
 */
export interface Coverage extends Range {
  readonly gaps: readonly Gap[];
}

/** How much of each channel is kept, and its coverage known. */
export const RECENT_MS = 300_000;

/** Five minutes with a gap every second. */
export const MOST_GAPS = 300;

/** Before anything is known. */
export const noCoverage: Coverage = { from: 0, until: 0, gaps: [] };

/** Samples [from, until) are here. What lies between them and what was known before them was not given. */
export function withHeld(coverage: Coverage, from: number, until: number): Coverage {
  return withKnown(coverage, from, until, null);
}

/** Samples [from, until) are not here, whatever was known of them before. */
export function withGap(coverage: Coverage, gap: Gap): Coverage {
  return withKnown(coverage, gap.from, gap.until, gap.state);
}

/** What a window holds of it that is still to be sent these positions: what is held of them is shed. */
export function withShed(coverage: Coverage, shed: Ranges): Coverage {
  const parts = rangesWithin(shed, coverage.from, coverage.until).flatMap((range) =>
    coverage.gaps.reduce<Ranges>((left, gap) => withoutRange(left, gap.from, gap.until), [range]),
  );
  if (parts.length === 0) return coverage;
  const gaps = [...coverage.gaps, ...parts.map((part): Gap => ({ ...part, state: 'shed' }))];
  return bounded({ ...coverage, gaps: joined(gaps.sort((a, b) => a.from - b.from)) });
}

/** Samples [from, until) are not here for another reason than was known; what is held stays held. */
export function withReason(coverage: Coverage, { from, until, state }: Gap): Coverage {
  const gaps = coverage.gaps.flatMap((gap) => {
    const part = { from: Math.max(gap.from, from), until: Math.min(gap.until, until), state };
    return part.from < part.until
      ? [...cut(gap, Number.NEGATIVE_INFINITY, part.from), part, ...cut(gap, part.until)]
      : [gap];
  });
  return bounded({ ...coverage, gaps: joined(gaps) });
}

/** What is known from an index on. */
export function coverageFrom(coverage: Coverage, from: number): Coverage {
  if (from <= coverage.from) return coverage;
  if (from >= coverage.until) return { from: coverage.until, until: coverage.until, gaps: [] };
  const { until, gaps } = coverage;
  // As in withKnown, the usual case makes no new list: it comes with each block of a channel whose five minutes are full.
  const isCut = gaps.length > 0 && (gaps[0] as Gap).from < from;
  return { from, until, gaps: isCut ? gaps.flatMap((gap) => cut(gap, from)) : gaps };
}

/** The state at an index; null: nothing is known. */
export function stateAt(coverage: Coverage, index: number): GapState | 'held' | null {
  if (index < coverage.from || index >= coverage.until) return null;
  return coverage.gaps.find(({ from, until }) => index >= from && index < until)?.state ?? 'held';
}

/**
 * Whether two say the same of what both know, but for how far they reach on: what is held goes on growing and what is old
 * is forgotten, and neither needs telling.
 */
export function sameGaps(one: Coverage, other: Coverage): boolean {
  if (one.gaps === other.gaps) return true;
  const from = Math.max(one.from, other.from);
  const [gaps, twins] = [coverageFrom(one, from).gaps, coverageFrom(other, from).gaps];
  return (
    gaps.length === twins.length &&
    gaps.every((gap, k) => {
      const twin = twins[k];
      return twin !== undefined && gap.from === twin.from && gap.until === twin.until && gap.state === twin.state;
    })
  );
}

function withKnown(coverage: Coverage, from: number, until: number, state: GapState | null): Coverage {
  if (!(from < until)) return coverage;
  const isFirst = coverage.from === coverage.until;
  const known = isFirst ? { from, until } : coverage;
  const { gaps } = coverage;
  // The usual case, a block right after the one before, makes no new list.
  if (state === null && !isFirst && from === known.until) return { from: known.from, until, gaps };
  const between: Gap[] = [];
  if (from > known.until) between.push({ from: known.until, until: from, state: 'notGiven' });
  if (until < known.from) between.push({ from: until, until: known.from, state: 'notGiven' });
  const parts = [
    ...gaps.flatMap((gap) => [...cut(gap, Number.NEGATIVE_INFINITY, from), ...cut(gap, until)]),
    ...between,
    ...(state === null ? [] : [{ from, until, state }]),
  ].sort((a, b) => a.from - b.from);
  return bounded({ from: Math.min(known.from, from), until: Math.max(known.until, until), gaps: joined(parts) });
}

/** What of a gap lies in [from, until). */
function cut(gap: Gap, from: number, until: number = Number.POSITIVE_INFINITY): Gap[] {
  const part = { ...gap, from: Math.max(gap.from, from), until: Math.min(gap.until, until) };
  return part.from < part.until ? [part] : [];
}

function joined(gaps: readonly Gap[]): Gap[] {
  const list: Gap[] = [];
  for (const gap of gaps) {
    const last = list.at(-1);
    if (last !== undefined && last.until === gap.from && last.state === gap.state) {
      list[list.length - 1] = { ...last, until: gap.until };
    } else list.push(gap);
  }
  return list;
}

function bounded(coverage: Coverage): Coverage {
  const excess = coverage.gaps.length - MOST_GAPS;
  return excess <= 0 ? coverage : coverageFrom(coverage, (coverage.gaps[excess] as Gap).from);
}
