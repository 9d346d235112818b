import { useContext, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from 'react';
import { type CodeEntry, lookUpCode, type Parameter } from '#domain/codes/mdc.ts';
import type { Channel } from '#domain/signals/channel.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import { scaleRule } from '#domain/signals/scaling.ts';
import type { Clock } from '#domain/time/clock.ts';
import { NO_VALUE, unitText } from '#domain/vitals/display.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { useTheme } from '#renderer/theme/useTheme.ts';
import { AXIS_BOTTOM_PX, BedPlot, type PlotLook, type PlottedLane } from './bedPlot.view.ts';
import type { LaneScaleView } from './engine/protocol.ts';
import type { LaneStatus } from './engine/waveforms.store.ts';
import type { EngineLink } from './engineLink.ts';
import { BADGE_PEN, BADGE_UNITS, badgeShapes, badgeWords, type LaneBadge, noBadges } from './laneBadge.ts';
import { filterNames, filterText, fineTimeText, laneSentence, laneWeight, statusTexts, timeText } from './laneTexts.ts';
import type { Background, StagedLane, StageLook } from './stage.ts';
import { StageContext } from './stageContext.ts';
import { filterFor, gainFor, laneScope, type WaveSettings } from './waveSettings.ts';
import 'uplot/dist/uPlot.min.css';

/** A lane as it is laid out. */
interface LaidLane {
  readonly key: string;
  readonly channel: Channel;
  /** Of its gain and filter in the settings. */
  readonly scope: string;
  readonly name: string;
  readonly entry: CodeEntry | null;
  readonly parameter: Parameter;
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
 * {@link WaveStage}; this draws what belongs to them: grid and axes, names with gain or scale, why a signal is missing,
 * that the picture is frozen, and `problem` (why nothing comes from the bed at all) across everything.
 *
 * A tile has elements over the waves only while there is something to say: they cost. In `large` a cursor tells time and
 * values: the mouse moves it, or Shift with the left and right arrows.
 *
 * @throws Error outside of a WaveStage.
 */
export function BedWaves({
  bed,
  channels,
  variant,
  problem,
  badges = noBadges,
}: {
  bed: Bed;
  channels: readonly Channel[];
  variant: 'tile' | 'large';
  problem: string | null;
  /** What is wrong with the wave of a channel, by its id; the same object while it says the same. */
  badges?: ReadonlyMap<number, LaneBadge>;
}) {
  const context = useContext(StageContext);
  if (context === null) throw new Error('BedWaves stands outside of a WaveStage');
  const { waves, settings, look, stage } = context;
  const { bedKey } = bed;
  const isLarge = variant === 'large';
  const box = useRef<HTMLDivElement>(null);
  const plotBox = useRef<HTMLDivElement>(null);
  const [scales, setScales] = useState<Readonly<Record<string, LaneScaleView>>>({});
  const [gutterPx, setGutterPx] = useState(0);

  // The station sends beds again when anything about one changes; the plot is built anew only for other channels.
  const channelsKey = channels
    .map(({ channelId, code, label, unit }) => [channelId, code, label, unit].join())
    .join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: channelsKey stands for the channels
  const lanes = useMemo(() => layOut(bedKey, channels), [bedKey, channelsKey]);
  const statuses = useStatuses(waves, lanes);
  const chosen = useChosen(
    settings.state.value,
    lanes,
    useSubject(settings.state, (state) => choicesKey(state, lanes)),
  );
  const { parameters } = useTheme();

  const staged = useMemo(
    () =>
      lanes.map(
        ({ key, channel, parameter, from, until }, l): StagedLane => ({
          laneKey: key,
          channelId: channel.channelId,
          colour: parameters[parameter],
          from,
          until,
          ...(chosen[l] as Chosen),
        }),
      ),
    [lanes, parameters, chosen],
  );
  const shownStatuses = statuses.map((status) => (problem === null ? status : 'unknown'));
  // What the device says of a signal, or why there is none, says enough.
  const shownBadges = lanes.map(({ channel }, l) =>
    problem === null && statusTexts[shownStatuses[l] ?? 'unknown'] === ''
      ? (badges.get(channel.channelId) ?? null)
      : null,
  );
  const badgesKey = shownBadges.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: badgesKey stands for the badges
  const plotted = useMemo(
    () =>
      staged.map(({ laneKey, from, until, colour, rule, filter }, l): PlottedLane => {
        const { name } = lanes[l] as LaidLane;
        const perMv = rule.kind === 'gain' ? rule.perMv : null;
        const badge = isLarge ? null : (shownBadges[l] ?? null);
        return { from, until, name, colour, perMv, filter: filterNames[filter], scale: scales[laneKey] ?? null, badge };
      }),
    [staged, lanes, scales, isLarge, badgesKey],
  );
  const latest = useRef({ look, staged, plotted });
  const plot = useRef<BedPlot | null>(null);
  const { reading, cursor } = useCursor(waves);

  useLayoutEffect(() => {
    latest.current = { look, staged, plotted };
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of lanes takes another plot
  useLayoutEffect(() => {
    const element = box.current;
    const parent = plotBox.current;
    if (stage === null || element === null || parent === null) return;
    const { clientWidth, clientHeight } = element;
    const made = new BedPlot(parent, clientWidth, clientHeight, latest.current.plotted, plotLook(latest.current.look), {
      isLarge,
      onDrawn: () => stage.relayout(),
      onCursor: (column) => cursor.move(column === null ? null : { stageId: stage.stageId, sheetKey, column }),
    });
    plot.current = made;
    const { sheetKey, leave } = stage.add({
      bedKey,
      element,
      lanes: () => latest.current.staged,
      background: (): Background | null => made.background,
      resize: (widthPx, heightPx) => made.setSize(widthPx / devicePixelRatio, heightPx / devicePixelRatio),
      onScale: (laneKey, scale) => setScales((held) => ({ ...held, [laneKey]: scale })),
    });
    return () => {
      cursor.move(null);
      leave();
      made.destroy();
      plot.current = null;
    };
  }, [stage, lanes, isLarge, bedKey, cursor]);

  // The picture shows no more of a scale than its text on a tile: a new range of a breath redraws nothing.
  const drawnKey = isLarge ? plotted : JSON.stringify(plotted.map(tilePicture));
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawnKey stands for what is drawn of `plotted`
  useLayoutEffect(() => {
    if (plot.current === null) return;
    plot.current.set(plotted, plotLook(look));
    setGutterPx(plot.current.gutterPx);
  }, [stage, lanes, drawnKey, look]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: gain, filter or colour is another one
  useLayoutEffect(() => stage?.relayout(), [stage, staged]);

  useCursorKeys(isLarge, (seconds) => plot.current?.moveCursor(seconds));

  const sentence = lanes.map(({ key, name, channel }, l) =>
    laneSentence({
      name,
      scaleText: scales[key]?.text ?? '',
      filtered: chosen[l]?.filter === 'asSent' ? '' : filterText((chosen[l] as Chosen).filter, channel.rateHz),
      status: shownStatuses[l] ?? 'unknown',
      badge: shownBadges[l] ?? null,
    }),
  );
  const edges = { left: isLarge ? gutterPx : 0, bottom: isLarge ? AXIS_BOTTOM_PX : 0 };
  // What the engine says of the glass, rather than what the user chose: a freeze ends by itself.
  const frozenAtMs = useSubject(waves.frozen, (frozen) => frozen.get(bedKey) ?? null);
  return (
    <div ref={box} className={`bed-waves bed-waves-${variant}`}>
      <div
        ref={plotBox}
        className="bed-waves-plot"
        role="img"
        aria-label={[...sentence, frozenAtMs === null ? '' : 'frozen'].filter((part) => part !== '').join('; ')}
      />
      {isLarge ? (
        <div className="bed-waves-lanes" style={edges}>
          {lanes.map((lane, l) => (
            <LaneLabel
              key={lane.key}
              lane={lane}
              colour={parameters[lane.parameter]}
              scaleText={scales[lane.key]?.text ?? ''}
              filter={(chosen[l] as Chosen).filter}
              status={shownStatuses[l] ?? 'unknown'}
              badge={shownBadges[l] ?? null}
              value={reading === null ? undefined : reading.values[l]}
            />
          ))}
        </div>
      ) : (
        statusPlates(lanes, shownStatuses).map(({ key, ...plate }) => <StatusPlate key={key} {...plate} />)
      )}
      {reading?.timeMs != null && <div className="bed-waves-time">{fineTimeText(reading.timeMs)}</div>}
      {frozenAtMs !== null && <FrozenPlate atMs={frozenAtMs} clock={waves.clock} />}
      {problem !== null && <div className="bed-waves-problem">{problem}</div>}
    </div>
  );
}

/** A lane's name, gain, filter and value in the large view, over its band. */
function LaneLabel({
  lane: { entry, name, channel, parameter, weight },
  colour,
  scaleText,
  filter,
  status,
  badge,
  value,
}: {
  lane: LaidLane;
  colour: string;
  scaleText: string;
  filter: FilterName;
  status: LaneStatus;
  badge: LaneBadge | null;
  value: number | null | undefined;
}) {
  const text = statusTexts[status];
  const unit = unitText(channel.unit);
  return (
    <div className="lane-label" style={{ flexGrow: weight }}>
      <span className="lane-name" style={{ color: colour }} title={entry?.name ?? channel.label}>
        {name}
      </span>
      <span className="lane-scale">{scaleText}</span>
      {parameter === 'ecg' && <span className="lane-filter">{filterText(filter, channel.rateHz)}</span>}
      {value !== undefined && (
        <span className="lane-value" style={{ color: colour }}>
          {value === null ? NO_VALUE : `${Math.round(value * 100) / 100}${unit === '' ? '' : ` ${unit}`}`}
        </span>
      )}
      {text !== '' && <span className={`lane-status lane-status-${status}`}>{text}</span>}
      {badge !== null && (
        <span className="lane-badge" data-badge={badge}>
          <svg viewBox={`0 0 ${BADGE_UNITS} ${BADGE_UNITS}`} strokeWidth={BADGE_PEN} aria-hidden="true">
            <path d={badgeShapes[badge]} />
          </svg>
          {badgeWords[badge]}
        </span>
      )}
    </div>
  );
}

interface Plate {
  readonly key: string;
  readonly status: LaneStatus;
  readonly from: number;
  readonly until: number;
}

/** What a tile says of its lanes: once for all where all are in the same state, so that a ward without data stays light. */
function statusPlates(lanes: readonly LaidLane[], statuses: readonly LaneStatus[]): Plate[] {
  const plates = lanes.map(
    ({ key, from, until }, l): Plate => ({ key, status: statuses[l] ?? 'unknown', from, until }),
  );
  const [first] = plates;
  const isOne = first !== undefined && plates.every(({ status }) => status === first.status);
  return isOne ? [{ ...first, from: 0, until: 1 }] : plates;
}

/** Why a lane of a tile shows no signal; nothing while it shows one. */
function StatusPlate({ status, from, until }: Omit<Plate, 'key'>) {
  const text = statusTexts[status];
  if (text === '') return null;
  const style = { top: `${from * 100}%`, height: `${(until - from) * 100}%` };
  return (
    <div className="lane-plate" style={style}>
      <span className={`lane-status lane-status-${status}`}>{text}</span>
    </div>
  );
}

/** What stands still must look it: nobody may take it for live. `atMs`: time at the pen. */
function FrozenPlate({ atMs, clock }: { atMs: number; clock: Clock }) {
  const [, beat] = useReducer((beats: number) => beats + 1, 0);
  useEffect(() => {
    const timer = setInterval(beat, 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className="bed-waves-frozen">
      <span>
        FROZEN <span className="bed-waves-frozen-time">{timeText(atMs)} · </span>
        {agoText(clock.nowMs() - atMs)} ago
      </span>
    </div>
  );
}

function agoText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}

/** The lanes' states, in order; draws again only when one of these has changed. */
function useStatuses(waves: EngineLink, lanes: readonly LaidLane[]): readonly LaneStatus[] {
  const joined = useSubject(waves.statuses, (statuses) =>
    lanes.map(({ channel }) => statuses.get(channel.channelId) ?? 'unknown').join(),
  );
  return joined.split(',') as LaneStatus[];
}

/** How a lane is scaled and filtered. */
type Chosen = Pick<StagedLane, 'rule' | 'filter'>;

/** `key` is {@link choicesKey} of the settings: the same choices are the same object. */
function useChosen(settings: WaveSettings, lanes: readonly LaidLane[], key: string): readonly Chosen[] {
  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for what is read of the settings
  return useMemo(
    () =>
      lanes.map(({ parameter, channel, scope }): Chosen => {
        const isEcg = parameter === 'ecg';
        return {
          rule: scaleRule(parameter, channel.unit, gainFor(settings, scope)),
          filter: isEcg ? filterFor(settings, scope) : 'asSent',
        };
      }),
    [lanes, key],
  );
}

function choicesKey(settings: WaveSettings, lanes: readonly LaidLane[]): string {
  return lanes.map(({ scope }) => [gainFor(settings, scope), filterFor(settings, scope)].join(' ')).join();
}

interface CursorPlace {
  readonly stageId: number;
  readonly sheetKey: string;
  readonly column: number;
}

/** What stands under the cursor: asked of the engine at most four times a second, for as long as the cursor stands. */
function useCursor(waves: EngineLink): { readonly reading: Reading | null; readonly cursor: CursorReader } {
  const [reading, setReading] = useState<Reading | null>(null);
  const cursor = useMemo(() => new CursorReader(waves, setReading), [waves]);
  useEffect(() => () => cursor.move(null), [cursor]);
  return { reading, cursor };
}

class CursorReader {
  readonly #waves: EngineLink;
  readonly #onReading: (reading: Reading | null) => void;
  #place: CursorPlace | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(waves: EngineLink, onReading: (reading: Reading | null) => void) {
    this.#waves = waves;
    this.#onReading = onReading;
  }

  move(to: CursorPlace | null): void {
    this.#place = to;
    if (to === null) {
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#onReading(null);
    } else if (this.#timer === undefined) {
      this.#timer = setInterval(() => void this.#read(), READ_CURSOR_EVERY_MS);
      void this.#read();
    }
  }

  async #read(): Promise<void> {
    if (this.#place === null) return;
    const answer = await this.#waves.ask({ kind: 'cursor', ...this.#place });
    // The cursor may have left meanwhile.
    if (this.#place !== null && answer !== null) this.#onReading(answer);
  }
}

function useCursorKeys(isLarge: boolean, move: (seconds: number) => void): void {
  const latest = useRef(move);
  latest.current = move;
  useEffect(() => {
    if (!isLarge) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const by = CURSOR_KEYS[event.key];
      if (!event.shiftKey || by === undefined) return;
      event.preventDefault();
      latest.current(by);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [isLarge]);
}

function layOut(bedKey: string, channels: readonly Channel[]): LaidLane[] {
  const described = channels.map((channel) => {
    const entry = lookUpCode(channel.code);
    const parameter = entry?.parameter ?? 'other';
    return { channel, entry, parameter, name: entry?.shortName ?? channel.label, weight: laneWeight(parameter) };
  });
  const whole = described.reduce((sum, { weight }) => sum + weight, 0);
  let above = 0;
  return described.map((lane) => {
    const from = above / whole;
    above += lane.weight;
    const { channel } = lane;
    return {
      ...lane,
      key: String(channel.channelId),
      scope: laneScope(bedKey, channel),
      from,
      until: above / whole,
    };
  });
}

/** What of a lane is drawn on a tile's picture. */
function tilePicture({ scale, perMv, ...lane }: PlottedLane): unknown {
  return [lane, scale?.text, perMv === null || scale === null ? 0 : scale.high - scale.low];
}

function plotLook({ palette, mode, speedMmPerS, pxPerMm, pixelRatio }: StageLook): PlotLook {
  const mmPx = pxPerMm / pixelRatio;
  // The page's, not the element's: asking a hidden one makes the browser lay it out.
  const { fontFamily } = getComputedStyle(document.body);
  return { palette, fontFamily, mode, mmPx, secondPx: mmPx * speedMmPerS };
}
