const DAY_MS = 86_400_000;
/** As far as history reaches, and a day more for clocks. */
const DAYS_AROUND = 4;

/**
 * The moment that somebody typed, `3:12`, `03:12:05` or, with the day of the month before it, `26 3:12`, in the zone of the machine;
 * null: it is no time, or there is none such in [fromMs, untilMs]. Without a day it is the one nearest to `nearMs`.
 */
export function typedMoment(text: string, nearMs: number, fromMs: number, untilMs: number): number | null {
  const match = /^(?:(\d{1,2})\.?\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, day, hours, minutes, seconds] = match.map((part) => (part === undefined ? null : Number(part)));
  if ((hours ?? 24) > 23 || (minutes ?? 60) > 59 || (seconds ?? 0) > 59) return null;
  const found = Array.from({ length: 2 * DAYS_AROUND + 1 }, (_, k) => {
    const date = new Date(nearMs + (k - DAYS_AROUND) * DAY_MS);
    date.setHours(hours ?? 0, minutes ?? 0, seconds ?? 0, 0);
    return date;
  }).filter((date) => {
    const isOfDay = day == null || date.getDate() === day;
    return isOfDay && date.getTime() >= fromMs && date.getTime() <= untilMs;
  });
  const [nearest] = found.toSorted((a, b) => Math.abs(a.getTime() - nearMs) - Math.abs(b.getTime() - nearMs));
  return nearest?.getTime() ?? null;
}
