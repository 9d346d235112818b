import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import { type JournalLimits, journalLimits } from '#main/alarms/fileJournal.ts';
import type { JournalDisk } from '#main/alarms/journalDisk.ts';
import { openJournal } from '#main/alarms/openJournal.ts';
import { RecordedDesk } from '#main/alarms/recordedDesk.ts';
import { NOON_MS } from '#tests/domain/alarms/bedside.ts';

/** A clock that a test sets; the monotonic one is the machine's. */
export class TestClock {
  wallMs = NOON_MS;
  nowMs = () => this.wallMs;
  monotonicMs = () => performance.now();
}

/** A folder that is gone after the test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface OpenedDesk {
  readonly desk: RecordedDesk;
  readonly opened: ReturnType<typeof openJournal>;
  readonly lines: string[];
  /** Whether nothing can be written, each time it changed. */
  readonly trouble: boolean[];
}

/** A station's desk on a folder. Closed when the test is over, if not before. */
export function openDesk(
  folder: string | undefined,
  clock: TestClock,
  options: { readonly limits?: Partial<JournalLimits>; readonly disk?: JournalDisk } = {},
): OpenedDesk {
  const lines: string[] = [];
  const opened = openJournal({
    folder,
    clock,
    log: (level, message) => lines.push(`${level} ${message}`),
    limits: { ...journalLimits, gatherMs: 1, retryMs: 20, ...options.limits },
    ...(options.disk !== undefined && { disk: options.disk }),
  });
  const desk = new RecordedDesk({ clock, ...opened });
  const trouble: boolean[] = [];
  opened.journal.watchTrouble((isLost) => trouble.push(isLost));
  onTestFinished(() => opened.journal.close());
  return { desk, opened, lines, trouble };
}

/** Files of the journal whose name begins so, in order. */
export function filesOf(folder: string, beginning: string): string[] {
  const place = join(folder, 'journal');
  return readdirSync(place)
    .filter((name) => name.startsWith(beginning))
    .sort()
    .map((name) => join(place, name));
}

/** Changes the lines of a file. */
export function edit(file: string, change: (lines: string[]) => string[]): void {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  writeFileSync(
    file,
    change(lines)
      .map((line) => `${line}\n`)
      .join(''),
  );
}

/** Resolves when all that was appended before is on disk. */
export async function isWritten({ journal }: ReturnType<typeof openJournal>): Promise<void> {
  await journal.read(0, 0);
}

/** All events of a span. */
export async function eventsBetween(
  { journal }: ReturnType<typeof openJournal>,
  fromMs: number,
  untilMs: number,
): Promise<{ readonly atMs: number; readonly event: AlarmEvent }[]> {
  const { events } = await journal.read(fromMs, untilMs);
  const all = [];
  for await (const one of events) all.push(one);
  return all;
}
