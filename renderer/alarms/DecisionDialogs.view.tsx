import './decisionDialogs.css';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { offReasons } from '#domain/alarms/activation.ts';
import type { Person } from '#domain/ward/staff.ts';
import { useAlarmServices, useValueOf } from './alarmServices.ts';
import type { PersonAnswer } from './decisions.ts';
import { reasonTexts } from './off/offTexts.ts';
import { typedPerson } from './person.store.ts';

/** Asks what a decision still lacks: who decides, to whom it goes, which words, why. Escape: never mind. */
export function DecisionDialogs() {
  const { decisions } = useAlarmServices();
  const question = useValueOf(decisions.question);
  switch (question?.of) {
    case undefined:
      return null;
    case 'person':
      return <PersonDialog title={question.title} />;
    case 'recipient':
      return <RecipientDialog title={question.title} actor={question.actor} />;
    case 'note':
      return <NoteDialog title={question.title} />;
    case 'reason':
      return <ReasonDialog title={question.title} />;
  }
}

function PersonDialog({ title }: { title: string }) {
  const { decisions, person } = useAlarmServices();
  const [asksEachTime, setAsks] = useState(person.state.value.asksEachTime);
  const choose = (chosen: Person) => {
    const answer: PersonAnswer = { person: chosen, asksEachTime };
    decisions.answer(answer);
  };
  return (
    <QuestionDialog heading="Who is at this screen?" about={title}>
      <People onChoose={choose} />
      <label className="question-option">
        <input type="checkbox" checked={asksEachTime} onChange={({ target }) => setAsks(target.checked)} />
        Many share this screen: ask each time
      </label>
    </QuestionDialog>
  );
}

function RecipientDialog({ title, actor }: { title: string; actor: Person }) {
  const { decisions } = useAlarmServices();
  return (
    <QuestionDialog heading="Hand on to whom?" about={title}>
      <People without={actor} onChoose={(chosen) => decisions.answer(chosen)} />
    </QuestionDialog>
  );
}

function NoteDialog({ title }: { title: string }) {
  const { decisions } = useAlarmServices();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') decisions.answer(text.trim());
  };
  return (
    <QuestionDialog heading="Note" about={title}>
      <form className="question-typed" onSubmit={submit}>
        <input
          // biome-ignore lint/a11y/noAutofocus: whoever asked for a note is about to type it
          autoFocus
          value={text}
          maxLength={280}
          aria-label="Note"
          placeholder="e.g. turning the patient"
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="bar-button" disabled={text.trim() === ''}>
          Keep <kbd>Enter</kbd>
        </button>
      </form>
    </QuestionDialog>
  );
}

/** Why something is paused or turned off: one key or click. */
function ReasonDialog({ title }: { title: string }) {
  const { decisions } = useAlarmServices();
  const list = useRef<HTMLDivElement>(null);
  useDigits((index) => {
    const reason = offReasons[index];
    if (reason !== undefined) decisions.answer(reason);
  });
  useEffect(() => list.current?.querySelector('button')?.focus(), []);
  return (
    <QuestionDialog heading="Why?" about={title}>
      <div ref={list} className="question-people question-reasons">
        {offReasons.map((reason, index) => (
          <button key={reason} type="button" onClick={() => decisions.answer(reason)}>
            <kbd>{index + 1}</kbd>
            <strong>{reasonTexts[reason]}</strong>
          </button>
        ))}
      </div>
    </QuestionDialog>
  );
}

/** Keys 1 to 9. */
const MOST_DIGITS = 9;

/**
 * Keys 1 to 9 as short ways, `press` is told 0 to 8, wherever the focus is while the dialog is open: a click beside its
 * buttons leaves it on the dialog itself. Not while somebody types a name or a note, where digits are digits.
 */
function useDigits(press: (index: number) => void): void {
  const latest = useRef(press);
  latest.current = press;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target, ctrlKey, altKey, metaKey } = event;
      const isTyped = target instanceof HTMLInputElement && target.type !== 'checkbox';
      if (!/^[1-9]$/.test(key) || isTyped || ctrlKey || altKey || metaKey || event.repeat) return;
      event.preventDefault();
      latest.current(Number(key) - 1);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

const roleWords: Readonly<Record<Person['role'], string>> = {
  nurse: 'nurse',
  charge: 'charge nurse',
  physician: 'physician',
};

/** The staff, a key each for the first nine, and a name to type for anybody else. */
function People({ without, onChoose }: { without?: Person; onChoose: (person: Person) => void }) {
  const { alarms } = useAlarmServices();
  const staff = useValueOf(alarms.staff).filter(({ personId }) => personId !== without?.personId);
  const [typed, setTyped] = useState('');
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => root.current?.querySelector<HTMLElement>('button, input')?.focus(), []);
  useDigits((index) => {
    const person = staff[index];
    if (person !== undefined) onChoose(person);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const person = typedPerson(typed);
    if (person !== null) onChoose(person);
  };
  return (
    <div ref={root}>
      <div className="question-people">
        {staff.map((person, index) => (
          <button key={person.personId} type="button" onClick={() => onChoose(person)}>
            {index < MOST_DIGITS && <kbd>{index + 1}</kbd>}
            <strong>{person.displayName}</strong>
            <span>{roleWords[person.role]}</span>
          </button>
        ))}
      </div>
      <form className="question-typed" onSubmit={submit}>
        <input
          value={typed}
          maxLength={60}
          aria-label="Another name"
          placeholder={staff.length === 0 ? 'name' : 'another name'}
          onChange={({ target }) => setTyped(target.value)}
        />
        <button type="submit" className="bar-button" disabled={typedPerson(typed) === null}>
          OK
        </button>
      </form>
    </div>
  );
}

function QuestionDialog({ heading, about, children }: { heading: string; about: string; children: ReactNode }) {
  const { decisions } = useAlarmServices();
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      className="question"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        decisions.answer(null);
      }}
    >
      <h1 id={titleId}>{heading}</h1>
      {about !== '' && <p>{about}</p>}
      {children}
      <div className="question-foot">
        <button type="button" className="bar-button" onClick={() => decisions.answer(null)}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
    </dialog>
  );
}
