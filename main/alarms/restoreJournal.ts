import { readdirSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import { Chain } from './chain.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import type { FaultReport } from './faultReport.ts';
import { fileName, type NumberedFile, numberedFiles, tornPath } from './journalFiles.ts';
import { NO_HASH, openLine, readEntry } from './journalLine.ts';
import { journalLines } from './journalLines.ts';

/**
 * A segment that can't be read may hold so many entries: their numbers are left out, so that none is given twice if it can be read
 * again one day. One of 8 MB has a tenth of that.
 */
const UNREAD_NUMBERS = 1_000_000;

/** A segment that is written to. */
export interface OpenSegment {
  readonly path: string;
  /** Number of its first entry. */
  readonly first: number;
  readonly startedMs: number;
  /** Bytes that are durable. */
  readonly bytes: number;
}

/** What was found on disk. */
export interface Restored {
  readonly desk: Desk;
  /** Of the last entry, and its hash. */
  readonly number: number;
  readonly hash: string;
  /** Where the next entry is to stand; null: in a new segment. */
  readonly segment: OpenSegment | null;
  /** When the last entry was written, or the checkpoint that is newer; null: there is none. */
  readonly lastMs: number | null;
  /** Bytes of a torn tail that were cut off. */
  readonly cutBytes: number;
  /** Segments before the one that was read, still to be verified. */
  readonly older: readonly NumberedFile[];
  /** The hash that the last of those must end with; null: none was read behind them. */
  readonly olderEndsWith: string | null;
  /** Said to the people at the windows, beside the faults. */
  readonly notices: readonly string[];
}

/**
 * Reads the journal of a folder: the newest checkpoint that can be read, and all entries behind it, verified and replayed. A file
 * that can't be read at all costs what is in it. A torn
 * tail, as a power cut leaves it (half a line, or a last line whose hash fails), is cut off and kept in a file of its own;
 * nothing else on disk is touched. What is wrong goes to `faults`.
 *
 * @throws Error of the file system when the folder can't be read
 */
export function restoreJournal(folder: string, faults: FaultReport): Restored {
  const { segments, checkpoints, torn } = numberedFiles(folder, readdirSync(folder));
  const checkpoint = newestCheckpoint(checkpoints, faults);
  const startAt = checkpoint === null ? 0 : segments.findLastIndex(({ number }) => number <= checkpoint.number + 1);
  const read = segments.slice(Math.max(0, startAt));
  const replay = new Replay(checkpoint, faults);
  const notices: string[] = [];
  let cutBytes = 0;
  let segment: OpenSegment | null = null;
  for (const [index, file] of read.entries()) {
    const { path } = file;
    const isNewest = index === read.length - 1;
    const bytes = readWhole(path, faults);
    if (bytes === null) {
      replay.skip(file, isNewest);
      continue;
    }
    if (isNewest && bytes.length === 0) {
      // Made, and nothing written: in its place a new one begins.
      unlinkSync(path);
      break;
    }
    const walked = replay.walk(file, bytes, isNewest);
    if (walked.tornAt !== null) {
      const kept = keepTail(path, bytes, walked.tornAt, torn.length);
      cutBytes = bytes.length - walked.tornAt;
      notices.push(
        kept === null
          ? `The record of alarms in ${folder} ends in half a line, which could not be cut off; it goes on in a new file.`
          : `The record of alarms in ${folder} ended in half a line, as after a power cut: ${cutBytes} bytes were cut off ` +
              `and are kept in ${fileName(kept)} (${torn.length + 1} such files). All before it is whole.`,
      );
      if (kept === null) continue;
    }
    if (isNewest && walked.header !== null) segment = { path, ...walked.header, bytes: walked.tornAt ?? bytes.length };
  }
  const { chain } = replay;
  const startsBehind = checkpoint !== null && read[0]?.number === checkpoint.number + 1;
  const number = Math.max(chain.number ?? (startsBehind ? checkpoint.number : 0), replay.foreignUntil);
  const isLacking = checkpoint !== null && number < checkpoint.number;
  if (isLacking)
    faults.say(
      read.at(-1)?.path ?? folder,
      `ends with entry ${number}, and entry ${checkpoint.number} was written once`,
    );
  const isFromCheckpoint = checkpoint !== null && (isLacking || chain.number === null);
  return {
    desk: replay.desk,
    number: isLacking ? checkpoint.number : number,
    hash: isFromCheckpoint ? checkpoint.hash : (chain.hash ?? NO_HASH),
    segment: isFromCheckpoint ? null : segment,
    lastMs: replay.lastMs,
    cutBytes,
    older: segments.slice(0, Math.max(0, startAt)),
    olderEndsWith: replay.firstAfter,
    notices,
  };
}

function newestCheckpoint(files: readonly NumberedFile[], faults: FaultReport): Checkpoint | null {
  for (const { path } of files.toReversed()) {
    const bytes = readWhole(path, faults);
    if (bytes === null) continue;
    const read = readCheckpoint(bytes.toString());
    if (read.ok) return read.checkpoint;
    if (read.why === 'damaged') faults.say(path, 'is not what was written there');
  }
  return null;
}

/** null: it can't be read, which is told. */
function readWhole(path: string, faults: FaultReport): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    faults.say(path, `can't be read (${code})`);
    return null;
  }
}

