import { sampleTimeMs } from '#domain/signals/channel.ts';
import {
  type ColumnMap,
  columnAtIndex,
  columnAtTime,
  columnExtent,
  columnMap,
  type Extent,
  indexAtColumn,
} from '#domain/signals/columns.ts';
import type { Lane, Trace } from './trace.ts';

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

/** A box on the canvas in whole device pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A lane as it stands on a sheet. */
export interface PaintedLane {
  readonly lane: Lane;
  readonly colour: string;
  /** Band within the sheet's waves, in device pixels below their top. Bands do not overlap. */
  readonly bandTop: number;
  readonly bandHeight: number;
  /** Physical values at the band's lower and upper edge. No trace is drawn before they are known. */
  scale: { readonly low: number; readonly high: number } | null;
}

/** The waves of one bed: lanes of one width under each other, on one background. */
export interface Sheet {
  readonly bedKey: string;
  readonly lanes: readonly PaintedLane[];
  /** The whole sheet on the canvas. */
  readonly box: Box;
  /** Where the waves are, within the box. One column is one device pixel. */
  readonly waves: Box;
  /** Width of the erase bar. */
  readonly eraseColumns: number;
  /** Opaque picture of the box without traces, as large as the box: what the eraser puts back. */
  readonly background: CanvasImageSource;
}

/** How and when; the same for all sheets of a canvas. */
export interface Sweep {
  readonly columnsPerSecond: number;
  /** The pen's width in device pixels. */
  readonly penPx: number;
}

/** Told of every sheet on which new samples were drawn: the oldest of them, as a time on the station's clock. */
export type DrawnListener = (bedKey: string, oldestSampleMs: number) => void;

/**
 * Paints sheets of sweeping traces, one pixel column of one lane at a time.
 *
 * Column k of a lane stands at x = k mod its width. The pen is at the newest column that has passed whole; ahead of it
 * is the erase bar, which moves on whether samples come or not, so nothing old is ever left looking live. What a column
 * shows depends on the samples alone, so painting a few columns each frame gives, pixel for pixel, what painting
 * everything gives. Samples that come late are painted in where they belong.
 *
 * Touches only the columns that change: the background is put back under the bar, new columns are filled onto it.
 * Knows no DOM beyond the surface it is given and allocates nothing between layouts.
 */
export class Painter {
  readonly #surface: PaintSurface;
  readonly #sweep: Sweep;
  readonly #onDrawn: DrawnListener;
  #sheets: SheetState[] = [];
  /** All lanes, those of one colour next to each other. */
  #lanes: LaneState[] = [];
  readonly #extent: Extent = { min: 0, max: 0 };

  constructor(surface: PaintSurface, sweep: Sweep, onDrawn: DrawnListener) {
    this.#surface = surface;
    this.#sweep = sweep;
    this.#onDrawn = onDrawn;
  }

