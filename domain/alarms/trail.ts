import type { PatientKey } from '#domain/ward/whose.ts';
import { type Alarm, stands } from './alarm.ts';
import type { AlarmsState } from './alarms.ts';
import type { OtherBed } from './occupants.ts';
import { urgencyOf } from './priority.ts';
import { STATION } from './stationAlarm.ts';

/** What ended for longer before its patient was brought elsewhere has nothing to do with that. */
const BEFORE_MS = 15 * 60_000;

/** More would be a list to study, and not a word on the way. */
const MOST_ALARMS = 6;

const LOW = urgencyOf({ priority: 'low' });

/** An alarm that a patient had in the bed before. */
export type TrailAlarm = Pick<Alarm, 'id' | 'report' | 'presence' | 'endedMs' | 'acknowledged' | 'owner' | 'notes'>;

/** Where the patient of a bed came from, and what is to be known of that there. */
export interface Trail {
  readonly bedKey: string;
  readonly patientKey: PatientKey;
  readonly from: OtherBed;
  /**
   * Of that patient in the bed before: what stands there or ended in the quarter of an hour before, where it was urgent or
   * somebody has said something about it. Most urgent first.
   */
  readonly alarms: readonly TrailAlarm[];
}

/** For each bed whose patient came from another. Who has an alarm has it with the patient, whatever the bed is called. */
export function trailsOf({ alarms, occupants }: AlarmsState): readonly Trail[] {
  const trails = [...occupants].flatMap(([bedKey, { patientKey, sinceMs, from }]): (Trail & { sinceMs: number })[] =>
    from === null ? [] : [{ bedKey, patientKey, from, alarms: [], sinceMs }],
  );
  if (trails.length === 0) return trails;
  const all = [...alarms.values()];
  return trails.map(({ sinceMs, ...trail }) => {
    const { patientKey, from } = trail;
    const fromMs = Math.min(sinceMs, from.untilMs ?? sinceMs) - BEFORE_MS;
    const some = all.filter(
      (alarm) =>
        alarm.gatewayId !== STATION &&
        alarm.patientKey === patientKey &&
        alarm.report.bedKey === from.bedKey &&
        (alarm.endedMs === null || alarm.endedMs >= fromMs) &&
        (urgencyOf(alarm.report) > LOW || isAnswered(alarm)),
    );
    some.sort(
      (a, b) =>
        Number(stands(b)) - Number(stands(a)) || urgencyOf(b.report) - urgencyOf(a.report) || b.sinceMs - a.sinceMs,
    );
    return { ...trail, alarms: some.slice(0, MOST_ALARMS).map(toldOf) };
  });
}

function isAnswered({ acknowledged, owner, notes }: Alarm): boolean {
  return acknowledged !== null || owner !== null || notes.length > 0;
}

function toldOf({ id, report, presence, endedMs, acknowledged, owner, notes }: Alarm): TrailAlarm {
  return { id, report, presence, endedMs, acknowledged, owner, notes };
}
