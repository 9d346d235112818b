import { createContext } from 'react';
import type { BehaviorSubject } from 'rxjs';
import type { Person } from '#domain/ward/staff.ts';
import type { ExportDesk } from './exportDesk.ts';

/** What an export needs beside what is held. */
export interface ExportServices {
  readonly desk: Pick<ExportDesk, 'isStationHere' | 'record'>;
  readonly stationName: string;
  /** Who works here. */
  readonly staff: BehaviorSubject<readonly Person[]>;
  /** Who is at this window; null: nobody has said. */
  readonly person: Person | null;
}

/** null: nothing can be exported here. */
export const ExportServicesContext = createContext<ExportServices | null>(null);
