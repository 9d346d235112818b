import type { Desk } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import type { JournalContent } from './journalLine.ts';

/** An event as it happened; `atMs` by the station's clock. */
export interface JournaledEvent {
  readonly atMs: number;
  readonly event: AlarmEvent;
}

/** What is known of a span: a desk, and all that happened from there to the end of the span. */
export interface JournalSpan {
  /** As it was before the first of the events: empty at the beginning of the record, else some time before the span. */
  readonly desk: Desk;
  /** In order. Begins before the span, where `desk` stands, so that a replay arrives in it as the station did. */
  readonly events: AsyncIterable<JournaledEvent>;
}

/** The record of all that happened to alarms, in order. Nothing that is alive waits for it. */
export interface Journal {
  /**
   * Adds to the end. `whenDurable` is called once: when the entry is on disk, or at once when nothing can be written, since
   * what it holds up must not wait for a disk that is full; `isOnDisk` tells which.
   */
  append(content: JournalContent, atMs: number, whenDurable?: (isOnDisk: boolean) => void): void;
  /** The desk as all that was appended so far has left it: a start begins there. To be given when {@link wantsCheckpoint}. */
  checkpoint(desk: Desk, atMs: number): void;
  /** `replayMs`: what it took to take in all since the last checkpoint, about what a start would need for it. */
  wantsCheckpoint(replayMs: number): boolean;
  /** Both ends included. What has been appended before the call is in it. */
  read(fromMs: number, untilMs: number): Promise<JournalSpan>;
  /** Tells whether nothing can be written; at once, and when it changes. */
  watchTrouble(listener: (isLost: boolean) => void): void;
  /** Writes what waits, as far as that is possible. */
  close(): Promise<void>;
}
