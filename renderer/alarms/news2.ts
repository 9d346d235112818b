import type { Observable } from 'rxjs';
import type { PatientKey } from '#domain/ward/whose.ts';

/** An early warning score as a list can show it. */
export interface ShownNews2 {
  /** 0 to 20. */
  readonly score: number;
  /** An input is missing or too old (CLINICAL.md, NEWS2). */
  readonly isPartial: boolean;
}

/** How ill patients are, as far as this window knows. */
export interface News2Source {
  /** null: there is no score, or somebody else lies in the bed. */
  of(bedKey: string, patientKey: PatientKey): ShownNews2 | null;
  /** Says that some score is another. */
  readonly changes: Observable<unknown>;
}
