import { useEffect, useRef, useState } from 'react';
import type { Archive, HeldStay } from '#renderer/history/archive.ts';
import { LatestOnly } from '#renderer/waveforms/recent/latestOnly.ts';
import { type HeldStrip, readStrip, type Span, type StripAnswer } from './readStrip.ts';

/** What comes in is asked for again so often, as long as it is looked at. */
const AGAIN_MS = 2_000;

/** What there is to draw. While more is asked for, what was held before stays. */
export interface Held {
  readonly strip: HeldStrip | null;
  readonly isLoading: boolean;
  /** Why the last question was not answered, for people; '' when it was. */
  readonly problem: string;
}

const nothing: Held = { strip: null, isLoading: true, problem: '' };

/**
 * What is held about a stretch, with as much again on both sides, so that a hand that moves the strip finds it there. One
 * question at a time; of those wanted meanwhile only the newest is asked, and an answer about another stay or other waves
 * is dropped.
 *
 * @param latestMs the end of a stay that lasts
 * @param fromMs NaN: nothing is wanted
 */
export function useHeldStrip(
  archive: Archive,
  latestMs: () => number,
  stay: HeldStay,
  waves: readonly string[],
  fromMs: number,
  untilMs: number,
): Held {
  const [held, setHeld] = useState<Held>(nothing);
  const [reader, setReader] = useState<LatestOnly<Span, StripAnswer> | null>(null);
  const wanted = useRef<Span | null>(null);
  const latest = useRef(held);
  latest.current = held;

  useEffect(() => {
    const made = new LatestOnly(
      (span: Span) => readStrip(archive, stay, waves, span, latestMs()),
      (answer, span) => {
        const isLoading = wanted.current !== span;
        setHeld(({ strip }) =>
          answer.ok
            ? { strip: answer.strip, isLoading, problem: '' }
            : { strip, isLoading, problem: isLoading ? '' : answer.reason },
        );
      },
    );
    setReader(made);
    setHeld(nothing);
    wanted.current = null;
    return () => made.close();
  }, [archive, latestMs, stay, waves]);

  useEffect(() => {
    if (reader === null || Number.isNaN(fromMs)) return;
    const want = () => {
      const spanMs = untilMs - fromMs;
      wanted.current = { fromMs: fromMs - spanMs, untilMs: untilMs + spanMs };
      setHeld((before) => ({ ...before, isLoading: true }));
      reader.want(wanted.current);
    };
    const last = wanted.current;
    if (last === null || last.fromMs > fromMs || last.untilMs < untilMs) want();
    if (stay.untilMs !== null) return;
    const timer = setInterval(() => {
      const { strip, isLoading } = latest.current;
      if (!isLoading && (strip === null || strip.askedMs - AGAIN_MS < untilMs)) want();
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, [reader, stay, fromMs, untilMs]);

  return held;
}
