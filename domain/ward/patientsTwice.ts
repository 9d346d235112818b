import type { Bed } from './ward.ts';

/**
 * Keys of the beds whose patient is announced at another bed too, at one gateway or at two: one of them is wrong, and nobody
 * can tell which. Patients without an id are nobody's double.
 */
export function patientsTwice(beds: Iterable<Pick<Bed, 'bedKey' | 'patient'>>): ReadonlySet<string> {
  const bedsOf = new Map<string, string[]>();
  for (const { bedKey, patient } of beds) {
    if (patient === null || patient.patientId === '') continue;
    bedsOf.set(patient.patientId, [...(bedsOf.get(patient.patientId) ?? []), bedKey]);
  }
  return new Set([...bedsOf.values()].filter(({ length }) => length > 1).flat());
}
