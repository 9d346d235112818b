/** No heart beats faster than 600 a minute; shorter steps would fill a strip with lines that say nothing. */
const SHORTEST_STEP_MS = 100;

/**
 * Where a caliper's two points come again, forward and back at their own distance, in [fromMs, untilMs]: "marching out" a
 * rhythm. In the order of time, with the two points themselves where they are inside. None where they stand closer
 * than 100 ms. Each is counted from the first point, so that an hour of them is as exact as one.
 */
export function marchedOut(aMs: number, bMs: number, fromMs: number, untilMs: number): number[] {
  const stepMs = Math.abs(bMs - aMs);
  if (!(stepMs >= SHORTEST_STEP_MS) || !(untilMs >= fromMs)) return [];
  const first = Math.ceil((fromMs - aMs) / stepMs);
  const last = Math.floor((untilMs - aMs) / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => aMs + (first + k) * stepMs);
}
