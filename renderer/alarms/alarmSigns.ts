import type { ShownPriority } from '#domain/alarms/priority.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';

/** Sign that goes with a priority, so that colour is never alone (IEC 60601-1-8). */
export const prioritySigns: Readonly<Record<ShownPriority, string>> = { high: '!!!', medium: '!!', low: '!', none: '' };

/** Shape that goes with a priority, as SVG writes an outline, in a square of 16 units; null: it has none. */
export const signOutlines: Readonly<Record<ShownPriority, string | null>> = {
  high: 'M8 1 15.5 15H.5Z',
  medium: 'M8 .5 15.5 8 8 15.5.5 8Z',
  low: 'M14.5 8A6.5 6.5 0 1 1 1.5 8A6.5 6.5 0 1 1 14.5 8Z',
  none: null,
};

/** What an alarm says: the bedside's own words, else its code. */
export function alarmText({ label, code }: Pick<AlarmReport, 'label' | 'code'>): string {
  return label || code || 'alarm without a text';
}
