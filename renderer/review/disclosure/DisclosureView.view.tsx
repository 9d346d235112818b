import './disclosure.css';
import { memo, type PointerEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { parameterOf } from '#domain/codes/mdc.ts';
import { unitText } from '#domain/vitals/display.ts';
import { AlarmSign } from '#renderer/alarms/AlarmSign.view.tsx';
import type { HeldStay } from '#renderer/history/archive.ts';
import { waveName } from '#renderer/history/keptWave.ts';
import { Choice } from '#renderer/review/Choice.view.tsx';
import { stayUntil } from '#renderer/review/place.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { channelText, dayText, momentText, patientText } from '#renderer/review/reviewTexts.ts';
import type { AlarmMark } from '#renderer/review/stayAlarms.ts';
import { channelsInOrder, useMarks, useNames } from '#renderer/review/useHeld.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { useBoxSize } from '#renderer/shared/useBoxSize.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import { scaleOf } from './layRow.ts';
import { movedBy, ROW_LENGTHS_MS, type RowLengthMs, rowAt, rowsOf } from './rowGrid.ts';
import { type RowLook, RowPlot } from './rowPlot.view.ts';
import { type HeldRow, Rows } from './rows.store.ts';

/** Rows are as high as there is room for so many of them, within limits; CSS pixels. */
const ROWS_SEEN = 16;
const ROW_PX = { least: 44, most: 72 };
const LABEL_PX = 78;
/** Rows beyond the edges that are kept ready. */
const AHEAD = 3;
/** What lasts grows. */
const AGAIN_MS = 2_000;
const DRAG_PX = 4;
const GAINS = [0.5, 1, 2, 4] as const;

/** Full disclosure: all of a channel, row under row, the newest below. */
export function DisclosureView() {
  const { archive, place: where, do: act, latestMs } = useReview();
  const place = useSubject(where, (value) => value);
  const { palette, parameters } = useTheme();
  const { stay, cursorMs } = place;
  const names = useNames(stay);
  const marks = useMarks(stay);
  const channels = useMemo(() => (names.state === 'here' ? channelsInOrder(names.value.waves) : []), [names]);
  const channel =
    place.waves.flatMap((name) => channels.find((each) => waveName(each) === name) ?? [])[0] ?? channels[0];
  const wave = channel === undefined ? '' : waveName(channel);
  const [rowMs, setRowMs] = useState<RowLengthMs>(ROW_LENGTHS_MS[0]);
  const [gain, setGain] = useState<number>(1);
  const scroller = useRef<HTMLDivElement>(null);
  const box = useBoxSize(scroller);
  const [topPx, setTopPx] = useState(0);
  const [nowMs, setNowMs] = useState(latestMs);
  const [, setChanges] = useState(0);

  useEffect(() => {
    const timer = setInterval(() => setNowMs(latestMs()), AGAIN_MS);
    return () => clearInterval(timer);
  }, [latestMs]);

  const rowPx = Math.round(Math.min(ROW_PX.most, Math.max(ROW_PX.least, box.heightPx / ROWS_SEEN)));
  const widthPx = Math.max(0, box.widthPx - LABEL_PX);
  const columns = Math.max(1, Math.round(widthPx * devicePixelRatio));
  const { first, until } = rowsOf(stay, rowMs, nowMs);
  const rowsSeen = Math.max(1, Math.floor(box.heightPx / rowPx));

  const { bedKey, owner, aheadMs, beganMs, fromMs, untilMs } = stay;
  const rows = useMemo(() => {
    const of = { whose: { bedKey, owner, aheadMs }, wave, rowMs, columns, fromMs, untilMs };
    return new Rows(archive, of, () => setChanges((count) => count + 1));
  }, [archive, bedKey, owner, aheadMs, wave, rowMs, columns, fromMs, untilMs]);
  useEffect(() => () => rows.close(), [rows]);

  const seen = useMemo(() => {
    const from = Math.max(first, first + Math.floor(topPx / rowPx) - AHEAD);
    const end = Math.min(until, first + Math.ceil((topPx + box.heightPx) / rowPx) + AHEAD);
    return Array.from({ length: Math.max(0, end - from) }, (_, k) => from + k);
  }, [first, until, topPx, rowPx, box.heightPx]);
  useEffect(() => {
    if (wave !== '' && widthPx > 0) rows.want(seen, nowMs);
  }, [rows, seen, nowMs, wave, widthPx]);

  // The scale is of the rows that were read first, and stays: a trace that grew by itself would look like a change.
  const scales = useRef(new WeakMap<Rows, { low: number; high: number }>());
  const laid = rows.laid(seen);
  const isEnough = laid.length >= Math.min(rowsSeen, seen.length);
  const known = scales.current.get(rows) ?? scaleOf(laid);
  if (isEnough && known !== null) scales.current.set(rows, known);
  const [low, high] = [known?.low ?? -1, known?.high ?? 1];
  const colour = parameters[parameterOf(channel?.code ?? null)];
  const look = useMemo(
    (): RowLook => ({ colour, palette, scale: magnified({ low, high }, gain) }),
    [colour, palette, low, high, gain],
  );

  const cursorRow = rowAt(cursorMs, rowMs);
  const hasScrolled = useRef('');
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || box.heightPx === 0) return;
    const rowTop = (cursorRow - first) * rowPx;
    const key = `${bedKey} ${beganMs} ${rowMs} ${rowPx}`;
    if (hasScrolled.current !== key) element.scrollTop = rowTop - (box.heightPx - rowPx) / 2;
    else if (rowTop < element.scrollTop) element.scrollTop = rowTop;
    else if (rowTop + rowPx > element.scrollTop + box.heightPx) element.scrollTop = rowTop + rowPx - box.heightPx;
    hasScrolled.current = key;
  }, [cursorRow, first, rowPx, box.heightPx, bedKey, beganMs, rowMs]);

  const goTo = useCallback((atMs: number) => act({ type: 'goTo', atMs }), [act]);
  const openStrip = useCallback(
    (atMs: number) => {
      act({ type: 'goTo', atMs });
      act({ type: 'look', way: 'strip' });
    },
    [act],
  );
  const drag = useRef<{ readonly id: number; readonly y: number; readonly top: number; moved: boolean } | null>(null);
  const onPointerMove = (event: PointerEvent) => {
    const press = drag.current;
    const element = scroller.current;
    if (press === null || element === null || press.id !== event.pointerId || event.buttons === 0) return;
    press.moved ||= Math.abs(event.clientY - press.y) >= DRAG_PX;
    if (press.moved) element.scrollTop = press.top - (event.clientY - press.y);
  };
  const timeAt = (event: { clientX: number; target: EventTarget }): number | null => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row]') : null;
    const signal = element?.querySelector('.disclosure-signal');
    if (element === null || signal == null) return null;
    const { left, width } = signal.getBoundingClientRect();
    const part = Math.min(Math.max((event.clientX - left) / Math.max(1, width), 0), 1 - 1e-9);
    return (Number(element.dataset['row']) + part) * rowMs;
  };

  return (
    <section className="disclosure" aria-label="Full disclosure">
      <div className="disclosure-bar">
        <Choice
          name="Channel"
          among={channels}
          chosen={channel}
          textOf={channelText}
          onChoose={(each) => {
            const name = waveName(each);
            act({ type: 'waves', waves: [name, ...place.waves.filter((other) => other !== name)] });
          }}
        />
        <Choice
          name="Length of a row"
          among={ROW_LENGTHS_MS}
          chosen={rowMs}
          textOf={(each) => `${each / 1000} s`}
          onChoose={setRowMs}
        />
        <Choice
          name="Size of the trace"
          among={GAINS}
          chosen={gain}
          textOf={(each) => `×${each === 0.5 ? '½' : each}`}
          onChoose={setGain}
        />
        {channel !== undefined && known !== null && (
          <span className="review-quiet">
            a row is {round(look.scale.high - look.scale.low)} {unitText(channel.unit) || 'units'} high
          </span>
        )}
        <span className="review-quiet disclosure-hint">click: cursor · double click: strip · ↑ ↓ ← → Page: move</span>
      </div>
      <div
        ref={scroller}
        className="disclosure-rows"
        role="application"
        aria-label={`${channel === undefined ? 'no channel' : channelText(channel)}, row by row`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the rows scroll and have keys, so the keyboard must reach them
        tabIndex={0}
        onScroll={({ currentTarget }) => setTopPx(currentTarget.scrollTop)}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.altKey || event.metaKey) return;
          const byMs = movedBy(event, rowMs, rowsSeen);
          if (event.key === 'Enter') openStrip(cursorMs);
          else if (byMs !== null) goTo(cursorMs + byMs);
          else return;
          event.preventDefault();
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          drag.current = { id: event.pointerId, y: event.clientY, top: event.currentTarget.scrollTop, moved: false };
        }}
        onPointerMove={onPointerMove}
        onClick={(event) => {
          const atMs = drag.current?.moved === true ? null : timeAt(event);
          if (atMs !== null) goTo(atMs);
        }}
        onDoubleClick={(event) => {
          const atMs = timeAt(event);
          if (atMs !== null) openStrip(atMs);
        }}
      >
        {names.state === 'failed' && <p className="review-empty">The history can’t be read: {names.reason}</p>}
        {names.state === 'here' && channel === undefined && (
          <p className="review-empty">No wave of this stay is held.</p>
        )}
        <div className="disclosure-all" style={{ height: (until - first) * rowPx }}>
          {channel !== undefined &&
            widthPx > 0 &&
            seen.map((row) => (
              <DisclosureRow
                key={row}
                row={row}
                rowMs={rowMs}
                topPx={(row - first) * rowPx}
                heightPx={rowPx}
                widthPx={widthPx}
                stay={stay}
                stayEndMs={stay.untilMs === null ? null : stayUntil(stay, nowMs)}
                held={rows.get(row)}
                look={look}
                marks={marks}
                nowMs={nowMs}
                cursorMs={row === cursorRow ? cursorMs : null}
              />
            ))}
        </div>
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: number;
  readonly rowMs: number;
  readonly topPx: number;
  readonly heightPx: number;
  readonly widthPx: number;
  readonly stay: HeldStay;
  /** null: it lasts. */
  readonly stayEndMs: number | null;
  /** undefined: being read. */
  readonly held: HeldRow | undefined;
  readonly look: RowLook;
  readonly marks: readonly AlarmMark[];
  readonly nowMs: number;
  /** null: it is in another row. */
  readonly cursorMs: number | null;
}

