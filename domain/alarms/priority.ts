import type { AlarmReport } from './report.ts';

/** Priority as it is shown. */
export type ShownPriority = Exclude<AlarmReport['priority'], 'unknown'>;

/** Higher is more urgent. */
const urgencies: Readonly<Record<ShownPriority, number>> = { high: 3, medium: 2, low: 1, none: 0 };

/** The priority to show: one that a device does not state is treated as high, and the report still says `unknown`. */
export function shownPriority({ priority }: Pick<AlarmReport, 'priority'>): ShownPriority {
  return priority === 'unknown' ? 'high' : priority;
}

/** How urgent an alarm is by its priority, 0 to 3; only to be compared. */
export function urgencyOf(report: Pick<AlarmReport, 'priority'>): number {
  return urgencies[shownPriority(report)];
}

/**
 * Whether triage may present an alarm with less noise than it asks for. Never one of high or unknown priority: those are
 * neither delayed nor silenced by software (CLINICAL.md, Alarm load, the three rules).
 */
export function mayBeReduced(report: Pick<AlarmReport, 'priority'>): boolean {
  return shownPriority(report) !== 'high';
}
