import './trends.css';
import { type KeyboardEvent, memo, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { numericName, unitText, valueText } from '#domain/vitals/display.ts';
import type { Span } from '#renderer/history/spans.ts';
import { Choice } from '#renderer/review/Choice.view.tsx';
import { overviewSpan } from '#renderer/review/overview/brush.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { momentText, spanText } from '#renderer/review/reviewTexts.ts';
import { type TimeTick, timeTicks } from '#renderer/review/timeTicks.ts';
import { useCoverage, useMarks, useNames } from '#renderer/review/useHeld.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useBoxSize } from '#renderer/shared/useBoxSize.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import { AlarmMarks } from './AlarmMarks.view.tsx';
import { scoreCourse, scoreMoments } from './scoreCourse.ts';
import { TrendTable } from './TrendTable.view.tsx';
import { HOUR_MS, SPANS_H, spanned, trendKey } from './trendKeys.ts';
import { courseOf, extremesOf, type Lane, type LaneCourse, lanesOf } from './trendLanes.ts';
import { SCALE_PX, TrendPlot } from './trendPlot.view.ts';
import { type LaneReading, laneReading, scoreAt, scoreText } from './trendReadings.ts';
import { useHand } from './useHand.ts';
import { useReadings, useTrends } from './useTrends.ts';

/** CSS pixels. */
const NAME_PX = 66;
const READING_PX = 138;
const LANE_PX = { least: 40, most: 120 };
/** A column is about so wide. */
const COLUMN_PX = 1.5;

/** What is shown: courses, values in rows and columns, or both. */
const SHOWN = ['graph', 'both', 'table'] as const;
type Shown = (typeof SHOWN)[number];
const shownText: Readonly<Record<Shown, string>> = { graph: 'Graph', both: 'Graph + table', table: 'Table' };

/** Numerics over hours, lane under lane, with alarms, limits and gaps; and their values at the cursor or in a table. */
export function TrendsView() {
  const { place: where, do: act, latestMs } = useReview();
  const place = useSubject(where, (value) => value);
  const { palette, parameters } = useTheme();
  const { stay, cursorMs, fromMs, untilMs } = place;
  const names = useNames(stay);
  const marks = useMarks(stay);
  const coverage = useCoverage(stay);
  const [shown, setShown] = useState<Shown>('graph');
  const graph = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const box = useBoxSize(scroller);
  useEffect(() => graph.current?.focus({ preventScroll: true }), []);

  const plotPx = Math.max(0, box.widthPx - NAME_PX - READING_PX);
  const wavePx = Math.max(1, plotPx - SCALE_PX);
  const seen = useMemo((): Span => ({ fromMs, untilMs }), [fromMs, untilMs]);
  const trends = useTrends(stay, seen, plotPx === 0 ? 0 : Math.round(wavePx / COLUMN_PX));
  const { got, columnMs } = trends;
  const lanes = useMemo(() => (names.state === 'here' ? lanesOf(names.value.numerics) : []), [names]);
  const nowMs = got?.question.untilMs ?? untilMs;
  const courses = useMemo(() => {
    if (got === null) return null;
    const held = { read: got.question, held: got.answer, marks, nowMs: latestMs() };
    const of = { ...held, coverage: coverage.state === 'here' ? coverage.value : null };
    return new Map(lanes.map((lane) => [lane.key, courseOf(lane, of)]));
  }, [got, marks, coverage, lanes, latestMs]);

  const moments = useMemo(() => scoreMoments(seen, columnMs), [seen, columnMs]);
  const scored = useReadings(stay, moments);
  const score = useMemo(
    () => (scored.got === null ? null : scoreCourse(stay.patient, scored.got.question, scored.got.answer)),
    [scored.got, stay.patient],
  );
  const here = useReadings(
    stay,
    useMemo(() => [cursorMs], [cursorMs]),
  );
  const atMs = here.got?.question[0] ?? cursorMs;
  const isHere = here.got !== null && atMs === cursorMs;
  const scoreHere = here.got === null ? null : scoreAt(stay.patient, here.got.answer, 0, atMs);

  const ticks = useMemo(() => timeTicks(fromMs, untilMs, wavePx), [fromMs, untilMs, wavePx]);
  const rows = lanes.length + (score === null ? 0 : 1);
  const lanePx = Math.round(Math.min(LANE_PX.most, Math.max(LANE_PX.least, box.heightPx / Math.max(1, rows))));
  const spanMs = untilMs - fromMs;
  const part = (timeMs: number) => (timeMs - fromMs) / Math.max(1, spanMs);
  const leftOf = (timeMs: number) => NAME_PX + SCALE_PX + part(timeMs) * wavePx;
  const whole = overviewSpan(place, latestMs());
  const isWhole = fromMs <= whole.fromMs && untilMs >= whole.untilMs - columnMs;

  const openStrip = useCallback(
    (moment: number) => {
      act({ type: 'goTo', atMs: moment });
      act({ type: 'look', way: 'strip' });
    },
    [act],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isOnButton = event.target instanceof HTMLButtonElement || event.target instanceof HTMLSelectElement;
    const change = trendKey(event, place, columnMs, whole);
    if (change !== null) act(change);
    else if (event.key === 'Enter' && !isOnButton) openStrip(cursorMs);
    else if (event.key === 't' || event.key === 'T')
      setShown(SHOWN[(SHOWN.indexOf(shown) + 1) % SHOWN.length] as Shown);
    else return;
    event.preventDefault();
  };
  const hand = useHand(graph, seen, { leftPx: NAME_PX + SCALE_PX, widthPx: plotPx === 0 ? 0 : wavePx });

  return (
    <section className="trends" aria-label="Trends" onKeyDown={onKeyDown} data-shown={shown}>
      <div className="trends-bar">
        <Choice
          name="Length of time"
          among={SPANS_H}
          chosen={isWhole ? undefined : SPANS_H.find((hours) => Math.abs(hours * HOUR_MS - spanMs) < 1000)}
          textOf={(hours) => `${hours} h`}
          onChoose={(hours) => act(spanned(place, hours * HOUR_MS))}
        />
        <Choice
          name="All of it"
          among={['stay'] as const}
          chosen={isWhole ? 'stay' : undefined}
          textOf={() => 'Whole stay'}
          onChoose={() => act({ type: 'show', ...whole })}
        />
        <Choice name="Shown" among={SHOWN} chosen={shown} textOf={(each) => shownText[each]} onChoose={setShown} />
        {(trends.problem !== '' || here.problem !== '') && (
          <span className="review-wrong" role="alert">
            The history can’t be read: {trends.problem || here.problem}
          </span>
        )}
        <span className="review-quiet">
          {spanText(spanMs)} · line: median of {columnText(columnMs)}, band: lowest to highest
        </span>
        <span className="review-quiet trends-hint">double click: strip · wheel, drag, + −</span>
      </div>
      <div
        ref={graph}
        className="trends-graph"
        role="application"
        aria-label={`Courses from ${momentText(fromMs)} to ${momentText(untilMs)}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it has keys, so the keyboard must reach it
        tabIndex={0}
        onDoubleClick={(event) => {
          const moment = hand.timeAt(event.clientX);
          if (moment !== null) openStrip(moment);
        }}
        {...hand.listeners}
      >
        <div className="trends-alarms">
          <span className="trends-name review-quiet">alarms</span>
          <div className="trends-span" style={{ left: NAME_PX + SCALE_PX, width: wavePx }}>
            <AlarmMarks marks={marks} seen={seen} widthPx={wavePx} onOpen={openStrip} />
          </div>
          <strong className="trends-when">{timeOfDay(cursorMs, true)}</strong>
        </div>
        <div ref={scroller} className="trends-lanes">
          {names.state === 'failed' && <p className="review-empty">The history can’t be read: {names.reason}</p>}
          {names.state === 'here' && lanes.length === 0 && (
            <p className="review-empty">No value of this stay is held.</p>
          )}
          {plotPx > 0 &&
            lanes.map((lane) => (
              <TrendLane
                key={lane.key}
                name={lane.group.label}
                fullName={laneName(lane)}
                unit={unitText(lane.group.unit)}
                course={courses?.get(lane.key) ?? null}
                text={(value) => valueText(lane.numerics[0] ?? { code: null, unit: '' }, value)}
                reading={here.got === null ? null : laneReading(lane, here.got.answer, 0, atMs)}
                isHere={isHere}
                colour={parameters[lane.group.parameter]}
                {...{ seen, ticks, nowMs, plotPx, lanePx, palette }}
              />
            ))}
          {plotPx > 0 && score !== null && (
            <TrendLane
              name="NEWS2"
              fullName="NEWS2, as far as a monitor can tell it: at least so many points"
              unit="at least"
              course={score}
              text={String}
              reading={{ text: scoreText(scoreHere), timeMs: null, isBelieved: scoreHere !== null }}
              isHere={isHere}
              colour={palette.text}
              {...{ seen, ticks, nowMs, plotPx, lanePx, palette }}
            />
          )}
          {got === null && plotPx > 0 && lanes.length > 0 && <span className="trends-reading-note">reading …</span>}
        </div>
        <div className="trends-axis" aria-hidden="true">
          {ticks.map(({ atMs: tickMs, text }) => (
            <span key={tickMs} style={{ left: leftOf(tickMs) }}>
              {text}
            </span>
          ))}
        </div>
        {cursorMs >= fromMs && cursorMs <= untilMs && (
          <div className="trends-cursor" style={{ left: leftOf(cursorMs) }} />
        )}
      </div>
      {shown !== 'graph' && (
        <TrendTable lanes={lanes} hasScore={score !== null} colours={parameters} onOpen={openStrip} />
      )}
    </section>
  );
}

interface LaneProps {
  readonly name: string;
  readonly fullName: string;
  readonly unit: string;
  /** null: being read. */
  readonly course: LaneCourse | null;
  /** A value as it is printed. */
  readonly text: (value: number) => string;
  /** null: being read. */
  readonly reading: LaneReading | null;
  /** Whether the reading is the cursor’s; else it is of where it was a moment ago. */
  readonly isHere: boolean;
  readonly seen: Span;
  readonly ticks: readonly TimeTick[];
  readonly nowMs: number;
  readonly plotPx: number;
  readonly lanePx: number;
  readonly colour: string;
  readonly palette: ReturnType<typeof useTheme>['palette'];
}

const TrendLane = memo(function TrendLane({
  name,
  fullName,
  unit,
  course,
  text,
  reading,
  isHere,
  seen,
  ticks,
  nowMs,
  plotPx,
  lanePx,
  colour,
  palette,
}: LaneProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<TrendPlot | null>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new TrendPlot(element, plotPx, lanePx);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [plotPx, lanePx]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot of another size has nothing on it yet
  useLayoutEffect(() => {
    if (course !== null) plot.current?.show({ seen, course, ticks, nowMs, colour, palette });
  }, [seen, course, ticks, nowMs, colour, palette, plotPx, lanePx]);
  return (
    <div className="trend-lane" style={{ height: lanePx }}>
      <div className="trends-name">
        <strong style={{ color: colour }} title={fullName}>
          {name}
        </strong>
        <span className="review-quiet">{unit}</span>
      </div>
      <div ref={host} className="trend-plot" role="img" aria-label={laneText(fullName, unit, course, seen, text)} />
      <div className="trend-reading" data-here={isHere} data-lane={name}>
        <strong style={{ color: reading?.isBelieved === true ? colour : undefined }}>{reading?.text ?? '…'}</strong>
        <span className="review-quiet">{reading === null ? '' : readingNote(reading, unit)}</span>
      </div>
    </div>
  );
});

/** Unit and time of a value; of one that is not believed any more when the last one was. */
function readingNote({ timeMs, isBelieved }: LaneReading, unit: string): string {
  const time = timeMs === null ? '' : timeOfDay(timeMs, true);
  if (isBelieved) return [unit, time].filter(Boolean).join(' · ');
  return time === '' ? 'no value' : `last ${time}`;
}

/** What a lane shows, for who can’t see it. */
function laneText(
  fullName: string,
  unit: string,
  course: LaneCourse | null,
  seen: Span,
  text: (value: number) => string,
): string {
  if (course === null) return `${fullName}: reading`;
  const found = course.traces.flatMap(({ columns }) => extremesOf(columns, seen) ?? []);
  const gaps = course.gaps.filter((gap) => gap.untilMs > seen.fromMs && gap.fromMs < seen.untilMs).length;
  const range =
    found.length === 0
      ? 'no value'
      : `${text(Math.min(...found.map(({ lowest }) => lowest)))} to ${text(Math.max(...found.map(({ highest }) => highest)))} ${unit}`;
  const limits = [...new Set(course.limits.map(({ crossed, limit }) => `${crossed} limit ${limit}`))];
  return [`${fullName}: ${range}`, ...limits, gaps > 0 && `${gaps} ${gaps === 1 ? 'gap' : 'gaps'}`]
    .filter(Boolean)
    .join(', ');
}

function laneName({ group, numerics }: Lane): string {
  const [first] = numerics;
  if (first === undefined) return group.label;
  return group.content.kind === 'single' ? numericName(first) : numericName(first).replace(/, systolic$/, '');
}

/** `30 s`, `5 min`. */
function columnText(columnMs: number): string {
  return columnMs < 60_000 ? `${columnMs / 1000} s` : `${columnMs / 60_000} min`;
}