  /** What is to be painted from now on; everything is painted anew in the next frame. */
  setSheets(sheets: readonly Sheet[]): void {
    this.#sheets = sheets.map((sheet) => new SheetState(sheet));
    this.#lanes = this.#sheets.flatMap(({ lanes }) => lanes);
    this.#lanes.sort((a, b) =>
      a.painted.colour < b.painted.colour ? -1 : a.painted.colour > b.painted.colour ? 1 : 0,
    );
  }

  /** `shownMs`: the time at the pen, on the station's clock. */
  paint(shownMs: number): void {
    const head = Math.floor(columnAtTime(shownMs, this.#sweep.columnsPerSecond)) - 1;
    for (let s = 0; s < this.#sheets.length; s++) this.#advance(this.#sheets[s] as SheetState, head);
    let colour = '';
    for (let l = 0; l < this.#lanes.length; l++) {
      const lane = this.#lanes[l] as LaneState;
      if (lane.painted.colour !== colour) {
        colour = lane.painted.colour;
        this.#surface.fillStyle = colour;
      }
      this.#paintLane(lane, head);
    }
    for (let s = 0; s < this.#sheets.length; s++) {
      const sheet = this.#sheets[s] as SheetState;
      if (sheet.oldestDrawnMs < Number.POSITIVE_INFINITY) this.#onDrawn(sheet.sheet.bedKey, sheet.oldestDrawnMs);
    }
  }

  /** Moves the erase bar; decides whether the sheet is painted whole. */
  #advance(state: SheetState, head: number): void {
    const { sheet } = state;
    const { width } = sheet.waves;
    const step = head - state.head;
    state.oldestDrawnMs = Number.POSITIVE_INFINITY;
    // NaN (never painted) fails every comparison, so it ends up whole.
    state.whole = !(step >= 0 && step < width - sheet.eraseColumns);
    state.firstNew = state.whole ? head - width + sheet.eraseColumns + 1 : state.head + 1;
    if (state.whole) {
      const { box } = sheet;
      this.#surface.drawImage(sheet.background, 0, 0, box.width, box.height, box.left, box.top, box.width, box.height);
    } else if (step > 0) {
      this.#restore(sheet, state.head + sheet.eraseColumns + 1, head + sheet.eraseColumns, 0, sheet.waves.height);
    }
    state.head = head;
  }

  #paintLane(state: LaneState, head: number): void {
    const { painted, sheetState } = state;
    const { sheet } = sheetState;
    const oldestShown = head - sheet.waves.width + sheet.eraseColumns + 1;
    const { scale } = painted;

    let from = sheetState.firstNew;
    if (state.version !== painted.lane.version || state.scale !== scale) {
      if (state.version !== painted.lane.version) state.readTraces(this.#sweep.columnsPerSecond);
      state.scale = scale;
      // The band may show something in other clothes: off with it.
      if (!sheetState.whole) this.#restore(sheet, oldestShown, head, painted.bandTop, painted.bandHeight);
      from = oldestShown;
    }
    if (scale === null) return;

    let dirtyFrom = Number.POSITIVE_INFINITY;
    let dirtyUntil = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < state.traces.length; t++) {
      const shown = state.traces[t] as ShownTrace;
      const { trace } = shown;
      const length = trace.putFrom.length;
      if (trace.puts - shown.putsSeen > length) {
        dirtyFrom = oldestShown;
        dirtyUntil = from - 1;
      }
      for (let put = Math.max(shown.putsSeen, trace.puts - length); put < trace.puts; put++) {
        // A sample has a part in the line to its neighbours; one column more on each side covers rounding.
        const first = Math.floor(columnAtIndex(shown.map, (trace.putFrom[put % length] as number) - 1)) - 1;
        const last = Math.floor(columnAtIndex(shown.map, trace.putUntil[put % length] as number)) + 1;
        if (first < dirtyFrom) dirtyFrom = first;
        if (last > dirtyUntil) dirtyUntil = last;
      }
      // A newer epoch that reaches further back than before takes over from the older one there.
      if (t > 0 && trace.puts !== shown.putsSeen && trace.ring.startIndex < shown.startSeen) {
        dirtyFrom = Math.min(dirtyFrom, Math.floor(columnAtIndex(shown.map, trace.ring.startIndex)) - 1);
        dirtyUntil = from - 1;
        shown.startSeen = trace.ring.startIndex;
      }
      shown.putsSeen = trace.puts;
    }
    dirtyFrom = Math.max(dirtyFrom, oldestShown);
    dirtyUntil = Math.min(dirtyUntil, from - 1);
    if (dirtyFrom <= dirtyUntil) {
      this.#restore(sheet, dirtyFrom, dirtyUntil, painted.bandTop, painted.bandHeight);
      this.#fill(state, dirtyFrom, dirtyUntil, scale.low, scale.high);
    }
    this.#fill(state, from, head, scale.low, scale.high);
    this.#account(state, oldestShown, head);
  }

  /** Puts the background back in columns [from, until], in a band of the waves. */
  #restore(sheet: Sheet, from: number, until: number, bandTop: number, bandHeight: number): void {
    const { box, waves, background } = sheet;
    const y = waves.top + bandTop;
    let x = from - Math.floor(from / waves.width) * waves.width;
    let left = Math.min(until - from + 1, waves.width);
    while (left > 0) {
      const width = Math.min(left, waves.width - x);
      const sourceX = waves.left + x;
      this.#surface.drawImage(
        background,
        sourceX,
        y,
        width,
        bandHeight,
        box.left + sourceX,
        box.top + y,
        width,
        bandHeight,
      );
      left -= width;
      x = 0;
    }
  }

  /** Draws columns [from, until] of a lane onto a clean background. */
  #fill(state: LaneState, from: number, until: number, low: number, high: number): void {
    const { painted, traces } = state;
    const { box, waves } = state.sheetState.sheet;
    const surface = this.#surface;
    const extent = this.#extent;
    const halfPen = this.#sweep.penPx / 2;
    const left = box.left + waves.left;
    const top = box.top + waves.top + painted.bandTop;
    // What is out of range runs along the edge.
    const highest = top + halfPen;
    const lowest = top + painted.bandHeight - halfPen;
    const pxPerUnit = painted.bandHeight / (high - low);
    for (let t = 0; t < traces.length; t++) {
      const { trace, map } = traces[t] as ShownTrace;
      const { ring, channel } = trace;
      // Where a newer epoch has begun, it speaks.
      const last = Math.min(until, this.#lastColumnOf(traces, t));
      const pxPerLsb = -channel.scalePerLsb * pxPerUnit;
      const zeroY = top + painted.bandHeight - (channel.offset - low) * pxPerUnit;
      let x = from - Math.floor(from / waves.width) * waves.width;
      for (let column = from; column <= last; column++) {
        if (columnExtent(ring, indexAtColumn(map, column), indexAtColumn(map, column + 1), extent)) {
          const a = zeroY + extent.min * pxPerLsb;
          const b = zeroY + extent.max * pxPerLsb;
          const upper = Math.min(Math.max(a < b ? a : b, highest), lowest);
          const lower = Math.min(Math.max(a < b ? b : a, highest), lowest);
          surface.fillRect(left + x, upper - halfPen, 1, lower - upper + 2 * halfPen);
        }
        if (++x === waves.width) x = 0;
      }
    }
  }

  /** The last column a trace may draw: the one before the next trace begins. */
  #lastColumnOf(traces: readonly ShownTrace[], t: number): number {
    let last = Number.POSITIVE_INFINITY;
    for (let later = t + 1; later < traces.length; later++) {
      const { trace, map } = traces[later] as ShownTrace;
      if (!trace.ring.isEmpty) last = Math.min(last, Math.floor(columnAtIndex(map, trace.ring.startIndex)) - 1);
    }
    return last;
  }

  /** Notes what of a lane has reached the glass. */
  #account({ traces, sheetState, painted }: LaneState, oldestShown: number, head: number): void {
    const { offsetMs } = painted.lane.clock;
    for (let t = 0; t < traces.length; t++) {
      const { trace, map } = traces[t] as ShownTrace;
      const from = Math.ceil(indexAtColumn(map, oldestShown));
      const oldest = trace.draw(from, Math.ceil(indexAtColumn(map, head + 1)));
      // Before the clocks have been compared nobody knows how late it is.
      if (oldest < 0 || offsetMs === null) continue;
      const timeMs = sampleTimeMs(trace.channel, oldest) - offsetMs;
      if (timeMs < sheetState.oldestDrawnMs) sheetState.oldestDrawnMs = timeMs;
    }
  }
}

