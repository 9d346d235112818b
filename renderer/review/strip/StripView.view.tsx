import './strip.css';
import { useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react';
import { marchedOut } from '#domain/measure/marching.ts';
import type { LaneScale } from '#domain/signals/scaling.ts';
import { scaleRule } from '#domain/signals/scaling.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import type { Span } from '#renderer/history/spans.ts';
import { NoteFlags } from '#renderer/review/notes/NoteFlags.view.tsx';
import { useFlags } from '#renderer/review/notes/noteServices.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { dayText } from '#renderer/review/reviewTexts.ts';
import { useWayKeys } from '#renderer/review/useWayKeys.ts';
import { useBoxSize } from '#renderer/shared/useBoxSize.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import { filterText, laneWeight } from '#renderer/waveforms/laneTexts.ts';
import { clockText, laneValueText } from '#renderer/waveforms/recent/recentTexts.ts';
import { CompareBar } from './CompareBar.view.tsx';
import { MeasureBar } from './MeasureBar.view.tsx';
import { OpinionBar } from './OpinionBar.view.tsx';
import { type HeldStrip, within } from './readStrip.ts';
import { StripControls } from './StripControls.view.tsx';
import { type StripWish, stripKey } from './stripKeys.ts';
import { absencesOf, columnsOf, lanesOf, type StripLane, valueAt } from './stripLanes.ts';
import { beatNear, measureTimes, placed, samplesLater } from './stripMeasures.ts';
import { beatTimes, shownOpinion } from './stripOpinion.ts';
import { BOTTOM_PX, gutterPx, type Shade, type StripGesture, type StripPicture, StripPlot } from './stripPlot.view.ts';
import { stripScale } from './stripScale.ts';
import { linesOf, openStrip, reduceStrip, snaps } from './stripState.ts';
import { absenceText, intervalText } from './stripTexts.ts';
import { useHeldStrip } from './useHeldStrip.ts';

/** Columns from which a lane's scale is chosen. */
const SCALE_COLUMNS = 600;
/** One press of an arrow: a part of what is seen. */
const PAN_STEP = 0.2;
/** Flags stand above what the cursor says, CSS pixels. */
const FLAG_FOOT_PX = 20;
const NO_LANES: readonly StripLane[] = [];

/**
 * A strip at true scale on ECG paper: all chosen waves under each other at mm/s and mm/mV, with calipers, and another moment of
 * the same stay laid over it to compare. Reads the review around it; the cursor is the review's, and stays at its place
 * on the glass while the strip moves under it.
 */
export function StripView() {
  const { place } = useReview();
  const stay = useSubject(place, ({ stay: looked }) => looked);
  // Anew for another stay: nothing of one patient is held when another is looked at.
  return <Strip key={`${stay.bedKey} ${stay.beganMs}`} stay={stay} />;
}

function Strip({ stay }: { stay: HeldStay }) {
  const { archive, place, glass, latestMs, do: act } = useReview();
  const root = useRef<HTMLElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const size = useBoxSize(box);
  const cursorMs = useSubject(place, (value) => value.cursorMs);
  const waves = useSubject(place, (value) => value.waves);
  const display = useSubject(glass.view, (value) => value);
  const theme = useTheme();
  const flags = useFlags(stay);
  const [state, dispatch] = useReducer(reduceStrip, openStrip);
  const [plot, setPlot] = useState<StripPlot | null>(null);

  // The stretch that is seen follows from the cursor, its place on the glass, and the scale.
  const { pxPerMm, pixelRatio } = display;
  const widthPx = Math.max(0, size.widthPx - gutterPx(state.speed, pxPerMm));
  const spanMs = ((widthPx * pixelRatio) / pxPerMm / state.speed) * 1000;
  const fromMs = cursorMs - state.cursorShare * spanMs;
  const seen: Span = useMemo(() => ({ fromMs, untilMs: fromMs + spanMs }), [fromMs, spanMs]);
  const hasSize = widthPx > 0 && size.heightPx > BOTTOM_PX;

  const held = useHeldStrip(archive, latestMs, stay, waves, hasSize ? seen.fromMs : Number.NaN, seen.untilMs);
  const byMs = state.baseline?.byMs ?? null;
  // One that is to be laid over is fetched beforehand: its beat is wanted.
  const aheadMs = state.baseline === null ? null : (byMs ?? state.baseline.atMs - cursorMs);
  const then = useHeldStrip(
    archive,
    latestMs,
    stay,
    waves,
    hasSize && aheadMs !== null ? seen.fromMs + aheadMs : Number.NaN,
    seen.untilMs + (aheadMs ?? 0),
  );

  const lanes = useMemo(
    () => (held.strip === null ? NO_LANES : lanesOf(held.strip, state.filter)),
    [held.strip, state.filter],
  );
  const thenLanes = useMemo(
    () => (then.strip === null || state.baseline === null ? NO_LANES : lanesOf(then.strip, state.filter)),
    [then.strip, state.baseline, state.filter],
  );
  const paper = useMemo(
    () => layOnPaper(lanes, ((size.heightPx - BOTTOM_PX) * pixelRatio) / pxPerMm),
    [lanes, size.heightPx, pixelRatio, pxPerMm],
  );
  const scales = useScales(held.strip, lanes, paper, state.gain);
  const measured = Math.min(state.lane, Math.max(0, lanes.length - 1));
  const lane = lanes[measured];
  const thenLane = thenLanes.find(({ key }) => key === lane?.key);
  const opinion = useMemo(() => shownOpinion(held.strip?.alarms ?? [], seen, cursorMs), [held.strip, seen, cursorMs]);
  const times = state.calipers === null ? null : measureTimes(state.calipers);

  // The plot, anew for other paper or other colours.
  const gesture = useRef<(gesture: StripGesture) => void>(() => {});
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !hasSize) return;
    const made = new StripPlot(element, element.clientWidth, element.clientHeight, {
      palette: theme.palette,
      pxPerMm,
      speed: state.speed,
      onGesture: (what) => gesture.current(what),
    });
    setPlot(made);
    return () => {
      made.destroy();
      setPlot(null);
    };
  }, [theme, pxPerMm, state.speed, hasSize]);
  const [laidOut, setLaidOut] = useState(size);
  useLayoutEffect(() => {
    plot?.setSize(size.widthPx, size.heightPx);
    setLaidOut(size);
  }, [plot, size]);

  const picture = useMemo((): StripPicture | null => {
    if (plot === null || laidOut !== size) return null;
    const { columns } = plot;
    const own = held.strip?.own ?? null;
    return {
      ...seen,
      lanes: lanes.map((each, l) => {
        const now = columnsOf(each, seen, columns);
        const rule = scaleRule(each.parameter, each.unit);
        const other = thenLanes.find(({ key }) => key === each.key);
        return {
          ...(paper[l] ?? { topMm: 0, heightMm: 1 }),
          colour: theme.parameters[each.parameter],
          now,
          over:
            other === undefined || byMs === null || other.unit !== each.unit
              ? null
              : columnsOf(other, { fromMs: seen.fromMs + byMs, untilMs: seen.untilMs + byMs }, columns),
          scale: scales[l] ?? null,
          perMv: rule.kind === 'gain' ? rule.perMv : null,
          absences: own === null ? [] : absencesOf(each, now, seen, own),
          beats: opinion === null || !state.showsBeats ? [] : beatTimes(each, opinion.opinion),
        };
      }),
      shades: shadesOf(seen, stay, held.strip),
      alarms: (held.strip?.alarms ?? []).map(({ fromMs: atMs, text, priority }) => ({ atMs, text, priority })),
      cursorMs,
      lines: linesShown(state.calipers),
      marches:
        state.calipers !== null && state.isMarching
          ? marchedOut(state.calipers.at.a, state.calipers.at.b, seen.fromMs, seen.untilMs)
          : [],
      measured,
      intervalText: times === null ? '' : intervalText(times),
    };
  }, [
    plot,
    laidOut,
    size,
    held.strip,
    seen,
    lanes,
    thenLanes,
    byMs,
    paper,
    scales,
    theme,
    stay,
    cursorMs,
    state.calipers,
    state.isMarching,
    state.showsBeats,
    opinion,
    measured,
    times,
  ]);
  // With what stands beside it: a hand takes hold of a line that is said to be there.
  useLayoutEffect(() => {
    if (picture !== null) plot?.show(picture);
  }, [plot, picture]);

  const moveLine = (name: 'a' | 'b' | 'q' | 't', atMs: number) =>
    dispatch({ type: 'line', name, atMs: placed(lane, atMs, snaps(state, name)) });
  /** Lays another moment over the strip: on the cursor, or its beat on the cursor's, where both have one. */
  const compare = (atMs: number, by: 'cursor' | 'beat') => {
    const [now, other] = by === 'beat' ? [beatNear(lane, cursorMs), beatNear(thenLane, atMs)] : [null, null];
    const isByBeat = now !== null && other !== null;
    dispatch({
      type: 'baseline',
      baseline: { atMs, byMs: isByBeat ? other - now : atMs - cursorMs, by: isByBeat ? 'beat' : 'cursor' },
    });
  };
  const dragFrom = useRef(cursorMs);
  gesture.current = (what) => {
    switch (what.type) {
      case 'drag':
        if (what.isFirst) dragFrom.current = cursorMs;
        return act({ type: 'goTo', atMs: dragFrom.current + what.byMs });
      case 'wheel':
        return act({ type: 'goTo', atMs: cursorMs + what.byMs });
      case 'speed':
        return dispatch(what);
      case 'line':
        return moveLine(what.name, what.atMs);
      case 'click':
        if (what.lane !== null) dispatch({ type: 'lane', lane: what.lane });
        dispatch({ type: 'cursorShare', share: (what.atMs - seen.fromMs) / spanMs });
        return act({ type: 'goTo', atMs: what.atMs });
    }
  };

  const wish = (wanted: StripWish) => {
    const { calipers } = state;
    switch (wanted.type) {
      case 'pan':
        return act({ type: 'goTo', atMs: cursorMs + wanted.by * PAN_STEP * spanMs });
      case 'page':
        return act({ type: 'goTo', atMs: cursorMs + wanted.by * spanMs });
      case 'sample':
        if (calipers === null) return act({ type: 'goTo', atMs: samplesLater(lane, cursorMs, wanted.by) });
        return dispatch({
          type: 'line',
          name: calipers.chosen,
          atMs: samplesLater(lane, calipers.at[calipers.chosen], wanted.by),
        });
      case 'lane':
        return dispatch({ type: 'lane', lane: Math.min(measured + wanted.by, lanes.length - 1) });
      case 'calipers':
      case 'qt':
        return dispatch({ type: wanted.type, ...seen });
      case 'compare':
        // The first time the moment is kept, from then on it is laid on the cursor.
        if (state.baseline !== null) return compare(state.baseline.atMs, 'cursor');
        return dispatch({ type: 'baseline', baseline: { atMs: cursorMs, byMs: null, by: 'cursor' } });
      case 'compareByBeat':
        return state.baseline === null ? undefined : compare(state.baseline.atMs, 'beat');
      case 'shift': {
        if (state.baseline === null || byMs === null) return;
        const shifted = samplesLater(lane, cursorMs, wanted.by) - samplesLater(lane, cursorMs, 0);
        return dispatch({ type: 'baseline', baseline: { ...state.baseline, byMs: byMs - shifted } });
      }
      default:
        return dispatch(wanted);
    }
  };
  useWayKeys(root, (event) => {
    const wanted = stripKey(event);
    // With nothing to take away, Escape leads out of the review.
    const hasLaidOn = state.calipers !== null || state.baseline !== null;
    if (wanted === null || (wanted.type === 'escape' && !hasLaidOn)) return false;
    wish(wanted);
    return true;
  });

  const shownGaps = (picture?.lanes ?? []).flatMap(({ absences }, l) =>
    absences.map((gap) => absenceText(lanes[l]?.shortName ?? '', gap.fromMs, gap.untilMs, gap.state)),
  );
  return (
    <section ref={root} className="strip" aria-label="Strip" tabIndex={-1}>
      <StripControls
        state={state}
        seen={seen}
        isCalibrated={display.calibration !== null}
        isLoading={held.isLoading || (state.baseline !== null && then.isLoading)}
        problem={held.problem || then.problem}
        onWish={wish}
      />
      {opinion !== null && <OpinionBar shown={opinion} showsBeats={state.showsBeats} onWish={wish} />}
      <div className="strip-waves">
        <div ref={box} className="strip-plot" data-from={seen.fromMs} data-until={seen.untilMs} />
        {lanes.map((each, l) => (
          <div
            key={each.key}
            className="strip-lane"
            data-measured={l === measured}
            style={{
              left: gutterPx(state.speed, pxPerMm) + 6,
              top: ((paper[l]?.topMm ?? 0) * pxPerMm) / pixelRatio + 2,
            }}
          >
            <strong style={{ color: theme.parameters[each.parameter] }} title={each.name}>
              {each.shortName}
            </strong>
            <span>{scales[l]?.text}</span>
            {each.parameter === 'ecg' && <span>{filterText(each.filter, each.waves[0]?.channel.rateHz)}</span>}
            <span className="strip-value" style={{ color: theme.parameters[each.parameter] }}>
              {laneValueText(valueAt(each, cursorMs), each)}
            </span>
          </div>
        ))}
        <NoteFlags
          notes={flags}
          placeOf={(atMs) => {
            if (!hasSize || atMs < seen.fromMs || atMs > seen.untilMs) return null;
            const part = (atMs - seen.fromMs) / (seen.untilMs - seen.fromMs);
            return { left: gutterPx(state.speed, pxPerMm) + part * widthPx, bottom: BOTTOM_PX + FLAG_FOOT_PX, part };
          }}
        />
        {held.strip !== null && lanes.length === 0 && (
          <p className="strip-empty">
            {held.strip.own === null
              ? 'This time is outside of the stay: nothing of another patient is shown.'
              : `No waves are held of ${dayText(cursorMs)} ${clockText(cursorMs)}.`}
          </p>
        )}
      </div>
      <ul className="visually-hidden">
        {(picture?.lanes ?? []).flatMap(({ beats }, l) =>
          beats.length === 0
            ? []
            : [<li key={lanes[l]?.key}>{`${lanes[l]?.shortName}: ${beats.length} beats marked`}</li>],
        )}
        {shownGaps.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <CompareBar
        stay={stay}
        baseline={state.baseline}
        cursorMs={cursorMs}
        isOutside={then.strip !== null && then.strip.own === null}
        colours={{
          now: lane === undefined ? theme.palette.text : theme.parameters[lane.parameter],
          baseline: theme.palette.baseline,
        }}
        onWish={wish}
        onTime={(atMs) => compare(atMs, 'cursor')}
      />
      <MeasureBar state={state} times={times} lane={lane} thenLane={thenLane} onWish={wish} />
    </section>
  );
}

