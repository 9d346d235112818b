import type { Oddity } from './alarm.ts';
import { isKnownAlarmCode } from './alarmCodes.ts';
import { contradictsItself, isUnclear, sameLimit } from './limitCondition.ts';
import type { AlarmReport, ReportedAcknowledgement, ReportedOwner } from './report.ts';

/** Whether the condition is there, as far as the report says; one that does not say counts as present (alarm.proto). */
export function isPresent({ presence }: Pick<AlarmReport, 'presence'>): boolean {
  return presence === 'on' || presence === 'unknown';
}

/** What is odd in a report by itself. `latestMs`: the latest time, on the gateway's clock, that is not yet odd. */
export function oddities(report: AlarmReport, latestMs: number): Oddity[] {
  const { limit } = report;
  const present = isPresent(report);
  const rules: readonly [Oddity, boolean][] = [
    ['unknownCodes', !isKnownAlarmCode(report.code)],
    ['unknownKinds', report.kind === 'unknown'],
    ['unknownPriorities', report.priority === 'unknown'],
    ['unknownPresences', report.presence === 'unknown'],
    ['futureTimes', Math.max(report.onsetMs, report.timeMs) > latestMs],
    ['limitsUnclear', limit !== null && isUnclear(limit, present)],
    ['limitsContradicted', limit !== null && contradictsItself(limit, present)],
  ];
  return rules.filter(([, applies]) => applies).map(([oddity]) => oddity);
}

/** Whether two reports can be of one alarm. What one of them does not say contradicts nothing. */
export function sameMeaning(a: AlarmReport, b: AlarmReport): boolean {
  return (
    a.bedKey === b.bedKey &&
    (a.code === null || b.code === null || a.code === b.code) &&
    (a.kind === 'unknown' || b.kind === 'unknown' || a.kind === b.kind)
  );
}

/** Whether a report says nothing new. */
export function sameReport(a: AlarmReport, b: AlarmReport): boolean {
  return (
    sameMeaning(a, b) &&
    a.code === b.code &&
    a.kind === b.kind &&
    a.label === b.label &&
    a.priority === b.priority &&
    a.presence === b.presence &&
    a.onsetMs === b.onsetMs &&
    a.timeMs === b.timeMs &&
    sameTold(a.acknowledgement, b.acknowledgement) &&
    sameTold(a.owner, b.owner) &&
    sameLimit(a.limit, b.limit)
  );
}

/** Whether the same person's same decision is meant. */
export function sameTold<Told extends ReportedAcknowledgement | ReportedOwner>(
  a: Told | null,
  b: Told | null,
): boolean {
  return a?.actorId === b?.actorId && a?.commandId === b?.commandId && a?.timeMs === b?.timeMs;
}
