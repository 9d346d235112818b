import { EITHER, NOBODY, type PatientKey, patientKeyOf } from '#domain/ward/whose.ts';
import { momentOf } from '#renderer/history/alarmMoment.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { stayUntil } from './place.ts';

/** Whose past is to be opened, and at which moment. */
export interface ReviewRequest {
  readonly bedKey: string;
  /** Who it is about; {@link NOBODY} and EITHER: whoever lay there at that moment. */
  readonly patientKey: PatientKey;
  /** Station's clock. */
  readonly atMs: number;
  /** Of an alarm: when it began, on its gateway's clock, which goes before {@link atMs} where it can be believed. */
  readonly onsetMs?: number;
}

/** The moment that is asked for, on the clock of a stay's samples. */
export function momentIn({ aheadMs }: HeldStay, { atMs, onsetMs }: Pick<ReviewRequest, 'atMs' | 'onsetMs'>): number {
  return onsetMs === undefined ? atMs + aheadMs : momentOf({ report: { onsetMs }, sinceMs: atMs }, aheadMs);
}

/**
 * The stay that is asked for; null: nothing is held of this patient in this bed. Of a patient who came back to the bed, the
 * stay of that moment, else the one nearest to it. Never the stay of another patient, also where a moment lies in one. `latestMs`: when a stay ends that lasts.
 */
export function findStay(
  stays: readonly HeldStay[],
  request: ReviewRequest,
  latestMs: (stay: HeldStay) => number,
): HeldStay | null {
  const { bedKey, patientKey } = request;
  const isAnybodys = patientKey === NOBODY || patientKey === EITHER;
  const theirs = stays.filter((stay) => stay.bedKey === bedKey && (isAnybodys || patientKeyOf(stay) === patientKey));
  const distance = (stay: HeldStay) => {
    const atMs = momentIn(stay, request);
    return Math.max(stay.fromMs - atMs, atMs - stayUntil(stay, latestMs(stay)), 0);
  };
  const [nearest] = theirs.toSorted((a, b) => distance(a) - distance(b) || b.fromMs - a.fromMs);
  if (nearest === undefined || (isAnybodys && distance(nearest) > 0)) return null;
  return nearest;
}
