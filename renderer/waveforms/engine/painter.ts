import { sampleTimeMs } from '#domain/signals/channel.ts';
import {
  type ColumnMap,
  columnAtIndex,
  columnAtTime,
  columnExtent,
  columnMap,
  type Extent,
  indexAtColumn,
  type SamplesByIndex,
  timeAtColumn,
} from '#domain/signals/columns.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import { PACER_BIT, QRS_BIT } from '#domain/signals/marks.ts';
import { isInDash, type Patterns, patternsFor } from './patterns.ts';
import type { Inks } from './protocol.ts';
import { columnsPerSecond, eraseColumns } from './sweep.ts';
import { type GatewayTime, isOff, type Lane, type Trace } from './trace.ts';

/** What the painter needs of a 2D context; an OffscreenCanvas has it too. */
export interface PaintSurface {
  fillStyle: string | CanvasGradient | CanvasPattern;
  fillRect(x: number, y: number, width: number, height: number): void;
  drawImage(
    image: CanvasImageSource,
    sourceX: number,
    sourceY: number,
    sourceWidth: number,
    sourceHeight: number,
    x: number,
    y: number,
    width: number,
    height: number,
  ): void;
}

/** A picture that is painted on and copied from. */
export interface PaintedPicture {
  readonly surface: PaintSurface;
  readonly picture: CanvasImageSource;
}

/** A box on the canvas in whole device pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A lane as it stands on a sheet. */
export interface PaintedLane {
  /** null: nobody described its channel. */
  lane: Lane | null;
  readonly colour: string;
  readonly filter: FilterName;
  /** Band within the sheet's waves, in device pixels below their top. Bands do not overlap. */
  readonly bandTop: number;
  readonly bandHeight: number;
  /** Physical values at the band's lower and upper edge. No trace is drawn before they are known. */
  scale: { readonly low: number; readonly high: number } | null;
}

/** The waves of one bed: lanes of one width under each other, on one background. */
export interface Sheet {
  readonly sheetKey: string;
  readonly bedKey: string;
  readonly lanes: readonly PaintedLane[];
  /** The whole sheet on the canvas. */
  readonly box: Box;
  /** Where the waves are, within the box. One column is one device pixel. */
  readonly waves: Box;
  /**
   * Opaque picture of the box without traces, as large as the box: what the eraser puts back. While waves scroll all its
   * columns within the waves are alike.
   */
  readonly background: CanvasImageSource;
  /** null: nobody described the bed. */
  time: GatewayTime | null;
  /** Sample time at the pen while the sheet stands still; null: it moves. */
  frozenAtMs: number | null;
}

/** How traces are painted; the same for all sheets of a canvas. */
export interface PaintStyle {
  readonly mode: 'sweep' | 'scroll';
  readonly speedMmPerS: number;
  /** Device pixels a millimetre. */
  readonly pxPerMm: number;
  /** The pen's width in device pixels. */
  readonly penPx: number;
  readonly inks: Inks;
}

/** Told of every sheet on which new samples were drawn: the oldest of them, as a time on the station's clock. */
export type DrawnListener = (bedKey: string, oldestSampleMs: number) => void;

/**
 * Paints sheets of traces, one pixel column of one lane at a time.
 *
 * Column k covers [k, k + 1) / columnsPerSecond seconds of sample time. Sweeping, it stands at x = k mod its lane's width,
 * and ahead of the pen goes the erase bar, which moves on whether samples come or not, so nothing old is ever left looking
 * live. Scrolling, the same is painted without a bar on a picture of the sheet's own, and that is copied to the canvas in
 * two pieces, the newest column at the right edge.
 *
 * What a column shows depends on samples, states, marks, scale and its number alone, so painting a few columns each frame
 * gives, pixel for pixel, what painting everything gives. What comes late is painted in where it belongs. Kinds of absence
 * look different: a gap is a row of dots at the lane's lower edge; a lead that is off a dashed line along its middle, and
 * what the device sends nevertheless has that colour; a saturated converter has its own colour, broken where it stays so;
 * what is beyond the lane is a broken bar along its edge; before the first sample, and until the next is due, there is
 * nothing.
 *
 * Touches only the columns that change. Knows no DOM beyond the surface it is given and allocates nothing between layouts.
 */
