import { BehaviorSubject } from 'rxjs';
import {
  assumedPxPerMm,
  type Calibration,
  displayKey,
  isCalibration,
  systemCalibration,
} from '#domain/display/calibration.ts';
import { type DisplaySize, matchDisplay } from '#domain/display/displays.ts';
import { Keeper, type KeptCounts, type KeptStorage } from '#renderer/kept/keeper.ts';

/** The display that this window stands on. */
export interface GlassView {
  /** Names the display for keeping. */
  readonly key: string;
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: number;
  /** Device pixels a millimetre; while uncalibrated, what the browser takes for one. */
  readonly pxPerMm: number;
  /** null: nobody has measured this display, and the system does not know it. */
  readonly calibration: Calibration | null;
  /** What the display says of itself, whether it is used or not; null: the system does not know, or not which it is. */
  readonly system: DisplaySize | null;
}

/** What is read of the browser; tests give their own. */
export interface ScreenReader {
  pixelRatio(): number;
  /** In CSS pixels. */
  screen(): { readonly width: number; readonly height: number; readonly left: number; readonly top: number };
}

/** All windows of a machine share it: a display has one size, whoever measured it. */
const STORED = 'vigil.displays';
/** A window that is moved to another display of the same pixel ratio hears nothing of it. */
const LOOK_EVERY_MS = 500;

/**
 * Watches which display this window stands on and how many of its pixels make a millimetre: as the user measured it with
 * a card on the glass, else as the system says, else as a browser assumes. What was measured is kept per display.
 */
export class Glass {
  readonly view: BehaviorSubject<GlassView>;
  readonly counts: Readonly<KeptCounts>;
  readonly #keeper: Keeper;
  readonly #screen: ScreenReader;
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  #measured: Readonly<Record<string, Calibration>>;
  #sizes: readonly DisplaySize[] = [];

  /** `storage` null: the browser gives none. */
  constructor(storage: KeptStorage | null, screenReader: ScreenReader = browserScreen) {
    this.#keeper = new Keeper(() => storage);
    this.counts = this.#keeper.counts;
    this.#screen = screenReader;
    this.#measured = this.#read();
    this.view = new BehaviorSubject(this.#look());
    const { signal } = this.#abort;
    window.addEventListener('resize', () => this.check(), { signal });
    window.addEventListener(
      'storage',
      ({ key }) => {
        if (key !== STORED) return;
        this.#measured = this.#read();
        this.check();
      },
      { signal },
    );
    this.#timer = setInterval(() => this.check(), LOOK_EVERY_MS);
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#abort.abort();
    this.view.complete();
  }

  /** What the station's machine knows of its displays. */
  setSizes(sizes: readonly DisplaySize[]): void {
    this.#sizes = sizes;
    this.check();
  }

  /** The user has measured the display the window stands on now; null forgets what was measured. */
  measure(calibration: Calibration | null): void {
    const { key } = this.view.value;
    const rest = Object.entries(this.#measured).filter(([held]) => held !== key);
    this.#measured = Object.fromEntries(calibration === null ? rest : [...rest, [key, calibration]]);
    this.check();
    this.#keeper.keep(STORED, JSON.stringify({ version: 1, displays: this.#measured }));
  }

  /** Looks again; tells only what has changed. */
  check(): void {
    const now = this.#look();
    // By what is in it: a display that stands upright is described anew each time.
    if (JSON.stringify(now) !== JSON.stringify(this.view.value)) this.view.next(now);
  }

  #look(): GlassView {
    const pixelRatio = this.#screen.pixelRatio();
    const { width, height, left, top } = this.#screen.screen();
    // By CSS pixels, which the zoom of the page leaves alone.
    const key = displayKey({ widthPx: width, heightPx: height, left, top });
    const onDevice = { widthPx: Math.round(width * pixelRatio), heightPx: Math.round(height * pixelRatio) };
    const system = matchDisplay(this.#sizes, onDevice);
    const measured = Object.hasOwn(this.#measured, key) ? (this.#measured[key] ?? null) : null;
    const calibration = measured ?? (system === null ? null : systemCalibration(system));
    return { key, pixelRatio, pxPerMm: calibration?.pxPerMm ?? assumedPxPerMm(pixelRatio), calibration, system };
  }

  #read(): Readonly<Record<string, Calibration>> {
    return this.#keeper.read(STORED, readCalibrations) ?? {};
  }
}

/**
 * Calibrations by display; null when anything of them is not as this version writes it.
 *
 * @throws SyntaxError for what is no JSON
 */
function readCalibrations(text: string): Readonly<Record<string, Calibration>> | null {
  const value = JSON.parse(text) as { readonly version?: unknown; readonly displays?: unknown } | null;
  const { version, displays } = value ?? {};
  if (version !== 1 || typeof displays !== 'object' || displays === null) return null;
  return Object.values(displays).every(isCalibration) ? (displays as Record<string, Calibration>) : null;
}

const browserScreen: ScreenReader = {
  pixelRatio: () => devicePixelRatio,
  screen: () => {
    // Chromium tells where the display stands among others; the standard does not know it.
    const { width, height, availLeft = 0, availTop = 0 } = screen as Screen & { availLeft?: number; availTop?: number };
    return { width, height, left: availLeft, top: availTop };
  },
};
