import { useCallback, useContext, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { type CodeEntry, lookUpCode, type Parameter } from '#domain/codes/mdc.ts';
import { MISSING } from '#domain/signals/block.ts';
import { type Channel, physicalValue, sampleIndexAt } from '#domain/signals/channel.ts';
import { columnAtTime, timeAtColumn } from '#domain/signals/columns.ts';
import { scaleRule } from '#domain/signals/scaling.ts';
import { NO_VALUE, unitText } from '#domain/vitals/display.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { parameterColours } from '#renderer/parameterColours.ts';
import { AXIS_BOTTOM_PX, AXIS_LEFT_PX, BedPlot, type PlottedLane } from './bedPlot.view.ts';
import { laneWeight, roundValues, statusTexts } from './laneTexts.ts';
import type { PenView, StagedLane } from './stage.ts';
import { StageContext } from './stageContext.ts';
import { columnsPerSecond, eraseColumns } from './sweep.ts';
import type { Lane } from './trace.ts';
import { groundOf } from './WaveStage.view.tsx';
import type { LaneStatus, WaveformStore } from './waveforms.store.ts';
import 'uplot/dist/uPlot.min.css';

/** A lane as it is laid out; `lane` is missing where the store refused the channel. */
interface LaidLane {
  readonly key: string;
  readonly channel: Channel;
  readonly lane: Lane | undefined;
  readonly entry: CodeEntry | null;
  readonly parameter: Parameter;
  readonly colour: string;
  readonly weight: number;
  readonly from: number;
  readonly until: number;
}

/** What the cursor reads: the time (null: in the erase bar), and the value of each lane in order (null: no sample). */
interface Reading {
  readonly timeMs: number | null;
  readonly values: readonly (number | null)[];
}

/** In step with the eye; the sweep changes what is under a resting cursor. */
const READ_CURSOR_EVERY_MS = 250;

/** With Shift: seconds by which a key moves the cursor, one small square of ECG paper. */
const CURSOR_KEYS: Readonly<Record<string, number>> = { ArrowLeft: -0.04, ArrowRight: 0.04 };

/**
 * The waves of one bed, the channels under each other in the order given. The traces are painted by the nearest
 * {@link WaveStage}; this draws what belongs to them: grid and axes, labels with gain or scale, why a signal is missing,
 * and `problem` (why nothing comes from the bed at all) across everything. In `large` a cursor tells time and values: the
 * mouse moves it, or Shift with the left and right arrows.
 *
 * @throws Error outside of a WaveStage.
 */
export function BedWaves({
  bed,
  channels,
  variant,
  problem,
}: {
  bed: Bed;
  channels: readonly Channel[];
  variant: 'tile' | 'large';
  problem: string | null;
}) {
  const context = useContext(StageContext);
  if (context === null) throw new Error('BedWaves stands outside of a WaveStage');
  const { store, stage } = context;
  const isLarge = variant === 'large';
  const box = useRef<HTMLDivElement>(null);
  const plotBox = useRef<HTMLDivElement>(null);
  const [scaleTexts, setScaleTexts] = useState<Readonly<Record<string, string>>>({});
  const [reading, setReading] = useState<Reading | null>(null);

  // The station sends beds again when anything about one changes; the plot is built anew only for other channels.
  const channelsKey = channels
    .map(({ channelId, code, label, unit }) => [channelId, code, label, unit].join())
    .join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: channelsKey stands for the channels
  const lanes = useMemo(() => layOut(store, bed.bedKey, channels), [store, bed.bedKey, channelsKey]);
  const statuses = useStatuses(store, lanes);

  useLayoutEffect(() => {
    const element = box.current;
    const parent = plotBox.current;
    if (stage === null || element === null || parent === null) return;
    let cursorColumn: number | null = null;
    const plotted: PlottedLane[] = lanes.map(({ from, until, colour, parameter }) => ({
      from,
      until,
      colour,
      scale: null,
      splits: (scale) => roundValues(scale, parameter === 'ecg' ? 4 : 3),
    }));
    const readCursor = () => {
      const waves = plot.background?.waves;
      const column = cursorColumn;
      setReading(column === null || waves === undefined ? null : read(lanes, column, waves.width, stage.pen));
    };
    const size = () => [Math.floor(element.clientWidth), Math.floor(element.clientHeight)] as const;
    const plot = new BedPlot(parent, ...size(), {
      lanes: plotted,
      isLarge,
      ground: groundOf(element),
      onDrawn: () => stage.relayout(),
      onCursor: (column) => {
        cursorColumn = column;
        readCursor();
      },
    });
    const staged = lanes.flatMap(({ lane, colour, from, until, key, parameter, channel }, l): StagedLane[] => {
      if (lane === undefined) return [];
      const onScale: StagedLane['onScale'] = (scale) => {
        setScaleTexts((texts) => ({ ...texts, [key]: scale.text }));
        const own = plotted[l];
        if (!isLarge || own === undefined) return;
        own.scale = scale;
        plot.redraw();
      };
      return [{ lane, colour, from, until, rule: scaleRule(parameter, channel.unit), onScale }];
    });
    const leave = stage.add({
      bedKey: bed.bedKey,
      element,
      lanes: staged,
      background: () => plot.background,
      resize: () => plot.setSize(...size()),
    });
    const timer = isLarge ? setInterval(() => cursorColumn !== null && readCursor(), READ_CURSOR_EVERY_MS) : undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      const by = CURSOR_KEYS[event.key];
      if (!event.shiftKey || by === undefined) return;
      event.preventDefault();
      plot.moveCursor(by);
    };
    if (isLarge) window.addEventListener('keydown', onKeyDown);
    return () => {
      clearInterval(timer);
      window.removeEventListener('keydown', onKeyDown);
      leave();
      plot.destroy();
    };
  }, [stage, lanes, isLarge, bed.bedKey]);

  return (
    <div ref={box} className={`bed-waves bed-waves-${variant}`}>
      <div ref={plotBox} className="bed-waves-plot" aria-hidden="true" />
      <div
        className="bed-waves-lanes"
        style={isLarge ? { left: AXIS_LEFT_PX, bottom: AXIS_BOTTOM_PX } : { left: 0, bottom: 0 }}
      >
        {lanes.map((lane, l) => (
          <LaneLabel
            key={lane.key}
            lane={lane}
            scaleText={scaleTexts[lane.key] ?? ''}
            status={problem === null ? (statuses[l] ?? 'noData') : 'unknown'}
            value={reading === null ? undefined : reading.values[l]}
          />
        ))}
      </div>
      {reading?.timeMs != null && <div className="bed-waves-time">{timeText(reading.timeMs)}</div>}
      {problem !== null && <div className="bed-waves-problem">{problem}</div>}
    </div>
  );
}

