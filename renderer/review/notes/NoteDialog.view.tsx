import './notes.css';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { NoteDraft } from '#domain/notes/note.ts';
import type { Person } from '#domain/ward/staff.ts';
import { patientKeyOf } from '#domain/ward/whose.ts';
import type { HeldStay } from '#renderer/history/archive.ts';
import { momentText, patientText } from '#renderer/review/reviewTexts.ts';
import { useSubject } from '#renderer/shared/useSubject.ts';
import { NO_STATION, type NoteStore } from './notes.store.ts';
import { noteWords } from './noteTexts.ts';

/** More is no note any more. */
const LONGEST = 500;

/** What is being written. */
export interface Writing {
  readonly kind: NoteDraft['kind'];
  readonly stay: HeldStay;
  readonly atMs: number;
  readonly author: Person;
}

/**
 * Writes a note or sets a bookmark at a moment of a stay. Closes when the station has it on disk; what is refused stays here with its
 * reason, to be sent again. Closed before, it goes on by itself and stands in the list as not kept yet.
 */
export function NoteDialog({
  writing: { kind, stay, atMs, author },
  notes,
  onClose,
}: {
  writing: Writing;
  notes: NoteStore;
  onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const [text, setText] = useState('');
  const [sentId, setSentId] = useState<string | null>(null);
  const isStationHere = useSubject(notes.isStationHere, (value) => value);
  const sent = useSubject(notes.book, ({ sent: all }) => (sentId === null ? undefined : all.get(sentId)));
  const isKept = useSubject(notes.book, ({ kept }) => sentId !== null && kept.has(sentId));
  const isNobody = stay.patient === null;
  const isSending = sent !== undefined && sent.refused === null;
  const isReady = isStationHere && !isNobody && !isSending && (kind === 'bookmark' || text.trim() !== '');
  const latestClose = useRef(onClose);
  latestClose.current = onClose;
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  useEffect(() => {
    if (isKept) latestClose.current();
  }, [isKept]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    // One that was refused is not kept under its number: the next try has one of its own.
    if (sentId !== null) notes.drop(sentId);
    const { bedKey } = stay;
    const patientKey = patientKeyOf(stay);
    setSentId(notes.write({ kind, bedKey, patientKey, atMs, text: text.trim(), actorId: author.personId }));
  };
  const hindrance = isNobody
    ? 'Nobody is known to lie here then: a note is about a patient.'
    : isStationHere
      ? ''
      : NO_STATION;
  return (
    <dialog ref={dialog} className="note-dialog" aria-labelledby={titleId} onClose={onClose}>
      <h1 id={titleId}>
        {noteWords[kind]} at {momentText(atMs, true)}
      </h1>
      <p>
        {patientText(stay.patient)}, bed {stay.bedName} · by <strong>{author.displayName}</strong>
      </p>
      <form onSubmit={submit}>
        <textarea
          autoFocus
          value={text}
          maxLength={LONGEST}
          rows={3}
          readOnly={isSending}
          aria-label={kind === 'note' ? 'Note' : 'Words of the bookmark, if any'}
          placeholder={kind === 'note' ? 'e.g. turning the patient' : 'words, if any'}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey) submit(event);
          }}
        />
        <p className="note-state" role="status">
          {hindrance}
          {isSending &&
            (isStationHere ? 'Not kept yet: on its way to the station.' : ' It is sent again when it is back.')}
          {sent?.refused != null && <strong>NOT KEPT: {sent.refused}. The words are still here: try again.</strong>}
          {hindrance === '' && sent === undefined && 'The station keeps it, and every window shows it.'}
        </p>
        <div className="note-buttons">
          <button type="button" className="bar-button" onClick={onClose}>
            {isSending ? 'Close' : 'Cancel'} <kbd>Esc</kbd>
          </button>
          <button type="submit" className="bar-button" disabled={!isReady}>
            Keep <kbd>Enter</kbd>
          </button>
        </div>
      </form>
    </dialog>
  );
}