export class Painter {
  readonly #canvas: Ink;
  readonly #makePicture: (width: number, height: number) => PaintedPicture;
  readonly #onDrawn: DrawnListener;
  readonly #extent: Extent = { min: 0, max: 0 };
  readonly #rawExtent: Extent = { min: 0, max: 0 };
  #style: PaintStyle | null = null;
  #patterns: Patterns = patternsFor(1, 1);
  #columnsPerSecond = 1;
  #sheets: SheetState[] = [];
  /** All lanes, those of one canvas and colour next to each other. */
  #lanes: LaneState[] = [];
  #monotonicMs = 0;

  /** `makePicture`: an opaque one, for scrolling. */
  constructor(
    surface: PaintSurface,
    makePicture: (width: number, height: number) => PaintedPicture,
    onDrawn: DrawnListener,
  ) {
    this.#canvas = new Ink(surface);
    this.#makePicture = makePicture;
    this.#onDrawn = onDrawn;
  }

  /**
   * What is to be painted from now on. A sheet that is the same object as before, in the same style, goes on as it is; the
   * others are painted whole in the next frame. `isCleared`: nothing of what was painted stands on the canvas any more.
   */
  setSheets(style: PaintStyle, sheets: readonly Sheet[], isCleared: boolean): void {
    const before = new Map(this.#sheets.map((state) => [state.sheet.sheetKey, state]));
    const isAnew = isCleared || style !== this.#style;
    if (isCleared) this.#canvas.forget();
    this.#style = style;
    this.#patterns = patternsFor(style.pxPerMm, style.penPx);
    this.#columnsPerSecond = columnsPerSecond(style.speedMmPerS, style.pxPerMm);
    this.#sheets = sheets.map((sheet) => {
      const old = before.get(sheet.sheetKey);
      if (old !== undefined && old.sheet === sheet && !isAnew) return old;
      return new SheetState(sheet, style, (width, height) => this.#ring(old, width, height));
    });
    this.#lanes = this.#sheets.flatMap(({ lanes }) => lanes);
    // Each scrolling sheet has a surface of its own, so there its lanes stay together.
    this.#lanes.sort((a, b) => {
      if (style.mode === 'scroll' && a.sheetState !== b.sheetState) {
        return this.#sheets.indexOf(a.sheetState) - this.#sheets.indexOf(b.sheetState);
      }
      return a.painted.colour < b.painted.colour ? -1 : a.painted.colour > b.painted.colour ? 1 : 0;
    });
  }

  /** Paints what is new. The pens of the sheets' times, or the sheets' own, say how far. */
  paint(monotonicMs: number): void {
    this.#monotonicMs = monotonicMs;
    for (let s = 0; s < this.#sheets.length; s++) this.#advance(this.#sheets[s] as SheetState);
    for (let l = 0; l < this.#lanes.length; l++) this.#paintLane(this.#lanes[l] as LaneState);
    for (let s = 0; s < this.#sheets.length; s++) {
      const sheet = this.#sheets[s] as SheetState;
      if (sheet.ring !== null && sheet.isTouched) this.#copyRing(sheet, sheet.ring);
      if (sheet.oldestDrawnMs < Number.POSITIVE_INFINITY) this.#onDrawn(sheet.sheet.bedKey, sheet.oldestDrawnMs);
    }
  }

  /** Sample time in the middle of the column that stands at x of a sheet's waves; null: none does. */
  timeAt(sheetKey: string, x: number): number | null {
    const state = this.#sheets.find(({ sheet }) => sheet.sheetKey === sheetKey);
    if (state === undefined || Number.isNaN(state.head)) return null;
    const { width } = state.sheet.waves;
    if (x < 0 || x >= width) return null;
    const behind = state.ring === null ? modulo(state.head - x, width) : width - 1 - x;
    if (behind >= width - state.eraseColumns) return null;
    return timeAtColumn(state.head - behind + 0.5, this.#columnsPerSecond);
  }

  /** A picture to scroll on; that of the sheet before, where it fits. */
  #ring(old: SheetState | undefined, width: number, height: number): Ring {
    const kept = old?.ring;
    if (kept?.width === width && kept.height === height) return kept;
    const { surface, picture } = this.#makePicture(width, height);
    return { ink: new Ink(surface), picture, width, height };
  }

  /** Moves the erase bar; decides whether the sheet is painted whole, or rests. */
  #advance(state: SheetState): void {
    const { sheet } = state;
    const { width, height } = sheet.waves;
    const isFrozen = sheet.frozenAtMs !== null;
    const isThawed = state.isFrozen && !isFrozen;
    state.isFrozen = isFrozen;
    state.isSilent = isFrozen || isThawed;
    state.oldestDrawnMs = Number.POSITIVE_INFINITY;
    state.isTouched = false;
    const penMs = sheet.frozenAtMs ?? sheet.time?.penMs ?? null;
    if (penMs === null) {
      if (!state.isBare) this.#layBackground(sheet);
      state.isBare = true;
      state.rests = true;
      state.head = Number.NaN;
      return;
    }
    const head = Math.floor(columnAtTime(penMs, this.#columnsPerSecond)) - 1;
    state.rests = isFrozen && head === state.head;
    if (state.rests) return;
    const step = head - state.head;
    // NaN (never painted) fails every comparison, so it ends up whole.
    state.whole = !(step >= 0 && step < width - state.eraseColumns);
    state.oldest = head - width + state.eraseColumns + 1;
    state.firstNew = state.whole ? state.oldest : state.head + 1;
    if (state.whole) {
      this.#layBackground(sheet);
      if (state.ring !== null) this.#restore(state, state.oldest, head, 0, height);
    } else if (step > 0) {
      this.#restore(state, state.head + state.eraseColumns + 1, head + state.eraseColumns, 0, height);
    }
    state.head = head;
    state.isBare = false;
  }

  #layBackground({ background, box }: Sheet): void {
    const { surface } = this.#canvas;
    surface.drawImage(background, 0, 0, box.width, box.height, box.left, box.top, box.width, box.height);
  }

  #copyRing({ sheet, head }: SheetState, { picture }: Ring): void {
    const { surface } = this.#canvas;
    const { width, height } = sheet.waves;
    const left = sheet.box.left + sheet.waves.left;
    const top = sheet.box.top + sheet.waves.top;
    const from = modulo(head + 1, width);
    surface.drawImage(picture, from, 0, width - from, height, left, top, width - from, height);
    if (from > 0) surface.drawImage(picture, 0, 0, from, height, left + width - from, top, from, height);
  }

  #paintLane(state: LaneState): void {
    const { painted, sheetState } = state;
    if (sheetState.rests) return;
    const { head, oldest } = sheetState;
    const { lane, scale } = painted;
    let isAnew = state.lane !== lane || (lane !== null && state.version !== lane.version);
    if (isAnew) state.readTraces(this.#columnsPerSecond);
    for (let t = 0; t < state.traces.length; t++) {
      const shown = state.traces[t] as ShownTrace;
      const samples = shown.trace.samples(painted.filter, this.#monotonicMs);
      if (samples === shown.samples) continue;
      shown.samples = samples;
      isAnew = true;
    }
    if (state.scale !== scale) {
      state.scale = scale;
      isAnew = true;
    }
    // The band may show something in other clothes: off with it.
    if (isAnew && !sheetState.whole) this.#restore(sheetState, oldest, head, painted.bandTop, painted.bandHeight);
    const from = isAnew ? oldest : sheetState.firstNew;
    this.#repaint(state, oldest, from - 1);
    if (from <= head) this.#fill(state, from, head);
    this.#account(state);
  }

  /** Paints anew what has changed in columns [oldest, newest], which are painted already. */
  #repaint(state: LaneState, oldest: number, newest: number): void {
    const { painted, traces } = state;
    const reach = this.#patterns.tickReach + 1;
    let from = Number.POSITIVE_INFINITY;
    let until = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < traces.length; t++) {
      const shown = traces[t] as ShownTrace;
      const { trace, map } = shown;
      if (trace.changes === shown.changesSeen) continue;
      const length = trace.changedFrom.length;
      // More than is remembered, or a newer epoch that takes over from the older one further back than before.
      const startsEarlier = t > 0 && !trace.ring.isEmpty && trace.ring.startIndex < shown.startSeen;
      if (trace.changes - shown.changesSeen > length || startsEarlier) {
        from = oldest;
        until = newest;
      } else {
        for (let change = shown.changesSeen; change < trace.changes; change++) {
          // A sample has a part in the line to its neighbours; one column more on each side covers rounding.
          const at = change % length;
          const first = Math.floor(columnAtIndex(map, (trace.changedFrom[at] as number) - 1)) - reach;
          const last = Math.floor(columnAtIndex(map, trace.changedUntil[at] as number)) + reach;
          if (first > newest || last < oldest) continue;
          if (first < from) from = first;
          if (last > until) until = last;
        }
      }
      if (!trace.ring.isEmpty) shown.startSeen = trace.ring.startIndex;
      shown.changesSeen = trace.changes;
    }
    if (from < oldest) from = oldest;
    if (until > newest) until = newest;
    if (from > until) return;
    this.#restore(state.sheetState, from, until, painted.bandTop, painted.bandHeight);
    this.#fill(state, from, until);
  }

  /** Puts the background back in columns [from, until], in a band of the waves; scrolling, with the lines of time. */
  #restore(state: SheetState, from: number, until: number, bandTop: number, bandHeight: number): void {
    const { sheet, ring, originX, originY } = state;
    const { waves, background } = sheet;
    const { surface } = ring?.ink ?? this.#canvas;
    state.isTouched = true;
    let x = modulo(from, waves.width);
    let left = Math.min(until - from + 1, waves.width);
    while (left > 0) {
      const width = Math.min(left, waves.width - x);
      surface.drawImage(
        background,
        waves.left + x,
        waves.top + bandTop,
        width,
        bandHeight,
        originX + x,
        originY + bandTop,
        width,
        bandHeight,
      );
      left -= width;
      x = 0;
    }
    if (ring !== null) this.#drawTimeLines(ring, from, until, bandTop, bandHeight);
  }

  /** Lines at every 0.2 s and every second of sample time; the fine ones only where there is room for them. */
  #drawTimeLines(ring: Ring, from: number, until: number, bandTop: number, bandHeight: number): void {
    const { inks } = this.#style as PaintStyle;
    const perLine = this.#columnsPerSecond / 5;
    const isCoarse = perLine < this.#patterns.finestGrid;
    for (let line = Math.floor(from / perLine) - 1; ; line++) {
      const column = Math.floor(line * perLine);
      if (column > until) return;
      const isSecond = line % 5 === 0;
      if (column < from || (isCoarse && !isSecond)) continue;
      ring.ink.use(isSecond ? inks.gridSecond : inks.gridFine);
      ring.ink.surface.fillRect(modulo(column, ring.width), bandTop, 1, bandHeight);
    }
  }

  /** Draws columns [from, until] of a lane onto a clean background. */
  #fill(state: LaneState, from: number, until: number): void {
    const { painted, traces, sheetState } = state;
    sheetState.isTouched = true;
    for (let t = 0; t < traces.length; t++) {
      // Where a newer epoch has begun, it speaks.
      const last = Math.min(until, lastColumnOf(traces, t));
      if (from <= last) this.#fillTrace(painted, sheetState, traces[t] as ShownTrace, from, last);
    }
  }

  #fillTrace(painted: PaintedLane, state: SheetState, shown: ShownTrace, from: number, until: number): void {
    const { penPx, inks } = this.#style as PaintStyle;
    const patterns = this.#patterns;
    const ink = state.ring?.ink ?? this.#canvas;
    const { surface } = ink;
    const { trace, map, samples } = shown;
    const { ring, channel, marks, states, hasBeenOff } = trace;
    const { rawMinimum, rawMaximum } = channel;
    const { width } = state.sheet.waves;
    const { filter, colour, scale, bandHeight } = painted;
    const extent = this.#extent;
    if (samples === null) return;
    const isFiltered = samples !== ring;
    const rawExtent = isFiltered ? this.#rawExtent : extent;

    const top = state.originY + painted.bandTop;
    const bottom = top + bandHeight;
    const halfPen = penPx / 2;
    const highest = top + halfPen;
    const lowest = bottom - halfPen;
    const low = scale === null ? 0 : scale.low;
    const pxPerUnit = scale === null ? 0 : bandHeight / (scale.high - scale.low);
    const pxPerLsb = -channel.scalePerLsb * pxPerUnit;
    const zeroY = bottom - (trace.offset(filter) - low) * pxPerUnit;
    const offTop = top + Math.round((bandHeight - penPx) / 2);
    const gapTop = bottom - 2 * patterns.gapDot;

    const { isEmpty, startIndex, endIndex } = ring;
    let x = modulo(from, width);
    let fromIndex = indexAtColumn(map, from);
    for (let column = from; column <= until; column++) {
      const untilIndex = indexAtColumn(map, column + 1);
      const at = state.originX + x;
      const isLeadOff = hasBeenOff && isOff(states.at(Math.floor(fromIndex)));

      if (marks !== null && (marks.findIn(fromIndex, untilIndex) & PACER_BIT) !== 0) {
        ink.use(inks.mark);
        surface.fillRect(at, top, 1, bandHeight);
      }

      if (scale !== null && columnExtent(samples, fromIndex, untilIndex, extent)) {
        const a = zeroY + extent.min * pxPerLsb;
        const b = zeroY + extent.max * pxPerLsb;
        const upper = a < b ? a : b;
        const lower = a < b ? b : a;
        if (isFiltered) columnExtent(ring, fromIndex, untilIndex, rawExtent);
        const touchesEnd = rawExtent.min <= rawMinimum || rawExtent.max >= rawMaximum;
        ink.use(isLeadOff ? inks.off : touchesEnd ? inks.saturated : colour);
        if (lower < highest || upper > lowest) {
          if (isInDash(column, patterns.beyondPeriod, patterns.beyondDash)) {
            const { beyondHeight } = patterns;
            surface.fillRect(at, lower < highest ? top : bottom - beyondHeight, 1, beyondHeight);
          }
        } else if (
          !(rawExtent.max <= rawMinimum || rawExtent.min >= rawMaximum) ||
          isInDash(column, patterns.saturatedPeriod, patterns.saturatedDash)
        ) {
          const upperIn = upper < highest ? highest : upper;
          const lowerIn = lower > lowest ? lowest : lower;
          surface.fillRect(at, upperIn - halfPen, 1, lowerIn - upperIn + penPx);
        }
      } else if (isLeadOff) {
        if (isInDash(column, patterns.offPeriod, patterns.offDash)) {
          ink.use(inks.off);
          surface.fillRect(at, offTop, 1, penPx);
        }
      } else if (
        !isEmpty &&
        untilIndex > startIndex &&
        // Between the newest sample and when the next is due there is nothing yet.
        !(fromIndex >= endIndex - 1 && untilIndex <= endIndex) &&
        isInDash(column, patterns.gapPeriod, patterns.gapDot)
      ) {
        ink.use(inks.gap);
        surface.fillRect(at, gapTop, 1, patterns.gapDot);
      }

      if (marks !== null) {
        const reach = patterns.tickReach;
        const near = marks.findIn(indexAtColumn(map, column - reach), indexAtColumn(map, column + reach + 1));
        if ((near & QRS_BIT) !== 0) {
          ink.use(inks.mark);
          surface.fillRect(at, top, 1, patterns.tickHeight);
        }
      }
      fromIndex = untilIndex;
      if (++x === width) x = 0;
    }
  }

  /** Notes what of a lane has reached the glass. */
  #account({ traces, sheetState, lane }: LaneState): void {
    if (lane === null) return;
    const { offsetMs } = lane.time;
    for (let t = 0; t < traces.length; t++) {
      const { trace, map } = traces[t] as ShownTrace;
      const from = Math.ceil(indexAtColumn(map, sheetState.oldest));
      const oldest = trace.draw(from, Math.ceil(indexAtColumn(map, sheetState.head + 1)));
      // Before the clocks have been compared nobody knows how late it is.
      if (oldest < 0 || offsetMs === null || sheetState.isSilent) continue;
      const timeMs = sampleTimeMs(trace.channel, oldest) - offsetMs;
      if (timeMs < sheetState.oldestDrawnMs) sheetState.oldestDrawnMs = timeMs;
    }
  }
}

