import { hash } from 'node:crypto';
import type { AlarmEvent } from '#domain/alarms/events.ts';

/**
 * Version of the lines and of what stands in them; a segment of another is not read. What is only added leaves it as it is:
 * {@link readEntry} says so of older lines.
 */
export const JOURNAL_SCHEMA = 1;

/** What is to be remembered beside what happened to alarms. Changes no desk. */
export type Remark =
  /** A station began to write here. `faults`: what it found wrong with the lines before; `cutBytes`: of a torn tail. */
  | { readonly type: 'started'; readonly faults: number; readonly cutBytes: number }
  /** Nothing was durable in this time; `lost` entries never will be. */
  | { readonly type: 'gap'; readonly fromMs: number; readonly untilMs: number; readonly lost: number }
  /** Somebody listened to the three sounds. */
  | { readonly type: 'soundChecked'; readonly actorId: string; readonly isHeard: boolean };

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
export function sealOf(previous: string, body: string): string {
  return hash('sha256', previous + body);
}

/** An entry as a line, and its hash. */
export function entryLine(
  number: number,
  atMs: number,
  content: JournalContent,
  previous: string,
): { readonly line: string; readonly hash: string } {
  const told = 'event' in content ? `"e":${JSON.stringify(content.event)}` : `"r":${JSON.stringify(content.remark)}`;
  return sealed(`{"n":${number},"t":${atMs},${told}`, previous);
}

/** First line of a segment: which entry comes next, and the hash it goes on from. Part of the chain. */
export function headerLine(
  first: number,
  startedMs: number,
  previous: string,
): { readonly line: string; readonly hash: string } {
  return sealed(`{"schema":${JOURNAL_SCHEMA},"first":${first},"t":${startedMs},"after":"${previous}"`, previous);
}

function sealed(body: string, previous: string): { readonly line: string; readonly hash: string } {
  const seal = sealOf(previous, body);
  return { line: `${body},"h":"${seal}"}\n`, hash: seal };
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
    if (e !== undefined) return { number: n, atMs: t, content: { event: asOfNow(e) } };
    return r === undefined ? null : { number: n, atMs: t, content: { remark: r } };
  } catch {
    return null;
  }
}

/** What reports did not tell yet when older lines were written. */
const notTold = { owner: null } as const;

/** An event that was just parsed, with what older lines lack. */
function asOfNow(event: AlarmEvent): AlarmEvent {
  if (event.type === 'reported' || event.type === 'opened')
    for (const { report } of event.reports) if (report.owner === undefined) Object.assign(report, notTold);
  return event;
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
