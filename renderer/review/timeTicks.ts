import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import { dayText } from './reviewTexts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Between two times that are written: even parts of an hour or a day. */
const STEPS_MS = [
  ...[10_000, 30_000],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12, 24].map((hours) => hours * HOUR_MS),
];

/** A time that is written under a plot. */
export interface TimeTick {
  readonly atMs: number;
  readonly text: string;
}

/** The last multiple of a step at or before a time, counted from midnight where the machine stands. */
export function floorToStep(timeMs: number, stepMs: number): number {
  const midnight = new Date(timeMs);
  midnight.setHours(0, 0, 0, 0);
  return midnight.getTime() + Math.floor((timeMs - midnight.getTime()) / stepMs) * stepMs;
}

/** Times to write under [fromMs, untilMs], no nearer to each other than `leastPx`; a day begins with its name. */
export function timeTicks(fromMs: number, untilMs: number, widthPx: number, leastPx = 84): readonly TimeTick[] {
  const pxPerMs = widthPx / Math.max(1, untilMs - fromMs);
  const stepMs = STEPS_MS.find((step) => step * pxPerMs >= leastPx) ?? 24 * HOUR_MS;
  const ticks: TimeTick[] = [];
  // From each to the next, as a day in which clocks are changed has other hours than 24.
  for (let atMs = floorToStep(fromMs, stepMs); atMs <= untilMs; atMs = nextStep(atMs, stepMs)) {
    if (atMs < fromMs) continue;
    const time = timeOfDay(atMs, stepMs < MINUTE_MS);
    ticks.push({ atMs, text: timeOfDay(atMs) === '00:00' && stepMs >= MINUTE_MS ? dayText(atMs) : time });
  }
  return ticks;
}

/** The next multiple of a step, which may be that of the next day. */
function nextStep(atMs: number, stepMs: number): number {
  const next = floorToStep(atMs + stepMs, stepMs);
  return next > atMs ? next : atMs + stepMs;
}
