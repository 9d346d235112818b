import { columnsPerSecond } from '#domain/display/calibration.ts';
import { MISSING } from '#domain/signals/block.ts';
import { sampleIndexAt } from '#domain/signals/channel.ts';
import type { FilterName } from '#domain/signals/filters.ts';
import { boxesOf } from './boxesOf.ts';
import { type Diagnostics, diagnose, FrameMeter } from './diagnostics.ts';
import { Faces } from './faces.ts';
import { LaneScaler } from './laneScaler.ts';
import { type PaintedLane, type PaintedPicture, Painter, type PaintStyle, type Sheet } from './painter.ts';
import type { Answer, FaceChange, FromEngine, LaneScaleView, SheetLane, SheetLayout, StageLayout } from './protocol.ts';
import type { Lane } from './trace.ts';
import type { WaveformStore } from './waveforms.store.ts';

export type ScaleChange = Extract<FromEngine, { type: 'scales' }>['scales'][number];

/** Lanes whose scale is looked at in one frame. */
const SCALES_A_FRAME = 2;
const USUAL_FRAME_MS = 1000 / 60;
/** What was due on the glass before the stage was seen says nothing of the delay; so long a sample is under way, at most. */
const USUAL_DELAY_MS = 250;
/** Smaller waves show nothing. */
const NARROWEST_PX = 8;
const LOWEST_PX = 4;

/** A sheet with what it was made from. */
interface LaidSheet {
  readonly sheet: Sheet;
  readonly layout: SheetLayout;
  /** Of its lanes, to tell whether a new layout is another one. */
  readonly lanesText: string;
  readonly lanes: readonly LaidLane[];
}

interface LaidLane {
  readonly layout: SheetLane;
  readonly painted: PaintedLane;
  readonly sheet: Sheet;
  readonly heightMm: number;
  /** null: nobody described its channel. */
  scaler: LaneScaler | null;
}

/** A moment of painting. */
export interface FrameTime {
  /** When the browser called, and when the callback began; monotonic. */
  readonly calledMs: number;
  readonly begunMs: number;
  /** The frame's own moment on both clocks of this machine. */
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/**
 * One canvas: its layout, the scales of its lanes, and their painting. A layout is laid out and painted in one frame, so
 * what stood there before stands until then. Sheets that a layout leaves as they were go on as they are.
 */
export class CanvasStage {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #store: WaveformStore;
  readonly #painter: Painter;
  readonly #faces: Faces;
  readonly #meter = new FrameMeter();
  /** What came with layouts that are not laid out yet. */
  readonly #pictures = new Map<string, ImageBitmap>();
  readonly #backgrounds = new Map<string, ImageData>();
  /** Of lanes that stay from layout to layout. */
  #scalers = new Map<string, LaneScaler>();
  #isVisible = true;
  #pending: StageLayout | null = null;
  #pendingId = 0;
  #laidOutId: number | null = null;
  #layout: StageLayout | null = null;
  #style: PaintStyle | null = null;
  #sheets: LaidSheet[] = [];
  #lanes: LaidLane[] = [];
  #boundVersion = -1;
  #nextScale = 0;
  #scaleChanges: ScaleChange[] = [];
  #frame: FrameTime = { calledMs: 0, begunMs: 0, wallMs: 0, monotonicMs: 0 };
  #visibleSinceMs = Number.POSITIVE_INFINITY;

  /** @throws Error when the canvas gives no 2D context */
  constructor(canvas: OffscreenCanvas, store: WaveformStore) {
    const context = canvas.getContext('2d', { alpha: false, desynchronized: true });
    if (context === null) throw new Error('wave stage: no 2d context; is the canvas used elsewhere?');
    this.#canvas = canvas;
    this.#context = context;
    this.#store = store;
    this.#faces = new Faces(context);
    this.#painter = new Painter(context, makePicture, (bedKey, sampleMs) => {
      if (sampleMs + USUAL_DELAY_MS < this.#visibleSinceMs) return;
      // What is painted now is on the glass with the next frame.
      store.drawn(bedKey, sampleMs, this.#frame.wallMs + USUAL_FRAME_MS);
    });
  }

