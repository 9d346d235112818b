import { momentText } from '#renderer/review/reviewTexts.ts';
import { timeOfDay } from '#renderer/shared/timeTexts.ts';
import type { ShownNote } from './noteBook.ts';

type NameOf = (actorId: string) => string;

export const noteWords: Readonly<Record<ShownNote['note']['kind'], string>> = { note: 'Note', bookmark: 'Bookmark' };

const FIRST_WORDS = 48;

/** What it says, in one line; a bookmark can say nothing. */
export function noteText({ note: { text, kind } }: ShownNote): string {
  return text.trim().replace(/\s+/g, ' ') || noteWords[kind];
}

/** `M. Keller: turning the patient`, as long as there is room on a flag; what is not kept says so first. */
export function flagText(shown: ShownNote, nameOf: NameOf): string {
  const text = noteText(shown);
  const words = text.length > FIRST_WORDS ? `${text.slice(0, FIRST_WORDS - 1)}…` : text;
  return `${shown.state === 'kept' ? '' : 'NOT KEPT · '}${nameOf(shown.note.actorId)}: ${words}`;
}

/** How it stands with a note: who wrote it when, and whether it is kept. */
export function stateText(shown: ShownNote, nameOf: NameOf, isStationHere: boolean): string {
  const { state, writtenMs, withdrawn, reason, isBeingWithdrawn } = shown;
  const by = `by ${nameOf(shown.note.actorId)}`;
  switch (state) {
    case 'sending':
      return isStationHere
        ? `${by} · not kept yet: on its way to the station`
        : `${by} · not kept yet: the station is lost, it is sent again when it is back`;
    case 'refused':
      return `${by} · NOT KEPT: ${reason}`;
    case 'kept': {
      const written = writtenMs === null ? '' : `, written ${momentText(writtenMs)}`;
      if (withdrawn !== null) {
        return `${by}${written} · withdrawn by ${nameOf(withdrawn.actorId)} ${timeOfDay(withdrawn.atMs)}`;
      }
      if (isBeingWithdrawn) return `${by}${written} · is being withdrawn`;
      return `${by}${written}${reason === '' ? '' : ` · not withdrawn: ${reason}`}`;
    }
  }
}
