/** When a store does its work, so that whoever draws has time too. */
export interface Pace {
  /** Runs something once, a little later; the returned function calls it off. */
  later(run: () => void): () => void;
  /** Runs something once, when all that follows from the work done now, drawing above all, has been done. */
  afterwards(run: () => void): void;
  /** Monotonic clock. */
  nowMs(): number;
}

/** A window that nobody sees gets no frames, and its alarms must be heard all the same. */
const AT_LATEST_MS = 100;

/** The browser's: with the next frame, or after 100 ms where there is none. */
export const framePace: Pace = {
  later(run) {
    const once = () => {
      cancel();
      run();
    };
    const frame = requestAnimationFrame(once);
    const timer = setTimeout(once, AT_LATEST_MS);
    const cancel = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    return cancel;
  },
  // React draws in a microtask of the task that told it to.
  afterwards: (run) => void setTimeout(run),
  nowMs: () => performance.now(),
};
