import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import { messageOf } from '#domain/errors.ts';
import type { NoteDraft, StayNote } from '#domain/notes/note.ts';
import type { PatientKey } from '#domain/ward/whose.ts';
import { SURROUNDING } from '#renderer/history/alarmMoment.ts';
import type { Archive } from '#renderer/history/archive.ts';
import { emptyNoteBook, type NoteBook, type NoteBookEvent, reduceNoteBook, whoseNotes } from './noteBook.ts';

export const NO_STATION =
  'No station is there to keep it, and a note that is only here would be lost with this window.';

export interface NoteSources {
  readonly messages: Observable<StationMessage>;
  /** Whether the station is heard; begins with how it is. */
  readonly status: Observable<{ readonly state: 'connecting' | 'open' | 'lost' }>;
  /** Sends to the station; false: there is none. */
  readonly tell: (message: WindowMessage) => boolean;
  /** Makes an id that nobody else has. */
  readonly newId: () => string;
  /** Keeps what surrounds a note longest. */
  readonly archive: Pick<Archive, 'pin' | 'unpin'>;
}

/**
 * Notes and bookmarks as the station tells them, and those that are on their way to it. What was told stays when the station
 * is lost, and is asked for anew when it is back; what was sent and not confirmed is sent again then, under its number, so that
 * it is kept once.
 */
export class NoteStore {
  readonly book = new BehaviorSubject<NoteBook>(emptyNoteBook);
  readonly isStationHere = new BehaviorSubject(false);
  /** Why the surrounding of the last note that was told is not kept for longer, for people; '' when it is. */
  readonly pinTrouble = new BehaviorSubject('');
  readonly #sources: NoteSources;
  readonly #subscriptions = new Subscription();
  /** Whose are looked at here, by {@link whoseNotes}. */
  readonly #watched = new Map<string, readonly [bedKey: string, patientKey: PatientKey]>();

  constructor(sources: NoteSources) {
    this.#sources = sources;
    this.#subscriptions.add(sources.status.subscribe(({ state }) => this.isStationHere.next(state === 'open')));
    this.#subscriptions.add(sources.messages.subscribe((message) => this.#take(message)));
  }

  /** Asks for the notes on the past of whoever lay in a bed, now and whenever the station comes back. */
  watch(bedKey: string, patientKey: PatientKey): void {
    this.#watched.set(whoseNotes(bedKey, patientKey), [bedKey, patientKey]);
    this.#sources.tell({ type: 'askNotes', bedKey, patientKey });
  }

  /** Sends a note to the station; its id. It is kept when the book has it among those kept, and not before. */
  write(draft: Omit<NoteDraft, 'noteId'>): string {
    const note: NoteDraft = { ...draft, atMs: Math.round(draft.atMs), noteId: this.#sources.newId() };
    this.#do({ type: 'written', note });
    this.#sources.tell({ type: 'addNote', note });
    return note.noteId;
  }

  withdraw(noteId: string, actorId: string): void {
    this.#do({ type: 'withdrawn', noteId, actorId });
    this.#sources.tell({ type: 'withdrawNote', noteId, actorId });
  }

  /** Lets go of one that was refused. */
  drop(noteId: string): void {
    this.#do({ type: 'dropped', noteId });
  }

  dispose(): void {
    this.#subscriptions.unsubscribe();
  }

  #take(message: StationMessage): void {
    switch (message.type) {
      case 'hello':
        this.#sendAgain();
        return;
      case 'notes': {
        const { bedKey, patientKey, notes } = message;
        this.#do({ type: 'told', bedKey, patientKey, notes });
        for (const note of notes) void this.#pin(note);
        return;
      }
      case 'noted':
        this.#do({ type: 'noted', note: message.note });
        void this.#pin(message.note);
        return;
      case 'noteRefused':
        this.#do({ type: 'refused', noteId: message.noteId, reason: message.reason });
        return;
      default:
        return;
    }
  }

  /**
   * What surrounds a note goes last, as long as nobody withdraws it. Each window of a browser says so, when it is written and when its
   * stay is looked at, as the browser may not have been there before; it counts once.
   */
  async #pin({ noteId, bedKey, atMs, actorId, kind, withdrawn }: StayNote): Promise<void> {
    const { archive } = this.#sources;
    const span = { fromMs: atMs - SURROUNDING.beforeMs, untilMs: atMs + SURROUNDING.afterMs };
    try {
      if (withdrawn === null) await archive.pin({ id: `note ${noteId}`, bedKey, ...span, actorId, why: kind });
      else await archive.unpin(`note ${noteId}`);
      this.pinTrouble.next('');
    } catch (cause) {
      this.pinTrouble.next(`The waves around the last note are kept no longer than others: ${messageOf(cause)}`);
    }
  }

  /** A new session has heard nothing of what was asked and sent in the one before. */
  #sendAgain(): void {
    const { tell } = this.#sources;
    const { sent, withdrawals } = this.book.value;
    for (const [bedKey, patientKey] of this.#watched.values()) tell({ type: 'askNotes', bedKey, patientKey });
    for (const { note, refused } of sent.values()) if (refused === null) tell({ type: 'addNote', note });
    for (const [noteId, { actorId, refused }] of withdrawals) {
      if (refused === null) tell({ type: 'withdrawNote', noteId, actorId });
    }
  }

  #do(event: NoteBookEvent): void {
    const next = reduceNoteBook(this.book.value, event);
    if (next !== this.book.value) this.book.next(next);
  }
}
