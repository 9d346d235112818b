import { listenToFeed } from '#tests/bench/pageFeed.ts';

/** What the page hands over. */
interface Start {
  readonly canvas: OffscreenCanvas;
  readonly pixelRatio: number;
  readonly host: string;
}

/** 25 mm/s, CSS pixels. */
const PIXELS_PER_SECOND = 94.5;
/** A trace is about so much wider than high. */
const ASPECT = 5;

interface Trace {
  readonly left: number;
  readonly top: number;
  value: number;
}

/**
 * In each frame every trace is given one mark, at the column its time has come to and the height of its newest sample, and
 * the columns ahead are wiped, for all traces above each other at once. No scales, no gaps, no lines, no text.
 */
function paintLeast({ canvas, pixelRatio, host }: Start): void {
  const context = canvas.getContext('2d', { alpha: false, desynchronized: true });
  if (context === null) throw new Error('no 2d context');
  const traces = new Map<number, Trace>();
  let perRow = 1;
  let width = canvas.width;
  let height = canvas.height;
  listenToFeed(host, {
    onChannels: (channels) => {
      perRow = Math.max(1, Math.round(Math.sqrt((channels.length * canvas.width) / canvas.height / ASPECT)));
      width = Math.floor(canvas.width / perRow);
      height = Math.floor(canvas.height / Math.ceil(channels.length / perRow));
      for (const [n, { channelId }] of channels.entries()) {
        traces.set(channelId, { left: (n % perRow) * width, top: Math.floor(n / perRow) * height, value: 0 });
      }
    },
    onBlock: ({ channelId, samples }) => {
      const trace = traces.get(channelId);
      if (trace !== undefined) trace.value = samples[samples.length - 1] ?? 0;
    },
  });

  let head = 0;
  const frame = (): void => {
    requestAnimationFrame(frame);
    const column = Math.floor((performance.now() / 1000) * PIXELS_PER_SECOND * pixelRatio);
    const step = Math.min(column - head, width);
    head = column;
    if (step === 0) return;
    const x = column % width;
    const ahead = (column + 2) % width;
    context.fillStyle = '#000';
    for (let n = 0; n < perRow; n++) context.fillRect(n * width + ahead, 0, step, canvas.height);
    context.fillStyle = '#3f6';
    for (const { left, top, value } of traces.values()) {
      context.fillRect(left + x, top + (Math.abs(value) % (height - 2)), 1, 2);
    }
  };
  requestAnimationFrame(frame);
}

addEventListener('message', ({ data }: MessageEvent<Start>) => paintLeast(data), { once: true });
