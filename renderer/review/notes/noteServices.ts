import { createContext, useContext, useEffect, useMemo } from 'react';
import { BehaviorSubject } from 'rxjs';
import type { Person } from '#domain/ward/staff.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { emptyNoteBook, type NoteBook, type ShownNote, shownNotes, whoseNotes } from './noteBook.ts';
import type { NoteStore } from './notes.store.ts';

/** What notes need beside what is held. */
export interface NoteServices {
  readonly notes: NoteStore;
  /** Who is at this window; null: nobody has said, or whoever comes says so each time. */
  readonly person: Person | null;
  /** Who is at this window, asked where nobody has said; null: never mind. `title`: what for. */
  readonly who: (title: string) => Promise<Person | null>;
}

/** null: there are no notes here. */
export const NoteServicesContext = createContext<NoteServices | null>(null);

const noBook = new BehaviorSubject<NoteBook>(emptyNoteBook);
const noTrouble = new BehaviorSubject('');
const nobodyHere = new BehaviorSubject(false);

/** The notes of a stay, and whether these are all. */
export interface StayNotes {
  readonly notes: readonly ShownNote[];
  /** The station told them in this window's life: there are no others that it knew of then. */
  readonly isTold: boolean;
  readonly isStationHere: boolean;
  /** Why waves around a note are not kept for longer; '' when they are. */
  readonly pinTrouble: string;
}

/** What is known of the notes of a stay; asks for them. */
export function useNotes(stay: HeldStay): StayNotes {
  const services = useContext(NoteServicesContext);
  const store = services?.notes ?? null;
  const book = useSubject(store?.book ?? noBook, (value) => value);
  const isStationHere = useSubject(store?.isStationHere ?? nobodyHere, (value) => value);
  const pinTrouble = useSubject(store?.pinTrouble ?? noTrouble, (value) => value);
  const { bedKey, fromMs } = stay;
  const patientKey = patientKeyOf(stay);
  useEffect(() => store?.watch(bedKey, patientKey), [store, bedKey, patientKey]);
  const untilMs = stay.untilMs ?? Number.POSITIVE_INFINITY;
  return useMemo(
    () => ({
      notes: shownNotes(book, { bedKey, patientKey, fromMs, untilMs }),
      isTold: store === null || book.told.has(whoseNotes(bedKey, patientKey)),
      isStationHere,
      pinTrouble,
    }),
    [store, book, bedKey, patientKey, fromMs, untilMs, isStationHere, pinTrouble],
  );
}

/** Those that mark a moment: withdrawn ones do no longer. */
export function useFlags(stay: HeldStay): readonly ShownNote[] {
  const { notes } = useNotes(stay);
  return useMemo(() => notes.filter(({ withdrawn }) => withdrawn === null), [notes]);
}
