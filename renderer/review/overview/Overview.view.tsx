import { messageOf } from '#domain/errors.ts';
import './overview.css';
import { type PointerEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { parameterOf } from '#domain/codes/mdc.ts';
import { ENVELOPE_LEVELS_MS, type EnvelopeLevelMs } from '#domain/signals/envelope.ts';
import { unitText, valueText } from '#domain/vitals/display.ts';
import { COLUMN_STEPS_MS } from '#domain/vitals/trend.ts';
import type { Archive, HeldStay } from '#renderer/history/archive.ts';
import { waveName } from '#renderer/history/keptWave.ts';
import type { KeptNumeric } from '#renderer/history/logRecord.ts';
import type { Whose } from '#renderer/history/owner.ts';
import { NoteFlags } from '#renderer/review/notes/NoteFlags.view.tsx';
import { useFlags } from '#renderer/review/notes/noteServices.ts';
import { notHeld } from '#renderer/review/notHeld.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { channelText, heldGapWords, momentText, spanText } from '#renderer/review/reviewTexts.ts';
import { channelsInOrder, useCoverage, useMarks, useNames } from '#renderer/review/useHeld.ts';
import { useBoxSize } from '#renderer/shared/useBoxSize.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { wheelPixels } from '#renderer/shared/wheelPixels.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import { brushKey, overviewSpan, wheeled } from './brush.ts';
import {
  addEnvelope,
  addTrend,
  courseOf,
  emptySlots,
  forget,
  partsOf,
  rangeOf,
  type Slots,
  stepFor,
} from './overviewColumns.ts';
import { COVER_PX, OverviewPlot, TIMES_PX } from './overviewPlot.view.ts';

/** What is read comes in pieces, so that no answer takes longer than a moment; a whole number of every step. */
const PART_MS = 6 * 3_600_000;
const AGAIN_MS = 15_000;
/** The edge of the brush is as wide as this for a hand, CSS pixels. */
const EDGE_PX = 7;

/** What the overview can show the course of. */
interface Subject {
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly code: string | null;
  readonly of:
    | { readonly kind: 'numeric'; readonly numeric: KeptNumeric }
    | { readonly kind: 'wave'; readonly wave: string };
}

/**
 * The whole stay in one strip, or its last 72 hours: the course of a value, alarms, and what is held. The frame marks the
 * stretch that trends show; drag it, its edges, or turn the wheel. A click sets the cursor.
 */
export function Overview() {
  const { place: where, do: act, latestMs } = useReview();
  const place = useSubject(where, (value) => value);
  const { palette, parameters } = useTheme();
  const { stay, cursorMs } = place;
  const names = useNames(stay);
  const marks = useMarks(stay);
  const flags = useFlags(stay);
  const coverage = useCoverage(stay);
  const subjects = useMemo(() => (names.state === 'here' ? subjectsOf(names.value) : []), [names]);
  const [wanted, setWanted] = useState<string | null>(null);
  const subject = subjects.find(({ key }) => key === wanted) ?? subjects[0];
  const box = useRef<HTMLDivElement>(null);
  const size = useBoxSize(box);
  const host = useRef<HTMLDivElement>(null);
  const [nowMs, setNowMs] = useState(latestMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(latestMs()), AGAIN_MS);
    return () => clearInterval(timer);
  }, [latestMs]);
  const whole = overviewSpan(place, nowMs);
  const { fromMs: wholeFromMs, untilMs: wholeUntilMs } = whole;
  const wholeMs = wholeUntilMs - wholeFromMs;
  const columns = Math.max(1, Math.round(size.widthPx * devicePixelRatio));
  const { course, trouble } = useCourse(stay, subject, wholeFromMs, wholeUntilMs, columns);
  const range = useMemo(() => rangeOf(course), [course]);
  const gaps = useMemo(
    () => (coverage.state === 'here' ? notHeld(coverage.value, wholeFromMs, wholeUntilMs) : []),
    [coverage, wholeFromMs, wholeUntilMs],
  );
  const colour = parameters[parameterOf(subject?.code ?? null)];

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null || size.widthPx === 0) return;
    const plot = new OverviewPlot(element, size.widthPx, size.heightPx);
    plot.show({ course, colour, marks, gaps, palette });
    return () => plot.destroy();
  }, [size, course, colour, marks, gaps, palette]);

  const part = (timeMs: number) => `${Math.min(1, Math.max(0, (timeMs - wholeFromMs) / wholeMs)) * 100}%`;
  const timeAt = (clientX: number): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return wholeFromMs + ((clientX - left) / Math.max(1, width)) * wholeMs;
  };
  const press = useRef<{
    readonly id: number;
    readonly atMs: number;
    readonly fromMs: number;
    readonly untilMs: number;
    readonly grip: 'from' | 'until' | 'all';
    moved: boolean;
  } | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const atMs = timeAt(event.clientX);
    const reachMs = (EDGE_PX / Math.max(1, size.widthPx)) * wholeMs;
    const { fromMs, untilMs } = place;
    const grip = Math.abs(atMs - fromMs) <= reachMs ? 'from' : Math.abs(atMs - untilMs) <= reachMs ? 'until' : 'all';
    press.current = { id: event.pointerId, atMs, fromMs, untilMs, grip, moved: false };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const held = press.current;
    if (held === null || held.id !== event.pointerId || event.buttons === 0) return;
    const byMs = timeAt(event.clientX) - held.atMs;
    held.moved ||= (Math.abs(byMs) / wholeMs) * size.widthPx >= 4;
    if (!held.moved) return;
    const isInside = held.atMs >= held.fromMs && held.atMs <= held.untilMs;
    if (held.grip === 'all' && !isInside) act({ type: 'show', fromMs: held.atMs, untilMs: held.atMs + byMs });
    else {
      act({
        type: 'show',
        fromMs: held.fromMs + (held.grip === 'until' ? 0 : byMs),
        untilMs: held.untilMs + (held.grip === 'from' ? 0 : byMs),
      });
    }
  };
  const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
    const held = press.current;
    press.current = null;
    if (held !== null && held.id === event.pointerId && !held.moved) act({ type: 'goTo', atMs: held.atMs });
  };
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = wheelPixels(event);
      const { left, width } = element.getBoundingClientRect();
      const span = overviewSpan(where.value, latestMs());
      const atMs = span.fromMs + ((event.clientX - left) / Math.max(1, width)) * (span.untilMs - span.fromMs);
      act(wheeled(where.value, atMs, pixels));
    };
    // React's own listeners of the wheel can't keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [act, where, latestMs]);
  return (
    <section className="overview" aria-label="Overview">
      <div className="overview-side">
        <label>
          <span className="visually-hidden">Course of</span>
          <select value={subject?.key ?? ''} onChange={({ target }) => setWanted(target.value)}>
            {subjects.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <span className="review-quiet">{subject === undefined ? 'nothing held' : rangeText(subject, range)}</span>
        <span className="review-quiet">{spanText(wholeMs)}</span>
        {(trouble !== '' || coverage.state === 'failed') && (
          <span className="overview-trouble" role="status">
            {trouble || (coverage.state === 'failed' && coverage.reason)}
          </span>
        )}
      </div>
      <div className="overview-box">
        <div
          ref={box}
          className="overview-strip"
          role="slider"
          aria-label="Stretch that is shown"
          aria-valuemin={wholeFromMs}
          aria-valuemax={wholeUntilMs}
          aria-valuenow={cursorMs}
          aria-valuetext={`${momentText(place.fromMs)} to ${momentText(place.untilMs)}`}
          tabIndex={0}
          onPointerDown={onPointerDown}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerCancel={() => {
            press.current = null;
          }}
          onKeyDown={(event) => {
            if (event.ctrlKey || event.altKey || event.metaKey) return;
            const change = brushKey(place, event, whole);
            if (change === null) return;
            event.preventDefault();
            act(change);
          }}
        >
          <div ref={host} className="overview-plot" />
          {gaps.map((gap) => (
            <span
              key={`${gap.fromMs} ${gap.state}`}
              className="overview-gap"
              style={{ left: part(gap.fromMs), right: `calc(100% - ${part(gap.untilMs)})`, bottom: TIMES_PX }}
              title={`${momentText(gap.fromMs, true)} to ${momentText(gap.untilMs, true)}: ${heldGapWords[gap.state].why}`}
            />
          ))}
          <div
            className="overview-brush"
            style={{
              left: part(place.fromMs),
              right: `calc(100% - ${part(place.untilMs)})`,
              bottom: TIMES_PX + COVER_PX,
            }}
          />
          <div className="overview-cursor" style={{ left: part(cursorMs), bottom: TIMES_PX }} />
        </div>
        <NoteFlags
          notes={flags}
          placeOf={(atMs) => {
            if (atMs < wholeFromMs || atMs > wholeUntilMs) return null;
            return { left: part(atMs), bottom: TIMES_PX + COVER_PX, part: (atMs - wholeFromMs) / wholeMs };
          }}
        />
      </div>
    </section>
  );
}

