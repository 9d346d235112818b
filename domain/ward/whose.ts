import type { Patient } from './ward.ts';

/**
 * Who lies in a bed, as alarms know it: a key that is equal for the same patient and says nothing else of who that is
 * (main/alarms/patientKeys.ts). {@link NOBODY}: nobody is announced there.
 */
export type PatientKey = string;

export const NOBODY: PatientKey = '';

/** Of what came and went while nobody told us that the bed has another patient: it can be the one's or the other's. */
export const EITHER: PatientKey = '?';

/**
 * The words that tell two patients apart. One without an id, which breaks the contract, is told by name and bed alone, as two
 * people can have one name: two who have neither can't be told apart in one bed, and are never taken for one in two.
 */
export function identityOf(bedKey: string, { patientId, displayName }: Patient): string {
  return patientId === '' ? `named ${JSON.stringify([bedKey, displayName])}` : `id ${patientId}`;
}

/** Whether two descriptions of a bed tell the same patient there, or both nobody. */
export function samePatient(a: Patient | null, b: Patient | null): boolean {
  return a === null || b === null ? a === b : identityOf('', a) === identityOf('', b);
}

/** Whose a bed is. */
export function patientKeyOf({ patient }: { readonly patient: Patient | null }): PatientKey {
  return patient?.key ?? NOBODY;
}
