// Runs in the measured page before anything else: the tasks that block it and, on demand, the frames it is given,
// whatever the page itself believes. To ask for every frame costs a page that has no loop of its own (0.05 s/s), so it is
// asked in a stretch in which CPU is not measured.
globalThis.benchProbe = {
  longTasks: 0,
  /** From one animation frame to the next, in ms, for so long. */
  frames(forMs) {
    return new Promise((resolve) => {
      const intervals = [];
      let last = Number.NaN;
      const untilMs = performance.now() + forMs;
      const onFrame = (now) => {
        if (now > last) intervals.push(now - last);
        last = now;
        if (now < untilMs) requestAnimationFrame(onFrame);
        else resolve(intervals);
      };
      requestAnimationFrame(onFrame);
    });
  },
};
new PerformanceObserver((list) => {
  globalThis.benchProbe.longTasks += list.getEntries().length;
}).observe({ type: 'longtask' });