/** A surface, and the colour it is set to: setting it costs more than looking. */
class Ink {
  readonly surface: PaintSurface;
  #colour = '';

  constructor(surface: PaintSurface) {
    this.surface = surface;
  }

  use(colour: string): void {
    if (colour === this.#colour) return;
    this.#colour = colour;
    this.surface.fillStyle = colour;
  }

  /** Somebody else has set it. */
  forget(): void {
    this.#colour = '';
  }
}

/** The waves of a scrolling sheet; column k stands at x = k mod width. */
interface Ring {
  readonly ink: Ink;
  readonly picture: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** A sheet, and how far it is painted. */
class SheetState {
  readonly sheet: Sheet;
  readonly lanes: readonly LaneState[];
  /** null: it sweeps, on the canvas itself. */
  readonly ring: Ring | null;
  readonly eraseColumns: number;
  /** Top left corner of the waves on the surface they are painted on. */
  readonly originX: number;
  readonly originY: number;
  /** The newest column painted; NaN: nothing is. */
  head = Number.NaN;
  isFrozen = false;
  /** Only its background stands on the canvas. */
  isBare = false;
  /** In this frame: nothing is painted; the whole sheet is; what is drawn says nothing of any delay. */
  rests = false;
  whole = true;
  isSilent = false;
  isTouched = false;
  /** In this frame: the oldest column shown, the first that is new, the oldest sample drawn. */
  oldest = 0;
  firstNew = 0;
  oldestDrawnMs = Number.POSITIVE_INFINITY;

