import { JOURNAL_LOST, LINK_LOST, NO_SOUND } from './alarmCodes.ts';
import type { AlarmReport } from './report.ts';

/** The gateway of the station's own alarms. No real one: those are `host:port`. */
export const STATION = 'station';

/**
 * What the station finds wrong with itself (CLINICAL.md: link loss is a technical alarm at the station). A link and a missing
 * sound are medium: the bedside monitors go on alarming by themselves, and somebody is to look soon.
 */
const kinds = {
  linkLost: { code: LINK_LOST, label: 'Link lost', priority: 'medium' },
  noSound: { code: NO_SOUND, label: 'No sound: no window of this station can sound', priority: 'medium' },
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
    owner: null,
    limit: null,
  };
}
