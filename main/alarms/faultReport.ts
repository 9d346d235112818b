import { codeOf } from '#domain/errors.ts';
import type { Fault, FaultKind } from './chain.ts';
import { fileName } from './journalFiles.ts';

/** So many faults are named each by itself; a record that is worse than that is one problem. */
const MOST_NAMED = 10;

const words: Readonly<Record<FaultKind, string>> = {
  unreadable: 'is not a line of this record',
  changed: 'is not what was written there',
  unverifiable: "can't be verified, since the line before it is damaged",
  missing: 'comes after entries that are not there',
  outOfOrder: 'does not stand in its place',
  notNext: 'does not go on where the file before it ended',
  otherSchema: 'is of another version of Vigil and is not read',
};

/** What was found wrong with the record of alarms, in words for the windows and the log: file, line, entry. No patient data. */
export class FaultReport {
  readonly #folder: string;
  readonly #lines: string[] = [];
  #count = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get count(): number {
    return this.#count;
  }

  add(path: string, { kind, line, number }: Fault): void {
    this.#count++;
    const entry = number === null ? '' : `, entry ${number}`;
    if (this.#count <= MOST_NAMED) this.#lines.push(`${fileName(path)}, line ${line}${entry}: ${words[kind]}`);
  }

  /** Something about a whole file. */
  say(path: string, what: string): void {
    this.#count++;
    if (this.#count <= MOST_NAMED) this.#lines.push(`${fileName(path)}: ${what}`);
  }

  /** A file that can't be read, and what the system says of it. */
  unread(path: string, error: unknown): void {
    this.say(path, `can't be read (${codeOf(error)})`);
  }

  /** Empty: nothing is wrong. */
  notices(): readonly string[] {
    if (this.#count === 0) return [];
    const more = this.#count - this.#lines.length;
    const all = [...this.#lines, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
    return [
      `The record of alarms in ${this.#folder} is damaged: ${all}. What can be read of it is used; nothing in it was ` +
        'changed. Keep a copy of the folder and find out who or what wrote there.',
    ];
  }
}