/** Lanes in whole millimetres, so that what is a millimetre on the paper is one in each of them. */
function layOnPaper(
  lanes: readonly StripLane[],
  heightMm: number,
): { readonly topMm: number; readonly heightMm: number }[] {
  const weights = lanes.map(({ parameter }) => laneWeight(parameter));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let topMm = 0;
  return weights.map((weight) => {
    const height = Math.max(1, Math.floor((heightMm * weight) / whole));
    topMm += height;
    return { topMm: topMm - height, heightMm: height };
  });
}

/** Chosen from all that is held, so that they stay while the strip moves; each keeps the one it had while that serves. */
function useScales(
  strip: HeldStrip | null,
  lanes: readonly StripLane[],
  paper: readonly { readonly heightMm: number }[],
  gain: number,
): readonly (LaneScale | null)[] {
  const before = useRef(new Map<string, LaneScale>());
  return useMemo(() => {
    if (strip === null) return [];
    return lanes.map((lane, l) => {
      const columns = columnsOf(lane, strip.own ?? strip, SCALE_COLUMNS);
      const id = JSON.stringify([lane.key, lane.filter, lane.unit]);
      const scale = stripScale(lane, gain, before.current.get(id) ?? null, columns, paper[l]?.heightMm ?? 1);
      if (scale !== null) before.current.set(id, scale);
      return scale;
    });
  }, [strip, lanes, paper, gain]);
}

