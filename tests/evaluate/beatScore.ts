/** What a detector made of the annotated beats of a record. */
export interface BeatScore {
  /** Annotated ones that count. */
  readonly beats: number;
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly sensitivity: number;
  readonly ppv: number;
}

export type Span = readonly [fromMs: number, untilMs: number];

/** ANSI/AAMI EC57: a detected beat is the annotated one when it lies within this of it. */
const WINDOW_MS = 150;

/** Counts summed up, and their shares; a share of nothing is 1. */
export function beatScore(tp: number, fp: number, fn: number): BeatScore {
  const share = (all: number) => (all > 0 ? tp / all : 1);
  return { beats: tp + fn, tp, fp, fn, sensitivity: share(tp + fn), ppv: share(tp + fp) };
}

/**
 * Compares beat by beat, as ANSI/AAMI EC57 (4.3) and PhysioNet's `bxb` do: each annotated beat is matched by at most one
 * detected within 150 ms. Not counted are beats of both lists before `fromMs`, where detectors learn, and within 150 ms of an
 * excluded span, which is ventricular flutter or fibrillation: it has no beats.
 *
 * @param annotated rising, ms; `detected` too
 */
export function scoreBeats(
  annotated: readonly number[],
  detected: readonly number[],
  { fromMs, excluded }: { readonly fromMs: number; readonly excluded: readonly Span[] },
): BeatScore {
  const counts = (atMs: number) =>
    atMs >= fromMs && !excluded.some(([from, until]) => atMs >= from - WINDOW_MS && atMs <= until + WINDOW_MS);
  const truth = annotated.filter(counts);
  const found = detected.filter(counts);
  let tp = 0;
  let at = 0;
  for (const beat of truth) {
    while (at < found.length && (found[at] as number) < beat - WINDOW_MS) at += 1;
    const off = Math.abs((found[at] ?? Number.POSITIVE_INFINITY) - beat);
    const nextOff = Math.abs((found[at + 1] ?? Number.POSITIVE_INFINITY) - beat);
    if (nextOff < off) at += 1;
    if (Math.min(off, nextOff) > WINDOW_MS) continue;
    tp += 1;
    at += 1;
  }
  return beatScore(tp, found.length - tp, truth.length - tp);
}
