import './eraseHistory.css';
import { type FormEvent, useState } from 'react';
import { typedPerson } from '#renderer/alarms/person.store.ts';
import { useServices, useValue } from './services.ts';

/** What has become of it. */
type Course =
  | { readonly at: 'closed' | 'asking' | 'underWay' | 'done' }
  | { readonly at: 'failed'; readonly reason: string };

/** Erases the history for good, once somebody has said who they are and why. Nothing is done by one click. */
export function EraseHistory() {
  const { eraseHistory, person } = useServices();
  const at = useValue(person.state);
  const [course, setCourse] = useState<Course>({ at: 'closed' });
  const [name, setName] = useState(at.person?.displayName ?? '');
  const [why, setWhy] = useState('');
  if (course.at === 'closed' || course.at === 'done') {
    return (
      <p className="erase">
        {course.at === 'done' && <strong role="status">The history is erased and begins anew. </strong>}
        <button type="button" className="bar-button" onClick={() => setCourse({ at: 'asking' })}>
          Erase the history…
        </button>
      </p>
    );
  }
  const typed = typedPerson(name);
  // Who chose themselves from the staff goes into the record by their id, others by the name they give.
  const actor = typed?.displayName === at.person?.displayName ? at.person : typed;
  const isReady = actor !== null && why.trim() !== '' && course.at !== 'underWay';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    setCourse({ at: 'underWay' });
    void eraseHistory(actor.personId, why.trim()).then((reason) =>
      setCourse(reason === '' ? { at: 'done' } : { at: 'failed', reason }),
    );
    setWhy('');
  };
  return (
    <form className="erase erase-form" onSubmit={submit}>
      <p>
        <strong>
          All waves, values and alarms of the last days that this station keeps for review will be gone for good
        </strong>
        , in every window, pinned spans too; nobody can bring them back. Live waves, alarms and the record of alarms go
        on. Who did it and why is recorded.
      </p>
      <label>
        Your name
        <input value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />
      </label>
      <label>
        Why
        <input
          value={why}
          maxLength={280}
          placeholder="e.g. this machine is given away"
          onChange={({ target }) => setWhy(target.value)}
        />
      </label>
      {course.at === 'failed' && <p role="alert">It was not erased: {course.reason}</p>}
      <div className="erase-buttons">
        <button type="button" className="bar-button" onClick={() => setCourse({ at: 'closed' })}>
          Keep it
        </button>
        <button type="submit" className="bar-button erase-now" disabled={!isReady}>
          {course.at === 'underWay' ? 'Erasing…' : 'Erase for good'}
        </button>
      </div>
    </form>
  );
}
