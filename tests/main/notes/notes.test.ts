import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { NoteDraft } from '#domain/notes/note.ts';
import { systemDisk } from '#main/alarms/journalDisk.ts';
import { NoteRecord } from '#main/notes/noteRecord.ts';
import { runStation } from '#tests/main/runningStation.ts';

const note = (noteId: string, text = 'pause after the drug'): NoteDraft => ({
  noteId,
  bedKey: 'g/7',
  patientKey: 'salt.anna',
  atMs: 1_000,
  kind: 'note',
  text,
  actorId: 'dr.haas',
});
const added = (noteId: string, text?: string) => ({ type: 'added', note: note(noteId, text) }) as const;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'vigil-notes-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}
const fileIn = (data: string) => join(data, 'notes', 'notes.jsonl');

function open(data: string | undefined, disk = systemDisk): NoteRecord {
  const clock = { nowMs: () => 5_000, monotonicMs: () => 0 };
  const record = new NoteRecord({ folder: data, clock, log: () => {}, disk });
  onTestFinished(() => record.close());
  return record;
}

/** Writes notes and closes the record, as a station that ends. */
async function written(data: string, ...ids: string[]): Promise<void> {
  const record = open(data);
  for (const id of ids) expect(await record.append(added(id), 6_000)).toBe('');
  await record.close();
}

const keptIn = (record: NoteRecord) => [...record.notes.keys()];

describe('the record of notes', () => {
  it('holds what was written when the station starts again, and is for its user alone', async () => {
    const data = folder();
    await written(data, 'n1', 'n2');
    await written(data, 'n3');
    const record = open(data);
    expect(keptIn(record)).toEqual(['n1', 'n2', 'n3']);
    expect(record.notes.get('n1')).toEqual({ ...note('n1'), writtenMs: 6_000, withdrawn: null });
    expect(record.notices()).toEqual([]);
    expect(statSync(fileIn(data)).mode & 0o777).toBe(0o600);
  });

  it('has nothing of a patient but the key', async () => {
    const data = folder();
    await written(data, 'n1');
    const text = readFileSync(fileIn(data), 'utf8');
    expect(Object.keys(JSON.parse(text.split('\n')[1] as string).e.note).sort()).toEqual(
      ['actorId', 'atMs', 'bedKey', 'kind', 'noteId', 'patientKey', 'text'].sort(),
    );
  });

  it('after a power cut in the middle of a line has every note that was said to be kept, at whatever byte', async () => {
    const data = folder();
    await written(data, 'n1', 'n2');
    const whole = readFileSync(fileIn(data));
    const secondLine = whole.lastIndexOf('\n', whole.length - 2) + 1;
    for (let cut = secondLine + 1; cut < whole.length; cut += 7) {
      writeFileSync(fileIn(data), whole);
      truncateSync(fileIn(data), cut);
      const record = open(data);
      expect(keptIn(record)).toEqual(['n1']);
      expect(record.notices()[0]).toContain('middle of a line');
      expect(await record.append(added('n3'), 7_000)).toBe('');
      await record.close();
      const again = open(data);
      expect(keptIn(again)).toEqual(['n1', 'n3']);
      expect(again.notices()).toEqual([]);
      await again.close();
    }
  });

  it('shows no line that was changed, says so, and goes on behind it', async () => {
    const data = folder();
    await written(data, 'n1', 'n2', 'n3');
    const text = readFileSync(fileIn(data), 'utf8').split('\n');
    text[2] = (text[2] as string).replace('pause', 'PAUSE');
    writeFileSync(fileIn(data), text.join('\n'));
    const record = open(data);
    expect(keptIn(record)).toEqual(['n1', 'n3']);
    expect(record.notices()[0]).toContain('not what was written there');
    expect(await record.append(added('n4'), 7_000)).toBe('');
    await record.close();
    expect(keptIn(open(data))).toEqual(['n1', 'n3', 'n4']);
  });

  it('that another station writes is not written', async () => {
    const data = folder();
    open(data);
    expect(await open(data).append(added('n1'), 1)).toContain('another station');
  });

  it('of another version is not written over', async () => {
    const data = folder();
    await written(data, 'n1');
    const text = readFileSync(fileIn(data), 'utf8').replace('"schema":1', '"schema":9');
    writeFileSync(fileIn(data), text);
    const record = open(data);
    expect(record.notices()[0]).toContain('another version');
    expect(await record.append(added('n2'), 1)).toContain('another version');
    expect(readFileSync(fileIn(data), 'utf8')).toBe(text);
  });

  it('says that a full disk did not take a note, and takes the next one when there is room', async () => {
    const data = folder();
    let isFull = false;
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const disk: typeof systemDisk = {
      ...fs,
      open: async (...given) => {
        const file = await fs.open(...given);
        const datasync = file.datasync.bind(file);
        file.datasync = () => (isFull ? Promise.reject(full) : datasync());
        return file;
      },
    };
    const record = open(data, disk);
    expect(await record.append(added('n1'), 1)).toBe('');
    isFull = true;
    expect(await record.append(added('n2'), 2)).toContain('ENOSPC');
    isFull = false;
    expect(await record.append(added('n3'), 3)).toBe('');
    await record.close();
    expect(keptIn(open(data))).toEqual(['n1', 'n3']);
  });

  it('keeps nothing, and says so, where the station has no data folder', async () => {
    expect(await open(undefined).append(added('n1'), 1)).toContain('no data folder');
  });
});