function LaneLabel({
  lane: { entry, channel, colour, weight },
  scaleText,
  status,
  value,
}: {
  lane: LaidLane;
  scaleText: string;
  status: LaneStatus;
  value: number | null | undefined;
}) {
  const text = statusTexts[status];
  const unit = unitText(channel.unit);
  return (
    <div className="lane-label" style={{ flexGrow: weight }}>
      <span className="lane-name" style={{ color: colour }} title={entry?.name ?? channel.label}>
        {entry?.shortName ?? channel.label}
      </span>
      <span className={scaleText === 'auto' ? 'lane-scale lane-scale-auto' : 'lane-scale'}>{scaleText}</span>
      {value !== undefined && (
        <span className="lane-value" style={{ color: colour }}>
          {value === null ? NO_VALUE : `${Math.round(value * 100) / 100}${unit === '' ? '' : ` ${unit}`}`}
        </span>
      )}
      {text !== '' && <span className={`lane-status lane-status-${status}`}>{text}</span>}
    </div>
  );
}

/** The lanes' states, in order; draws again only when one of these has changed. */
function useStatuses(store: WaveformStore, lanes: readonly LaidLane[]): readonly LaneStatus[] {
  const subscribe = useCallback(
    (listener: () => void) => {
      const subscription = store.statusVersion.subscribe(listener);
      return () => subscription.unsubscribe();
    },
    [store],
  );
  const joined = useSyncExternalStore(subscribe, () =>
    lanes.map(({ lane }) => (lane === undefined ? 'noData' : store.laneStatus(lane))).join(),
  );
  return joined.split(',') as LaneStatus[];
}

function layOut(store: WaveformStore, bedKey: string, channels: readonly Channel[]): LaidLane[] {
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
      key: String(channel.channelId),
      channel,
      lane: store.lane(bedKey, channel),
      entry,
      parameter,
      colour: parameterColours[parameter],
      weight,
      from,
      until: above / whole,
    };
  });
}

/** What the sweep shows at a column: the newest time that stands there, or nothing where the erase bar is. */
function read(lanes: readonly LaidLane[], column: number, width: number, { shownMs, pixelRatio }: PenView): Reading {
  const perSecond = columnsPerSecond(pixelRatio);
  const head = Math.floor(columnAtTime(shownMs, perSecond)) - 1;
  const behind = (((head - column) % width) + width) % width;
  if (behind >= width - eraseColumns(width, pixelRatio)) return { timeMs: null, values: lanes.map(() => null) };
  const timeMs = timeAtColumn(head - behind + 0.5, perSecond);
  return { timeMs, values: lanes.map(({ lane }) => (lane === undefined ? null : valueAt(lane, timeMs))) };
}

/** The sample nearest to a time, of the trace that is drawn there: where a newer one has begun, it speaks. */
function valueAt({ traces }: Lane, timeMs: number): number | null {
  for (const { channel, ring, clockOffsetMs } of traces.toReversed()) {
    const index = Math.round(sampleIndexAt(channel, timeMs + clockOffsetMs));
    if (ring.isEmpty || index < ring.startIndex) continue;
    const raw = ring.at(index);
    return raw === MISSING ? null : physicalValue(channel, raw);
  }
  return null;
}

/** Time of day to a hundredth of a second, in the zone of the machine the wall stands on. */
function timeText(timeMs: number): string {
  const at = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const fraction = String(Math.floor(at.getMilliseconds() / 10)).padStart(2, '0');
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${fraction}`;
}