  constructor(sheet: Sheet, { mode, pxPerMm }: PaintStyle, makeRing: (width: number, height: number) => Ring) {
    const { box, waves } = sheet;
    this.sheet = sheet;
    this.lanes = sheet.lanes.map((lane) => new LaneState(lane, this));
    this.ring = mode === 'scroll' ? makeRing(waves.width, waves.height) : null;
    this.eraseColumns = mode === 'scroll' ? 0 : eraseColumns(waves.width, pxPerMm);
    this.originX = mode === 'scroll' ? 0 : box.left + waves.left;
    this.originY = mode === 'scroll' ? 0 : box.top + waves.top;
  }
}

/** A lane, and what of it is painted. */
class LaneState {
  readonly painted: PaintedLane;
  readonly sheetState: SheetState;
  lane: Lane | null = null;
  version = -1;
  scale: PaintedLane['scale'] = null;
  traces: ShownTrace[] = [];

  constructor(painted: PaintedLane, sheetState: SheetState) {
    this.painted = painted;
    this.sheetState = sheetState;
  }

  readTraces(perSecond: number): void {
    const { lane } = this.painted;
    this.lane = lane;
    this.version = lane?.version ?? -1;
    this.traces = (lane?.traces ?? []).map((trace) => ({
      trace,
      map: columnMap(trace.channel, perSecond),
      samples: null,
      changesSeen: trace.changes,
      startSeen: trace.ring.isEmpty ? Number.POSITIVE_INFINITY : trace.ring.startIndex,
    }));
  }
}

interface ShownTrace {
  readonly trace: Trace;
  readonly map: ColumnMap;
  /** As the lane's filter shows them; null: not painted yet. */
  samples: SamplesByIndex | null;
  changesSeen: number;
  startSeen: number;
}

/** The last column a trace may draw: the one before the next trace begins. */
function lastColumnOf(traces: readonly ShownTrace[], t: number): number {
  let last = Number.POSITIVE_INFINITY;
  for (let later = t + 1; later < traces.length; later++) {
    const { trace, map } = traces[later] as ShownTrace;
    if (!trace.ring.isEmpty) last = Math.min(last, Math.floor(columnAtIndex(map, trace.ring.startIndex)) - 1);
  }
  return last;
}

function modulo(column: number, width: number): number {
  return column - Math.floor(column / width) * width;
}
