import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as afterOthers } from 'node:timers/promises';
import { type Desk, emptyDesk } from '#domain/alarms/desk.ts';
import { codeOf } from '#domain/errors.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Host } from '#main/hosts/host.ts';
import { Chain } from './chain.ts';
import { checkpointHead, deskPieces, readCheckpoint } from './checkpoint.ts';
import type { Journal, JournaledEvent, JournalSpan } from './journal.ts';
import type { JournalDisk } from './journalDisk.ts';
import { checkpointPath, type NumberedFile, numberedFiles, segmentPath } from './journalFiles.ts';
import { addLine, entryBody, headerBody, type JournalContent, openLine, readEntry, readHeader } from './journalLine.ts';
import { journalLines } from './journalLines.ts';
import type { OpenSegment } from './restoreJournal.ts';
import { syncFolder } from './syncFolder.ts';
import { TextBytes } from './textBytes.ts';
import { writeFully } from './writeFully.ts';

/** How a journal is kept; tests are shorter. */
export interface JournalLimits {
  /** Entries that nobody waits for are written together, at most this long after they came. */
  readonly gatherMs: number;
  /** Between two attempts to write, while that fails. */
  readonly retryMs: number;
  /** A segment that is larger or older is closed with the next checkpoint. */
  readonly segmentBytes: number;
  readonly segmentMs: number;
  /** Segments are kept until all of them is older. */
  readonly keptMs: number;
  /** A start may need this long for what is behind the last checkpoint ... */
  readonly replayMs: number;
  /** ... but checkpoints are no closer together than this; each is written as a whole. */
  readonly checkpointMs: number;
  /** Reports, decisions ... that may wait in memory while nothing can be written. Beyond, the oldest are given up and counted. */
  readonly waiting: number;
}

const HOUR_MS = 3_600_000;

/**
 * What a start reads: 8 MB are verified in 0.1 s, and code that runs for the first time is three times slower than
 * `replayMs` was measured with. A wall looks back 72 hours (PRODUCT.md, 4); so does the record of its alarms.
 */
export const journalLimits: JournalLimits = {
  gatherMs: 50,
  retryMs: 1000,
  segmentBytes: 8 * 1024 * 1024,
  segmentMs: HOUR_MS,
  keptMs: 72 * HOUR_MS,
  replayMs: 100,
  checkpointMs: 1000,
  waiting: 200_000,
};

/** Entries that are written, made durable and told together, by what they take ({@link weightOf}). */
const GROUP = 5000;

/** What a checkpoint counts among what waits; there is one at the most. */
const CHECKPOINT_WEIGHT = 1;

/** A desk is made text in slices of this length: alarms do not wait for a checkpoint. */
const SLICE_MS = 3;

/** Where a journal goes on. */
export interface JournalPlace {
  readonly folder: string;
  readonly number: number;
  readonly hash: string;
  /** null: in a new segment. */
  readonly segment: OpenSegment | null;
}

interface EntryItem {
  readonly content: JournalContent;
  readonly atMs: number;
  whenDurable: ((isOnDisk: boolean) => void) | undefined;
}
interface CheckpointItem {
  readonly desk: Desk;
  readonly atMs: number;
}
type Item = EntryItem | CheckpointItem;

/**
 * The journal of a folder: segments of lines, each line sealed with the hash of the one before, and checkpoints beside them.
 *
 * An entry gets its number and hash when it is written, with others, and counts as written when the disk says so
 * (fdatasync). When writing fails, what waits stays in memory and is tried again every second, from the last durable byte on;
 * the record then tells from when to when nothing was durable, and how many entries never will be. A checkpoint is a place in
 * the row of what waits: the desk as it was there, which is never changed, is written when all before it is durable.
 */
export class FileJournal implements Journal {
  readonly #folder: string;
  readonly #disk: JournalDisk;
  readonly #limits: JournalLimits;
  readonly #clock: Clock;
  readonly #log: Host['log'];
  #number: number;
  #hash: string;
  #segment: OpenSegment | null;
  #file: FileHandle | null = null;
  #waiting: Item[] = [];
  #weight = 0;
  readonly #lines = new TextBytes();
  readonly #deskText = new TextBytes();
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | null = null;
  #isClosed = false;
  /** Since when nothing is durable; null: all is well. */
  #lostSinceMs: number | null = null;
  /** Entries that were given up and not told yet, and when the first of them happened. */
  #given = 0;
  #givenSinceMs: number | null = null;
  #listener: (isLost: boolean) => void = () => {};
  #checkpointedMs = Number.NEGATIVE_INFINITY;
  #isCheckpointDue = false;
  /** When segments began, by their path, of those that were asked. */
  readonly #startedMs = new Map<string, number>();
  /** A new segment whose first bytes could not be made durable: it may be there in part. */
  #begun: string | null = null;
  /** Makes the folder this station's own before anything is written; called until it does not throw. */
  #claim: (() => void) | null;
  readonly #release: () => void;

