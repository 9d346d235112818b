import type { Patient } from '#domain/ward/ward.ts';
import { identityOf, NOBODY } from '#domain/ward/whose.ts';

/**
 * Whose samples and values are, as the history keeps it beside them: whoever the gateway had announced in the bed when it
 * described the channel or numeric that brought them. The station gives no such number to two patients, so this is so
 * whatever any clock says. {@link NOBODY}: nobody was announced.
 */
export type Owner = string;

export function ownerOf(bedKey: string, patient: Patient | null): Owner {
  return patient === null ? NOBODY : (patient.key ?? identityOf(bedKey, patient));
}

/** Something that is kept of an owner; missing: it was written before history knew whose what is. */
export interface Owned {
  readonly owner?: Owner;
}

/** Whose past is asked for, in which bed. */
export interface Whose {
  readonly bedKey: string;
  /** null: of what was written before history knew whose what is. */
  readonly owner: Owner | null;
  /** How far the clock of the samples is ahead of the station's, which alarms come and go by. */
  readonly aheadMs: number;
}

export function isOwnedBy({ owner: wanted }: Pick<Whose, 'owner'>, { owner }: Owned): boolean {
  return wanted === (owner ?? null);
}
