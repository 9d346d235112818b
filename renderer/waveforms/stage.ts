import type { ScaleRule } from '#domain/signals/scaling.ts';
import { type Diagnostics, diagnose, FrameMeter } from './diagnostics.ts';
import { LaneScaler } from './laneScaler.ts';
import { type Box, type PaintedLane, Painter, type Sheet } from './painter.ts';
import { columnsPerSecond, eraseColumns, PEN_PX, PLAYOUT_DELAY_MS, PX_PER_MM } from './sweep.ts';
import type { Lane } from './trace.ts';
import type { WaveformStore } from './waveforms.store.ts';

/** A lane that a view wants painted. */
export interface StagedLane {
  readonly lane: Lane;
  readonly colour: string;
  readonly rule: ScaleRule;
  /** The lane's share of the height, from the top: [from, until) of 1. */
  readonly from: number;
  readonly until: number;
  /** Called when the lane's vertical scale has been chosen, and when it changes. */
  onScale(scale: { readonly low: number; readonly high: number; readonly text: string }): void;
}

/** The picture behind a bed's traces, in device pixels. */
export interface Background {
  readonly picture: HTMLCanvasElement;
  /** Where the waves are within it. */
  readonly waves: Box;
}

/** A bed's waves, as a view puts them on a stage. */
export interface StagedBed {
  readonly bedKey: string;
  /** Where on the page they are. */
  readonly element: Element;
  readonly lanes: readonly StagedLane[];
  /** null: not drawn yet; the view calls {@link Stage.relayout} once it is. */
  background(): Background | null;
  /** The element has another size, or the screen another pixel ratio. */
  resize(): void;
}

/** Where the sweep is. */
export interface PenView {
  /** Time at the pen, station's clock. */
  readonly shownMs: number;
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: number;
}

/** How often places are measured, in frames: a tile can be moved without a change of size, which nobody reports. */
const MEASURE_EVERY_FRAMES = 20;
/** Lanes whose scale is looked at in one frame. */
const SCALES_A_FRAME = 2;
const USUAL_FRAME_MS = 1000 / 60;

/** In the order they were opened; the last one is what people look at, and it is the one that gives the diagnostics. */
const openStages: Stage[] = [];

function installDiagnostics(): void {
  const stage = openStages.at(-1);
  globalThis.vigilDiagnostics =
    stage && Object.assign(() => stage.diagnose(), { reset: () => stage.resetDiagnostics() });
}

/** One painted bed. */
interface Place {
  readonly bed: StagedBed;
  /** Where it was when it was last laid out. */
  box: Box | null;
  background: Background | null;
}

interface ScaledLane {
  readonly staged: StagedLane;
  readonly painted: PaintedLane;
  readonly scaler: LaneScaler;
}