  get isVisible(): boolean {
    return this.#isVisible;
  }

  /** How much of each bed's past is on the glass, or will be with the next frame, in milliseconds. */
  *spans(): Generator<readonly [bedKey: string, ms: number]> {
    const layout = this.#pending ?? this.#layout;
    if (layout === null) return;
    const perSecond = columnsPerSecond(layout.speedMmPerS, layout.pxPerMm);
    for (const { bedKey, waves } of layout.sheets) yield [bedKey, (waves.width * 1000) / perSecond];
  }

  /** Shown from the next frame on. */
  setLayout(layout: StageLayout, layoutId: number): void {
    this.#pending = layout;
    this.#pendingId = layoutId;
    const keys = new Set(layout.sheets.map(({ sheetKey }) => sheetKey));
    for (const { sheetKey, background } of layout.sheets) {
      if (background === null) continue;
      this.#pictures.get(sheetKey)?.close();
      this.#pictures.set(sheetKey, background);
    }
    for (const [sheetKey, picture] of this.#pictures) {
      if (keys.has(sheetKey)) continue;
      picture.close();
      this.#pictures.delete(sheetKey);
    }
  }

  /** Shown with one of the next frames. */
  changeFace(change: FaceChange): void {
    this.#faces.change(change);
  }

  /** What was painted is old when the stage is shown again; then it is painted whole. */
  setVisible(isVisible: boolean): void {
    this.#isVisible = isVisible;
    if (isVisible) return;
    this.#visibleSinceMs = Number.POSITIVE_INFINITY;
    this.#meter.pause();
  }

