import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { numberedFiles } from '#main/alarms/journalFiles.ts';
import { type JournalEntry, openLine, readEntry } from '#main/alarms/journalLine.ts';
import { journalLines } from '#main/alarms/journalLines.ts';

/** What stands in the record of alarms of a data folder, oldest first; lines that are no entries are left out. */
export function* recordEntries(dataFolder: string): Generator<JournalEntry> {
  const place = join(dataFolder, 'journal');
  for (const { path } of numberedFiles(place, readdirSync(place)).segments) {
    for (const { text } of journalLines(readFileSync(path))) {
      const entry = readEntry(openLine(text)?.body ?? '');
      if (entry !== null) yield entry;
    }
  }
}
