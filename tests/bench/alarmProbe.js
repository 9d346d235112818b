// Runs in the measured page before anything else: when the worklist shows each text of the alarm that is followed. The time
// is that of the frame after the change, which is the first that can show it.
globalThis.alarmProbe = { seen: {} };
document.addEventListener('DOMContentLoaded', () => {
  const pattern = /Probe (\d+)\./;
  let last = '';
  new MutationObserver(() => {
    const text = document.querySelector('.rail')?.textContent ?? '';
    const n = pattern.exec(text)?.[1];
    if (n === undefined || n === last) return;
    last = n;
    requestAnimationFrame(() => {
      globalThis.alarmProbe.seen[n] = Date.now();
    });
  }).observe(document.documentElement, { subtree: true, childList: true, characterData: true });
});
