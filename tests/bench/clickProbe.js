// Runs in the measured page: how long after the hand clicked everything that listens was done, in ms, in order. React works off a
// click before the event reaches the window, so the last listener of all is late enough; what comes later still (a
// handler that stops the event) Chromium reports for events that took 16 ms or more.
globalThis.benchClicks = [];
{
  const handled = new Map();
  const note = (startMs, tookMs) => handled.set(startMs, Math.max(tookMs, handled.get(startMs) ?? 0));
  const publish = () => {
    globalThis.benchClicks = [...handled].sort(([a], [b]) => a - b).map(([, ms]) => ms);
  };
  addEventListener('click', (event) => {
    note(event.timeStamp, performance.now() - event.timeStamp);
    publish();
  });
  new PerformanceObserver((list) => {
    for (const { name, startTime, processingEnd } of list.getEntries()) {
      if (name === 'click') note(startTime, processingEnd - startTime);
    }
    publish();
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
}
