import type { Alarm } from '#domain/alarms/alarm.ts';
import { toldBy } from '#domain/alarms/condition.ts';
import { type AlarmPolicy, defaultPolicy } from '#domain/alarms/policy.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { AnsweredCall } from '#domain/alarms/triage/answered.ts';
import type { Entry } from '#domain/alarms/triage/presentation.ts';
import { type Run, Survey } from '#domain/alarms/triage/survey.ts';
import { GATEWAY, NOON_MS } from '#tests/domain/alarms/bedside.ts';

/** An alarm as it comes to a stage, standing since noon and announced by no one yet. */
export function entry(report: AlarmReport, over: Partial<Alarm> = {}, rest: Partial<Entry> = {}): Entry {
  const reported = { report, sourceCode: over.sourceCode ?? null };
  const gatewayId = over.gatewayId ?? GATEWAY;
  const alarm: Alarm = {
    id: report.alarmKey,
    gatewayId,
    ...reported,
    ...toldBy(gatewayId, reported, over.patientKey ?? ''),
    patientKey: '',
    bedside: 'on',
    presence: 'on',
    acknowledged: null,
    occurrence: 1,
    sinceMs: NOON_MS,
    endedMs: null,
    owner: null,
    ownerTold: null,
    escalation: 0,
    waitingSinceMs: NOON_MS,
    verdict: null,
    opinion: null,
    notes: [],
    commandIds: [],
    oddities: [],
    ...over,
  };
  return {
    alarm,
    manner: 'announced',
    into: null,
    reasons: [],
    announcedMs: null,
    ...rest,
  };
}

/** What a stage sees beside an alarm, `afterMs` after noon. */
export function survey(
  entries: readonly Entry[],
  {
    afterMs = 0,
    runs = {},
    answered = {},
    policy = defaultPolicy,
  }: {
    afterMs?: number;
    runs?: Record<string, Run>;
    answered?: Record<string, AnsweredCall>;
    policy?: AlarmPolicy;
  } = {},
): Survey {
  return new Survey(
    entries,
    new Map(Object.entries(runs)),
    new Map(Object.entries(answered)),
    policy,
    NOON_MS + afterMs,
  );
}

export const acknowledged = { commandId: 'c', actorId: 'nurse', atMs: NOON_MS };