  /** `frozenAt`: sample time at the pen of a bed that stands still; null: it moves. `now` gives monotonic time. */
  paint(frame: FrameTime, frozenAt: (bedKey: string) => number | null, now: () => number): void {
    this.#frame = frame;
    this.#visibleSinceMs = Math.min(this.#visibleSinceMs, frame.wallMs);
    const isLaidOut = this.#pending !== null;
    if (this.#pending !== null) this.#layOut(this.#pending);
    if (this.#boundVersion !== this.#store.bedsVersion) this.#bind();
    for (const { sheet } of this.#sheets) sheet.frozenAtMs = frozenAt(sheet.bedKey);
    this.#rescale();
    const painting = now();
    if (this.#layout !== null) this.#faces.paint(isLaidOut, this.#layout.ground, frame.wallMs);
    this.#painter.paint(frame.monotonicMs);
    const done = now();
    this.#meter.add(frame.calledMs, done - frame.begunMs, done - painting);
  }

  /** Scales chosen or changed since this was asked last; the same array each time there is none. */
  takeScaleChanges(): readonly ScaleChange[] {
    if (this.#scaleChanges.length === 0) return this.#scaleChanges;
    const changes = this.#scaleChanges;
    this.#scaleChanges = [];
    return changes;
  }

  /** The layout that was painted since this was asked last; null: none was. */
  takeLaidOut(): number | null {
    const layoutId = this.#laidOutId;
    this.#laidOutId = null;
    return layoutId;
  }

  /** What stands at a column of a sheet's waves. Its lanes' values are in the layout's order; null: none stands there. */
  read(sheetKey: string, column: number): Extract<Answer, { kind: 'cursor' }> {
    const laid = this.#sheets.find(({ sheet }) => sheet.sheetKey === sheetKey);
    const gatewayMs = this.#painter.timeAt(sheetKey, column);
    if (laid === undefined || gatewayMs === null) {
      return { kind: 'cursor', timeMs: null, values: laid?.lanes.map(() => null) ?? [] };
    }
    return {
      kind: 'cursor',
      timeMs: gatewayMs - (laid.sheet.time?.offsetMs ?? 0),
      values: laid.lanes.map(({ painted }) =>
        painted.lane === null ? null : valueAt(painted.lane, painted.filter, gatewayMs, this.#frame.monotonicMs),
      ),
    };
  }

  diagnose(): Diagnostics {
    return diagnose(this.#store, this.#meter, this.#lanes.length);
  }

  resetMeter(): void {
    this.#meter.reset();
  }

  close(): void {
    for (const picture of this.#pictures.values()) picture.close();
    this.#pictures.clear();
  }

  #layOut(layout: StageLayout): void {
    this.#pending = null;
    this.#laidOutId = this.#pendingId;
    const before = new Map(this.#sheets.map((laid) => [laid.sheet.sheetKey, laid]));
    const style = this.#styleOf(layout);
    const isCleared = this.#clearsFor(layout);
    if (isCleared) {
      if (this.#canvas.width !== layout.widthPx) this.#canvas.width = layout.widthPx;
      if (this.#canvas.height !== layout.heightPx) this.#canvas.height = layout.heightPx;
      this.#context.fillStyle = layout.ground;
      this.#context.fillRect(0, 0, layout.widthPx, layout.heightPx);
    }
    this.#faces.layOut(layout.faces, isCleared);
    this.#readPictures(layout);
    const scalers = new Map<string, LaneScaler>();
    this.#sheets = layout.sheets.flatMap((sheetLayout) => {
      const background = this.#backgrounds.get(sheetLayout.sheetKey);
      const { width, height } = sheetLayout.waves;
      if (background === undefined || width < NARROWEST_PX || height < LOWEST_PX) return [];
      return [this.#laidSheet(sheetLayout, background, layout.pxPerMm, before.get(sheetLayout.sheetKey))];
    });
    this.#lanes = this.#sheets.flatMap(({ lanes }) => lanes);
    this.#layout = layout;
    this.#style = style;
    this.#bind(scalers);
    this.#scalers = scalers;
    this.#painter.setSheets(
      style,
      this.#sheets.map(({ sheet }) => sheet),
      isCleared,
    );
  }

  /** Takes the pixels of new pictures, and forgets those of sheets that are gone. */
  #readPictures({ sheets }: StageLayout): void {
    const keys = new Set(sheets.map(({ sheetKey }) => sheetKey));
    for (const sheetKey of this.#backgrounds.keys()) if (!keys.has(sheetKey)) this.#backgrounds.delete(sheetKey);
    for (const [sheetKey, picture] of this.#pictures) {
      this.#pictures.delete(sheetKey);
      this.#backgrounds.set(sheetKey, readPicture(picture));
    }
  }

  /** The same object for as long as nothing of it changes. */
  #styleOf({ mode, speedMmPerS, pxPerMm, penPx, inks }: StageLayout): PaintStyle {
    const style: PaintStyle = { mode, speedMmPerS, pxPerMm, penPx, inks };
    return this.#style !== null && sameText(style, this.#style) ? this.#style : style;
  }

  /** Whether places have changed, so that the ground has to be laid anew. */
  #clearsFor(layout: StageLayout): boolean {
    const { widthPx, heightPx, ground } = layout;
    if (this.#canvas.width !== widthPx || this.#canvas.height !== heightPx || ground !== this.#layout?.ground)
      return true;
    const boxes = boxesOf(layout);
    return Array.from(boxesOf(this.#layout)).some(([key, box]) => !sameText(boxes.get(key) ?? {}, box));
  }

  #laidSheet(layout: SheetLayout, background: ImageData, pxPerMm: number, before: LaidSheet | undefined): LaidSheet {
    const { sheetKey, bedKey, box, waves } = layout;
    const lanesText = JSON.stringify([layout.lanes, pxPerMm]);
    const isSame =
      before !== undefined &&
      before.sheet.background === background &&
      before.layout.bedKey === bedKey &&
      before.lanesText === lanesText &&
      sameText(before.layout.box, box) &&
      sameText(before.layout.waves, waves);
    if (isSame) return before;
    const lanes = layout.lanes.map(({ colour, filter, bandTop, bandHeight }): PaintedLane => {
      return { lane: null, colour, filter, bandTop, bandHeight, scale: null };
    });
    const sheet: Sheet = { sheetKey, bedKey, lanes, box, waves, background, time: null, frozenAtMs: null };
    return {
      sheet,
      layout,
      lanesText,
      lanes: layout.lanes.map((lane, l) => ({
        layout: lane,
        painted: lanes[l] as PaintedLane,
        sheet,
        heightMm: lane.bandHeight / pxPerMm,
        scaler: null,
      })),
    };
  }

  /** Finds the lanes and times that the layout speaks of. A lane keeps its scale while its height and rule stay. */
  #bind(scalers = this.#scalers): void {
    const store = this.#store;
    this.#boundVersion = store.bedsVersion;
    for (const { sheet, lanes } of this.#sheets) {
      sheet.time = store.timeOfBed(sheet.bedKey) ?? null;
      for (const laid of lanes) {
        const { painted, layout, heightMm } = laid;
        // A channel of an epoch that has ended is not described any more; its lane goes on until the page says otherwise.
        const lane = store.lane(sheet.bedKey, layout.channelId) ?? (store.has(painted.lane) ? painted.lane : null);
        painted.lane = lane;
        const key = JSON.stringify([sheet.sheetKey, layout.laneKey, heightMm, layout.rule, layout.filter]);
        let scaler = laid.scaler ?? this.#scalers.get(key) ?? null;
        if (scaler?.lane !== lane) {
          scaler = lane === null ? null : new LaneScaler(lane, layout.rule, heightMm, layout.filter);
        }
        laid.scaler = scaler;
        painted.scale = scaler?.scale ?? null;
        if (scaler !== null) scalers.set(key, scaler);
      }
    }
  }

  /** Looks at the scales of a few lanes, and of all that have none yet. */
  #rescale(): void {
    const { monotonicMs } = this.#frame;
    const lanes = this.#lanes;
    for (let l = 0; l < lanes.length; l++) {
      const lane = lanes[l] as LaidLane;
      if (lane.scaler !== null && lane.scaler.scale === null) this.#look(lane, lane.scaler, monotonicMs);
    }
    for (let n = 0; n < Math.min(SCALES_A_FRAME, lanes.length); n++) {
      this.#nextScale = (this.#nextScale + 1) % lanes.length;
      const lane = lanes[this.#nextScale] as LaidLane;
      if (lane.sheet.frozenAtMs !== null || lane.scaler === null || !lane.scaler.isDue(monotonicMs)) continue;
      this.#look(lane, lane.scaler, monotonicMs);
    }
  }

  #look({ sheet, layout, painted }: LaidLane, scaler: LaneScaler, monotonicMs: number): void {
    if (!scaler.look(monotonicMs, sheet.frozenAtMs ?? undefined) || scaler.scale === null) return;
    painted.scale = scaler.scale;
    const { low, high, text } = scaler.scale;
    const scale: LaneScaleView = { low, high, text };
    this.#scaleChanges.push({ sheetKey: sheet.sheetKey, laneKey: layout.laneKey, scale });
  }
}

/** The sample nearest to a time, of the trace that is drawn there: where a newer one has begun, it speaks. */
function valueAt({ traces }: Lane, filter: FilterName, gatewayMs: number, monotonicMs: number): number | null {
  for (const trace of traces.toReversed()) {
    const { channel, ring } = trace;
    const index = Math.round(sampleIndexAt(channel, gatewayMs));
    if (ring.isEmpty || index < ring.startIndex) continue;
    const raw = trace.samples(filter, monotonicMs).at(index);
    return raw === MISSING ? null : raw * channel.scalePerLsb + trace.offset(filter);
  }
  return null;
}

function makePicture(width: number, height: number): PaintedPicture {
  const picture = new OffscreenCanvas(width, height);
  const surface = picture.getContext('2d', { alpha: false });
  if (surface === null) throw new Error('wave stage: no 2d context to scroll on');
  return { picture, surface };
}

/** One for all pictures: what it holds is let go of at once, not when the garbage collector comes. */
const reader = new OffscreenCanvas(1, 1);

/** Gives the pixels of a picture and closes it. */
function readPicture(picture: ImageBitmap): ImageData {
  const { width, height } = picture;
  reader.width = width;
  reader.height = height;
  const context = reader.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('wave stage: no 2d context to read a picture');
  context.drawImage(picture, 0, 0);
  picture.close();
  const pixels = context.getImageData(0, 0, width, height);
  reader.width = 1;
  return pixels;
}

/** Whether two values of messages say the same. */
function sameText(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
