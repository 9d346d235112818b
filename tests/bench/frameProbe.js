// Runs in the measured page before anything else: the frames the screen shows and the tasks that block it, whatever the
// page itself believes. `benchProbe.reset()` begins a measurement.
globalThis.benchProbe = {
  intervals: [],
  longTasks: 0,
  reset() {
    this.intervals = [];
    this.longTasks = 0;
  },
};
{
  let last = Number.NaN;
  const onFrame = (now) => {
    if (now > last) globalThis.benchProbe.intervals.push(now - last);
    last = now;
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);
  new PerformanceObserver((list) => {
    globalThis.benchProbe.longTasks += list.getEntries().length;
  }).observe({ type: 'longtask' });
}
