/** How far a wheel was turned, in pixels whatever unit the browser counts in. `turned`: its delta, by default the vertical one. */
export function wheelPixels({ deltaMode, deltaY }: WheelEvent, turned: number = deltaY): number {
  return deltaMode === WheelEvent.DOM_DELTA_PIXEL ? turned : turned * 33;
}
