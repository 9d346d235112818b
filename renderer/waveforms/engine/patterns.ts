/**
 * How what is no line of samples looks, in whole device pixels. All of it follows from the number of a column alone, so
 * that it is the same however it was painted.
 */
export interface Patterns {
  /** Missing samples: dots along the lower edge, one every `gapPeriod` columns. */
  readonly gapPeriod: number;
  readonly gapDot: number;
  /** A lead or sensor is off: a dashed line along the middle. */
  readonly offPeriod: number;
  readonly offDash: number;
  /** A saturated converter: a broken line. */
  readonly saturatedPeriod: number;
  readonly saturatedDash: number;
  /** Beyond the lane: a broken bar along its edge. */
  readonly beyondPeriod: number;
  readonly beyondDash: number;
  readonly beyondHeight: number;
  /** Ticks of beats reach so many columns to each side of their moment, and so far down. */
  readonly tickReach: number;
  readonly tickHeight: number;
  /** Lines of pacer pulses are a third of their lane long, within these limits; see {@link pacerLength}. */
  readonly pacerShortest: number;
  readonly pacerLongest: number;
  /** Lines of time are left out where they would stand closer than this. */
  readonly finestGrid: number;
}

/** Patterns for a display of so many pixels a millimetre, and a pen so wide. */
export function patternsFor(pxPerMm: number, penPx: number): Patterns {
  const mm = (length: number, least: number): number => Math.max(least, Math.round(length * pxPerMm));
  return {
    gapPeriod: mm(2, 6),
    gapDot: Math.max(2, Math.round(1.5 * penPx)),
    offPeriod: mm(3, 9),
    offDash: mm(2, 6),
    saturatedPeriod: mm(1, 4),
    saturatedDash: mm(0.6, 2),
    beyondPeriod: mm(2, 6),
    beyondDash: mm(1.4, 4),
    beyondHeight: Math.max(3, Math.round(2 * penPx)),
    tickReach: mm(0.25, 1),
    tickHeight: mm(1.6, 5),
    pacerShortest: mm(5, 15),
    pacerLongest: mm(15, 45),
    finestGrid: 4,
  };
}

/**
 * How far a pacer pulse's line reaches down from the top of a lane so high: as on bedside monitors a mark of its own above
 * the trace, thinner and longer than the tick of a beat, and no wall across every beat of a patient who is paced.
 */
export function pacerLength({ pacerShortest, pacerLongest }: Patterns, laneHeight: number): number {
  const third = Math.round(laneHeight / 3);
  return Math.min(laneHeight, Math.max(pacerShortest, Math.min(third, pacerLongest)));
}

/** Whether a column lies in the first `length` of each `period` columns. */
export function isInDash(column: number, period: number, length: number): boolean {
  return column - Math.floor(column / period) * period < length;
}