/** `61–98 /min`: the lowest and the highest that the strip shows. */
function rangeText({ code, unit }: Subject, range: ReturnType<typeof rangeOf>): string {
  if (range === null) return unitText(unit);
  const [low, high] = [range.low, range.high].map((value) => valueText({ code, unit }, value));
  return `${low === high ? low : `${low}–${high}`} ${unitText(unit)}`.trim();
}

/** Numerics first, the heart rate before all; then the waves' envelopes. */
function subjectsOf({
  numerics,
  waves,
}: {
  numerics: readonly KeptNumeric[];
  waves: Parameters<typeof channelsInOrder>[0];
}) {
  const first = (numeric: KeptNumeric) => (numeric.code === 'MDC_ECG_HEART_RATE' ? 0 : 1);
  const subjects = [
    ...[...numerics]
      .sort((a, b) => first(a) - first(b))
      .map((numeric): Subject => {
        const { code, unit } = numeric;
        const key = `numeric ${JSON.stringify(numeric)}`;
        return { key, name: channelText(numeric), unit, code, of: { kind: 'numeric', numeric } };
      }),
    ...channelsInOrder(waves).map((channel): Subject => {
      const wave = waveName(channel);
      const { code, unit } = channel;
      return { key: `wave ${wave}`, name: `wave ${channelText(channel)}`, unit, code, of: { kind: 'wave', wave } };
    }),
  ];
  return subjects.filter(({ key }, k) => subjects.findIndex((other) => other.key === key) === k);
}

