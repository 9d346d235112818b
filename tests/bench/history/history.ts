import '#renderer/index.tsx';
import type { BenchAnswer, BenchTask } from './tasks.ts';

declare global {
  /** Gives a task to the thread that writes or to the one that reads, and waits for it. */
  var historyBench: (thread: 'writer' | 'reader', task: BenchTask) => Promise<BenchAnswer>;
  /** Counts the frames the page is given from `begin` on; `end` gives the times between them, in ms. */
  var historyFrames: { begin(): void; end(): number[] };
}

/** The wall as it is, and beside it two threads: one writes a history of its own, one reads in it. */
const threads = {
  writer: new Worker(new URL('./history.worker.ts', import.meta.url), { type: 'module' }),
  reader: new Worker(new URL('./history.worker.ts', import.meta.url), { type: 'module' }),
};

globalThis.historyBench = (thread, task) =>
  new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }: MessageEvent<BenchAnswer | { readonly failed: string }>) => {
      port1.close();
      if ('failed' in data) reject(new Error(data.failed));
      else resolve(data);
    };
    threads[thread].postMessage(task, [port2]);
  });

let frames: { intervals: number[]; last: number } | null = null;

function onFrame(now: number): void {
  if (frames === null) return;
  if (now > frames.last) frames.intervals.push(now - frames.last);
  frames.last = now;
  requestAnimationFrame(onFrame);
}

globalThis.historyFrames = {
  begin: () => {
    frames = { intervals: [], last: Number.POSITIVE_INFINITY };
    // The first frame only begins to count.
    requestAnimationFrame((now) => {
      if (frames !== null) frames.last = now;
      requestAnimationFrame(onFrame);
    });
  },
  end: () => {
    const { intervals = [] } = frames ?? {};
    frames = null;
    return intervals;
  },
};
