import { Histogram, type Percentiles } from './histogram.ts';
import type { PlayoutView } from './protocol.ts';
import type { WaveformCounts, WaveformStore } from './waveforms.store.ts';

/** What the stage has done since {@link FrameMeter.reset}; channels' counts are since the window opened. */
export interface Diagnostics {
  readonly frames: number;
  /** Frames the screen showed without us: intervals counted in whole frames of the usual length. */
  readonly droppedFrames: number;
  /** What the engine's thread took for a frame of this stage: layout, scales and painting. */
  readonly frameMs: Percentiles;
  /** Of it, painting. */
  readonly paintMs: Percentiles;
  /** Filled buckets of `frameMs`, as [from, count]. */
  readonly frameMsHistogram: readonly [from: number, count: number][];
  /** From one frame callback to the next. */
  readonly intervalMs: Percentiles;
  /** From sample to glass, one value a bed and frame, of samples that came live. */
  readonly glassMs: Percentiles;
  /** Channels that are, or were, on the glass. */
  readonly channels: readonly ChannelDiagnostics[];
  /** Lanes on the stage now. */
  readonly lanes: number;
  /** Samples, and those kept filtered. */
  readonly ringBytes: number;
  readonly counts: WaveformCounts;
  /** The jitter buffers. */
  readonly playouts: readonly PlayoutView[];
}

/** What of one channel has reached the glass since the window opened. */
export interface ChannelDiagnostics {
  readonly channelId: number;
  readonly bedKey: string;
  readonly label: string;
  readonly rateHz: number;
  /** Index of the first sample drawn. */
  readonly drawnFirst: number;
  /** Index of the last position the pen has passed. */
  readonly drawnThrough: number;
  /** Samples drawn in [drawnFirst, drawnThrough], each counted once; what lacks were gaps or is lost. */
  readonly drawnSamples: number;
  /** Samples that came twice and were dropped. */
  readonly duplicated: number;
}

const INTERVAL_BUCKET_MS = 0.25;

/** Times the frames of a stage. Allocates nothing while it counts. */
export class FrameMeter {
  readonly #own = new Histogram(0.05, 200);
  readonly #painting = new Histogram(0.05, 200);
  readonly #intervals = new Histogram(INTERVAL_BUCKET_MS, 2_000);
  #frames = 0;
  #lastMs = Number.NaN;

  /** One frame: when it began, how long the callback took, and how long its painting. */
  add(atMs: number, tookMs: number, paintedMs: number): void {
    this.#frames++;
    this.#own.add(tookMs);
    this.#painting.add(paintedMs);
    if (this.#lastMs < atMs) this.#intervals.add(atMs - this.#lastMs);
    this.#lastMs = atMs;
  }

  /** The page was hidden: the time until the next frame is no interval. */
  pause(): void {
    this.#lastMs = Number.NaN;
  }

  reset(): void {
    this.#own.reset();
    this.#painting.reset();
    this.#intervals.reset();
    this.#frames = 0;
  }

  snapshot(): Pick<
    Diagnostics,
    'frames' | 'droppedFrames' | 'frameMs' | 'paintMs' | 'frameMsHistogram' | 'intervalMs'
  > {
    const usual = this.#intervals.percentile(0.5) || 1000 / 60;
    let droppedFrames = 0;
    for (const [from, count] of this.#intervals.filled()) {
      const middle = from + INTERVAL_BUCKET_MS / 2;
      droppedFrames += Math.max(0, Math.round(middle / usual) - 1) * count;
    }
    return {
      frames: this.#frames,
      droppedFrames,
      frameMs: this.#own.summary(),
      paintMs: this.#painting.summary(),
      frameMsHistogram: this.#own.filled(),
      intervalMs: this.#intervals.summary(),
    };
  }
}

/** Everything in one value. */
export function diagnose(store: WaveformStore, meter: FrameMeter, lanes: number): Diagnostics {
  const channels: ChannelDiagnostics[] = [];
  let ringBytes = 0;
  for (const { lane, trace } of store.traces()) {
    ringBytes += trace.bytes;
    if (trace.drawnFirst < 0) continue;
    const { channelId, label, rateHz } = trace.channel;
    channels.push({
      channelId,
      bedKey: lane.bedKey,
      label,
      rateHz,
      drawnFirst: trace.drawnFirst,
      drawnThrough: trace.drawnUntil - 1,
      drawnSamples: trace.drawnSamples,
      duplicated: trace.duplicated,
    });
  }
  return {
    ...meter.snapshot(),
    glassMs: store.glass.summary(),
    channels,
    lanes,
    ringBytes,
    counts: { ...store.counts },
    playouts: playoutViews(store),
  };
}

/** How every jitter buffer stands. */
export function playoutViews(store: WaveformStore): PlayoutView[] {
  return Array.from(store.times(), ({ gatewayId, playout }) => ({ gatewayId, ...playout.view() }));
}
