import type { PatientKey } from '#domain/ward/whose.ts';

/** What somebody marks in the past of a patient: a moment, with or without words. */
export interface NoteDraft {
  /** Made by the window, unique for ever: the same note again has no further effect. */
  readonly noteId: string;
  /** The bed and whoever lay in it then; it is shown with nobody else's past (DECISIONS, 53). */
  readonly bedKey: string;
  readonly patientKey: PatientKey;
  /** The moment that is marked, gateway's clock, as of samples and values. */
  readonly atMs: number;
  readonly kind: 'bookmark' | 'note';
  /** '' for a bookmark without words; never for a note. */
  readonly text: string;
  readonly actorId: string;
}

/** A note as the station keeps it. Nothing of it is ever changed; it may be withdrawn, and then both are told. */
export interface StayNote extends NoteDraft {
  /** Station's clock. */
  readonly writtenMs: number;
  readonly withdrawn: { readonly actorId: string; readonly atMs: number } | null;
}

/** What happens to notes: a line of their record. */
export type NoteEvent =
  | { readonly type: 'added'; readonly note: NoteDraft }
  | { readonly type: 'withdrawn'; readonly noteId: string; readonly actorId: string };

/** Why a note was not taken. */
export type NoteRefusal =
  | 'notWritten' // the station can't write it down
  | 'idTaken' // another note has this id
  | 'unknownNote' // there is none to withdraw
  | 'tooMany'; // more than a record of notes is made for

/** By id, in the order in which they were written. */
export type Notes = ReadonlyMap<string, StayNote>;

export const noNotes: Notes = new Map();

/** A hundred a day for three years; a faulty window must not fill a disk. */
export const MOST_NOTES = 100_000;

/** The notes after an event. `state` is the same object where nothing is new: what was said before is said again. */
export function reduceNotes(
  state: Notes,
  event: NoteEvent,
  nowMs: number,
): { readonly state: Notes; readonly refusal: NoteRefusal | null } {
  switch (event.type) {
    case 'added': {
      const held = state.get(event.note.noteId);
      if (held !== undefined) return { state, refusal: saysTheSame(held, event.note) ? null : 'idTaken' };
      if (state.size >= MOST_NOTES) return { state, refusal: 'tooMany' };
      const note: StayNote = { ...event.note, writtenMs: nowMs, withdrawn: null };
      return { state: new Map(state).set(note.noteId, note), refusal: null };
    }
    case 'withdrawn': {
      const held = state.get(event.noteId);
      if (held === undefined) return { state, refusal: 'unknownNote' };
      if (held.withdrawn !== null) return { state, refusal: null };
      const withdrawn = { actorId: event.actorId, atMs: nowMs };
      return { state: new Map(state).set(held.noteId, { ...held, withdrawn }), refusal: null };
    }
  }
}

/** Notes on the past of whoever lay in a bed, the earliest moment first; withdrawn ones too. */
export function notesOf(notes: Iterable<StayNote>, bedKey: string, patientKey: PatientKey): readonly StayNote[] {
  return [...notes]
    .filter((note) => note.bedKey === bedKey && note.patientKey === patientKey)
    .sort((a, b) => a.atMs - b.atMs || a.writtenMs - b.writtenMs);
}

function saysTheSame(a: NoteDraft, b: NoteDraft): boolean {
  return (
    a.bedKey === b.bedKey &&
    a.patientKey === b.patientKey &&
    a.atMs === b.atMs &&
    a.kind === b.kind &&
    a.text === b.text &&
    a.actorId === b.actorId
  );
}
