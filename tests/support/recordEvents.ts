import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import { numberedFiles } from '#main/alarms/journalFiles.ts';
import { type JournalContent, openLine, readEntry } from '#main/alarms/journalLine.ts';
import { journalLines } from '#main/alarms/journalLines.ts';

/** What stands in the record of alarms of a data folder, oldest first; lines that are no entries are left out. */
export function* recordContents(dataFolder: string): Generator<JournalContent> {
  const place = join(dataFolder, 'journal');
  for (const { path } of numberedFiles(place, readdirSync(place)).segments) {
    for (const { text } of journalLines(readFileSync(path))) {
      const content = readEntry(openLine(text)?.body ?? '')?.content;
      if (content !== undefined) yield content;
    }
  }
}

/** The events among them. */
export function* recordEvents(dataFolder: string): Generator<AlarmEvent> {
  for (const content of recordContents(dataFolder)) if ('event' in content) yield content.event;
}
