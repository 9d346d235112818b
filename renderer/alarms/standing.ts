import type { AlarmReport } from '#domain/alarms/report.ts';

/** Priority as it is shown. */
export type ShownPriority = 'high' | 'medium' | 'low' | 'none';

/** The priority to show: one that a device does not state is treated as high. */
export function shownPriority({ priority }: Pick<AlarmReport, 'priority'>): ShownPriority {
  return priority === 'unknown' ? 'high' : priority;
}

/** Sign that goes with a priority, so that colour is never alone (IEC 60601-1-8). */
export const prioritySigns: Readonly<Record<ShownPriority, string>> = { high: '!!!', medium: '!!', low: '!', none: '' };

/** What an alarm says: the bedside's own words, else its code. */
export function alarmText({ label, code }: Pick<AlarmReport, 'label' | 'code'>): string {
  return label || code || 'alarm without a text';
}

const ranks: Readonly<Record<ShownPriority, number>> = { high: 0, medium: 1, low: 2, none: 3 };

/** Order of standing alarms: highest priority first, conditions that are present before latched ones, newest first. */
export function byUrgency(a: AlarmReport, b: AlarmReport): number {
  return (
    ranks[shownPriority(a)] - ranks[shownPriority(b)] ||
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
