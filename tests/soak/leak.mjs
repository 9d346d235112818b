// Loaded into a process beside memoryMeter.mjs (node --import), to see that a leak is found: it keeps ever more objects, so many that they
// take VIGIL_SOAK_LEAK megabytes a minute.
const BYTES_PER_MS = (Number(process.env.VIGIL_SOAK_LEAK ?? 0) * 2 ** 20) / 60_000;
/** Of an array of this many numbers. */
const NUMBERS = 1000;
const kept = [];

setInterval(() => {
  const due = (performance.now() * BYTES_PER_MS) / (8 * NUMBERS);
  while (kept.length < due) kept.push(Array.from({ length: NUMBERS }, Math.random));
}, 250).unref();
