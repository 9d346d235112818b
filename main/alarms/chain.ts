import { JOURNAL_SCHEMA, numberIn, openLine, readHeader, type SegmentHeader, sealOf } from './journalLine.ts';

/** What is wrong with a line. */
export type FaultKind =
  | 'unreadable' // no line of ours
  | 'changed' // not what was written there
  | 'unverifiable' // right behind a line that is not what was written, of which not even the hash can be right
  | 'missing' // entries before it are not there
  | 'outOfOrder' // stands behind later ones, or a second time
  | 'notNext' // a segment that does not go on where the one before ended
  | 'otherSchema'; // a segment of another version; none of it is read

export interface Fault {
  readonly kind: FaultKind;
  /** In the file, from 1. */
  readonly line: number;
  /** Of the entry; null: it can't be told. */
  readonly number: number | null;
}

/** A line as the check leaves it. `body`: to be used; null: it is not what was written, or cannot be read. */
export interface CheckedLine {
  readonly number: number | null;
  readonly body: string | null;
  readonly fault: Fault | null;
}

/**
 * Walks along the hashes, line by line, across segments. What it has found wrong it goes on behind, so that one fault is told
 * once and what follows is still verified.
 *
 * It finds what a hand or a disk has changed, left out or moved. It can't find that somebody wrote the whole rest of the chain
 * anew: there is no secret in it.
 */
export class Chain {
  /** Hash of the line before, or what it may be; empty: not known, the next line is believed. */
  #previous: readonly string[] = [];
  /** How many lines up to here, without a sound one between them, were not what was written. */
  #wrong = 0;
  /** Number of the highest entry so far; null: not known. */
  #highest: number | null = null;
  /** Numbers that were not there where they should be; they may come later. */
  #missing: { readonly from: number; readonly until: number }[] = [];

  /** The hash the next line goes on from; null: not known. */
  get hash(): string | null {
    return this.#previous[0] ?? null;
  }

  get number(): number | null {
    return this.#highest;
  }

  /** Lines that nobody can read: what is behind them is believed. */
  skip(): void {
    this.#previous = [];
    this.#wrong = 0;
    this.#highest = null;
  }

  /** First line of a segment. `header` null: it can't be read, or is of another version. */
  header(text: string): { readonly header: SegmentHeader | null; readonly fault: Fault | null } {
    const fault = (kind: FaultKind): Fault => ({ kind, line: 1, number: null });
    const opened = openLine(text);
    const header = opened && readHeader(opened.body);
    if (opened === null || header === null) {
      this.#previous = [];
      return { header: null, fault: fault('unreadable') };
    }
    if (header.schema !== JOURNAL_SCHEMA) {
      this.#previous = [];
      this.#highest = null;
      return { header: null, fault: fault('otherSchema') };
    }
    const isSound = sealOf(header.after, opened.body) === opened.hash;
    const isNext =
      (this.#previous.length === 0 || this.#previous.includes(header.after)) &&
      (this.#highest === null || this.#highest === header.first - 1);
    this.#previous = [opened.hash];
    this.#wrong = 0;
    this.#highest = header.first - 1;
    return { header, fault: isSound ? (isNext ? null : fault('notNext')) : fault('changed') };
  }

  /** Whether a line is none, or its hash fails in the place where it belongs: so a power cut leaves a last line. */
  wouldFail(text: string): boolean {
    const opened = openLine(text);
    const number = opened && numberIn(opened.body);
    if (opened === null || number === null) return true;
    if (this.#highest !== null && number !== this.#highest + 1) return false;
    const { body, hash } = opened;
    if (this.#wrong === 1) return false;
    return this.#previous.length > 0 && !this.#previous.some((previous) => sealOf(previous, body) === hash);
  }

  /** Any other line; `line` is its place in the file. */
  entry(text: string, line: number): CheckedLine {
    const opened = openLine(text);
    const number = opened && numberIn(opened.body);
    const fault = (kind: FaultKind): Fault => ({ kind, line, number });
    if (opened === null || number === null) {
      this.#previous = [];
      this.#wrong = 0;
      if (this.#highest !== null) this.#highest++;
      return { number: null, body: null, fault: { kind: 'unreadable', line, number: this.#highest } };
    }
    const { body } = opened;
    const next = this.#highest === null ? number : this.#highest + 1;
    if (number < next) {
      const isAwaited = this.#missing.some(({ from, until }) => number >= from && number <= until);
      return { number, body: isAwaited ? body : null, fault: fault('outOfOrder') };
    }
    const candidates = this.#previous.map((previous) => sealOf(previous, body));
    const isSound = number > next || candidates.length === 0 || candidates.includes(opened.hash);
    this.#highest = number;
    // Either its text or its hash is not what it was: the next line goes on from one of the two.
    this.#previous = isSound ? [opened.hash] : [opened.hash, ...candidates];
    // Behind one whose text and hash are both wrong nothing can be verified: it is believed, like what is behind a line that
    // can't be read. Only one: else a hand that changed all lines would be believed from the second on.
    this.#wrong = isSound ? 0 : this.#wrong + 1;
    const isBelieved = this.#wrong === 2;
    if (number > next) {
      this.#missing.push({ from: next, until: number - 1 });
      return { number, body, fault: fault('missing') };
    }
    if (isSound) return { number, body, fault: null };
    return isBelieved
      ? { number, body, fault: fault('unverifiable') }
      : { number, body: null, fault: fault('changed') };
  }
}