/**
 * One opaque canvas behind many beds, and the loop that paints on it.
 *
 * Lays out anew, and paints everything, when a bed comes, goes, moves or changes its size, when the pixel ratio changes
 * and when the page is shown again; paints nothing while it is hidden, nor beds outside of the viewport.
 */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #store: WaveformStore;
  readonly #ground: string;
  readonly #places = new Map<StagedBed, Place>();
  readonly #scalers = new Map<StagedLane, { readonly heightMm: number; readonly scaler: LaneScaler }>();
  readonly #meter = new FrameMeter();
  readonly #abort = new AbortController();
  readonly #resized: ResizeObserver;
  #painter: Painter;
  #lanes: readonly ScaledLane[] = [];
  #pixelRatio = 0;
  #isStale = true;
  #frame = 0;
  #frames = 0;
  #nextScale = 0;
  #frameNowMs = 0;
  #visibleSinceMs = Number.POSITIVE_INFINITY;

  /** `ground`: the colour where there is no bed. @throws Error when the browser gives no 2D context. */
  constructor(canvas: HTMLCanvasElement, store: WaveformStore, ground: string) {
    const context = canvas.getContext('2d', { alpha: false, desynchronized: true });
    if (context === null) throw new Error('wave stage: no 2d context; is the canvas used elsewhere?');
    this.#canvas = canvas;
    this.#context = context;
    this.#store = store;
    this.#ground = ground;
    this.#painter = this.#newPainter();
    this.#resized = new ResizeObserver((entries) => {
      const sized = new Set(entries.map(({ target }) => target));
      for (const { bed } of this.#places.values()) if (sized.has(bed.element)) bed.resize();
      this.#isStale = true;
    });
    this.#resized.observe(canvas);
    const { signal } = this.#abort;
    document.addEventListener(
      'scroll',
      () => {
        this.#isStale = true;
      },
      { capture: true, passive: true, signal },
    );
    document.addEventListener('visibilitychange', () => this.#rest(), { signal });
    openStages.push(this);
    installDiagnostics();
    this.#frame = requestAnimationFrame(this.#onFrame);
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#resized.disconnect();
    this.#abort.abort();
    openStages.splice(openStages.indexOf(this), 1);
    installDiagnostics();
  }

  diagnose(): Diagnostics {
    return diagnose(this.#store, this.#meter, this.#lanes.length);
  }

  resetDiagnostics(): void {
    this.#meter.reset();
    this.#store.resetGlass();
  }

  /** Puts a bed on the stage; call the returned function to take it off. */
  add(bed: StagedBed): () => void {
    this.#places.set(bed, { bed, box: null, background: null });
    this.#resized.observe(bed.element);
    this.#isStale = true;
    return () => {
      this.#places.delete(bed);
      for (const lane of bed.lanes) this.#scalers.delete(lane);
      this.#resized.unobserve(bed.element);
      this.#isStale = true;
    };
  }

  /** A bed's background has changed. */
  relayout(): void {
    this.#isStale = true;
  }

  get pen(): PenView {
    return { shownMs: this.#shownMs(), pixelRatio: this.#pixelRatio };
  }

  readonly #onFrame = (frameAtMs: number): void => {
    this.#frame = requestAnimationFrame(this.#onFrame);
    const begunMs = performance.now();
    if (document.hidden || !this.#canvas.checkVisibility()) {
      this.#rest();
      return;
    }
    // The wall time at which this frame began: callbacks come unevenly, frames evenly.
    this.#frameNowMs = this.#store.clock.nowMs() - Math.max(0, begunMs - frameAtMs);
    this.#visibleSinceMs = Math.min(this.#visibleSinceMs, this.#frameNowMs);
    this.#frames++;
    if (!this.#isStale && this.#frames % MEASURE_EVERY_FRAMES === 0) this.#isStale = this.#hasMoved();
    if (this.#isStale) this.#layOut();
    this.#rescale();
    this.#painter.paint(this.#shownMs());
    this.#meter.add(frameAtMs, performance.now() - begunMs);
  };

  /** Nobody sees the stage, as behind a large bed: what was painted is old when it is shown again. */
  #rest(): void {
    this.#isStale = true;
    this.#visibleSinceMs = Number.POSITIVE_INFINITY;
    this.#meter.pause();
  }

  #shownMs(): number {
    return this.#frameNowMs - PLAYOUT_DELAY_MS;
  }

  #newPainter(): Painter {
    const sweep = {
      columnsPerSecond: columnsPerSecond(this.#pixelRatio || 1),
      penPx: PEN_PX * (this.#pixelRatio || 1),
    };
    return new Painter(this.#context, sweep, (bedKey, sampleMs) => {
      // What was due while nobody could see it says nothing of the delay.
      if (sampleMs + PLAYOUT_DELAY_MS < this.#visibleSinceMs) return;
      // What is painted now is on the glass with the next frame.
      this.#store.drawn(bedKey, sampleMs, this.#frameNowMs + USUAL_FRAME_MS);
    });
  }

  /** Where a bed stands on the canvas; null: it is not drawn yet, or outside of the viewport. */
  #measure({ bed }: Place, stage: DOMRect): Box | null {
    const background = bed.background();
    const rect = bed.element.getBoundingClientRect();
    const isOutside = rect.right <= 0 || rect.bottom <= 0 || rect.left >= innerWidth || rect.top >= innerHeight;
    if (isOutside || background === null) return null;
    return {
      left: Math.round((rect.left - stage.left) * this.#pixelRatio),
      top: Math.round((rect.top - stage.top) * this.#pixelRatio),
      width: background.picture.width,
      height: background.picture.height,
    };
  }

  #hasMoved(): boolean {
    if (devicePixelRatio !== this.#pixelRatio) return true;
    const stage = this.#canvas.getBoundingClientRect();
    for (const place of this.#places.values()) {
      const { box, background } = place;
      const now = this.#measure(place, stage);
      if (now?.left !== box?.left || now?.top !== box?.top || background !== place.bed.background()) return true;
    }
    return false;
  }

  #layOut(): void {
    this.#isStale = false;
    const stage = this.#canvas.getBoundingClientRect();
    if (devicePixelRatio !== this.#pixelRatio) {
      this.#pixelRatio = devicePixelRatio;
      this.#painter = this.#newPainter();
      for (const { bed } of this.#places.values()) bed.resize();
    }
    const canvasWidth = Math.round(stage.width * this.#pixelRatio);
    const canvasHeight = Math.round(stage.height * this.#pixelRatio);
    if (this.#canvas.width !== canvasWidth) this.#canvas.width = canvasWidth;
    if (this.#canvas.height !== canvasHeight) this.#canvas.height = canvasHeight;
    this.#context.fillStyle = this.#ground;
    this.#context.fillRect(0, 0, canvasWidth, canvasHeight);

    const sheets: Sheet[] = [];
    const lanes: ScaledLane[] = [];
    for (const place of this.#places.values()) {
      place.background = place.bed.background();
      place.box = this.#measure(place, stage);
      if (place.background === null || place.box === null) continue;
      const { waves, picture } = place.background;
      if (waves.width < 8 || waves.height < 4) continue;
      const scaled = place.bed.lanes.map((staged) => this.#scaledLane(staged, waves));
      lanes.push(...scaled);
      sheets.push({
        bedKey: place.bed.bedKey,
        lanes: scaled.map(({ painted }) => painted),
        box: place.box,
        waves,
        eraseColumns: eraseColumns(waves.width, this.#pixelRatio),
        background: picture,
      });
    }
    this.#lanes = lanes;
    this.#painter.setSheets(sheets);
  }

  /** A lane keeps its scale for as long as its height stays. */
  #scaledLane(staged: StagedLane, waves: Box): ScaledLane {
    const bandTop = Math.round(waves.height * staged.from);
    const bandHeight = Math.round(waves.height * staged.until) - bandTop;
    const heightMm = bandHeight / (PX_PER_MM * this.#pixelRatio);
    let kept = this.#scalers.get(staged);
    if (kept?.heightMm !== heightMm) {
      kept = { heightMm, scaler: new LaneScaler(staged.lane, staged.rule, heightMm) };
      this.#scalers.set(staged, kept);
    }
    const { scaler } = kept;
    const painted = { lane: staged.lane, colour: staged.colour, bandTop, bandHeight, scale: scaler.scale };
    return { staged, painted, scaler };
  }

  /** Looks at the scales of a few lanes, and of all that have none yet. */
  #rescale(): void {
    const nowMs = this.#store.clock.monotonicMs();
    const lanes = this.#lanes;
    for (let l = 0; l < lanes.length; l++) {
      const lane = lanes[l] as ScaledLane;
      if (lane.scaler.scale === null) this.#look(lane, nowMs);
    }
    for (let n = 0; n < Math.min(SCALES_A_FRAME, lanes.length); n++) {
      this.#nextScale = (this.#nextScale + 1) % lanes.length;
      const lane = lanes[this.#nextScale] as ScaledLane;
      if (lane.scaler.isDue(nowMs)) this.#look(lane, nowMs);
    }
  }

  #look({ scaler, painted, staged }: ScaledLane, nowMs: number): void {
    if (!scaler.look(nowMs) || scaler.scale === null) return;
    painted.scale = scaler.scale;
    staged.onScale(scaler.scale);
  }
}
