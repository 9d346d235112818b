import { EITHER, NOBODY, type PatientKey, patientKeyOf } from '#domain/ward/whose.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { stayUntil } from './place.ts';

/** Whose past is to be opened, and at which moment. */
export interface ReviewRequest {
  readonly bedKey: string;
  /** Who it is about; {@link NOBODY} and EITHER: whoever lay there at that moment. */
  readonly patientKey: PatientKey;
  readonly atMs: number;
}

/**
 * The stay that is asked for; null: nothing is held of this patient in this bed. Of a patient who came back to the bed, the
 * stay of that moment, else the one nearest to it. Never the stay of another patient, also where a moment lies in one.
 */
export function findStay(
  stays: readonly HeldStay[],
  { bedKey, patientKey, atMs }: ReviewRequest,
  nowMs: number,
): HeldStay | null {
  const isAnybodys = patientKey === NOBODY || patientKey === EITHER;
  const theirs = stays.filter((stay) => stay.bedKey === bedKey && (isAnybodys || patientKeyOf(stay) === patientKey));
  const distance = (stay: HeldStay) => Math.max(stay.fromMs - atMs, atMs - stayUntil(stay, nowMs), 0);
  const [nearest] = theirs.toSorted((a, b) => distance(a) - distance(b) || b.fromMs - a.fromMs);
  if (nearest === undefined || (isAnybodys && distance(nearest) > 0)) return null;
  return nearest;
}