  constructor(options: {
    readonly place: JournalPlace;
    readonly disk: JournalDisk;
    readonly limits: JournalLimits;
    readonly clock: Clock;
    readonly log: Host['log'];
    readonly claim: (() => void) | null;
    /** Gives the folder back when the journal is closed. */
    readonly release: () => void;
  }) {
    const { place } = options;
    this.#folder = place.folder;
    this.#number = place.number;
    this.#hash = place.hash;
    this.#segment = place.segment;
    this.#disk = options.disk;
    this.#limits = options.limits;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#claim = options.claim;
    this.#release = options.release;
  }

  append(content: JournalContent, atMs: number, whenDurable?: (isOnDisk: boolean) => void): void {
    // The station is gone: what holds on to this entry goes on with the next one, from what was written before.
    if (this.#isClosed) return;
    const item: EntryItem = { content, atMs, whenDurable };
    this.#waiting.push(item);
    this.#weight += weightOf(item);
    if (this.#weight > this.#limits.waiting) this.#giveUpOldest();
    if (this.#lostSinceMs !== null) release(item, false);
    else if (whenDurable !== undefined) this.#writeNow();
    else this.#writeIn(this.#limits.gatherMs);
  }

  checkpoint(desk: Desk, atMs: number): void {
    this.#isCheckpointDue = false;
    this.#checkpointedMs = this.#clock.monotonicMs();
    // One that still waits is of no use beside this one, and holds on to a desk of long ago.
    const older = this.#waiting.findIndex((item) => 'desk' in item);
    if (older >= 0) this.#waiting.splice(older, 1);
    else this.#weight += CHECKPOINT_WEIGHT;
    this.#waiting.push({ desk, atMs });
    if (this.#lostSinceMs === null) this.#writeIn(this.#limits.gatherMs);
  }

  wantsCheckpoint(replayMs: number): boolean {
    if (this.#lostSinceMs !== null) return false;
    if (this.#clock.monotonicMs() - this.#checkpointedMs < this.#limits.checkpointMs) return false;
    return this.#isCheckpointDue || replayMs > this.#limits.replayMs || this.#isFull(this.#segment);
  }

  watchTrouble(listener: (isLost: boolean) => void): void {
    this.#listener = listener;
    listener(this.#lostSinceMs !== null);
  }

  async read(fromMs: number, untilMs: number): Promise<JournalSpan> {
    await this.#settled();
    const { segments, checkpoints } = await this.#files();
    let start = segments.length - 1;
    let desk = emptyDesk();
    for (; start >= 0; start--) {
      const number = (segments[start]?.number ?? 0) - 1;
      const beside = checkpoints.find((checkpoint) => checkpoint.number === number);
      if (beside === undefined) continue;
      const read = readCheckpoint(await this.#disk.readFile(beside.path, 'utf8').catch(() => ''));
      if (!read.ok || (start > 0 && read.checkpoint.atMs > fromMs)) continue;
      desk = read.checkpoint.desk;
      break;
    }
    return { desk, events: this.#events(segments.slice(Math.max(0, start)), untilMs) };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#settled();
    await this.#file?.close().catch(() => {});
    this.#file = null;
    this.#release();
  }

  async *#events(segments: readonly NumberedFile[], untilMs: number): AsyncGenerator<JournaledEvent> {
    const chain = new Chain();
    for (const { path, number } of segments) {
      const bytes = await this.#disk.readFile(path).catch((error: unknown) => {
        // Retention has taken it away since the reading began, or it can't be read, which was told at the start.
        if (unreadable.has(codeOf(error))) return Buffer.alloc(0);
        throw error;
      });
      for (const { text, line, isWhole } of journalLines(bytes)) {
        if (line === 1) {
          const { header } = chain.header(text, number);
          if (header === null || header.startedMs > untilMs) break;
          continue;
        }
        // What is wrong here was told at the start.
        const { body } = isWhole ? chain.entry(text, line) : { body: null };
        const entry = body === null ? null : readEntry(body);
        if (entry === null || !('event' in entry.content) || entry.atMs > untilMs) continue;
        yield { atMs: entry.atMs, event: entry.content.event };
      }
    }
  }

  /** Until what waited when this was called has been written, or could not be. */
  async #settled(): Promise<void> {
    await this.#writing;
    this.#writeNow();
    await this.#writing;
  }

  #writeIn(ms: number): void {
    if (this.#timer !== undefined || this.#isClosed) return;
    this.#timer = setTimeout(() => this.#writeNow(), ms);
  }

  #writeNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      // Came while the last group was on its way to the disk.
      const isUrgent = this.#waiting.some((item) => 'content' in item && item.whenDurable !== undefined);
      if (this.#lostSinceMs !== null) this.#writeIn(this.#limits.retryMs);
      else if (this.#waiting.length > 0) this.#writeIn(isUrgent ? 0 : this.#limits.gatherMs);
    });
  }

  async #writeAll(): Promise<void> {
    // Not before the end of this task: what comes with it goes with it.
    await null;
    while (this.#waiting.length > 0 || this.#lostSinceMs !== null) {
      const group = this.#nextGroup();
      try {
        await this.#write(group);
        this.#mended();
      } catch (error) {
        this.#waiting.unshift(...group);
        for (const item of group) this.#weight += weightOf(item);
        this.#broken(error);
        return;
      }
      for (const item of group) release(item, true);
    }
  }

  /** From the front of what waits, up to and with the first checkpoint. */
  #nextGroup(): Item[] {
    let count = 0;
    let weight = 0;
    for (const item of this.#waiting) {
      if (weight >= GROUP) break;
      weight += weightOf(item);
      count++;
      if ('desk' in item) break;
    }
    this.#weight -= weight;
    return this.#waiting.splice(0, count);
  }

  /** Makes entries durable, then the checkpoint behind them. */
  async #write(group: readonly Item[]): Promise<void> {
    const entries = group.flatMap((item) => ('content' in item ? item : []));
    const given = this.#given;
    const gap = this.#gap();
    if (gap !== null) entries.unshift(gap);
    if (entries.length > 0) await this.#writeEntries(entries);
    // More may have been given up meanwhile.
    this.#given -= given;
    if (this.#given === 0) this.#givenSinceMs = null;
    const last = group.at(-1);
    if (last !== undefined && 'desk' in last) await this.#writeCheckpoint(last);
  }

  #gap(): EntryItem | null {
    if (this.#lostSinceMs === null && this.#given === 0) return null;
    const untilMs = this.#clock.nowMs();
    const fromMs = Math.min(this.#lostSinceMs ?? untilMs, this.#givenSinceMs ?? untilMs);
    return {
      content: { remark: { type: 'gap', fromMs, untilMs, lost: this.#given } },
      atMs: untilMs,
      whenDurable: undefined,
    };
  }

  async #writeEntries(entries: readonly EntryItem[]): Promise<void> {
    this.#claim?.();
    this.#claim = null;
    let hash = this.#hash;
    let number = this.#number;
    const lines = this.#lines;
    lines.clear();
    const held = this.#segment;
    const startedMs = held?.startedMs ?? this.#clock.nowMs();
    const segment = held ?? { path: segmentPath(this.#folder, number + 1), first: number + 1, startedMs, bytes: 0 };
    if (segment.bytes === 0) {
      hash = addLine(lines, [headerBody(segment.first, segment.startedMs, hash)], hash);
    }
    for (const { content, atMs } of entries) hash = addLine(lines, entryBody(++number, atMs, content), hash);
    const bytes = lines.from(0);
    const file = await this.#open(segment);
    await writeFully(file, bytes, segment.bytes);
    await file.datasync();
    if (segment.bytes === 0) await syncFolder(this.#disk, this.#folder);
    this.#segment = { ...segment, bytes: segment.bytes + bytes.length };
    this.#number = number;
    this.#hash = hash;
  }

  /** The segment's file. What an attempt before this one left behind the last durable byte is cut off. */
  async #open({ path, bytes }: OpenSegment): Promise<FileHandle> {
    if (this.#file !== null) return this.#file;
    if (bytes === 0) await this.#disk.mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // A file that is there already is somebody's record.
    const file = await this.#disk.open(path, bytes > 0 ? 'r+' : this.#begun === path ? 'w' : 'wx', 0o600);
    if (bytes === 0) this.#begun = path;
    this.#file = file;
    if (bytes > 0) await file.truncate(bytes);
    return file;
  }

  /** A checkpoint that can't be written costs time at the next start, and no more. */
  async #writeCheckpoint({ desk, atMs }: CheckpointItem): Promise<void> {
    const path = checkpointPath(this.#folder, this.#number);
    const isFull = this.#isFull(this.#segment);
    try {
      await this.#disk.mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const text = await this.#textOf(desk);
      const head = Buffer.from(checkpointHead({ number: this.#number, hash: this.#hash, atMs }, text));
      const beside = `${path}.new`;
      const file = await this.#disk.open(beside, 'w', 0o600);
      try {
        await writeFully(file, head, 0);
        await writeFully(file, text.from(0), head.length);
        await writeFully(file, Buffer.from('\n'), head.length + text.length);
        await file.datasync();
      } finally {
        await file.close();
      }
      await this.#disk.rename(beside, path);
      await syncFolder(this.#disk, this.#folder);
    } catch (error) {
      this.#log('warn', `a checkpoint of the record of alarms can't be written (${codeOf(error)})`);
      this.#isCheckpointDue = true;
      return;
    }
    if (isFull) await this.#endSegment();
    await this.#tidy().catch((error: unknown) => {
      this.#log('warn', `old files of the record of alarms can't be removed (${codeOf(error)})`);
    });
  }

  async #textOf(desk: Desk): Promise<TextBytes> {
    const text = this.#deskText;
    text.clear();
    let sinceMs = this.#clock.monotonicMs();
    for (const piece of deskPieces(desk)) {
      text.add(piece);
      if (this.#clock.monotonicMs() - sinceMs < SLICE_MS) continue;
      await afterOthers();
      sinceMs = this.#clock.monotonicMs();
    }
    return text;
  }

  #isFull(segment: OpenSegment | null): boolean {
    if (segment === null) return false;
    const ageMs = this.#clock.nowMs() - segment.startedMs;
    return segment.bytes >= this.#limits.segmentBytes || ageMs >= this.#limits.segmentMs || ageMs < 0;
  }

  async #endSegment(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
    this.#segment = null;
  }

  /** Removes segments of which all is older than is kept, and checkpoints that stand neither last nor before a segment. */
  async #tidy(): Promise<void> {
    const { segments, checkpoints } = await this.#files();
    // All of a segment is older than the beginning of the next; one that can't be read tells nothing of the one before.
    let old = 0;
    for (let next = 1; next < segments.length; next++) {
      const isOld = await this.#isOld(segments[next] as NumberedFile);
      if (isOld === false) break;
      if (isOld === true) old = next;
    }
    for (const { path } of segments.slice(0, old)) await this.#disk.unlink(path);
    const kept = segments.slice(old);
    const starts = new Set(kept.map(({ number }) => number - 1));
    for (const { path, number } of checkpoints.slice(0, -1)) if (!starts.has(number)) await this.#disk.unlink(path);
  }

  /** null: it can't be read. */
  async #isOld({ path }: NumberedFile): Promise<boolean | null> {
    let startedMs = this.#startedMs.get(path);
    if (startedMs === undefined) {
      const text = await this.#disk.readFile(path, 'utf8').catch((error: unknown) => {
        if (unreadable.has(codeOf(error))) return null;
        throw error;
      });
      if (text === null) return null;
      const [head = ''] = text.split('\n', 1);
      startedMs = readHeader(openLine(head)?.body ?? '')?.startedMs ?? this.#clock.nowMs();
      this.#startedMs.set(path, startedMs);
    }
    return this.#clock.nowMs() - startedMs >= this.#limits.keptMs;
  }

  async #files(): Promise<ReturnType<typeof numberedFiles>> {
    return numberedFiles(this.#folder, await this.#disk.readdir(this.#folder));
  }

  #mended(): void {
    if (this.#lostSinceMs === null) return;
    this.#lostSinceMs = null;
    // Across a gap nothing can be replayed.
    this.#isCheckpointDue = true;
    this.#log('info', 'the record of alarms is written again');
    this.#listener(false);
  }

  #broken(error: unknown): void {
    void this.#file?.close().catch(() => {});
    this.#file = null;
    for (const item of this.#waiting) release(item, false);
    if (this.#lostSinceMs !== null) return;
    const first = this.#waiting[0];
    this.#lostSinceMs = first?.atMs ?? this.#clock.nowMs();
    this.#log(
      'error',
      `the record of alarms in ${this.#folder} can't be written (${codeOf(error)}). Free space there or mend the disk; ` +
        'the station goes on, and tries again every second.',
    );
    this.#listener(true);
  }

  /** Makes room: half of what waits is given up, oldest first, and counted. */
  #giveUpOldest(): void {
    let lost = 0;
    while (this.#weight > this.#limits.waiting / 2) {
      const item = this.#waiting.shift();
      if (item === undefined) break;
      this.#weight -= weightOf(item);
      if ('content' in item) lost++;
      this.#givenSinceMs ??= item.atMs;
      release(item, false);
    }
    this.#given += lost;
    this.#isCheckpointDue = true;
    this.#log('error', `the record of alarms can't keep up with its disk: ${lost} entries are lost`);
  }
}

/** What the system says of a file that is not there, is none, or is somebody else's. */
const unreadable: ReadonlySet<string> = new Set(['ENOENT', 'EISDIR', 'EACCES', 'EPERM', 'ELOOP']);

/** What an item takes in memory, in reports. */
function weightOf(item: Item): number {
  if ('desk' in item) return CHECKPOINT_WEIGHT;
  if (!('event' in item.content)) return 1;
  const { event } = item.content;
  return 'reports' in event ? 1 + event.reports.length : 1;
}

function release(item: Item, isOnDisk: boolean): void {
  if (!('content' in item)) return;
  const { whenDurable } = item;
  item.whenDurable = undefined;
  whenDurable?.(isOnDisk);
}
