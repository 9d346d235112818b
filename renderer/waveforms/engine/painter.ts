import { columnsPerSecond } from '#domain/display/calibration.ts';
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
import { columnsOf, laySpan, pixelOf, pixelsOf } from './columnPixels.ts';
import { isInDash, type Patterns, pacerLength, patternsFor } from './patterns.ts';
import type { Inks } from './protocol.ts';
import { eraseColumns } from './sweep.ts';
import { type GatewayTime, isOff, type Lane, type Trace } from './trace.ts';

/** What the painter needs of a 2D context; an OffscreenCanvas has it too. */
export interface PaintSurface {
  putImageData(pixels: ImageData, x: number, y: number): void;
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
  readonly background: ImageData;
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
 * Paints sheets of traces, one pixel column at a time: it is made in memory, all lanes on their background, and put on the
 * canvas in one go. That costs less than letting the canvas copy the background and fill the spans.
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
 * Touches only the columns that change. Knows no DOM beyond ImageData and the surface it is given, and allocates nothing
 * between layouts.
 */
export class Painter {
  readonly #surface: PaintSurface;
  readonly #makePicture: (width: number, height: number) => PaintedPicture;
  readonly #onDrawn: DrawnListener;
  readonly #extent: Extent = { min: 0, max: 0 };
  readonly #rawExtent: Extent = { min: 0, max: 0 };
  #style: PaintStyle | null = null;
  #penPx = 1;
  #inks: PixelInks = { gap: 0, off: 0, saturated: 0, mark: 0, gridFine: 0, gridSecond: 0 };
  #patterns: Patterns = patternsFor(1, 1);
  #columnsPerSecond = 1;
  #sheets: SheetState[] = [];
  #monotonicMs = 0;

  /** `makePicture`: an opaque one, for scrolling. */
  constructor(
    surface: PaintSurface,
    makePicture: (width: number, height: number) => PaintedPicture,
    onDrawn: DrawnListener,
  ) {
    this.#surface = surface;
    this.#makePicture = makePicture;
    this.#onDrawn = onDrawn;
  }

  /**
   * What is to be painted from now on. A sheet that is the same object as before, in the same style, goes on as it is; the
   * others are painted whole in the next frame. `isCleared`: nothing of what was painted stands on the canvas any more.
   *
   * @throws RangeError for a colour that is not written #rrggbb
   */
  setSheets(style: PaintStyle, sheets: readonly Sheet[], isCleared: boolean): void {
    const before = new Map(this.#sheets.map((state) => [state.sheet.sheetKey, state]));
    const isAnew = isCleared || style !== this.#style;
    this.#style = style;
    this.#penPx = style.penPx;
    this.#inks = pixelInks(style.inks);
    this.#patterns = patternsFor(style.pxPerMm, style.penPx);
    this.#columnsPerSecond = columnsPerSecond(style.speedMmPerS, style.pxPerMm);
    this.#sheets = sheets.map((sheet) => {
      const old = before.get(sheet.sheetKey);
      if (old !== undefined && old.sheet === sheet && !isAnew) return old;
      return new SheetState(sheet, style, (width, height) => this.#ring(old, width, height));
    });
  }

  /** Paints what is new. The pens of the sheets' times, or the sheets' own, say how far. */
  paint(monotonicMs: number): void {
    this.#monotonicMs = monotonicMs;
    for (let s = 0; s < this.#sheets.length; s++) {
      const state = this.#sheets[s] as SheetState;
      this.#advance(state);
      if (!state.rests) this.#paintSheet(state);
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
    return { ...this.#makePicture(width, height), width, height };
  }

  /** Moves the pen; decides whether the sheet is painted whole, or rests. */
  #advance(state: SheetState): void {
    const { sheet } = state;
    const { width } = sheet.waves;
    const isFrozen = sheet.frozenAtMs !== null;
    const isThawed = state.isFrozen && !isFrozen;
    state.isFrozen = isFrozen;
    state.isSilent = isFrozen || isThawed;
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
    state.head = head;
    state.isBare = false;
  }

  #layBackground({ background, box }: Sheet): void {
    this.#surface.putImageData(background, box.left, box.top);
  }

