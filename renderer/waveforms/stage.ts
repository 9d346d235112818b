import type { FilterName } from '#domain/signals/filters.ts';
import type { ScaleRule } from '#domain/signals/scaling.ts';
import type { Palette } from '#renderer/theme/palettes.ts';
import { boxesOf } from './engine/boxesOf.ts';
import type { FaceBlock, FaceBlocks } from './engine/face.ts';
import type { Percentiles } from './engine/histogram.ts';
import type { Box } from './engine/painter.ts';
import type {
  Diagnostics,
  FaceChange,
  FaceLayout,
  LaneScaleView,
  SheetLayout,
  StageLayout,
} from './engine/protocol.ts';
import type { EngineLink, EngineStage } from './engineLink.ts';
import type { SweepMode } from './waveSettings.ts';

/** A lane that a view wants painted. */
export interface StagedLane {
  /** Unique within the bed's waves, and the same for as long as they stand on the stage. */
  readonly laneKey: string;
  readonly channelId: number;
  readonly colour: string;
  readonly rule: ScaleRule;
  readonly filter: FilterName;
  /** The lane's share of the height, from the top: [from, until) of 1. */
  readonly from: number;
  readonly until: number;
}

/** The picture behind a bed's traces, in device pixels. Another object when it shows something else. */
export interface Background {
  readonly picture: OffscreenCanvas;
  /** Where the waves are within it. In scroll mode all its columns there are alike. */
  readonly waves: Box;
}

/** A bed's waves, as a view puts them on a stage. */
export interface StagedBed {
  readonly bedKey: string;
  /** Where on the page they are. */
  readonly element: Element;
  /** Read at every layout; call {@link Stage.relayout} when it changed. */
  lanes(): readonly StagedLane[];
  /** null: not drawn yet; call {@link Stage.relayout} once it is, and for every other one. */
  background(): Background | null;
  /** The element has this size now, in device pixels, or the screen another pixel ratio. */
  resize(widthPx: number, heightPx: number): void;
  /** A lane's vertical scale has been chosen, or has changed. */
  onScale(laneKey: string, scale: LaneScaleView): void;
}

/** What stands in a tile around its waves; see engine/face.ts. */
export interface StagedFace {
  /** Shows these blocks from now on; one that is the same object as before is not told again. */
  show(blocks: FaceBlocks): void;
  leave(): void;
}

/** What all waves of a stage have in common. */
export interface StageLook {
  readonly mode: SweepMode;
  readonly speedMmPerS: number;
  /** Device pixels a millimetre, and a CSS pixel. */
  readonly pxPerMm: number;
  readonly pixelRatio: number;
  readonly palette: Palette;
}

/** The pen's width in CSS pixels. */
const PEN_PX = 1.5;
/** Tiles whose texts are told in one frame. */
const FACES_A_FRAME = 32;
/** How often places are measured: a tile can be moved without a change of size, which nobody reports. */
const MEASURE_EVERY_MS = 1000;
/** Waves smaller than this, in device pixels, show nothing. */
const SMALLEST_WAVES = { width: 8, height: 4 };

/** In the order they were opened; the last one is what people look at, and it is the one that gives the diagnostics. */
const openStages: Stage[] = [];

/** What the engine did for a stage, and what that cost the page's thread in each sixtieth of a second. */
export interface StageDiagnostics extends Diagnostics {
  readonly pageMs: Percentiles;
}

declare global {
  /** For benches and for support: what the wave stage does; null while its engine is replaced. Undefined while none is on screen. */
  var vigilDiagnostics: ((() => Promise<StageDiagnostics | null>) & { reset(): void }) | undefined;
}

function installDiagnostics(): void {
  const stage = openStages.at(-1);
  globalThis.vigilDiagnostics =
    stage && Object.assign(() => stage.diagnose(), { reset: () => stage.resetDiagnostics() });
}

/** A bed on the stage. */
interface Place {
  readonly bed: StagedBed;
  readonly sheetKey: string;
  /** What the engine was last told of it; null: that it is not to be seen. */
  told: { readonly box: Box; readonly background: Background } | null;
}

/** A tile on the stage. */
interface FacePlace {
  readonly faceKey: string;
  readonly element: Element;
  blocks: FaceBlocks;
  told: FaceBlocks;
}