/** A sheet, and how far it is painted. */
class SheetState {
  readonly sheet: Sheet;
  readonly lanes: readonly LaneState[];
  /** The newest column painted; NaN: nothing is. */
  head = Number.NaN;
  /** In this frame: the whole sheet is painted; the first column that is new; the oldest sample drawn. */
  whole = true;
  firstNew = 0;
  oldestDrawnMs = Number.POSITIVE_INFINITY;

  constructor(sheet: Sheet) {
    this.sheet = sheet;
    this.lanes = sheet.lanes.map((lane) => new LaneState(lane, this));
  }
}

/** A lane, and what of it is painted. */
class LaneState {
  readonly painted: PaintedLane;
  readonly sheetState: SheetState;
  version = -1;
  scale: PaintedLane['scale'] = null;
  traces: ShownTrace[] = [];

  constructor(painted: PaintedLane, sheetState: SheetState) {
    this.painted = painted;
    this.sheetState = sheetState;
  }

  readTraces(columnsPerSecond: number): void {
    const { lane } = this.painted;
    this.version = lane.version;
    this.traces = lane.traces.map((trace) => ({
      trace,
      map: columnMap(trace.channel, trace.clockOffsetMs, columnsPerSecond),
      putsSeen: trace.puts,
      startSeen: trace.ring.isEmpty ? Number.POSITIVE_INFINITY : trace.ring.startIndex,
    }));
  }
}

interface ShownTrace {
  readonly trace: Trace;
  readonly map: ColumnMap;
  putsSeen: number;
  startSeen: number;
}
