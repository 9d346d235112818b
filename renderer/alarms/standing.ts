import { type ShownPriority, shownPriority, urgencyOf } from '#domain/alarms/priority.ts';
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

/**
 * Of a bed's standing alarms, in their order of urgency, the one to tell: equals take turns, so that the newest never
 * hides the one that explains it, an apnea the fibrillation before it. undefined: there is none.
 */
export function toldAlarm(standing: readonly AlarmReport[], turn: number): AlarmReport | undefined {
  const first = standing[0];
  if (first === undefined) return undefined;
  const priority = shownPriority(first);
  const equals = standing.filter((alarm) => shownPriority(alarm) === priority && alarm.presence === first.presence);
  return equals[turn % equals.length];
}

/** What an alarm says: the bedside's own words, else its code. */
export function alarmText({ label, code }: Pick<AlarmReport, 'label' | 'code'>): string {
  return label || code || 'alarm without a text';
}

/** Order of standing alarms: highest priority first, conditions that are present before latched ones, newest first. */
export function byUrgency(a: AlarmReport, b: AlarmReport): number {
  return (
    urgencyOf(b) - urgencyOf(a) ||
    Number(a.presence === 'latched') - Number(b.presence === 'latched') ||
    b.onsetMs - a.onsetMs ||
    a.alarmKey.localeCompare(b.alarmKey)
  );
}

/** Standing alarms after some reports, in the order of arrival: `off` ends an alarm, everything else keeps it standing. */
export function afterReports(
  standing: ReadonlyMap<string, AlarmReport>,
  reports: readonly AlarmReport[],
): ReadonlyMap<string, AlarmReport> {
  const after = new Map(standing);
  for (const report of reports) {
    if (report.presence === 'off') after.delete(report.alarmKey);
    else after.set(report.alarmKey, report);
  }
  return after;
}
