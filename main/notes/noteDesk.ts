import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import {
  type NoteEvent,
  type NoteRefusal,
  type Notes,
  notesOf,
  reduceNotes,
  type StayNote,
} from '#domain/notes/note.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { NoteRecord } from './noteRecord.ts';

/** The window that says something, to be answered. */
export interface NoteWindow {
  tell(message: StationMessage): void;
}

/** What a window says of notes. */
export type NoteMessage = Extract<WindowMessage, { readonly type: 'askNotes' | 'addNote' | 'withdrawNote' }>;

const noteMessages: Readonly<Record<NoteMessage['type'], true>> = { askNotes: true, addNote: true, withdrawNote: true };

export function isNoteMessage(message: WindowMessage): message is NoteMessage {
  return Object.hasOwn(noteMessages, message.type);
}

/** So many notes of a window may wait for the disk at once; of more each is refused. */
const MOST_WAITING = 100;

const refusals: Readonly<Record<NoteRefusal, string>> = {
  notWritten: 'the station could not write it down',
  idTaken: 'another note has its number: close it and write it anew',
  unknownNote: 'the station does not know this note',
  tooMany: 'the record of notes is full: tell the engineer',
};

/**
 * The station's notes on the past of patients: one truth for all windows. A note is told when it is on disk, to every window at
 * once, and not before: a window that shows it as kept will find it after any crash.
 */
export class NoteDesk {
  readonly #record: NoteRecord;
  readonly #clock: Clock;
  readonly #tellAll: (message: StationMessage) => void;
  #notes: Notes;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly record: NoteRecord;
    readonly clock: Clock;
    readonly tellAll: (message: StationMessage) => void;
  }) {
    this.#record = options.record;
    this.#clock = options.clock;
    this.#tellAll = options.tellAll;
    this.#notes = options.record.notes;
  }

  heard(message: NoteMessage, window: NoteWindow): void {
    switch (message.type) {
      case 'askNotes': {
        const { bedKey, patientKey } = message;
        window.tell({ type: 'notes', bedKey, patientKey, notes: notesOf(this.#notes.values(), bedKey, patientKey) });
        break;
      }
      case 'addNote':
        this.#take({ type: 'added', note: message.note }, message.note.noteId, window);
        break;
      case 'withdrawNote':
        this.#take({ type: 'withdrawn', noteId: message.noteId, actorId: message.actorId }, message.noteId, window);
        break;
    }
  }

  /** Ends when all that was heard is on disk, or refused. */
  async close(): Promise<void> {
    await this.#last;
    await this.#record.close();
  }

  #take(event: NoteEvent, noteId: string, window: NoteWindow): void {
    if (this.#waiting >= MOST_WAITING) {
      refuse(window, noteId, 'notWritten', 'too many notes wait for the disk');
      return;
    }
    this.#waiting++;
    // One after the other: what the second means depends on whether the first could be written.
    this.#last = this.#last.then(() => this.#write(event, noteId, window)).finally(() => this.#waiting--);
  }

  async #write(event: NoteEvent, noteId: string, window: NoteWindow): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const { state, refusal } = reduceNotes(this.#notes, event, nowMs);
    if (refusal !== null) {
      refuse(window, noteId, refusal, refusals[refusal]);
      return;
    }
    if (state !== this.#notes) {
      const why = await this.#record.append(event, nowMs);
      if (why !== '') {
        refuse(window, noteId, 'notWritten', why);
        return;
      }
      this.#notes = state;
    }
    this.#tellAll({ type: 'noted', note: state.get(noteId) as StayNote });
  }
}

function refuse(window: NoteWindow, noteId: string, because: NoteRefusal, reason: string): void {
  window.tell({ type: 'noteRefused', noteId, because, reason });
}