  /** Paints what is new and what has changed, and moves the erase bar. */
  #paintSheet(state: SheetState): void {
    const { sheet, lanes, ring, eraseColumns, head, oldest, firstNew } = state;
    state.changedFrom = Number.POSITIVE_INFINITY;
    state.changedUntil = Number.NEGATIVE_INFINITY;
    state.isTouched = false;
    state.oldestDrawnMs = Number.POSITIVE_INFINITY;
    for (let l = 0; l < lanes.length; l++) this.#findChanges(lanes[l] as LaneState, state);
    if (state.whole) this.#layBackground(sheet);
    this.#paintColumns(state, Math.max(oldest, state.changedFrom), Math.min(firstNew - 1, state.changedUntil));
    this.#paintColumns(state, firstNew, head);
    if (!state.whole) this.#erase(state, Math.max(head + 1, firstNew + eraseColumns), head + eraseColumns);
    if (ring !== null && state.isTouched) this.#copyRing(state, ring);
    for (let l = 0; l < lanes.length; l++) account(lanes[l] as LaneState, state);
    if (state.oldestDrawnMs < Number.POSITIVE_INFINITY) this.#onDrawn(sheet.bedKey, state.oldestDrawnMs);
  }

  #copyRing({ sheet, head }: SheetState, { picture }: Ring): void {
    const surface = this.#surface;
    const { width, height } = sheet.waves;
    const left = sheet.box.left + sheet.waves.left;
    const top = sheet.box.top + sheet.waves.top;
    const from = modulo(head + 1, width);
    surface.drawImage(picture, from, 0, width - from, height, left, top, width - from, height);
    if (from > 0) surface.drawImage(picture, 0, 0, from, height, left + width - from, top, from, height);
  }

  /** Widens the columns that have changed by those of a lane. */
  #findChanges(state: LaneState, sheetState: SheetState): void {
    const { painted } = state;
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
    for (let t = 0; t < state.traces.length; t++) {
      const shown = state.traces[t] as ShownTrace;
      this.#findChangesOf(shown, t > 0, sheetState);
      if (isAnew) shown.place(painted);
      // Where a newer epoch has begun, it speaks.
      shown.lastColumn = lastColumnOf(state.traces, t);
    }
    if (isAnew) sheetState.change(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  #findChangesOf(shown: ShownTrace, hasFormer: boolean, state: SheetState): void {
    const { trace, map } = shown;
    if (trace.changes === shown.changesSeen) return;
    const length = trace.changedFrom.length;
    const newest = state.firstNew - 1;
    // A sample has a part in the line to its neighbours; one column more on each side covers rounding.
    const reach = this.#patterns.tickReach + 1;
    // More than is remembered, or a newer epoch that takes over from the older one further back than before.
    const startsEarlier = hasFormer && !trace.ring.isEmpty && trace.ring.startIndex < shown.startSeen;
    if (trace.changes - shown.changesSeen > length || startsEarlier) {
      state.change(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    } else {
      for (let change = shown.changesSeen; change < trace.changes; change++) {
        const at = change % length;
        const first = Math.floor(columnAtIndex(map, (trace.changedFrom[at] as number) - 1)) - reach;
        const last = Math.floor(columnAtIndex(map, trace.changedUntil[at] as number)) + reach;
        if (first <= newest && last >= state.oldest) state.change(first, last);
      }
    }
    if (!trace.ring.isEmpty) shown.startSeen = trace.ring.startIndex;
    shown.changesSeen = trace.changes;
  }

  /** Paints columns [from, until], all lanes of them. */
  #paintColumns(state: SheetState, from: number, until: number): void {
    const { lanes, pixels, ring } = state;
    for (let column = from; column <= until; column++) {
      state.clean(column);
      if (ring !== null) this.#drawTimeLine(pixels, column);
      for (let l = 0; l < lanes.length; l++) {
        const { painted, pixel, traces } = lanes[l] as LaneState;
        for (let t = 0; t < traces.length; t++) {
          const shown = traces[t] as ShownTrace;
          if (column <= shown.lastColumn) this.#drawTrace(pixels, column, painted, pixel, shown);
        }
      }
      this.#put(state, column);
    }
  }

  /** Puts the background back in columns [from, until]. */
  #erase(state: SheetState, from: number, until: number): void {
    for (let column = from; column <= until; column++) {
      state.clean(column);
      this.#put(state, column);
    }
  }

  #put(state: SheetState, column: number): void {
    const { ring, image, originX, originY, sheet } = state;
    const surface = ring?.surface ?? this.#surface;
    surface.putImageData(image, originX + modulo(column, sheet.waves.width), originY);
    state.isTouched = true;
  }

  /** Lines at every 0.2 s and every second of sample time; the fine ones only where there is room for them. */
  #drawTimeLine(pixels: Uint32Array, column: number): void {
    const perLine = this.#columnsPerSecond / 5;
    const nearest = Math.round((column + 0.5) / perLine);
    if (Math.floor(nearest * perLine) !== column) return;
    if (nearest % 5 === 0) pixels.fill(this.#inks.gridSecond);
    else if (perLine >= this.#patterns.finestGrid) pixels.fill(this.#inks.gridFine);
  }

  /** Draws a column of a trace. `colour`: the lane's, as a pixel. */
  #drawTrace(pixels: Uint32Array, column: number, painted: PaintedLane, colour: number, shown: ShownTrace): void {
    const inks = this.#inks;
    const patterns = this.#patterns;
    const penPx = this.#penPx;
    const { trace, map, samples, zeroY, pxPerLsb } = shown;
    const { ring, channel, marks, states, hasBeenOff } = trace;
    const { rawMinimum, rawMaximum } = channel;
    const { bandTop: top, bandHeight, scale } = painted;
    const extent = this.#extent;
    if (samples === null) return;
    const isFiltered = samples !== ring;
    const rawExtent = isFiltered ? this.#rawExtent : extent;
    const bottom = top + bandHeight;
    const fromIndex = indexAtColumn(map, column);
    const untilIndex = indexAtColumn(map, column + 1);
    const isLeadOff = hasBeenOff && isOff(states.at(Math.floor(fromIndex)));

    if (marks !== null && (marks.findIn(fromIndex, untilIndex) & PACER_BIT) !== 0) {
      laySpan(pixels, top, top + pacerLength(patterns, bandHeight), inks.mark);
    }

    if (scale !== null && columnExtent(samples, fromIndex, untilIndex, extent)) {
      const halfPen = penPx / 2;
      const highest = top + halfPen;
      const lowest = bottom - halfPen;
      const a = zeroY + extent.min * pxPerLsb;
      const b = zeroY + extent.max * pxPerLsb;
      const upper = a < b ? a : b;
      const lower = a < b ? b : a;
      if (isFiltered) columnExtent(ring, fromIndex, untilIndex, rawExtent);
      const touchesEnd = rawExtent.min <= rawMinimum || rawExtent.max >= rawMaximum;
      const ink = isLeadOff ? inks.off : touchesEnd ? inks.saturated : colour;
      if (lower < highest || upper > lowest) {
        if (isInDash(column, patterns.beyondPeriod, patterns.beyondDash)) {
          const { beyondHeight } = patterns;
          const from = lower < highest ? top : bottom - beyondHeight;
          laySpan(pixels, from, from + beyondHeight, ink);
        }
      } else if (
        !(rawExtent.max <= rawMinimum || rawExtent.min >= rawMaximum) ||
        isInDash(column, patterns.saturatedPeriod, patterns.saturatedDash)
      ) {
        const upperIn = upper < highest ? highest : upper;
        const lowerIn = lower > lowest ? lowest : lower;
        laySpan(pixels, upperIn - halfPen, lowerIn + halfPen, ink);
      }
    } else if (isLeadOff) {
      if (isInDash(column, patterns.offPeriod, patterns.offDash)) {
        const from = top + Math.round((bandHeight - penPx) / 2);
        laySpan(pixels, from, from + penPx, inks.off);
      }
    } else if (
      !ring.isEmpty &&
      untilIndex > ring.startIndex &&
      // Between the newest sample and when the next is due there is nothing yet.
      !(fromIndex >= ring.endIndex - 1 && untilIndex <= ring.endIndex) &&
      isInDash(column, patterns.gapPeriod, patterns.gapDot)
    ) {
      laySpan(pixels, bottom - 2 * patterns.gapDot, bottom - patterns.gapDot, inks.gap);
    }

    if (marks !== null) {
      const reach = patterns.tickReach;
      const near = marks.findIn(indexAtColumn(map, column - reach), indexAtColumn(map, column + reach + 1));
      if ((near & QRS_BIT) !== 0) laySpan(pixels, top, top + patterns.tickHeight, inks.mark);
    }
  }
}