/** What was read before is read again from so long before its end on: values come late. */
const LATE_MS = 120_000;

/** What was read of a subject, and until when. */
interface Read {
  readonly key: string;
  readonly slots: Slots;
  untilMs: number;
}

const nothingRead: Slots = emptySlots(1);

/** The course of a subject, piece by piece as it is read; of a stay that lasts, only what is new is read again. */
function useCourse(stay: HeldStay, subject: Subject | undefined, fromMs: number, untilMs: number, columns: number) {
  const { archive } = useReview();
  const [trouble, setTrouble] = useState('');
  const [pieces, setPieces] = useState(0);
  const read = useRef<Read>({ key: '', slots: nothingRead, untilMs: 0 });
  const stepMs = stepOf(subject, (untilMs - fromMs) / columns);
  const key = `${stay.bedKey} ${stay.beganMs} ${fromMs} ${subject?.key} ${stepMs}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: subject and stay are named by the key
  useEffect(() => {
    if (columns <= 1) return;
    if (read.current.key !== key) read.current = { key, slots: emptySlots(stepMs), untilMs: fromMs };
    const { slots } = read.current;
    const sinceMs = Math.max(fromMs, Math.floor((read.current.untilMs - LATE_MS) / stepMs) * stepMs);
    let isOver = false;
    const readAll = async () => {
      if (subject === undefined) return;
      for (const piece of partsOf(sinceMs, untilMs, PART_MS)) {
        await readPiece(archive, stay, subject, piece, slots);
        if (isOver) return;
        setPieces((count) => count + 1);
      }
      read.current.untilMs = untilMs;
      setTrouble('');
    };
    readAll().catch((error: unknown) => {
      if (!isOver) setTrouble(messageOf(error));
    });
    return () => {
      isOver = true;
    };
  }, [archive, key, untilMs, columns]);
  const course = useMemo(
    () =>
      courseOf(pieces >= 0 && read.current.key === key ? read.current.slots : nothingRead, fromMs, untilMs, columns),
    [pieces, key, fromMs, untilMs, columns],
  );
  return { course, trouble };
}

function stepOf(subject: Subject | undefined, columnMs: number): number {
  return stepFor<number>(subject?.of.kind === 'wave' ? ENVELOPE_LEVELS_MS : COLUMN_STEPS_MS, columnMs);
}

async function readPiece(
  archive: Archive,
  whose: Whose,
  { of }: Subject,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
  slots: Slots,
): Promise<void> {
  if (of.kind === 'wave') {
    const envelope = await archive.envelope(whose, of.wave, fromMs, untilMs, slots.stepMs as EnvelopeLevelMs);
    forget(slots, fromMs, untilMs);
    addEnvelope(slots, envelope);
    return;
  }
  const wanted = JSON.stringify(of.numeric);
  const { trends } = await archive.trends(whose, fromMs, untilMs, slots.stepMs);
  forget(slots, fromMs, untilMs);
  for (const { numeric, columns } of trends) if (JSON.stringify(numeric) === wanted) addTrend(slots, columns);
}
