import type { NoteDraft } from '#domain/notes/note.ts';
import { isKey, isName, isRecord, isText, isWhole } from './windowValues.ts';

/** Reads a note of a window; null: it is none. */
export function readNote(value: unknown): NoteDraft | null {
  if (!isRecord(value)) return null;
  const { noteId, bedKey, patientKey, atMs, kind, text, actorId } = value;
  if (!isName(noteId) || !isKey(bedKey) || !isText(patientKey) || !isWhole(atMs) || !isName(actorId)) return null;
  if (!isText(text) || (kind !== 'bookmark' && kind !== 'note')) return null;
  if (kind === 'note' && text.trim() === '') return null;
  return { noteId, bedKey, patientKey, atMs, kind, text, actorId };
}
