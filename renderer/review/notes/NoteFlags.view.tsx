import './notes.css';
import type { CSSProperties } from 'react';
import { useNameOf } from '#renderer/review/people.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { momentText } from '#renderer/review/reviewTexts.ts';
import type { ShownNote } from './noteBook.ts';
import { flagText, noteWords } from './noteTexts.ts';

/** Where a flag stands. */
export interface FlagPlace extends Pick<CSSProperties, 'left' | 'top' | 'bottom'> {
  /** How far across, 0 to 1: near the right edge it hangs at the left of its moment. */
  readonly part: number;
}

const RIGHT_PART = 0.75;

/**
 * Flags of notes where their moments are drawn. With the pointer or the focus on it a flag says who wrote it and the first words; a
 * press moves the cursor there. `placeOf` null: it is not to be seen.
 */
export function NoteFlags({
  notes,
  placeOf,
}: {
  notes: readonly ShownNote[];
  placeOf: (atMs: number) => FlagPlace | null;
}) {
  const { do: act } = useReview();
  const nameOf = useNameOf();
  return notes.map((shown) => {
    const { noteId, atMs, kind } = shown.note;
    const place = placeOf(atMs);
    if (place === null) return null;
    const { part, ...style } = place;
    const words = flagText(shown, nameOf);
    return (
      <button
        key={noteId}
        type="button"
        className="note-flag"
        data-state={shown.state}
        data-side={part > RIGHT_PART ? 'left' : 'right'}
        style={style}
        aria-label={`${noteWords[kind]} ${momentText(atMs, true)}, ${words}`}
        onClick={(event) => {
          event.stopPropagation();
          act({ type: 'goTo', atMs });
        }}
      >
        <span aria-hidden="true">⚑</span>
        <span className="note-flag-words">{words}</span>
      </button>
    );
  });
}
