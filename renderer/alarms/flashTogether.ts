/**
 * Puts the flashing of everything below an element into step with the rest of the wall, so that many alarms are one calm
 * beat and not a flicker. For a ref of an element whose flashing begins when it appears.
 */
export function flashTogether(element: Element | null): void {
  for (const animation of element?.getAnimations({ subtree: true }) ?? []) animation.startTime = 0;
}
