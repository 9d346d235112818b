import { pageClock } from '#domain/time/pageClock.ts';
import { Engine } from './engine.ts';
import type { ToEngine } from './protocol.ts';

/** The wave engine on a thread of its own; renderer/waveforms/engineLink.ts starts it. */

/** What of a worker's global the engine needs; the renderer is compiled for pages, which have other types. */
interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToEngine>) => void): void;
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  requestAnimationFrame(callback: (calledMs: number) => void): number;
  cancelAnimationFrame(id: number): void;
}
const scope = globalThis as unknown as WorkerScope;

const clock = pageClock(
  () => Date.now(),
  () => performance.now(),
);

const engine = new Engine(
  {
    post: (message, transfer = []) => scope.postMessage(message, transfer),
    onMessage: (listener) =>
      scope.addEventListener('message', ({ data }) => {
        if (data.type === 'station' && data.message.type === 'alive') clock.follow(data.message.nowMs);
        listener(data);
      }),
  },
  clock,
  {
    request: (callback) => scope.requestAnimationFrame(callback),
    cancel: (id) => scope.cancelAnimationFrame(id),
  },
);

// What breaks in a stream or a timer comes here; the engine goes on, so the page need not replace it.
scope.addEventListener('error', (event) => {
  event.preventDefault();
  engine.problem(event.error ?? event.message);
});
