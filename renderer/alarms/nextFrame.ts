/** Runs something once, a little later; the returned function calls it off. */
export type Later = (run: () => void) => () => void;

/** A window that nobody sees gets no frames, and its alarms must be heard all the same. */
const AT_LATEST_MS = 100;

/** With the next frame, or after 100 ms where there is none. */
export const nextFrame: Later = (run) => {
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
};