/** Moves the end of a file into one of its own; null: it can't be written. */
function keepTail(path: string, bytes: Buffer, fromByte: number, cut: number): string | null {
  const kept = tornPath(path, cut + 1);
  try {
    writeFileSync(kept, bytes.subarray(fromByte), { mode: 0o600, flush: true });
    if (fromByte > 0) truncateSync(path, fromByte);
    else unlinkSync(path);
    return kept;
  } catch {
    return null;
  }
}

interface Walked {
  readonly header: Pick<OpenSegment, 'first' | 'startedMs'> | null;
  /** Where a torn tail begins, in bytes; null: there is none. */
  readonly tornAt: number | null;
}

/** A desk that takes in what is written, file by file. */
class Replay {
  readonly chain = new Chain();
  readonly #checkpoint: Checkpoint | null;
  readonly #faults: FaultReport;
  desk: Desk;
  /** No entry of a segment that could not be read has a number above this. */
  foreignUntil = 0;
  /** What the first segment that was read goes on from. */
  firstAfter: string | null = null;
  lastMs: number | null;
  #isFirst = true;

  constructor(checkpoint: Checkpoint | null, faults: FaultReport) {
    this.#checkpoint = checkpoint;
    this.#faults = faults;
    this.desk = checkpoint?.desk ?? emptyDesk();
    this.lastMs = checkpoint?.atMs ?? null;
  }

  /** A segment that can't be read. */
  skip({ number: first }: NumberedFile, isNewest: boolean): void {
    this.chain.skip();
    this.#isFirst = false;
    if (isNewest) this.foreignUntil = first + UNREAD_NUMBERS;
  }

  walk({ path, number: first }: NumberedFile, bytes: Buffer, mayBeTorn: boolean): Walked {
    let header: Walked['header'] = null;
    let isForeign = false;
    for (const { text, line, startByte, isLast, isWhole } of journalLines(bytes)) {
      if (isForeign) {
        this.foreignUntil = first + line;
        continue;
      }
      const isTail = mayBeTorn && isLast;
      if (line === 1) {
        if (isTail && (!isWhole || openLine(text) === null)) return { header: null, tornAt: startByte };
        const told = this.chain.header(text);
        if (told.fault !== null) this.#faults.add(path, told.fault);
        isForeign = told.fault?.kind === 'otherSchema';
        header = told.header;
        if (this.#isFirst) this.firstAfter = told.header?.after ?? null;
        this.#isFirst = false;
        continue;
      }
      if (isTail && (!isWhole || this.chain.wouldFail(text))) return { header, tornAt: startByte };
      const { number, body, fault } = this.chain.entry(text, line);
      if (fault !== null) this.#faults.add(path, fault);
      if (number !== null) this.#checkPlace(path, number, line);
      if (body !== null && number !== null && number > (this.#checkpoint?.number ?? 0)) this.#take(path, body, line);
    }
    return { header, tornAt: null };
  }

  #checkPlace(path: string, number: number, line: number): void {
    if (number !== this.#checkpoint?.number || this.chain.hash === this.#checkpoint.hash) return;
    this.#faults.add(path, { kind: 'changed', line, number });
  }

  #take(path: string, body: string, line: number): void {
    const entry = readEntry(body);
    if (entry === null) {
      this.#faults.add(path, { kind: 'unreadable', line, number: null });
      return;
    }
    this.lastMs = entry.atMs;
    if (!('event' in entry.content)) return;
    try {
      this.desk = reduceDesk(this.desk, entry.content.event, entry.atMs).state;
    } catch {
      // An event that a later version has written, or a hand: the rest is worth more than its refusal.
      this.#faults.add(path, { kind: 'unreadable', line, number: entry.number });
    }
  }
}
