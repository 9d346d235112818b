import { useContext, useEffect, useRef, useState } from 'react';
import type { NoteDraft } from '#domain/notes/note.ts';
import { useReview } from '#renderer/review/reviewServices.ts';
import { momentText, patientText } from '#renderer/review/reviewTexts.ts';
import { NoteDialog, type Writing } from './NoteDialog.view.tsx';
import { type NoteServices, NoteServicesContext } from './noteServices.ts';
import { noteWords } from './noteTexts.ts';

const kinds: readonly { readonly kind: NoteDraft['kind']; readonly key: string }[] = [
  { kind: 'note', key: 'N' },
  { kind: 'bookmark', key: 'B' },
];

/** Notes and bookmarks at the cursor, by button or key; not there where there are none. */
export function NoteButtons() {
  const services = useContext(NoteServicesContext);
  return services === null ? null : <Buttons services={services} />;
}

function Buttons({ services: { notes, who } }: { services: NoteServices }) {
  const { place } = useReview();
  const [writing, setWriting] = useState<Writing | null>(null);
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  const begin = async (kind: NoteDraft['kind']) => {
    // The moment is that of the key: the cursor may go on while it is asked who is here.
    const { stay, cursorMs } = place.value;
    const atMs = Math.round(cursorMs);
    const title = `${noteWords[kind]} on ${patientText(stay.patient)}, ${momentText(atMs, true)}`;
    const author = await who(title);
    if (author !== null && isHere.current) setWriting({ kind, stay, atMs, author });
  };
  return (
    <span className="review-choice">
      {kinds.map(({ kind, key }) => (
        <button
          key={kind}
          type="button"
          className="bar-button"
          data-note={kind}
          aria-label={`${noteWords[kind]} at the cursor (${key})`}
          onClick={() => void begin(kind)}
        >
          {noteWords[kind]} <kbd>{key}</kbd>
        </button>
      ))}
      {writing !== null && <NoteDialog writing={writing} notes={notes} onClose={() => setWriting(null)} />}
    </span>
  );
}
