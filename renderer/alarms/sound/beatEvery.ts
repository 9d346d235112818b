/**
 * Calls `run` every `periodMs` until the returned function is called, also in a window that is hidden or minimised. A page
 * that hangs is called when it wakes. Where the worker does not start, the page's own timer has to do.
 */
export function beatEvery(periodMs: number, run: () => void): () => void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const worker = new Worker(new URL('./beat.worker.ts', import.meta.url), { type: 'module', name: 'alarm sound' });
  worker.addEventListener('message', run);
  worker.addEventListener('error', () => {
    timer ??= setInterval(run, periodMs);
  });
  worker.postMessage(periodMs);
  return () => {
    worker.terminate();
    clearInterval(timer);
  };
}
