import type { Setting } from '#domain/alarms/activation.ts';
import type { Alarm } from '#domain/alarms/alarm.ts';
import { toldBy } from '#domain/alarms/condition.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { Presentation } from '#domain/alarms/triage/presentation.ts';
import { type ListedAlarm, listedAlarm } from '#renderer/alarms/listed.ts';

/** What a member is made of; what is not given is as of a fresh alarm that calls. */
export interface MemberParts {
  readonly report?: Partial<AlarmReport>;
  readonly alarm?: Partial<Alarm>;
  readonly presentation?: Partial<Presentation>;
  readonly commands?: Member['commands'];
}

/** A member as a station tells it: an alarm of bed `bedKey` that says `label`. */
export function member(
  bedKey: string,
  priority: AlarmReport['priority'],
  label: string,
  parts: MemberParts = {},
): Member {
  const report: AlarmReport = {
    alarmKey: `${bedKey}/${label}`,
    bedKey,
    code: null,
    label,
    kind: 'physiological',
    priority,
    presence: 'on',
    onsetMs: 1_000,
    timeMs: 1_000,
    acknowledgement: null,
    limit: null,
    owner: null,
    ...parts.report,
  };
  const gatewayId = bedKey.split('/')[0] ?? '';
  const alarm: Alarm = {
    id: report.alarmKey,
    gatewayId,
    report,
    sourceCode: null,
    ...toldBy(gatewayId, { report, sourceCode: null }, parts.alarm?.patientKey ?? ''),
    patientKey: '',
    bedside: 'on',
    presence: report.presence === 'latched' ? 'latched' : 'on',
    acknowledged: null,
    occurrence: 1,
    sinceMs: 1_000,
    endedMs: null,
    owner: null,
    ownerTold: null,
    escalation: 0,
    waitingSinceMs: 1_000,
    verdict: null,
    opinion: null,
    notes: [],
    commandIds: [],
    oddities: [],
    ...parts.alarm,
  };
  return {
    alarm,
    presentation: {
      occurrence: alarm.occurrence,
      manner: 'announced',
      into: null,
      reasons: [],
      announcedMs: 1_000,
      ...parts.presentation,
    },
    episodeSinceMs: 1_000,
    commands: parts.commands ?? [],
  };
}

/** An acknowledgement by somebody. */
export const acknowledgedBy = (actorId: string): NonNullable<Alarm['acknowledged']> => ({
  commandId: 'c',
  actorId,
  atMs: 2_000,
});

/** A member as the wall shows it. */
export function listed(told: Member, settings: readonly Setting[] = []): ListedAlarm {
  const shown = listedAlarm(told, settings, (actorId) => actorId);
  if (shown === null) throw new Error(`${told.alarm.id} is not on the list`);
  return shown;
}
