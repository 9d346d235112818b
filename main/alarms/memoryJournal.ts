import { type Desk, emptyDesk } from '#domain/alarms/desk.ts';
import type { Journal, JournaledEvent, JournalSpan } from './journal.ts';
import type { JournalContent } from './journalLine.ts';

/** Events between two desks that are kept. */
const PART_EVENTS = 5000;

/** Parts that are kept, the newest among them. */
const PARTS = 20;

interface Part {
  readonly desk: Desk;
  readonly fromMs: number;
  readonly events: JournaledEvent[];
}

/**
 * A journal that ends with the station: for one that was given no folder, or whose folder another station has. Keeps the last
 * 100,000 events. `isLost`: it stands in for one that should be on disk.
 */
export class MemoryJournal implements Journal {
  readonly #isLost: boolean;
  #parts: readonly Part[] = [];

  constructor(isLost = false) {
    this.#isLost = isLost;
  }

  append(content: JournalContent, atMs: number, whenDurable?: (isOnDisk: boolean) => void): void {
    if ('event' in content) {
      const part = this.#parts.at(-1) ?? this.#begin(emptyDesk(), atMs);
      part.events.push({ atMs, event: content.event });
    }
    whenDurable?.(false);
  }

  checkpoint(desk: Desk, atMs: number): void {
    this.#begin(desk, atMs);
  }

  wantsCheckpoint(): boolean {
    return (this.#parts.at(-1)?.events.length ?? 0) >= PART_EVENTS;
  }

  async read(fromMs: number, untilMs: number): Promise<JournalSpan> {
    const start = this.#parts.findLastIndex((part) => part.fromMs <= fromMs);
    const parts = this.#parts
      .slice(Math.max(0, start))
      .map((part) => ({ ...part, events: part.events.filter(({ atMs }) => atMs <= untilMs) }));
    return { desk: parts[0]?.desk ?? emptyDesk(), events: eventsOf(parts) };
  }

  watchTrouble(listener: (isLost: boolean) => void): void {
    listener(this.#isLost);
  }

  async close(): Promise<void> {}

  #begin(desk: Desk, fromMs: number): Part {
    const part = { desk, fromMs, events: [] };
    this.#parts = [...this.#parts, part].slice(-PARTS);
    return part;
  }
}

async function* eventsOf(parts: readonly Part[]): AsyncGenerator<JournaledEvent> {
  for (const { events } of parts) yield* events;
}
