import { type NoteDraft, notesOf, type StayNote } from '#domain/notes/note.ts';
import type { PatientKey } from '#domain/ward/whose.ts';

/** What this window has sent and the station has not said to have on disk. */
export interface SentNote {
  readonly note: NoteDraft;
  /** Why the station did not take it, for people; null: it has not answered. */
  readonly refused: string | null;
}

/** A note of this window's person that is to be withdrawn. */
export interface SentWithdrawal {
  readonly actorId: string;
  readonly refused: string | null;
}

/** What a window knows of notes. */
export interface NoteBook {
  /** Whose notes the station has told, {@link whoseNotes}: of others there may be any number. */
  readonly told: ReadonlySet<string>;
  readonly kept: ReadonlyMap<string, StayNote>;
  readonly sent: ReadonlyMap<string, SentNote>;
  readonly withdrawals: ReadonlyMap<string, SentWithdrawal>;
}

export const emptyNoteBook: NoteBook = { told: new Set(), kept: new Map(), sent: new Map(), withdrawals: new Map() };

export type NoteBookEvent =
  /** The station told all notes on the past of whoever lay in a bed. */
  | {
      readonly type: 'told';
      readonly bedKey: string;
      readonly patientKey: PatientKey;
      readonly notes: readonly StayNote[];
    }
  /** One is on disk: new, or withdrawn. */
  | { readonly type: 'noted'; readonly note: StayNote }
  | { readonly type: 'refused'; readonly noteId: string; readonly reason: string }
  /** Somebody wrote one here. */
  | { readonly type: 'written'; readonly note: NoteDraft }
  /** Somebody withdraws one here. */
  | { readonly type: 'withdrawn'; readonly noteId: string; readonly actorId: string }
  /** Whoever wrote one that was refused lets go of it. */
  | { readonly type: 'dropped'; readonly noteId: string };

/** One word for a bed and a patient. */
export function whoseNotes(bedKey: string, patientKey: PatientKey): string {
  return JSON.stringify([bedKey, patientKey]);
}

/** What is known after an event. Only the station's word makes a note a kept one. */
export function reduceNoteBook(book: NoteBook, event: NoteBookEvent): NoteBook {
  switch (event.type) {
    case 'told': {
      const before = new Set(notesOf(book.kept.values(), event.bedKey, event.patientKey).map(({ noteId }) => noteId));
      const kept = new Map([...book.kept].filter(([noteId]) => !before.has(noteId)));
      const told = new Set(book.told).add(whoseNotes(event.bedKey, event.patientKey));
      return event.notes.reduce(withKept, { ...book, told, kept });
    }
    case 'noted':
      return withKept(book, event.note);
    case 'refused': {
      const { noteId, reason } = event;
      const [sent, withdrawal] = [book.sent.get(noteId), book.withdrawals.get(noteId)];
      if (sent !== undefined) return { ...book, sent: new Map(book.sent).set(noteId, { ...sent, refused: reason }) };
      if (withdrawal === undefined) return book;
      return { ...book, withdrawals: new Map(book.withdrawals).set(noteId, { ...withdrawal, refused: reason }) };
    }
    case 'written':
      return { ...book, sent: new Map(book.sent).set(event.note.noteId, { note: event.note, refused: null }) };
    case 'withdrawn': {
      const { noteId, actorId } = event;
      if (!book.kept.has(noteId)) return book;
      return { ...book, withdrawals: new Map(book.withdrawals).set(noteId, { actorId, refused: null }) };
    }
    case 'dropped':
      return { ...book, sent: without(book.sent, event.noteId) };
  }
}

function withKept(book: NoteBook, note: StayNote): NoteBook {
  return {
    ...book,
    kept: new Map(book.kept).set(note.noteId, note),
    sent: without(book.sent, note.noteId),
    withdrawals: note.withdrawn === null ? book.withdrawals : without(book.withdrawals, note.noteId),
  };
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  if (!map.has(key)) return map;
  const left = new Map(map);
  left.delete(key);
  return left;
}

/** A note as it is shown. */
export interface ShownNote {
  readonly note: NoteDraft;
  /** `kept`: on the station's disk. `sending`: not yet. `refused`: it will not be, as it stands. */
  readonly state: 'kept' | 'sending' | 'refused';
  /** When it was written, station's clock; null: it is not kept. */
  readonly writtenMs: number | null;
  readonly withdrawn: StayNote['withdrawn'];
  /** Somebody has asked for it to be withdrawn, and it is not yet. */
  readonly isBeingWithdrawn: boolean;
  /** Why it, or its withdrawal, was refused, for people; '' otherwise. */
  readonly reason: string;
}

/**
 * Notes on the past of whoever lay in a bed, as far as their moment is in [fromMs, untilMs]: nobody's note is shown in another
 * stay. The earliest first; withdrawn ones too.
 */
export function shownNotes(
  book: NoteBook,
  { bedKey, patientKey, fromMs, untilMs }: Pick<NoteDraft, 'bedKey' | 'patientKey'> & ShownSpan,
): readonly ShownNote[] {
  const kept = [...book.kept.values()].map((note): ShownNote => {
    const withdrawal = book.withdrawals.get(note.noteId);
    return {
      note,
      state: 'kept',
      writtenMs: note.writtenMs,
      withdrawn: note.withdrawn,
      isBeingWithdrawn: withdrawal !== undefined && withdrawal.refused === null,
      reason: withdrawal?.refused ?? '',
    };
  });
  const sent = [...book.sent.values()].map(({ note, refused }): ShownNote => {
    const state = refused === null ? 'sending' : 'refused';
    return { note, state, writtenMs: null, withdrawn: null, isBeingWithdrawn: false, reason: refused ?? '' };
  });
  return [...kept, ...sent]
    .filter(({ note }) => note.bedKey === bedKey && note.patientKey === patientKey)
    .filter(({ note }) => note.atMs >= fromMs && note.atMs <= untilMs)
    .sort((a, b) => a.note.atMs - b.note.atMs);
}

interface ShownSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}
