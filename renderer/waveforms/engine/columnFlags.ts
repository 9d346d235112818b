import type { ChannelState } from '#domain/signals/channel.ts';
import { PACER_BIT, QRS_BIT } from '#domain/signals/marks.ts';

/*
 * What is known of a column of the past beside its values, as bits of one byte: the same words, by the same rules, as the
 * live painter draws them. The marks are those of domain/signals/marks.ts.
 */

/** A beat, or a pacemaker's pulse, was marked within the column. */
export const QRS = QRS_BIT;
export const PACER = PACER_BIT;
/** The device says at its beginning that a lead, or a sensor, is off. */
export const LEADS_OFF = 4;
export const SENSOR_OFF = 8;
/** A sample in it stands at an end of the converter's range, and all of them do. */
export const AT_END = 16;
export const STAYS_AT_END = 32;

/** The bit of a state; 0 for one in which the patient is measured. */
export function flagOf(state: ChannelState): number {
  return state === 'leadsOff' ? LEADS_OFF : state === 'sensorOff' ? SENSOR_OFF : 0;
}

/** Whether nothing of the patient is measured there. */
export function isOffAt(flags: number): boolean {
  return (flags & (LEADS_OFF | SENSOR_OFF)) !== 0;
}
