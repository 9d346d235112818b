import type { Alarm } from './alarm.ts';

/** A bed and whoever lay in it: alarms of two patients never stand in one place, though they stand at one bed. */
export function placeOf({ report: { bedKey }, patientKey }: Pick<Alarm, 'report' | 'patientKey'>): string {
  return placeAt(bedKey, patientKey);
}

/** Of a gateway and the station, which nobody lies in, it is their own key. */
export function placeAt(bedKey: string, patientKey: string): string {
  return patientKey === '' ? bedKey : `${bedKey} ${patientKey}`;
}
