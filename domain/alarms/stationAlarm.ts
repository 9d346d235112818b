import {
  BED_TWICE,
  CLOCK_OFF,
  GATEWAY_FLOOD,
  HISTORY_RECREATED,
  HISTORY_SPACE_LOW,
  HISTORY_STOPPED,
  JOURNAL_LOST,
  LINK_LOST,
  NO_SOUND,
  OWN_CLOCK_SET,
  PATIENT_TWICE,
} from './alarmCodes.ts';
import type { AlarmReport } from './report.ts';

/** The gateway of the station's own alarms. No real one: those are `host:port`. */
export const STATION = 'station';

/**
 * What the station finds wrong with itself (CLINICAL.md: link loss is a technical alarm at the station). A link and a missing
 * sound are medium: the bedside monitors go on alarming by themselves, and somebody is to look soon. So is a patient at two
 * beds, one of which is wrong, a bed at two gateways, of which one is, and a gateway that floods, whose alarms may come late. A
 * clock is low: it makes times wrong, and no alarm late. So is what is
 * found of the history, which looks back, unless it is not written: somebody is to make room before those who look for it miss it.
 */
const kinds = {
  linkLost: { code: LINK_LOST, label: 'Link lost', priority: 'medium' },
  noSound: { code: NO_SOUND, label: 'No sound: no window of this station can sound', priority: 'medium' },
  clockOff: { code: CLOCK_OFF, label: 'Clock of the gateway is off or was set', priority: 'low' },
  ownClockSet: { code: OWN_CLOCK_SET, label: 'Clock of this station was set: restart it to follow', priority: 'low' },
  patientTwice: { code: PATIENT_TWICE, label: 'Same patient announced at two beds', priority: 'medium' },
  bedTwice: { code: BED_TWICE, label: 'Two gateways announce a bed of this name', priority: 'medium' },
  gatewayFlood: { code: GATEWAY_FLOOD, label: 'Gateway sends too much: what it tells is late', priority: 'medium' },
  historyRecreated: { code: HISTORY_RECREATED, label: 'History was lost or replaced: it begins anew', priority: 'low' },
  historySpaceLow: {
    code: HISTORY_SPACE_LOW,
    label: 'Disk of the history is getting full, or can not be checked',
    priority: 'low',
  },
  historyStopped: { code: HISTORY_STOPPED, label: 'History is not written: disk nearly full', priority: 'medium' },
  journalLost: { code: JOURNAL_LOST, label: 'Alarm record is not being written', priority: 'medium' },
} as const;

export type StationAlarm = keyof typeof kinds;

/**
 * A report of the station about itself. To be reported under {@link STATION}, so that a gateway's return does not end it
 * unseen.
 *
 * @param bedKey the "bed" it stands at: of a lost link the gateway's id, else {@link STATION}.
 * @param sinceMs when it began, station's clock; names the occurrence.
 */
export function stationReport(
  kind: StationAlarm,
  bedKey: string,
  sinceMs: number,
  presence: 'on' | 'off',
  nowMs: number,
): AlarmReport {
  return {
    alarmKey: `${STATION}/${bedKey}/${kind}/${sinceMs}`,
    bedKey,
    ...kinds[kind],
    kind: 'technical',
    presence,
    onsetMs: sinceMs,
    timeMs: nowMs,
    acknowledgement: null,
    limit: null,
    owner: null,
  };
}