const DisclosureRow = memo(function DisclosureRow({
  row,
  rowMs,
  topPx,
  heightPx,
  widthPx,
  stay,
  stayEndMs,
  held,
  look,
  marks,
  nowMs,
  cursorMs,
}: RowProps) {
  const signal = useRef<HTMLDivElement>(null);
  const plot = useRef<RowPlot | null>(null);
  useLayoutEffect(() => {
    const element = signal.current;
    if (element === null) return;
    const made = new RowPlot(element, widthPx, heightPx);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [widthPx, heightPx]);
  useLayoutEffect(() => {
    if (held !== undefined && !('failed' in held) && widthPx > 0 && heightPx > 0) plot.current?.show(held, look);
  }, [held, look, widthPx, heightPx]);

  const [beginMs, endMs] = [row * rowMs, (row + 1) * rowMs];
  const part = (timeMs: number) => `${Math.min(1, Math.max(0, (timeMs - beginMs) / rowMs)) * 100}%`;
  const here = marks.filter((mark) => mark.fromMs < endMs && (mark.untilMs ?? nowMs) >= beginMs);
  const isNewDay = timeOfDay(beginMs, true) === '00:00:00' || beginMs <= stay.fromMs;
  return (
    <div
      className="disclosure-row"
      role="img"
      aria-label={[momentText(beginMs, true), ...here.map(({ text }) => text)].join(', ')}
      data-row={row}
      data-cursor={cursorMs !== null}
      style={{ top: topPx, height: heightPx }}
    >
      <div className="disclosure-time">
        {timeOfDay(beginMs, rowMs < 60_000)}
        {isNewDay && <span className="disclosure-day">{dayText(Math.max(beginMs, stay.fromMs))}</span>}
      </div>
      <div className="disclosure-signal">
        <div ref={signal} className="disclosure-plot" />
        {held === undefined && <span className="disclosure-note">reading …</span>}
        {held !== undefined && 'failed' in held && (
          <span className="disclosure-note">can’t be read: {held.failed}</span>
        )}
        {stay.fromMs > beginMs && (
          <span className="disclosure-outside" style={{ left: 0, width: part(stay.fromMs) }}>
            before {patientText(stay.patient)}
          </span>
        )}
        {stayEndMs !== null && stayEndMs < endMs && (
          <span className="disclosure-outside" style={{ left: part(stayEndMs), right: 0 }}>
            {patientText(stay.patient)} left at {timeOfDay(stayEndMs, true)}
          </span>
        )}
        {here.map((mark) => (
          <span
            key={mark.id}
            className="disclosure-alarm"
            data-priority={mark.priority}
            style={{ left: part(mark.fromMs), right: `calc(100% - ${part(mark.untilMs ?? nowMs)})` }}
          >
            {mark.fromMs >= beginMs && (
              <span className="disclosure-alarm-words" title={`${momentText(mark.fromMs, true)} ${mark.text}`}>
                <AlarmSign priority={mark.priority} /> {mark.text}
              </span>
            )}
          </span>
        ))}
        {cursorMs !== null && <span className="disclosure-cursor" style={{ left: part(cursorMs) }} />}
      </div>
    </div>
  );
});

/** Around zero where that is in sight, else around the middle. */
function magnified({ low, high }: RowLook['scale'], gain: number): RowLook['scale'] {
  const fixed = low < 0 && high > 0 ? 0 : (low + high) / 2;
  return { low: fixed + (low - fixed) / gain, high: fixed + (high - fixed) / gain };
}

function round(value: number): string {
  return String(Number(value.toPrecision(2)));
}
