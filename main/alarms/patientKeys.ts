import { createHash, randomBytes } from 'node:crypto';
import type { Desk } from '#domain/alarms/desk.ts';
import type { Patient } from '#domain/ward/ward.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { identityOf, NOBODY, type PatientKey } from '#domain/ward/whose.ts';

/** Characters of a key's hash: 96 bits, so that no two patients of a hospital ever have one. */
const HASH_LENGTH = 16;

/**
 * Gives every patient a key that the record of alarms may hold: the same for the same patient for as long as the record knows
 * one, also after a restart, and a hash for everybody who reads it. Salted for each record, so that the keys of two stations can't be
 * laid side by side. Who has the record and all the hospital's numbers can try them: it is a pseudonym and no secret, and stands in a
 * file that only the station may read.
 */
export class PatientKeys {
  readonly #salt: string;

  /** `known`: keys that the record holds; they say which salt it has. */
  constructor(known: Iterable<PatientKey>, newSalt: () => string = () => randomBytes(12).toString('base64url')) {
    this.#salt = [...known].find((key) => key.includes('.'))?.split('.')[0] ?? newSalt();
  }

  of(bedKey: string, patient: Patient | null): PatientKey {
    if (patient === null) return NOBODY;
    const hash = createHash('sha256')
      .update(`${this.#salt} ${identityOf(bedKey, patient)}`)
      .digest('base64url');
    return `${this.#salt}.${hash.slice(0, HASH_LENGTH)}`;
  }

  /** An event whose patients have their keys. */
  within(event: WardEvent): WardEvent {
    if (event.type !== 'opened' && event.type !== 'beds') return event;
    const beds = event.beds.map((bed) => {
      const { bedKey, patient } = bed;
      return patient === null ? bed : { ...bed, patient: { ...patient, key: this.of(bedKey, patient) } };
    });
    return { ...event, beds };
  }
}

/** The keys that a desk holds. */
export function patientKeysIn({ alarms: { occupants, alarms } }: Desk): PatientKey[] {
  return [...occupants.values(), ...alarms.values()].map(({ patientKey }) => patientKey);
}
