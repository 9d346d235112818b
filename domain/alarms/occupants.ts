import { NOBODY, type PatientKey } from '#domain/ward/whose.ts';

/** What a gateway tells of one of its beds. */
export interface OccupiedBed {
  readonly bedKey: string;
  readonly patientKey: PatientKey;
}

/** Another bed of a patient. */
export interface OtherBed {
  readonly bedKey: string;
  /** When the patient left it, station's clock; null: not yet. */
  readonly untilMs: number | null;
}

/** Who lies in a bed. */
export interface Occupant {
  readonly gatewayId: string;
  readonly patientKey: PatientKey;
  /** When we heard of that, station's clock; 0: nobody was known there before. */
  readonly sinceMs: number;
  /** Where the patient came from; null: not known, or from nowhere. */
  readonly from: OtherBed | null;
}

export type Occupants = ReadonlyMap<string, Occupant>;

/** The last bed of patients who have left it and are in no other, by patient; oldest first. */
export type Left = ReadonlyMap<PatientKey, { readonly bedKey: string; readonly untilMs: number }>;

/** For so long it is known where somebody was: a bed between two wards, a night in the recovery room. */
const LEFT_KEPT_MS = 12 * 60 * 60_000;

/** A bed whose patient is another. */
export interface Change {
  readonly bedKey: string;
  readonly before: PatientKey;
  readonly now: PatientKey;
}

/**
 * Who lies where after a gateway has told it of all its beds, and what of that is new. Patients are followed from bed to bed, of
 * whatever gateway, also when they are announced at the new one first. Beds it does not name are nobody's and forgotten.
 * `changes` empty: occupants and left are the ones given.
 */
export function occupantsAfter(
  { occupants, left }: { readonly occupants: Occupants; readonly left: Left },
  gatewayId: string,
  beds: readonly OccupiedBed[],
  nowMs: number,
): { readonly occupants: Occupants; readonly left: Left; readonly changes: readonly Change[] } {
  const told = new Map(beds.map(({ bedKey, patientKey }) => [bedKey, patientKey]));
  const gone = [...occupants].flatMap(([bedKey, held]): Change[] =>
    held.gatewayId === gatewayId && !told.has(bedKey) ? [{ bedKey, before: held.patientKey, now: NOBODY }] : [],
  );
  const changed = [...told].flatMap(([bedKey, now]): Change[] => {
    const held = occupants.get(bedKey);
    return held?.patientKey === now ? [] : [{ bedKey, before: held?.patientKey ?? NOBODY, now }];
  });
  if (gone.length + changed.length === 0) return { occupants, left, changes: [] };
  const after = new Map(occupants);
  const leaving = new Map([...left].filter(([, { untilMs }]) => nowMs - untilMs < LEFT_KEPT_MS));
  for (const { bedKey, before } of [...gone, ...changed]) {
    after.delete(bedKey);
    if (before === NOBODY) continue;
    leaving.delete(before);
    leaving.set(before, { bedKey, untilMs: nowMs });
  }
  for (const { bedKey, now: patientKey } of changed) {
    const from = patientKey === NOBODY ? null : otherBedOf(patientKey, bedKey, after, leaving);
    const sinceMs = occupants.has(bedKey) ? nowMs : 0;
    after.set(bedKey, { gatewayId, patientKey, sinceMs, from });
  }
  const present = new Set([...after.values()].map(({ patientKey }) => patientKey));
  // Announced at the new bed before the old one was left: they have left it now.
  for (const [bedKey, held] of after) {
    const was = leaving.get(held.patientKey);
    if (held.from === null || held.from.untilMs !== null || was?.bedKey !== held.from.bedKey) continue;
    after.set(bedKey, { ...held, from: { ...held.from, untilMs: was.untilMs } });
  }
  for (const patientKey of present) leaving.delete(patientKey);
  const changes = [...gone, ...changed].filter(({ before, now }) => before !== now);
  return { occupants: after, left: leaving, changes };
}

function otherBedOf(patientKey: PatientKey, bedKey: string, now: Occupants, left: Left): OtherBed | null {
  const was = left.get(patientKey);
  if (was !== undefined) return was.bedKey === bedKey ? null : was;
  for (const [other, held] of now)
    if (held.patientKey === patientKey && other !== bedKey) return { bedKey: other, untilMs: null };
  return null;
}
