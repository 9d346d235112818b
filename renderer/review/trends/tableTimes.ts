import { floorToStep } from '#renderer/review/timeTicks.ts';

export const TABLE_STEPS_MIN = [1, 5, 15, 30, 60] as const;

/**
 * Times of the columns of a table, the cursor’s in the midst as far as the stay allows: whole steps of the clock, none outside of
 * the stay.
 */
export function tableTimes(
  cursorMs: number,
  stepMs: number,
  columns: number,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): readonly number[] {
  const at = floorToStep(cursorMs, stepMs);
  const after = Math.floor((untilMs - at) / stepMs);
  const before = Math.floor((at - fromMs) / stepMs);
  const half = Math.floor(columns / 2);
  // What there is no room for on one side is on the other.
  const first = Math.max(-before, Math.min(-half, after - columns + 1));
  const last = Math.min(after, first + columns - 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => at + (first + k) * stepMs);
}