describe('notes of a station', () => {
  it('are seen in every window within a second, and by a station that starts again', async () => {
    const data = folder();
    const { station, attach } = runStation([], {}, { dataFolder: data });
    const [one, two] = [attach().open(), attach().open()];
    one.send({ type: 'addNote', note: note('n1') });
    await expect.poll(() => two.all('noted').map(({ note: { noteId } }) => noteId), { timeout: 1000 }).toEqual(['n1']);
    expect(one.all('noted')).toHaveLength(1);
    two.send({ type: 'withdrawNote', noteId: 'n1', actorId: 'm.keller' });
    await expect.poll(() => one.all('noted').at(-1)?.note.withdrawn?.actorId, { timeout: 1000 }).toBe('m.keller');
    await station.close();

    const next = runStation([], {}, { dataFolder: data }).attach().open();
    next.send({ type: 'askNotes', bedKey: 'g/7', patientKey: 'salt.anna' });
    await expect
      .poll(() =>
        next
          .all('notes')
          .at(-1)
          ?.notes.map(({ text }) => text),
      )
      .toEqual(['pause after the drug']);
    next.send({ type: 'askNotes', bedKey: 'g/7', patientKey: 'salt.berta' });
    await expect.poll(() => next.all('notes').at(-1)?.notes).toEqual([]);
  });

  it('are kept once, however often a window that lost its link sends them', async () => {
    const { attach } = runStation([], {}, { dataFolder: folder() });
    const window = attach().open();
    for (let time = 0; time < 3; time++) window.send({ type: 'addNote', note: note('n1') });
    await expect.poll(() => window.all('noted').length).toBe(3);
    window.send({ type: 'askNotes', bedKey: 'g/7', patientKey: 'salt.anna' });
    await expect.poll(() => window.all('notes').at(-1)?.notes.length).toBe(1);
  });

  it('that can not be kept are refused to the window that wrote them, with the reason, and told to no other', async () => {
    const { attach } = runStation([]);
    const [one, two] = [attach().open(), attach().open()];
    one.send({ type: 'addNote', note: note('n1') });
    await expect.poll(() => one.all('noteRefused')[0]).toMatchObject({ noteId: 'n1', because: 'notWritten' });
    expect(one.all('noteRefused')[0]?.reason).toContain('no data folder');
    expect([...two.all('noted'), ...two.all('noteRefused')]).toEqual([]);
  });
});
