import { describe, expect, it } from 'vitest';
import type { NoteDraft, StayNote } from '#domain/notes/note.ts';
import { shownNotes } from '#renderer/review/notes/noteBook.ts';
import { NoteStore } from '#renderer/review/notes/notes.store.ts';
import { TestArchive } from '#tests/renderer/review/testArchive.ts';
import { FakeStation } from '#tests/renderer/support/fakeWard.ts';

const AT_MS = 1_000_000;
const draft: Omit<NoteDraft, 'noteId'> = {
  bedKey: 'icu/01',
  patientKey: 'a',
  atMs: AT_MS,
  kind: 'note',
  text: 'turning the patient',
  actorId: 'mk',
};

function open() {
  const station = new FakeStation();
  const archive = new TestArchive();
  let ids = 0;
  const notes = new NoteStore({
    messages: station.messages,
    status: station.status,
    tell: (message) => station.tell(message),
    newId: () => `n${++ids}`,
    archive,
  });
  station.hello();
  const shown = (patientKey = 'a', fromMs = 0, untilMs = 2 * AT_MS) =>
    shownNotes(notes.book.value, { bedKey: 'icu/01', patientKey, fromMs, untilMs });
  const states = () => shown().map(({ state, reason }) => (reason === '' ? state : `${state}: ${reason}`));
  const lose = () => station.status.next({ ...station.status.value, state: 'lost' });
  const comeBack = () => {
    station.status.next({ ...station.status.value, state: 'open' });
    station.hello();
  };
  return { archive, station, notes, shown, states, lose, comeBack };
}

describe('notes in a window', () => {
  it('are kept when the station says so, and not before', () => {
    const { station, notes, states } = open();
    station.isPrompt = false;
    notes.write(draft);
    expect(states()).toEqual(['sending']);
    station.catchUp();
    expect(states()).toEqual(['kept']);
  });

  it('that the station could not write down stay with the reason, until whoever wrote them lets go', () => {
    const { station, notes, states } = open();
    station.noteTrouble = 'the disk is full';
    const id = notes.write(draft);
    expect(states()).toEqual(['refused: the disk is full']);
    notes.drop(id);
    expect(states()).toEqual([]);
  });

  it('that were under way when the station was lost are sent again when it is back, and kept once', () => {
    const { station, notes, states, lose, comeBack } = open();
    notes.watch('icu/01', 'a');
    station.isPrompt = false;
    notes.write(draft);
    lose();
    expect(states()).toEqual(['sending']);
    station.isPrompt = true;
    comeBack();
    expect(states()).toEqual(['kept']);
    station.catchUp(); // what the session before had heard after all
    expect(states()).toEqual(['kept']);
    expect(station.notes.size).toBe(1);
  });

  it('written while there is no station go as soon as there is one', () => {
    const { notes, states, lose, comeBack } = open();
    lose();
    notes.write(draft);
    expect(states()).toEqual(['sending']);
    comeBack();
    expect(states()).toEqual(['kept']);
  });

  it('stay visible when the station is lost', () => {
    const { notes, states, lose } = open();
    notes.write(draft);
    lose();
    expect(states()).toEqual(['kept']);
    expect(notes.isStationHere.value).toBe(false);
  });

  it('of another window are told to this one, also that they were withdrawn', () => {
    const { station, notes, shown } = open();
    notes.watch('icu/01', 'a');
    const note: StayNote = { ...draft, noteId: 'elsewhere', writtenMs: 5, withdrawn: null };
    station.messages.next({ type: 'noted', note });
    expect(shown()[0]?.note.text).toBe('turning the patient');
    station.messages.next({ type: 'noted', note: { ...note, withdrawn: { actorId: 'mk', atMs: 9 } } });
    expect(shown()[0]?.withdrawn).toEqual({ actorId: 'mk', atMs: 9 });
  });

  it('of one patient are never shown with another, nor in another stay of the same patient', () => {
    const { notes, shown } = open();
    notes.write(draft);
    expect(shown('a')).toHaveLength(1);
    expect(shown('b')).toHaveLength(0);
    expect(shown('a', AT_MS + 1)).toHaveLength(0);
  });

  it('mark a whole millisecond', () => {
    const { notes, shown } = open();
    notes.write({ ...draft, atMs: AT_MS + 0.4 });
    expect(shown()[0]?.note.atMs).toBe(AT_MS);
  });

  it('whose withdrawal was refused say why, and are still there', () => {
    const { station, notes, shown } = open();
    const id = notes.write(draft);
    station.noteTrouble = 'the disk is full';
    notes.withdraw(id, 'mk');
    expect(shown()).toMatchObject([{ withdrawn: null, reason: 'the disk is full' }]);
    station.noteTrouble = '';
    notes.withdraw(id, 'mk');
    expect(shown()[0]?.withdrawn?.actorId).toBe('mk');
  });

  it('that a station does not know any more, since it was started on another record, are not shown as kept', () => {
    const { station, notes, states, lose, comeBack } = open();
    notes.watch('icu/01', 'a');
    notes.write(draft);
    lose();
    station.notes = new Map();
    comeBack();
    expect(states()).toEqual([]);
  });

  it('have what surrounds them kept longest, until they are withdrawn', () => {
    const { archive, notes } = open();
    const id = notes.write(draft);
    expect([...archive.pinned]).toEqual([`note ${id}`]);
    notes.withdraw(id, 'mk');
    expect([...archive.pinned]).toEqual([]);
  });

  it('have it also in a browser that was not there when they were written or withdrawn, once their stay is looked at', () => {
    const { archive, notes } = open();
    const [id, gone] = [notes.write(draft), notes.write({ ...draft, atMs: AT_MS + 1 })];
    archive.pinned.clear();
    notes.watch('icu/01', 'a');
    expect([...archive.pinned]).toEqual([`note ${id}`, `note ${gone}`]);
    notes.withdraw(gone, 'mk');
    archive.pinned.add(`note ${gone}`);
    notes.watch('icu/01', 'a');
    expect([...archive.pinned]).toEqual([`note ${id}`]);
  });

  it('whose surrounding can’t be kept for longer are kept all the same, and say so', async () => {
    const { archive, notes, states } = open();
    archive.pin = async () => {
      throw new RangeError('1000 spans are pinned already');
    };
    notes.write(draft);
    await expect.poll(() => notes.pinTrouble.value).toContain('1000 spans are pinned already');
    expect(states()).toEqual(['kept']);
  });

  it('are known to be unknown until the station has told them', () => {
    const { notes } = open();
    expect(notes.book.value.told.size).toBe(0);
    notes.watch('icu/01', 'a');
    expect(notes.book.value.told.size).toBe(1);
  });
});
