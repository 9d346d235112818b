import { createHash } from 'node:crypto';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import type { HistoryRemark } from '#domain/history/historyRemark.ts';
import { listPieces } from './jsonPieces.ts';
import type { TextBytes } from './textBytes.ts';

/**
 * Version of the lines and of what stands in them; a segment of another is not read. Not raised for what an older line may
 * lack and {@link readEntry} fills in: 72 hours of a ward are worth more.
 */
export const JOURNAL_SCHEMA = 1;

/** What is to be remembered beside what happened to alarms. Changes no desk. */
export type Remark =
  /** A station began to write here. `faults`: what it found wrong with the lines before; `cutBytes`: of a torn tail. */
  | { readonly type: 'started'; readonly faults: number; readonly cutBytes: number }
  /** Nothing was durable in this time; `lost` entries never will be. */
  | { readonly type: 'gap'; readonly fromMs: number; readonly untilMs: number; readonly lost: number }
  /** Somebody listened to the three sounds. */
  | { readonly type: 'soundChecked'; readonly actorId: string; readonly isHeard: boolean }
  | HistoryRemark;

export type JournalContent = { readonly event: AlarmEvent } | { readonly remark: Remark };

/** One line: what happened, when by the station's clock, and its place in the chain. */
export interface JournalEntry {
  /** 1, 2, 3 ... across segments. */
  readonly number: number;
  readonly atMs: number;
  readonly content: JournalContent;
}

/** Before the first entry. */
export const NO_HASH = '0'.repeat(64);

/** `,"h":"` + 64 digits + `"}` */
const SEAL_LENGTH = 72;

/** SHA-256 over the hash of the line before and this line's text: a line can't be changed, left out or moved unseen. */
export function sealOf(previous: string, body: string | Buffer): string {
  return createHash('sha256').update(previous).update(body).digest('hex');
}

/** The body of an entry's line, in pieces. */
export function* entryBody(number: number, atMs: number, content: JournalContent): Generator<string> {
  yield `{"n":${number},"t":${atMs},`;
  if ('remark' in content) yield `"r":${JSON.stringify(content.remark)}`;
  else {
    yield '"e":';
    yield* eventPieces(content.event);
  }
}

/** The body of a segment's first line: which entry comes next, and the hash it goes on from. Part of the chain. */
export function headerBody(first: number, startedMs: number, previous: string): string {
  return `{"schema":${JOURNAL_SCHEMA},"first":${first},"t":${startedMs},"after":"${previous}"`;
}

/** Adds a line to others; its hash. */
export function addLine(lines: TextBytes, body: Iterable<string>, previous: string): string {
  const start = lines.length;
  for (const piece of body) lines.add(piece);
  const seal = sealOf(previous, lines.from(start));
  lines.add(`,"h":"${seal}"}\n`);
  return seal;
}

function* eventPieces(event: AlarmEvent): Generator<string> {
  if (!('reports' in event)) {
    yield JSON.stringify(event);
    return;
  }
  const { reports, ...rest } = event;
  yield `${JSON.stringify(rest).slice(0, -1)},"reports":`;
  yield* listPieces(reports);
  yield '}';
}

/** A line without its end of line, taken apart; null: it is not of this form. Nothing is verified. */
export function openLine(text: string): { readonly body: string; readonly hash: string } | null {
  const body = text.slice(0, -SEAL_LENGTH);
  const seal = /^,"h":"([0-9a-f]{64})"\}$/.exec(text.slice(-SEAL_LENGTH))?.[1];
  return seal === undefined || !body.startsWith('{"') ? null : { body, hash: seal };
}

/** The number of an entry's line; null: it is none. */
export function numberIn(body: string): number | null {
  const digits = /^\{"n":(\d{1,15}),/.exec(body)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** What stands in the body of an entry's line; null: it can't be read. */
export function readEntry(body: string): JournalEntry | null {
  try {
    const { n, t, e, r } = JSON.parse(`${body}}`) as { n: number; t: number; e?: AlarmEvent; r?: Remark };
    if (!Number.isSafeInteger(n) || typeof t !== 'number') return null;
    if (e !== undefined) return { number: n, atMs: t, content: { event: completed(e) } };
    return r === undefined ? null : { number: n, atMs: t, content: { remark: r } };
  } catch {
    return null;
  }
}

/** Lines from before contract 1.3 tell neither limits nor owners. */
const notTold = { limit: null, owner: null } as const;

/** An event that was just parsed, with what older lines lack. */
function completed(event: AlarmEvent): AlarmEvent {
  if (event.type !== 'reported' && event.type !== 'opened') return event;
  const reports = event.reports.map((told) =>
    told.report.limit === undefined || told.report.owner === undefined
      ? { ...told, report: { ...notTold, ...told.report } }
      : told,
  );
  return { ...event, reports };
}

export interface SegmentHeader {
  readonly schema: number;
  readonly first: number;
  readonly startedMs: number;
  /** Hash of the last line of the segment before. */
  readonly after: string;
}

/** What stands in the body of a segment's first line; null: it is no header. */
export function readHeader(body: string): SegmentHeader | null {
  try {
    const { schema, first, t, after } = JSON.parse(`${body}}`) as Record<string, unknown>;
    if (typeof schema !== 'number' || typeof first !== 'number' || typeof t !== 'number') return null;
    return typeof after === 'string' ? { schema, first, startedMs: t, after } : null;
  } catch {
    return null;
  }
}
