import { useEffect, useMemo, useRef, useState } from 'react';
import { messageOf } from '#domain/errors.ts';
import { columnMsFor } from '#domain/vitals/trend.ts';
import type { HeldReadings, HeldStay, HeldTrends } from '#renderer/history/archive.ts';
import type { Span } from '#renderer/history/spans.ts';
import { stayUntil } from '#renderer/review/place.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { LatestOnly } from '#renderer/waveforms/recent/latestOnly.ts';

/** What lasts is asked for again so often, or as often as a column is over. */
const AGAIN_MS = { least: 5_000, most: 30_000 };
/** As much of what is seen is read on both sides, so that a hand that moves it finds it there. */
const BESIDE = 0.25;
/** A value that is episodic is looked for so far back. */
export const LOOK_BACK_MS = 4 * 3_600_000;

/** What was answered last, and to what; null: nothing yet. */
export interface Newest<Q, A> {
  readonly got: { readonly question: Q; readonly answer: A } | null;
  /** Why the last question was not answered, for people; '' when it was. */
  readonly problem: string;
}

/** One question at a time, of those wanted meanwhile the newest. `ask`, another one: begins anew, with nothing. */
function useNewest<Q, A>(ask: (question: Q) => Promise<A>): Newest<Q, A> & { readonly want: (question: Q) => void } {
  const [is, setIs] = useState<Newest<Q, A> & { readonly of: unknown }>({ of: ask, got: null, problem: '' });
  const line = useMemo(() => {
    const answered = (question: Q): Promise<{ readonly answer: A } | { readonly problem: string }> =>
      ask(question).then(
        (answer) => ({ answer }),
        (cause: unknown) => ({ problem: messageOf(cause) }),
      );
    return new LatestOnly(answered, (result, question) => {
      setIs((before) => {
        if ('answer' in result) return { of: ask, got: { question, answer: result.answer }, problem: '' };
        return { of: ask, got: before.of === ask ? before.got : null, problem: result.problem };
      });
    });
  }, [ask]);
  useEffect(() => () => line.close(), [line]);
  const want = useMemo(() => (question: Q) => line.want(question), [line]);
  return { got: is.of === ask ? is.got : null, problem: is.of === ask ? is.problem : '', want };
}

/** A span that is read, and how wide its columns are. */
interface TrendQuestion extends Span {
  readonly columnMs: number;
}

/**
 * Numerics of a stay over a span, and a little beside it, folded into as many columns as there is room for; of a stay that lasts
 * again and again. What is asked for is cut by the stay: before and after it the bed was another patient’s.
 */
export function useTrends(
  stay: HeldStay,
  seen: Span,
  columns: number,
): Newest<TrendQuestion, HeldTrends> & { readonly columnMs: number } {
  const { archive, latestMs } = useReview();
  const ask = useMemo(
    () =>
      ({ fromMs, untilMs, columnMs }: TrendQuestion) =>
        archive.trends(stay, fromMs, untilMs, columnMs),
    [archive, stay],
  );
  const { got, problem, want } = useNewest(ask);
  const wanted = useRef<TrendQuestion | null>(null);
  const { fromMs, untilMs } = seen;
  const columnMs = columnMsFor(untilMs - fromMs, columns);
  const isSized = columns > 1;
  useEffect(() => {
    if (!isSized) return;
    const wantNow = () => {
      const besideMs = (untilMs - fromMs) * BESIDE;
      const own = ofStay(stay, { fromMs: fromMs - besideMs, untilMs: untilMs + besideMs }, latestMs());
      wanted.current = { ...own, columnMs };
      want(wanted.current);
    };
    const last = wanted.current;
    const isThere = last !== null && last.columnMs === columnMs && last.fromMs <= fromMs && last.untilMs >= untilMs;
    if (!isThere) wantNow();
    if (stay.untilMs !== null) return;
    const timer = setInterval(wantNow, Math.min(AGAIN_MS.most, Math.max(AGAIN_MS.least, columnMs)));
    return () => clearInterval(timer);
  }, [want, stay, fromMs, untilMs, columnMs, isSized, latestMs]);
  return { got, problem, columnMs };
}

/** What was determined last by each of some moments of a stay; moments outside of it are not asked for. */
export function useReadings(stay: HeldStay, moments: readonly number[]): Newest<Float64Array, readonly HeldReadings[]> {
  const { archive, latestMs } = useReview();
  const { fromMs } = stay;
  const ask = useMemo(
    () => async (atMs: Float64Array) => {
      const earliestMs = atMs.reduce((first, each) => Math.min(first, each), Number.POSITIVE_INFINITY);
      return atMs.length === 0 ? [] : archive.readings(stay, Math.max(fromMs, earliestMs - LOOK_BACK_MS), atMs);
    },
    [archive, stay, fromMs],
  );
  const { got, problem, want } = useNewest(ask);
  const untilMs = stayUntil(stay, latestMs());
  const own = moments.filter((atMs) => atMs >= fromMs && atMs <= untilMs);
  const key = own.join(' ');
  const lasts = stay.untilMs === null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: moments are named by their key
  useEffect(() => {
    const wantNow = () => want(Float64Array.from(own));
    wantNow();
    if (!lasts) return;
    const timer = setInterval(wantNow, AGAIN_MS.least);
    return () => clearInterval(timer);
  }, [want, key, lasts]);
  return { got, problem };
}

/** What of a span is the stay’s. */
function ofStay(stay: HeldStay, { fromMs, untilMs }: Span, nowMs: number): Span {
  return { fromMs: Math.max(fromMs, stay.fromMs), untilMs: Math.min(untilMs, stayUntil(stay, nowMs)) };
}
