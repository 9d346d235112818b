import { describe, expect, it } from 'vitest';
import { type NoteDraft, noNotes, notesOf, reduceNotes } from '#domain/notes/note.ts';

const draft: NoteDraft = {
  noteId: 'n1',
  bedKey: 'g/7',
  patientKey: 'salt.anna',
  atMs: 1_000,
  kind: 'note',
  text: 'pause after the drug',
  actorId: 'dr.haas',
};
const one = reduceNotes(noNotes, { type: 'added', note: draft }, 5_000).state;

describe('a note', () => {
  it('is kept with who wrote it and when', () => {
    expect([...one.values()]).toEqual([{ ...draft, writtenMs: 5_000, withdrawn: null }]);
  });

  it('that is sent again after a lost link is kept once, with its first time', () => {
    expect(reduceNotes(one, { type: 'added', note: draft }, 9_000)).toEqual({ state: one, refusal: null });
  });

  it('never takes the place of another', () => {
    const other = { ...draft, text: 'another' };
    expect(reduceNotes(one, { type: 'added', note: other }, 9_000)).toEqual({ state: one, refusal: 'idTaken' });
  });

  it('is withdrawn, not erased: its words, and who withdrew it, stay', () => {
    const withdrawn = { type: 'withdrawn', noteId: 'n1', actorId: 'm.keller' } as const;
    const { state } = reduceNotes(one, withdrawn, 8_000);
    expect(state.get('n1')).toEqual({ ...draft, writtenMs: 5_000, withdrawn: { actorId: 'm.keller', atMs: 8_000 } });
    expect(reduceNotes(state, { ...withdrawn, actorId: 'somebody' }, 9_000).state).toBe(state);
  });

  it('that nobody knows cannot be withdrawn', () => {
    expect(reduceNotes(noNotes, { type: 'withdrawn', noteId: 'n1', actorId: 'x' }, 1).refusal).toBe('unknownNote');
  });
});

describe('notes of a stay', () => {
  it('are those of one patient in one bed, the earliest moment first', () => {
    const added = [
      { ...draft, noteId: 'late', atMs: 9_000 },
      draft,
      { ...draft, noteId: 'other patient', patientKey: 'salt.berta' },
      { ...draft, noteId: 'other bed', bedKey: 'g/8' },
    ].reduce((state, note) => reduceNotes(state, { type: 'added', note }, 1).state, noNotes);
    expect(notesOf(added.values(), 'g/7', 'salt.anna').map(({ noteId }) => noteId)).toEqual(['n1', 'late']);
  });
});
