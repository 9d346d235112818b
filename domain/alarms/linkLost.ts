import { LINK_LOST } from './alarmCodes.ts';
import type { AlarmReport } from './report.ts';

/** The gateway of the station's own alarms. No real one: those are `host:port`. */
export const STATION = 'station';

/**
 * The station's technical alarm for a gateway that can't be reached (CLINICAL.md: link loss is a technical alarm at the
 * station). To be reported under {@link STATION}, so that the gateway's return does not end it unseen; it stands at a "bed"
 * of its own, the gateway's id. Medium: the bedside monitors go on alarming by themselves, and somebody is to look soon.
 *
 * @param lostMs when the link was lost, station's clock; names the occurrence.
 */
export function linkLostReport(gatewayId: string, lostMs: number, presence: 'on' | 'off', nowMs: number): AlarmReport {
  return {
    alarmKey: `${STATION}/${gatewayId}/link/${lostMs}`,
    bedKey: gatewayId,
    code: LINK_LOST,
    label: 'Link lost',
    kind: 'technical',
    priority: 'medium',
    presence,
    onsetMs: lostMs,
    timeMs: nowMs,
  };
}
