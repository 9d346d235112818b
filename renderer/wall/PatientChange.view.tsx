import './patientChange.css';
import { useState } from 'react';
import type { Patient } from '#domain/ward/ward.ts';
import { samePatient } from '#domain/ward/whose.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import type { BedPlace } from './places.ts';
import { useServices, useValue } from './services.ts';

/** That somebody else, or nobody, lies in a bed that somebody looks at. */
export interface PatientChange {
  /** Who lay there when the look began; null: nobody was announced. */
  readonly before: Patient | null;
  readonly atMs: number;
}

interface Look {
  readonly place: BedPlace;
  readonly change: PatientChange | null;
}

/** Whether the patient of a bed has changed since it was opened, or since that was seen. */
export function usePatientChange(place: BedPlace): readonly [change: PatientChange | null, onSeen: () => void] {
  const { clock } = useServices();
  const [look, setLook] = useState<Look>({ place, change: null });
  // While it is drawn: no picture has the name of the new patient without the word that it is another.
  let { change } = look;
  if (look.place !== place) {
    change = changeAfter(look, place, clock.nowMs());
    setLook({ place, change });
  }
  return [change, () => setLook({ place, change: null })];
}

function changeAfter({ place: before, change }: Look, place: BedPlace, nowMs: number): PatientChange | null {
  if (before.key !== place.key) return null;
  if (samePatient(before.bed.patient, place.bed.patient)) return change;
  const first = change?.before ?? before.bed.patient;
  return samePatient(first, place.bed.patient) ? null : { before: first, atMs: nowMs };
}

/** Says so over the width of the bed until somebody has seen it, and where the one before is now. */
export function PatientChangeNote({
  place,
  change,
  onOpen,
  onSeen,
}: {
  place: BedPlace;
  change: PatientChange;
  onOpen: (bedKey: string) => void;
  onSeen: () => void;
}) {
  const { bedNames } = useServices();
  const names = useValue(bedNames);
  const { patient } = place.bed;
  const { before, atMs } = change;
  const key = before?.key;
  const now = [...names].find(([bedKey, name]) => bedKey !== place.key && key !== undefined && name.patientKey === key);
  return (
    <div className="patient-change" role="alert">
      <strong>{patient === null ? 'NOBODY IS ANNOUNCED HERE NOW' : 'ANOTHER PATIENT'}</strong>
      <span>
        {patient !== null && `${patient.displayName || patient.patientId} `}since {timeOfDay(atMs, true)}
      </span>
      <span className="patient-change-before">
        {before === null ? 'Nobody was announced before' : `Before: ${before.displayName || before.patientId}`}
        {now !== undefined && `, now in ${now[1].name}`}. Pauses of this bed have ended.
      </span>
      {now !== undefined && (
        <button type="button" className="bar-button" onClick={() => onOpen(now[0])}>
          Open {now[1].name}
        </button>
      )}
      <button type="button" className="bar-button" onClick={onSeen}>
        Seen
      </button>
    </div>
  );
}
