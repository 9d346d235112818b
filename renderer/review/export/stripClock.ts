import type { StripClock } from '#domain/export/strip/strip.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';

/** Times in the zone of the machine, which the date names: a strip is read elsewhere, and later. */
export const stripClock: StripClock = {
  time: (ms) => timeOfDay(ms, true),
  date: (ms) => {
    const at = new Date(ms);
    const parts = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
    return `${parts.map((part) => String(part).padStart(2, '0')).join('-')} ${zoneText(-at.getTimezoneOffset())}`;
  },
};

function zoneText(minutes: number): string {
  if (minutes === 0) return 'UTC';
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
