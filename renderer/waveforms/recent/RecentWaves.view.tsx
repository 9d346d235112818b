import { LOOK_BACK_MS } from '#renderer/waveforms/engine/sweep.ts';
import './recent.css';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { lookUpCode, type Parameter } from '#domain/codes/mdc.ts';
import { SPEEDS } from '#domain/display/calibration.ts';
import { intervalOf } from '#domain/measure/interval.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import { type LaneScale, scaleRule } from '#domain/signals/scaling.ts';
import type { Clock } from '#domain/time/clock.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import type { CoverageStore } from '#renderer/waveforms/coverage.store.ts';
import type { EngineLink } from '#renderer/waveforms/engineLink.ts';
import type { Glass } from '#renderer/waveforms/glass.ts';
import { filterText, laneWeight, mvLines, roundValues } from '#renderer/waveforms/laneTexts.ts';
import type { WaveSettingsStore } from '#renderer/waveforms/waveSettings.store.ts';
import { filterFor, gainFor, laneScope } from '#renderer/waveforms/waveSettings.ts';
import { CoverageStrip } from './CoverageStrip.view.tsx';
import { LatestOnly } from './latestOnly.ts';
import { askLanes, inColumns, type LaneReading, type Past, readingsAt } from './pastQuestions.ts';
import { pastScale } from './pastScale.ts';
import { RecentOverview } from './RecentOverview.view.tsx';
import { KEY_ZOOM, recentKey } from './recentKeys.ts';
import { BOTTOM_PX, LEFT_PX, type RecentLane, RecentPlot } from './recentPlot.view.ts';
import { aheadText, clockText, laneChangeText, laneReadingText, spanText } from './recentTexts.ts';
import { openRecent, type RecentEvent, type RecentView, reduceRecent } from './recentView.ts';

/** How a look back begins. */
export interface Opening {
  /** So much of the past, up to now; null: all of it. */
  readonly spanMs: number | null;
  /** What the hand did that opened it: a turn of the wheel, the beginning of a drag; null: nothing. */
  readonly first: RecentEvent | null;
  /** A pointer that is held down and goes on. */
  readonly drag: { readonly pointerId: number; readonly clientX: number } | null;
}

/** A lane as it is laid out, on the whole as in the live view. */
interface Laid extends RecentLane {
  readonly channel: Channel;
  readonly name: string;
  readonly shortName: string;
  readonly parameter: Parameter;
  readonly weight: number;
  readonly filter: FilterName;
}

/** Cursor and measurement: what each lane shows. */
interface Readings {
  readonly atMs: number;
  readonly lanes: readonly LaneReading[];
}

/** Columns of the overview, and of what scales are chosen from: half a second each. */
const OVERVIEW_COLUMNS = 600;
/** Overview and scales follow at leisure, but for the first seconds, in which the station sends the older past. */
const OVERVIEW_EVERY_MS = 5_000;
const COMES_IN_MS = 6_000;
/** One press of an arrow moves the hairline so many CSS pixels. */
const CURSOR_PX = 1;

/**
 * The last five minutes of a bed, to look into: zoom, pan, read values, measure between two clicks. It stands in the place
 * of the live waves and says that it does. Draws when something is done to it, and once a second while its right end
 * follows now.
 *
 * Mouse: wheel zooms at the pointer, drag moves, Shift and drag zooms to a stretch, double click shows all, click measures.
 * Keys: arrows move, + and - zoom, Home shows all, Shift with arrows moves the hairline, Space measures there, Escape
 * clears the measurement and then goes back to live.
 */