/** What of the stretch is no part of the stay, not asked yet, or to come. */
function shadesOf(seen: Span, stay: HeldStay, strip: HeldStrip | null): Shade[] {
  const endMs = stay.untilMs ?? strip?.askedMs ?? Number.POSITIVE_INFINITY;
  const own = { fromMs: stay.fromMs, untilMs: endMs };
  const all: Shade[] = [
    { fromMs: Number.NEGATIVE_INFINITY, untilMs: stay.fromMs, text: 'before this patient came' },
    {
      fromMs: endMs,
      untilMs: Number.POSITIVE_INFINITY,
      text: stay.untilMs === null ? 'not yet' : 'after this patient left',
    },
    ...(strip === null
      ? [{ ...own, text: 'loading' }]
      : [
          { fromMs: own.fromMs, untilMs: strip.fromMs, text: 'loading' },
          { fromMs: strip.untilMs, untilMs: own.untilMs, text: 'loading' },
        ]),
  ];
  return all.flatMap((shade) => {
    const shared = within(shade, seen);
    return shared === null ? [] : [{ ...shared, text: shade.text }];
  });
}

function linesShown(calipers: ReturnType<typeof reduceStrip>['calipers']): StripPicture['lines'] {
  if (calipers === null) return [];
  return linesOf[calipers.mode].map((name) => ({ name, atMs: calipers.at[name], isChosen: name === calipers.chosen }));
}
