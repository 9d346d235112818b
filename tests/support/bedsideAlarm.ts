import { AlarmKind, AlarmPresence, AlarmPriority, type AlarmReport } from '#proto/gen/vigil/ward/v1/alarm.ts';

/** An alarm as a bedside monitor tells it, begun now; an asystole at the first bed where nothing else is said. */
export function bedsideAlarm(alarmId: string, over: Partial<AlarmReport> = {}): AlarmReport {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  return {
    alarmId,
    bedId: 'bed-1',
    code: 'MDC_EVT_ECG_ASYSTOLE',
    label: 'Asystole',
    kind: AlarmKind.ALARM_KIND_PHYSIOLOGICAL,
    priority: AlarmPriority.ALARM_PRIORITY_HIGH,
    presence: AlarmPresence.ALARM_PRESENCE_ON,
    onsetNs: nowNs,
    timeNs: nowNs,
    sourceId: 0,
    acknowledgement: undefined,
    limit: undefined,
    owner: undefined,
    ...over,
  };
}

/** An electrode of a bed has come off. */
export const leadsOff = (alarmId: string, bedId: string): AlarmReport =>
  bedsideAlarm(alarmId, {
    bedId,
    code: 'MDC_EVT_LEAD_OFF',
    label: 'ECG leads off',
    kind: AlarmKind.ALARM_KIND_TECHNICAL,
    priority: AlarmPriority.ALARM_PRIORITY_LOW,
  });