export function RecentWaves({
  bedKey,
  channels,
  waves,
  coverage,
  clockOffsetMs,
  lostSinceMs,
  settings,
  glass,
  clock,
  opening,
  onLive,
}: {
  bedKey: string;
  channels: readonly Channel[];
  waves: Pick<EngineLink, 'ask' | 'holdLong'>;
  coverage: CoverageStore;
  /** The gateway's clock minus ours. */
  clockOffsetMs: number;
  /** Since when the link has been lost; null: it is live. */
  lostSinceMs: number | null;
  settings: WaveSettingsStore;
  glass: Glass;
  clock: Clock;
  opening: Opening;
  onLive: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const root = useRef<HTMLElement>(null);
  const [plot, setPlot] = useState<RecentPlot | null>(null);
  const drag = useRef(opening.drag);
  const theme = useTheme();
  const state = useSubject(settings.state, (value) => value);
  const display = useSubject(glass.view, (value) => value);
  const covered = useSubject(coverage.state, (value) => value);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [overview, setOverview] = useState<Past | null>(null);
  const [scales, setScales] = useState<readonly (LaneScale | null)[]>([]);
  const [cursor, setCursor] = useState<Readings | null>(null);
  const [ends, setEnds] = useState<readonly [Readings | null, Readings | null]>([null, null]);

  const pxASecond = ((size.width - LEFT_PX) * display.pixelRatio) / display.pxPerMm; // mm over the whole width
  const trueSpans = useMemo(
    () => (pxASecond > 0 ? SPEEDS.map((speed) => (pxASecond / speed) * 1000) : []),
    [pxASecond],
  );
  const [view, dispatch] = useView(clock, opening, trueSpans, onLive);
  const latest = useRef({ view, scales });
  latest.current = { view, scales };

  // biome-ignore lint/correctness/useExhaustiveDependencies: the station sends the same channels as new objects
  const lanes = useMemo(
    () => layOut(channels, theme.parameters, (channel) => filterFor(state, laneScope(bedKey, channel))),
    [channels.map(({ channelId, code, label, unit }) => [channelId, code, label, unit].join()).join('|'), theme, state],
  );

  useEffect(() => {
    waves.holdLong(bedKey);
    return () => waves.holdLong(null);
  }, [waves, bedKey]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() =>
      setSize({ width: Math.floor(element.clientWidth), height: Math.floor(element.clientHeight) }),
    );
    observer.observe(element);
    setSize({ width: Math.floor(element.clientWidth), height: Math.floor(element.clientHeight) });
    return () => observer.disconnect();
  }, []);

  const ask = useCallback(
    (fromMs: number, untilMs: number, columns: number) => askLanes(waves, bedKey, lanes, fromMs, untilMs, columns),
    [waves, bedKey, lanes],
  );

  // The overview: scales are chosen from all of it, so that they stay while one looks around.
  const [openedMs] = useState(view.nowMs);
  const overviewEveryMs = view.nowMs - openedMs < COMES_IN_MS ? 1000 : OVERVIEW_EVERY_MS;
  const overviewTurn = Math.floor(view.nowMs / overviewEveryMs);
  const hasSize = size.width > LEFT_PX;
  // biome-ignore lint/correctness/useExhaustiveDependencies: overviewTurn says when
  useEffect(() => {
    if (!hasSize) return;
    let isHere = true;
    const { nowMs } = latest.current.view;
    void ask(nowMs - LOOK_BACK_MS, nowMs, OVERVIEW_COLUMNS).then((past) => {
      if (!isHere || past === null) return;
      setOverview(past);
      const next = lanes.map(({ channel, parameter, from, until }, l) => {
        const rule = scaleRule(parameter, channel.unit, gainFor(state, laneScope(bedKey, channel)));
        const heightMm = ((size.height - BOTTOM_PX) * (until - from) * display.pixelRatio) / display.pxPerMm;
        const held = latest.current.scales[l] ?? null;
        return pastScale(rule, held, past.lanes[l], heightMm) ?? held;
      });
      setScales(next);
    });
    return () => {
      isHere = false;
    };
  }, [ask, overviewTurn, hasSize, size.height, display, state]);

  // The plot, anew for other lanes or other colours.
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || !hasSize) return;
    const point = new LatestOnly(
      (atMs: number) => readingsAt(ask, atMs),
      (read, atMs) => setCursor({ atMs, lanes: read }),
    );
    const made = new RecentPlot(element, element.clientWidth, element.clientHeight, {
      lanes,
      palette: theme.palette,
      pxPerMm: display.pxPerMm,
      onEvent: dispatch,
      onCursor: (atMs) => {
        if (atMs === null) setCursor(null);
        else point.want(atMs);
      },
    });
    setPlot(made);
    if (drag.current !== null) made.takeDrag(drag.current.pointerId, drag.current.clientX);
    drag.current = null;
    return () => {
      point.close();
      made.destroy();
      setPlot(null);
    };
  }, [lanes, theme, ask, dispatch, hasSize, display.pxPerMm]);

  // What is seen. One question at a time: what comes while the hand moves is that of the newest view.
  const [reader, setReader] = useState<LatestOnly<readonly [number, number, number], Past | null> | null>(null);
  useEffect(() => {
    if (plot === null) return;
    const made = new LatestOnly(
      ([fromMs, untilMs, columns]: readonly [number, number, number]) => ask(fromMs, untilMs, columns),
      (past, [fromMs, untilMs]) => {
        if (past !== null) plot.show({ ...past, fromMs, untilMs, scales: latest.current.scales });
      },
    );
    setReader(made);
    return () => made.close();
  }, [plot, ask]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other scales, or samples that have come in late, draw it anew
  useEffect(() => {
    plot?.setSize(size.width, size.height);
    const columns = plot?.columns ?? 0;
    if (columns > 1) reader?.want([...inColumns(latest.current.view, columns), columns]);
  }, [plot, reader, view.fromMs, view.untilMs, size, scales, overview]);
  useEffect(() => plot?.setMeasure(view.measure), [plot, view.measure]);

  // The values at both ends of a measurement are those of the moment they were clicked at.
  const { measure } = view;
  useEffect(() => {
    let isHere = true;
    const times = measure.kind === 'none' ? [] : measure.kind === 'begun' ? [measure.aMs] : [measure.aMs, measure.bMs];
    void Promise.all(times.map(async (atMs) => ({ atMs, lanes: await readingsAt(ask, atMs) }))).then(([a, b]) => {
      if (isHere) setEnds([a ?? null, b ?? null]);
    });
    return () => {
      isHere = false;
    };
  }, [measure, ask]);

  useKeys(root, dispatch, plot);

  const behindMs = view.nowMs - view.untilMs;
  const speed = pxASecond / ((view.untilMs - view.fromMs) / 1000);
  const isTrue = SPEEDS.some((each) => Math.abs(speed / each - 1) < 0.005);
  const digits = view.untilMs - view.fromMs < 10_000 ? 1 : 0;
  return (
    <section ref={root} className="recent" aria-label="Looking back into the last five minutes">
      <header className="recent-bar">
        <strong className="recent-title">
          <span className="recent-mark">LOOKING BACK</span>
          <span className="recent-range">
            {clockText(view.fromMs, digits)}–{clockText(view.untilMs, digits)}
          </span>
          <span className="recent-ahead">{behindMs < 1000 ? 'up to now' : `live is ${aheadText(behindMs)} ahead`}</span>
        </strong>
        <span className="recent-speed" data-true={isTrue}>
          {speed >= 10 ? speed.toFixed(isTrue ? 1 : 0).replace(/\.0$/, '') : speed.toFixed(2)} mm/s
          {display.calibration === null && <span className="recent-uncalibrated"> uncalibrated</span>}
        </span>
        <output className="recent-measure">
          {measure.kind === 'done' && `Δ ${spanText(intervalOf(measure.aMs, measure.bMs))}`}
          {measure.kind === 'begun' && `from ${clockText(measure.aMs, 3)}: click again`}
          {measure.kind === 'none' && 'click twice to measure'}
        </output>
        <span className="recent-buttons">
          <button type="button" aria-label="Zoom out" onClick={() => dispatch(zoomBy(KEY_ZOOM))}>
            −
          </button>
          <button type="button" aria-label="Zoom in" onClick={() => dispatch(zoomBy(1 / KEY_ZOOM))}>
            +
          </button>
          <button
            type="button"
            aria-pressed={Math.abs(speed / state.speedMmPerS - 1) < 0.005}
            onClick={() => dispatch({ type: 'span', spanMs: (pxASecond / state.speedMmPerS) * 1000 })}
          >
            {state.speedMmPerS} mm/s
          </button>
          <button type="button" onClick={() => dispatch({ type: 'whole' })}>
            5 min
          </button>
          <button type="button" className="recent-live" onClick={onLive}>
            Live <kbd>Esc</kbd>
          </button>
        </span>
      </header>
      <div className="recent-waves">
        <div ref={box} className="recent-plot" />
        <div className="recent-lanes" style={{ left: LEFT_PX, bottom: BOTTOM_PX }}>
          {lanes.map(({ channel, colour, name, shortName, weight, filter, parameter }, l) => (
            <div key={channel.channelId} className="recent-lane" style={{ flexGrow: weight }}>
              <span className="recent-name" style={{ color: colour }} title={name}>
                {shortName}
              </span>
              <span className="recent-scale">
                {scales[l]?.text}
                {parameter === 'ecg' && ` ${filterText(filter)}`}
              </span>
              {measure.kind === 'done' && (
                <span className="recent-change">
                  {laneChangeText(ends[0]?.lanes[l]?.value, ends[1]?.lanes[l]?.value, channel)}
                </span>
              )}
              {cursor !== null && (
                <span className="recent-value" style={{ color: colour }}>
                  {laneReadingText(cursor.lanes[l], channel)}
                </span>
              )}
            </div>
          ))}
        </div>
        {cursor !== null && <div className="recent-time">{clockText(cursor.atMs, 3)}</div>}
      </div>
      <CoverageStrip
        channels={channels}
        coverage={covered}
        clockOffsetMs={clockOffsetMs}
        lostSinceMs={lostSinceMs}
        nowMs={view.nowMs}
        onEvent={dispatch}
      />
      <RecentOverview past={overview} lane={lanes[0] ?? null} view={view} palette={theme.palette} onEvent={dispatch} />
    </section>
  );
}

