import { mkdirSync, readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '#domain/errors.ts';
import { type NoteEvent, type Notes, noNotes, reduceNotes } from '#domain/notes/note.ts';
import type { Clock } from '#domain/time/clock.ts';
import { Chain } from '#main/alarms/chain.ts';
import { lockFolder } from '#main/alarms/folderLock.ts';
import { type JournalDisk, systemDisk } from '#main/alarms/journalDisk.ts';
import { addLine, headerBody, NO_HASH } from '#main/alarms/journalLine.ts';
import { journalLines } from '#main/alarms/journalLines.ts';
import { syncFolder } from '#main/alarms/syncFolder.ts';
import { TextBytes } from '#main/alarms/textBytes.ts';
import { writeFully } from '#main/alarms/writeFully.ts';
import type { Host } from '#main/hosts/host.ts';
import { readNoteEvent } from './readNoteEvent.ts';

/** Where a record goes on. */
interface Place {
  /** Of the last line. */
  readonly hash: string;
  readonly number: number;
  /** Up to the last whole line; 0: there is no file. */
  readonly bytes: number;
}

const EMPTY: Place = { hash: NO_HASH, number: 0, bytes: 0 };

export interface NoteRecordOptions {
  /** The station's data folder; the record has one of its own in it. undefined: nothing can be kept. */
  readonly folder: string | undefined;
  readonly clock: Clock;
  readonly log: Host['log'];
  readonly disk?: JournalDisk;
}

/**
 * The record of notes: one file of lines, each sealed with the hash of the one before, as in the record of alarms
 * (main/alarms/chain.ts). A line is durable (fdatasync) before its note is told to anybody. What can't be written is refused, and
 * not kept for later: the person who wrote it is still there and is told. Never throws for what the disk does.
 */
export class NoteRecord {
  readonly #path: string | null;
  readonly #folder: string | null;
  readonly #disk: JournalDisk;
  readonly #clock: Clock;
  readonly #notices: string[] = [];
  readonly #lines = new TextBytes();
  #place = EMPTY;
  #file: FileHandle | null = null;
  #isOurs = false;
  #release: () => void = () => {};
  #writing: Promise<unknown> = Promise.resolve();
  #isClosed = false;
  /** Why nothing may be written over what is there; '' : nothing forbids it. */
  #forbidden = '';
  /** As the file had them at the start. */
  readonly notes: Notes;

  constructor({ folder, clock, log, disk = systemDisk }: NoteRecordOptions) {
    this.#clock = clock;
    this.#disk = disk;
    this.#folder = folder === undefined ? null : join(folder, 'notes');
    this.#path = this.#folder === null ? null : join(this.#folder, 'notes.jsonl');
    this.notes = this.#restore();
    this.#claim();
    for (const notice of this.#notices) log('warn', notice);
  }

  /** What people are to know: damaged, torn, not written. */
  notices(): readonly string[] {
    return this.#notices;
  }

  /** Makes what happened durable. Answers '' when it is, else why not, for people; one after the other. */
  append(event: NoteEvent, atMs: number): Promise<string> {
    const written = this.#writing.then(() => this.#write(event, atMs));
    this.#writing = written;
    return written;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    await this.#file?.close().catch(() => {});
    this.#file = null;
    this.#release();
    this.#release = () => {};
  }

  async #write(event: NoteEvent, atMs: number): Promise<string> {
    if (this.#isClosed) return 'the station is closing';
    if (this.#path === null) return 'this station has no data folder to keep it in';
    const refused = this.#forbidden || this.#claim();
    if (refused !== '') return refused;
    const lines = this.#lines;
    lines.clear();
    let { hash } = this.#place;
    if (this.#place.bytes === 0) hash = addLine(lines, [headerBody(1, this.#clock.nowMs(), NO_HASH)], hash);
    const number = this.#place.number + 1;
    hash = addLine(lines, [`{"n":${number},"t":${atMs},"e":${JSON.stringify(event)}`], hash);
    const bytes = lines.from(0);
    try {
      const file = await this.#open(this.#path);
      await writeFully(file, bytes, this.#place.bytes);
      await file.datasync();
      if (this.#place.bytes === 0 && this.#folder !== null) await syncFolder(this.#disk, this.#folder);
    } catch (error) {
      // What it left behind the last durable byte is cut off when the file is opened next.
      await this.#file?.close().catch(() => {});
      this.#file = null;
      return `the station's disk did not take it (${codeOf(error)})`;
    }
    this.#place = { hash, number, bytes: this.#place.bytes + bytes.length };
    return '';
  }

  async #open(path: string): Promise<FileHandle> {
    if (this.#file !== null) return this.#file;
    const { bytes } = this.#place;
    const file = await this.#disk.open(path, bytes > 0 ? 'r+' : 'w', 0o600);
    this.#file = file;
    await file.truncate(bytes);
    return file;
  }

  /** Makes the folder this station's own; '' when it is, else why not. */
  #claim(): string {
    if (this.#isOurs || this.#folder === null) return '';
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const lock = lockFolder(this.#folder);
      if (lock.state === 'taken') return `another station that runs has ${this.#folder}`;
      this.#release = lock.release;
      this.#isOurs = true;
      return '';
    } catch (error) {
      return `${this.#folder} can't be written (${codeOf(error)})`;
    }
  }

  /** A record that is there and can't be read is not written over. */
  #forbid(why: string): void {
    this.#forbidden = why;
    this.#notices.push(`No note can be read or kept: ${why}.`);
  }

  #restore(): Notes {
    if (this.#path === null) return noNotes;
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.#path);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT')
        this.#forbid(`the record of notes in ${this.#path} can't be read (${codeOf(error)})`);
      return noNotes;
    }
    const chain = new Chain();
    let notes = noNotes;
    let faults = 0;
    let number = 0;
    for (const { text, line, startByte, isLast, isWhole } of journalLines(bytes)) {
      if (isLast && (!isWhole || (line > 1 && chain.wouldFail(text)))) {
        this.#notices.push(
          `The record of notes in ${this.#path} ended in the middle of a line; ${bytes.length - startByte} bytes were cut off. No note was told to be kept that was in them.`,
        );
        break;
      }
      if (line === 1) {
        const { fault } = chain.header(text, 1);
        if (fault?.kind === 'otherSchema') {
          this.#forbid(`the record of notes in ${this.#path} is of another version of this program`);
          return noNotes;
        }
        if (fault !== null) faults++;
      } else {
        const checked = chain.entry(text, line);
        const read = checked.body === null ? null : readNoteEvent(checked.body);
        if (checked.fault !== null || read === null) faults++;
        if (read !== null) notes = reduceNotes(notes, read.event, read.atMs).state;
      }
      number = Math.max(number, chain.number ?? 0);
      const end = startByte + Buffer.byteLength(text) + 1;
      this.#place = { hash: chain.hash ?? NO_HASH, number, bytes: end };
    }
    if (faults > 0)
      this.#notices.push(
        `${faults} line${faults === 1 ? '' : 's'} of the record of notes in ${this.#path} are not what was written there: what stood in them is not shown. Keep the file, and ask who has access to it.`,
      );
    return notes;
  }
}
