/** Nanoseconds as milliseconds, to the microsecond: what a double holds exactly until the year 2255. */
export function fineMs(ns: bigint): number {
  return Number(ns / 1000n) / 1000;
}

/** Nanoseconds as whole milliseconds. Here the bigint ends. */
export function wholeMs(ns: bigint): number {
  return Math.round(fineMs(ns));
}
