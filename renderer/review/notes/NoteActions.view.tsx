import { useContext, useState } from 'react';
import { useNameOf } from '#renderer/review/people.ts';
import { momentText } from '#renderer/review/reviewTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import type { ShownNote } from './noteBook.ts';
import { type NoteServices, NoteServicesContext } from './noteServices.ts';
import { NO_STATION } from './notes.store.ts';

/** What can be done with a note: withdrawn by whoever wrote it, sent again or let go where it was refused. */
export function NoteActions({ shown }: { shown: ShownNote }) {
  const services = useContext(NoteServicesContext);
  return services === null ? null : <Actions shown={shown} services={services} />;
}

function Actions({ shown, services: { notes, person, who } }: { shown: ShownNote; services: NoteServices }) {
  const nameOf = useNameOf();
  const isStationHere = useSubject(notes.isStationHere, (value) => value);
  const [why, setWhy] = useState('');
  const { note, state, withdrawn, isBeingWithdrawn } = shown;
  if (state === 'refused') {
    return (
      <p className="note-buttons">
        <button type="button" className="bar-button" onClick={() => notes.drop(note.noteId)}>
          Let it go
        </button>
        <button
          type="button"
          className="bar-button"
          disabled={!isStationHere}
          onClick={() => {
            const { noteId, ...draft } = note;
            notes.drop(noteId);
            notes.write(draft);
          }}
        >
          Try again
        </button>
      </p>
    );
  }
  // Only one's own; where nobody has said who they are it is asked.
  const isOwn = person === null || person.personId === note.actorId;
  if (state !== 'kept' || withdrawn !== null || isBeingWithdrawn || !isOwn) return null;
  const withdraw = async () => {
    const by = await who(`Withdraw what ${nameOf(note.actorId)} wrote at ${momentText(note.atMs, true)}`);
    if (by === null) return;
    if (by.personId === note.actorId) notes.withdraw(note.noteId, by.personId);
    else setWhy(`${nameOf(note.actorId)} wrote it, and nobody else withdraws it.`);
  };
  return (
    <div className="note-buttons">
      {(why !== '' || !isStationHere) && <span role="status">{isStationHere ? why : NO_STATION}</span>}
      <button type="button" className="bar-button" disabled={!isStationHere} onClick={() => void withdraw()}>
        Withdraw it
      </button>
    </div>
  );
}
