import { readNote } from '#bridge/windowNote.ts';
import type { NoteEvent } from '#domain/notes/note.ts';

/** What stands in the body of a line of the record; null: nothing that this version reads. */
export function readNoteEvent(body: string): { readonly event: NoteEvent; readonly atMs: number } | null {
  try {
    const { t: atMs, e } = JSON.parse(`${body}}`) as { readonly t?: unknown; readonly e?: Record<string, unknown> };
    if (typeof atMs !== 'number' || e === undefined) return null;
    if (e['type'] === 'added') {
      const note = readNote(e['note']);
      return note === null ? null : { atMs, event: { type: 'added', note } };
    }
    const { type, noteId, actorId } = e;
    if (type !== 'withdrawn' || typeof noteId !== 'string' || typeof actorId !== 'string') return null;
    return { atMs, event: { type, noteId, actorId } };
  } catch {
    return null;
  }
}
