import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { MISSING } from '#domain/signals/block.ts';
import type { Channel } from '#domain/signals/channel.ts';
import { listenToFeed } from '#tests/bench/pageFeed.ts';
import type { TraceBox } from './traceBox.ts';

declare global {
  /** Set before the page loads: where each trace stands, in the order in which the ward describes them. */
  var naiveBoxes: readonly TraceBox[];
  /** What the page did since the measuring began: how long each frame took, and from one that moved the traces to the next. */
  var naiveFrames: { frameMs: number[]; movedIntervals: number[]; lastMovedMs: number };
}

/** As far behind the samples as the wall was before its jitter buffer. */
const PLAYOUT_DELAY_MS = 250;
/** Beyond the window on the glass: what has arrived and is not shown yet. */
const AHEAD_S = 2;

/**
 * A trace as anybody would draw it: one uPlot, given the whole window of samples in every frame. Otherwise it has the best
 * of everything: no axes, no cursor, no legend, no numbers beside it, and typed arrays cut in place.
 */
class NaiveTrace {
  readonly #plot: uPlot;
  readonly #channel: Channel;
  readonly #window: number;
  readonly #times: Float64Array<ArrayBuffer>;
  readonly #values: Float64Array<ArrayBuffer>;
  #count = 0;
  #end = 0;

  constructor(channel: Channel, { left, top, width, height, seconds }: TraceBox) {
    this.#channel = channel;
    this.#window = Math.round(seconds * channel.rateHz);
    const held = Math.round((seconds + AHEAD_S) * channel.rateHz);
    this.#times = new Float64Array(held);
    this.#values = new Float64Array(held);
    const place = document.createElement('div');
    place.style.cssText = `position:fixed;left:${left}px;top:${top}px`;
    document.body.append(place);
    this.#plot = new uPlot(
      {
        width: Math.floor(width),
        height: Math.floor(height),
        padding: [0, 0, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        axes: [{ show: false }, { show: false }],
        scales: { x: { time: false } },
        series: [{}, { stroke: '#4be37d', width: 1.5, points: { show: false } }],
      },
      [[], []],
      place,
    );
  }

  put(firstIndex: number, samples: Int32Array): void {
    const { originMs, rateHz } = this.#channel;
    const excess = this.#count + samples.length - this.#values.length;
    if (excess > 0) {
      this.#times.copyWithin(0, excess, this.#count);
      this.#values.copyWithin(0, excess, this.#count);
      this.#count -= excess;
      this.#end = Math.max(0, this.#end - excess);
    }
    for (let n = 0; n < samples.length; n++) {
      this.#times[this.#count] = originMs / 1000 + (firstIndex + n) / rateHz;
      const raw = samples[n] as number;
      this.#values[this.#count] = raw === MISSING ? Number.NaN : raw;
      this.#count++;
    }
  }

  /** Shows the window that ends at this time; true when it has moved. */
  show(untilS: number): boolean {
    const before = this.#end;
    while (this.#end < this.#count && (this.#times[this.#end] as number) <= untilS) this.#end++;
    const from = Math.max(0, this.#end - this.#window);
    this.#plot.setData([this.#times.subarray(from, this.#end), this.#values.subarray(from, this.#end)]);
    return this.#end !== before;
  }
}

document.body.style.background = '#05080b';
globalThis.naiveFrames = { frameMs: [], movedIntervals: [], lastMovedMs: Number.NaN };
const traces = new Map<number, NaiveTrace>();
listenToFeed(location.host, {
  onChannels: (channels) => {
    for (const [n, channel] of channels.entries()) {
      const box = globalThis.naiveBoxes[n];
      if (box === undefined) throw new Error(`no place for trace ${n + 1}`);
      traces.set(channel.channelId, new NaiveTrace(channel, box));
    }
  },
  onBlock: ({ channelId, firstIndex, samples }) => traces.get(channelId)?.put(firstIndex, samples),
});

function frame(frameMs: number): void {
  requestAnimationFrame(frame);
  const begunMs = performance.now();
  const untilS = (Date.now() - PLAYOUT_DELAY_MS) / 1000;
  let moved = false;
  for (const trace of traces.values()) moved = trace.show(untilS) || moved;
  // uPlot draws in a microtask of its own, one a plot; this one stands behind them all.
  queueMicrotask(() => {
    const { frameMs: times, movedIntervals, lastMovedMs } = globalThis.naiveFrames;
    times.push(performance.now() - begunMs);
    if (!moved) return;
    if (frameMs > lastMovedMs) movedIntervals.push(frameMs - lastMovedMs);
    globalThis.naiveFrames.lastMovedMs = frameMs;
  });
}
requestAnimationFrame(frame);