/** Notes what of a lane has reached the glass. */
function account({ traces, lane }: LaneState, sheetState: SheetState): void {
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

type PixelInks = Readonly<Record<keyof Inks, number>>;

function pixelInks({ gap, off, saturated, mark, gridFine, gridSecond }: Inks): PixelInks {
  return {
    gap: pixelOf(gap),
    off: pixelOf(off),
    saturated: pixelOf(saturated),
    mark: pixelOf(mark),
    gridFine: pixelOf(gridFine),
    gridSecond: pixelOf(gridSecond),
  };
}

/** The waves of a scrolling sheet; column k stands at x = k mod width. */
interface Ring extends PaintedPicture {
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
  /** The column that is being painted, and the same as pixels. */
  readonly image: ImageData;
  readonly pixels: Uint32Array;
  /** The waves' background, column after column. */
  readonly #background: Uint32Array;
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
  /** In this frame: columns that show something else than they did. */
  changedFrom = Number.POSITIVE_INFINITY;
  changedUntil = Number.NEGATIVE_INFINITY;

  constructor(sheet: Sheet, { mode, pxPerMm }: PaintStyle, makeRing: (width: number, height: number) => Ring) {
    const { box, waves } = sheet;
    this.sheet = sheet;
    this.lanes = sheet.lanes.map((lane) => new LaneState(lane));
    this.ring = mode === 'scroll' ? makeRing(waves.width, waves.height) : null;
    this.eraseColumns = mode === 'scroll' ? 0 : eraseColumns(waves.width, pxPerMm);
    this.originX = mode === 'scroll' ? 0 : box.left + waves.left;
    this.originY = mode === 'scroll' ? 0 : box.top + waves.top;
    this.image = new ImageData(1, waves.height);
    this.pixels = pixelsOf(this.image);
    this.#background = columnsOf(sheet.background, waves);
  }

  change(from: number, until: number): void {
    if (from < this.changedFrom) this.changedFrom = from;
    if (until > this.changedUntil) this.changedUntil = until;
  }

  /** Begins a column with its background. */
  clean(column: number): void {
    const { pixels } = this;
    const background = this.#background;
    const from = modulo(column, this.sheet.waves.width) * pixels.length;
    for (let y = 0; y < pixels.length; y++) pixels[y] = background[from + y] as number;
  }
}

/** A lane, and what of it is painted. */
class LaneState {
  readonly painted: PaintedLane;
  /** Its colour. */
  readonly pixel: number;
  lane: Lane | null = null;
  version = -1;
  scale: PaintedLane['scale'] = null;
  traces: ShownTrace[] = [];

  constructor(painted: PaintedLane) {
    this.painted = painted;
    this.pixel = pixelOf(painted.colour);
  }

  readTraces(perSecond: number): void {
    const { lane } = this.painted;
    this.lane = lane;
    this.version = lane?.version ?? -1;
    this.traces = (lane?.traces ?? []).map((trace) => new ShownTrace(trace, perSecond));
  }
}

/** A trace of a lane, and what of it is painted. */
class ShownTrace {
  readonly trace: Trace;
  readonly map: ColumnMap;
  /** As the lane's filter shows them; null: not painted yet. */
  samples: SamplesByIndex | null = null;
  changesSeen: number;
  startSeen: number;
  /** The last column it may draw. */
  lastColumn = Number.POSITIVE_INFINITY;
  /** Height of raw 0 below the top of the waves, and of one more; while the lane has a scale. */
  zeroY = 0;
  pxPerLsb = 0;

  constructor(trace: Trace, perSecond: number) {
    this.trace = trace;
    this.map = columnMap(trace.channel, perSecond);
    this.changesSeen = trace.changes;
    this.startSeen = trace.ring.isEmpty ? Number.POSITIVE_INFINITY : trace.ring.startIndex;
  }

  /** Takes over the lane's scale. */
  place({ scale, filter, bandTop, bandHeight }: PaintedLane): void {
    if (scale === null) return;
    const pxPerUnit = bandHeight / (scale.high - scale.low);
    this.zeroY = bandTop + bandHeight - (this.trace.offset(filter) - scale.low) * pxPerUnit;
    this.pxPerLsb = -this.trace.channel.scalePerLsb * pxPerUnit;
  }
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