const zoomBy = (factor: number): RecentEvent => ({ type: 'zoom', atMs: null, factor });

/** The view and what changes it; one that has ended calls `onLive`. */
function useView(
  clock: Clock,
  opening: Opening,
  trueSpans: readonly number[],
  onLive: () => void,
): [RecentView, (event: RecentEvent) => void] {
  const [view, setView] = useState(() => {
    const opened = openRecent(clock.nowMs(), opening.spanMs);
    return opening.first === null ? opened : (reduceRecent(opened, opening.first) ?? opened);
  });
  const latest = useRef({ view, trueSpans, onLive });
  latest.current = { ...latest.current, trueSpans, onLive };
  const dispatch = useCallback((event: RecentEvent) => {
    const next = reduceRecent(latest.current.view, event, latest.current.trueSpans);
    if (next === null) {
      latest.current.onLive();
      return;
    }
    latest.current.view = next;
    setView(next);
  }, []);
  useEffect(() => {
    const timer = setInterval(() => dispatch({ type: 'time', nowMs: clock.nowMs() }), 1000);
    return () => clearInterval(timer);
  }, [clock, dispatch]);
  return [view, dispatch];
}

/** Before the keys of the wall, which would step to the next bed and close the large view. */
function useKeys(
  root: { readonly current: HTMLElement | null },
  dispatch: (event: RecentEvent) => void,
  plot: RecentPlot | null,
): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const { target } = event;
      // Dialogs and menus keep their keys.
      if (target instanceof Element && target.closest('dialog, [role="menu"], input, select, textarea') !== null)
        return;
      const isButton = target instanceof HTMLButtonElement;
      const at = plot?.cursorMs ?? null;
      const wanted = recentKey(event, isButton, at);
      if (wanted === null) return;
      event.preventDefault();
      event.stopPropagation();
      if (wanted.type === 'cursor') plot?.moveCursor(wanted.by * CURSOR_PX);
      else dispatch(wanted);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    root.current?.querySelector<HTMLElement>('.recent-live')?.focus({ preventScroll: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [root, dispatch, plot]);
}

function layOut(
  channels: readonly Channel[],
  colours: Readonly<Record<Parameter, string>>,
  filterOf: (channel: Channel) => FilterName,
): Laid[] {
  const described = channels.map((channel) => {
    const entry = lookUpCode(channel.code);
    const parameter = entry?.parameter ?? 'other';
    return { channel, entry, parameter, weight: laneWeight(parameter) };
  });
  const whole = described.reduce((sum, { weight }) => sum + weight, 0);
  let above = 0;
  return described.map(({ channel, entry, parameter, weight }) => {
    const from = above / whole;
    above += weight;
    return {
      channel,
      parameter,
      weight,
      name: entry?.name ?? channel.label,
      shortName: entry?.shortName ?? channel.label,
      colour: colours[parameter],
      filter: parameter === 'ecg' ? filterOf(channel) : 'asSent',
      from,
      until: above / whole,
      lines: (scale, laneMm) => {
        const rule = scaleRule(parameter, channel.unit);
        if (rule.kind === 'gain') return mvLines(scale, rule.perMv, laneMm);
        return roundValues(scale, 3).map((at) => ({ at, text: String(Math.round(at * 100) / 100) }));
      },
    };
  });
}