/**
 * The page's half of one opaque canvas behind many beds: finds out where they are and tells the engine, which paints.
 *
 * Lays out when a bed comes, goes, moves or changes its size, its picture or its lanes, when the look changes and when
 * the display does; each time once for all of it, with the next frame. While nobody can see the canvas the engine is told
 * to rest. Runs no loop of its own.
 *
 * The page moves at once and the painting a few frames later. Names that are on the canvas move with their waves; where
 * they stand on the page, and waves would be under another bed's name meanwhile, none are shown.
 */
export class Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #waves: EngineLink;
  readonly #engine: EngineStage;
  readonly #places = new Map<StagedBed, Place>();
  readonly #bySheetKey = new Map<string, StagedBed>();
  readonly #faces = new Set<FacePlace>();
  readonly #abort = new AbortController();
  readonly #resized: ResizeObserver;
  readonly #seen: IntersectionObserver;
  readonly #timer: ReturnType<typeof setInterval>;
  #look: StageLook;
  #frame = 0;
  #isVisible = true;
  #lastSheet = 0;
  #lastFace = 0;
  /** The last layout without its pictures, and its number. */
  #told = '';
  #layoutId = 0;
  #facesAreDue = false;
  #restOfFaces = 0;
  #toldBoxes: ReadonlyMap<string, Box> = new Map();

  /** @throws InvalidStateError for a canvas that another stage has had */
  constructor(canvas: HTMLCanvasElement, waves: EngineLink, look: StageLook) {
    this.#canvas = canvas;
    this.#waves = waves;
    this.#look = look;
    this.#engine = waves.openStage(canvas, {
      onScale: (sheetKey, laneKey, scale) => this.#bySheetKey.get(sheetKey)?.onScale(laneKey, scale),
      onLaidOut: (layoutId) => {
        if (layoutId === this.#layoutId) canvas.style.visibility = '';
      },
    });
    this.#resized = new ResizeObserver((entries) => waves.meter.time(() => this.#onResized(entries)));
    this.#resized.observe(canvas);
    // Whatever hides the canvas or shows it again is heard of with the next frame.
    this.#seen = new IntersectionObserver(() => waves.meter.time(() => this.#checkVisible()));
    this.#seen.observe(canvas);
    const { signal } = this.#abort;
    document.addEventListener('scroll', () => this.relayout(), { capture: true, passive: true, signal });
    document.addEventListener('visibilitychange', () => this.#checkVisible(), { signal });
    this.#timer = setInterval(() => waves.meter.time(() => this.#check()), MEASURE_EVERY_MS);
    openStages.push(this);
    installDiagnostics();
    this.#checkVisible();
    this.relayout();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#restOfFaces);
    clearInterval(this.#timer);
    this.#resized.disconnect();
    this.#seen.disconnect();
    this.#abort.abort();
    this.#engine.close();
    openStages.splice(openStages.indexOf(this), 1);
    installDiagnostics();
  }

  get stageId(): number {
    return this.#engine.stageId;
  }

  async diagnose(): Promise<StageDiagnostics | null> {
    const answer = await this.#waves.ask({ kind: 'diagnostics', stageId: this.stageId });
    const diagnostics = answer?.diagnostics ?? null;
    return diagnostics && { ...diagnostics, pageMs: this.#waves.meter.summary() };
  }

  resetDiagnostics(): void {
    this.#waves.resetDiagnostics();
  }

  /** Puts a bed on the stage, under the name that the engine knows it by there; `leave` takes it off. */
  add(bed: StagedBed): { readonly sheetKey: string; leave(): void } {
    const sheetKey = `sheet ${++this.#lastSheet}`;
    this.#places.set(bed, { bed, sheetKey, told: null });
    this.#bySheetKey.set(sheetKey, bed);
    this.#resized.observe(bed.element);
    this.#resize(bed);
    this.relayout();
    return {
      sheetKey,
      leave: () => {
        this.#places.delete(bed);
        this.#bySheetKey.delete(sheetKey);
        this.#resized.unobserve(bed.element);
        this.relayout();
      },
    };
  }

  /** Puts on the stage what stands in a tile: in the place of `element`. */
  addFace(element: Element): StagedFace {
    const face: FacePlace = { faceKey: `face ${++this.#lastFace}`, element, blocks: {}, told: {} };
    this.#faces.add(face);
    this.relayout();
    return {
      show: (blocks) => {
        face.blocks = blocks;
        this.#tellFacesSoon();
      },
      leave: () => {
        this.#faces.delete(face);
        this.#engine.changeFaces([{ faceKey: face.faceKey, blocks: null }]);
        this.relayout();
      },
    };
  }

  setLook(look: StageLook): void {
    if (look.pixelRatio !== this.#look.pixelRatio) for (const bed of this.#places.keys()) this.#resize(bed);
    this.#look = look;
    this.relayout();
  }

  /** Something that a layout tells has changed. Lays out once for all calls before the next frame. */
  relayout(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#waves.meter.time(() => {
        this.#checkVisible();
        this.#tellFaces();
        this.#layOut();
      });
    });
  }

  /** All that changes in one task is one message; what comes with another layout, is told with it. */
  #tellFacesSoon(): void {
    if (this.#facesAreDue || this.#restOfFaces !== 0) return;
    this.#facesAreDue = true;
    queueMicrotask(() => {
      this.#facesAreDue = false;
      if (this.#frame === 0) this.#waves.meter.time(() => this.#tellSomeFaces());
    });
  }

  /** All numbers of a ward change in one moment: a share of them a frame keeps the page's thread free. */
  #tellSomeFaces(): void {
    this.#tellFaces(FACES_A_FRAME);
    this.#restOfFaces = [...this.#faces].some(({ told, blocks }) => told !== blocks)
      ? requestAnimationFrame(() => this.#waves.meter.time(() => this.#tellSomeFaces()))
      : 0;
  }

  #tellFaces(most = Number.POSITIVE_INFINITY): void {
    const changes: FaceChange[] = [];
    for (const face of this.#faces) {
      if (face.told === face.blocks) continue;
      if (changes.length >= most) break;
      changes.push({ faceKey: face.faceKey, blocks: changedBlocks(face.told, face.blocks) });
      face.told = face.blocks;
    }
    if (changes.length > 0) this.#engine.changeFaces(changes);
  }

  #onResized(entries: readonly ResizeObserverEntry[]): void {
    this.#checkVisible();
    // To measure what is hidden lays it out for nothing; it is measured when it is shown.
    if (!this.#isVisible) return;
    const sized = new Set(entries.map(({ target }) => target));
    for (const bed of this.#places.keys()) if (sized.has(bed.element)) this.#resize(bed);
    this.relayout();
  }

  #resize(bed: StagedBed): void {
    const { width, height } = onDevice(bed.element.getBoundingClientRect());
    bed.resize(width, height);
  }

  #check(): void {
    this.#checkVisible();
    if (this.#isVisible && this.#hasMoved()) this.relayout();
  }

  /** Tells the engine once whether anybody can see the canvas. */
  #checkVisible(): void {
    const isVisible = !document.hidden && this.#canvas.checkVisibility();
    if (isVisible === this.#isVisible) return;
    this.#isVisible = isVisible;
    this.#engine.setVisible(isVisible);
    if (!isVisible) return;
    for (const bed of this.#places.keys()) this.#resize(bed);
    this.relayout();
  }

  /** Where a bed stands on the canvas; null: it is not drawn yet, or outside of the viewport. */
  #measure(bed: StagedBed, stage: Box): { readonly box: Box; readonly background: Background } | null {
    const background = bed.background();
    if (background === null) return null;
    const rect = bed.element.getBoundingClientRect();
    if (isOutside(rect)) return null;
    const { width, height } = background.waves;
    if (width < SMALLEST_WAVES.width || height < SMALLEST_WAVES.height) return null;
    const { left, top } = onDevice(rect);
    const { picture } = background;
    return {
      box: { left: left - stage.left, top: top - stage.top, width: picture.width, height: picture.height },
      background,
    };
  }

  #faceLayouts(stage: Box): FaceLayout[] {
    const layouts: FaceLayout[] = [];
    for (const { faceKey, element } of this.#faces) {
      const rect = element.getBoundingClientRect();
      if (isOutside(rect)) continue;
      const { left, top, width, height } = onDevice(rect);
      layouts.push({ faceKey, box: { left: left - stage.left, top: top - stage.top, width, height } });
    }
    return layouts;
  }

  #hasMoved(): boolean {
    const stage = onDevice(this.#canvas.getBoundingClientRect());
    // Waves stand still in their tile.
    if (this.#faces.size > 0) {
      return this.#faceLayouts(stage).some(({ faceKey, box: { left, top } }) => {
        const told = this.#toldBoxes.get(faceKey);
        return told?.left !== left || told.top !== top;
      });
    }
    for (const { bed, told } of this.#places.values()) {
      const now = this.#measure(bed, stage);
      if (now?.box.left !== told?.box.left || now?.box.top !== told?.box.top) return true;
    }
    return false;
  }

  /** Whether something that is on the glass now has left its place. */
  #leavesPlaces(boxes: ReadonlyMap<string, Box>): boolean {
    for (const [key, { left, top }] of this.#toldBoxes) {
      const now = boxes.get(key);
      if (now?.left !== left || now.top !== top) return true;
    }
    return false;
  }

  #layOut(): void {
    const { mode, speedMmPerS, pxPerMm, pixelRatio, palette } = this.#look;
    // The new look is on its way, and with it other pictures.
    if (!this.#isVisible || pixelRatio !== devicePixelRatio) return;
    const stage = onDevice(this.#canvas.getBoundingClientRect());
    if (stage.width === 0 || stage.height === 0) return;
    const sheets: SheetLayout[] = [];
    const pictures: { readonly at: number; readonly picture: OffscreenCanvas }[] = [];
    for (const place of this.#places.values()) {
      const now = this.#measure(place.bed, stage);
      const isNew = now !== null && now.background !== place.told?.background;
      if (isNew) pictures.push({ at: sheets.length, picture: now.background.picture });
      place.told = now;
      if (now !== null) sheets.push(sheetLayout(place, now));
    }
    const layout: StageLayout = {
      widthPx: stage.width,
      heightPx: stage.height,
      ground: palette.ground,
      mode,
      speedMmPerS,
      pxPerMm,
      penPx: PEN_PX * pixelRatio,
      inks: {
        gap: palette.traceGap,
        off: palette.traceOff,
        saturated: palette.traceSaturated,
        mark: palette.traceMark,
        gridFine: palette.gridFine,
        gridSecond: palette.gridSecond,
      },
      sheets,
      faces: this.#faceLayouts(stage),
    };
    const told = JSON.stringify(layout);
    if (told === this.#told && pictures.length === 0) return;
    this.#told = told;
    for (const { at, picture } of pictures) {
      sheets[at] = { ...(sheets[at] as SheetLayout), background: copyOf(picture) };
    }
    const boxes = boxesOf(layout);
    if (layout.faces.length === 0 && this.#leavesPlaces(boxes)) this.#canvas.style.visibility = 'hidden';
    this.#toldBoxes = boxes;
    this.#engine.layOut(layout, ++this.#layoutId);
  }
}

/** What of `now` is not as `before`. */
function changedBlocks(before: FaceBlocks, now: FaceBlocks): Record<string, FaceBlock | null> {
  const changed: Record<string, FaceBlock | null> = {};
  for (const name of Object.keys(before)) if (now[name] === undefined) changed[name] = null;
  for (const [name, block] of Object.entries(now)) if (before[name] !== block) changed[name] = block;
  return changed;
}

function isOutside({ left, top, right, bottom }: DOMRect): boolean {
  return right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight;
}

function sheetLayout({ bed, sheetKey }: Place, { box, background }: NonNullable<Place['told']>): SheetLayout {
  const { waves } = background;
  return {
    sheetKey,
    bedKey: bed.bedKey,
    box,
    waves,
    background: null,
    lanes: bed.lanes().map(({ from, until, ...lane }) => {
      const bandTop = Math.round(waves.height * from);
      return { ...lane, bandTop, bandHeight: Math.round(waves.height * until) - bandTop };
    }),
  };
}

/** A box of the page in whole device pixels, rounded as the browser rounds the place of a picture. */
function onDevice({ left, top, right, bottom }: DOMRect): Box {
  const ratio = devicePixelRatio;
  const box = { left: Math.round(left * ratio), top: Math.round(top * ratio) };
  return { ...box, width: Math.round(right * ratio) - box.left, height: Math.round(bottom * ratio) - box.top };
}

const copy = new OffscreenCanvas(1, 1);

/** The picture stays: a bed that scrolls out of sight comes back with the same one. */
function copyOf(picture: OffscreenCanvas): ImageBitmap {
  copy.width = picture.width;
  copy.height = picture.height;
  copy.getContext('2d', { alpha: false })?.drawImage(picture, 0, 0);
  return copy.transferToImageBitmap();
}
