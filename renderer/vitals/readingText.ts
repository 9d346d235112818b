import { NO_VALUE, type NumericGroup, unitText, valueText } from '#domain/vitals/display.ts';
import type { Numeric } from '#domain/ward/ward.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import type { BedReadings, Reading } from './vitals.store.ts';

/** A reading as it stands on the screen: the value, or `---` where there is none to believe. */
export function readingText(reading: Reading | undefined): string {
  return reading === undefined || reading.value === null ? NO_VALUE : valueText(reading.numeric, reading.value);
}

/** Why `---` is there, or what is wrong with the number; '' while it is live. For people. */
export function readingTrouble(reading: Reading | undefined): string {
  switch (reading?.state) {
    case undefined:
    case 'awaited':
      return 'not received yet';
    case 'absent':
      return 'device has no value';
    case 'expired':
    case 'aged':
      return reading.numeric.periodMs > 0 ? `no update for ${reading.overdue}` : `taken ${reading.overdue} ago`;
    case 'live':
      return '';
  }
}

/** An age in as few signs as a tile has room for: `7 s`, `12 min`, `3 h`, `2 d`. */
export function ageText(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 120 * 60) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The readings a group of numerics consists of. */
export function groupReadings(group: NumericGroup, readings: BedReadings): readonly (Reading | undefined)[] {
  return groupNumericsOf(group).map((numeric) => readings.get(numeric.numericId));
}

/** The numerics a group consists of, first the one that names it. */
export function groupNumericsOf({ content }: NumericGroup): readonly Numeric[] {
  if (content.kind === 'single') return [content.numeric];
  return content.mean === null
    ? [content.systolic, content.diastolic]
    : [content.systolic, content.diastolic, content.mean];
}

/** Below the label: how late the value is; when it was taken, for an episodic one; else its unit. */
export function groupNote(group: NumericGroup, parts: readonly (Reading | undefined)[], withUnit: boolean): string {
  const known = parts.filter((part) => part !== undefined);
  const times = known.map((part) => part.timeMs).filter((timeMs) => timeMs !== null);
  const overdue = known.find((part) => part.overdue !== '')?.overdue ?? '';
  const episodic = known[0] !== undefined && known[0].numeric.periodMs <= 0;
  // The oldest of a pressure's parts speaks for all of them.
  if (episodic && times.length > 0 && !/ [hd]$/.test(overdue)) return timeOfDay(Math.min(...times));
  if (overdue !== '') return episodic ? `${overdue} ago` : overdue;
  return withUnit ? unitText(group.unit) : '';
}
