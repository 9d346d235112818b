import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Desk, emptyDesk } from '#domain/alarms/desk.ts';
import { messageOf } from '#domain/errors.ts';
import type { Clock } from '#domain/time/clock.ts';
import type { Host } from '#main/hosts/host.ts';
import { FaultReport } from './faultReport.ts';
import { FileJournal, type JournalLimits, journalLimits } from './fileJournal.ts';
import { lockFolder } from './folderLock.ts';
import type { Journal } from './journal.ts';
import { type JournalDisk, systemDisk } from './journalDisk.ts';
import { numberedFiles } from './journalFiles.ts';
import { NO_HASH } from './journalLine.ts';
import { MemoryJournal } from './memoryJournal.ts';
import { type Restored, restoreJournal } from './restoreJournal.ts';
import { verifyOlder } from './verifyOlder.ts';

export interface OpenedJournal {
  readonly journal: Journal;
  /** As the journal left it. */
  readonly desk: Desk;
  /** When something was written last, by the clock of then; null: nothing is known of a time before this start. */
  readonly lastMs: number | null;
  /** What it took to bring it there. */
  readonly restoredMs: number;
  /** What people are to know of the record: torn, damaged, not written. Grows while older parts are verified. */
  notices(): readonly string[];
  /** Resolves when all of the record has been verified; true: something was found wrong meanwhile. */
  readonly verified: Promise<boolean>;
}

export interface OpenOptions {
  /** The station's data folder; the journal has one of its own in it. undefined: kept in memory, and gone with the station. */
  readonly folder: string | undefined;
  readonly clock: Clock;
  readonly log: Host['log'];
  readonly limits?: JournalLimits;
  readonly disk?: JournalDisk;
}

/**
 * Opens the record of alarms: the desk is as it was when the last station wrote there. Reads as much as that needs before it
 * returns, and verifies the rest behind. Never fails: where nothing can be read or written, the station runs without, and
 * says so.
 */
export function openJournal({ folder, clock, log, ...options }: OpenOptions): OpenedJournal {
  const { limits = journalLimits, disk = systemDisk } = options;
  if (folder === undefined) return without([], false);
  const place = join(folder, 'journal');
  const faults = new FaultReport(place);
  let release = (): void => {};
  let mustBeEmpty = false;
  const claim = (): void => {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    if (mustBeEmpty && numberedFiles(place, readdirSync(place)).segments.length > 0)
      throw new Error('a record stands there that was not there at the start; start the station again');
    const lock = lockFolder(place);
    if (lock.state === 'taken') throw new FolderTaken();
    release = lock.release;
  };
  let mustClaim = false;
  const startedMs = clock.monotonicMs();
  try {
    claim();
  } catch (error) {
    if (error instanceof FolderTaken)
      return without(
        [say(log, `Another station that runs has ${place}: this one keeps no record of its alarms.`)],
        true,
      );
    // Full or read-only: perhaps not for ever.
    mustClaim = true;
  }
  try {
    mustBeEmpty = !existsSync(place);
    const restored = mustBeEmpty ? nothing : restoreJournal(place, faults);
    for (const line of [...restored.notices, ...faults.notices()]) log('warn', line);
    const journal = new FileJournal({
      place: { folder: place, ...restored },
      disk,
      limits,
      clock,
      log,
      claim: mustClaim ? claim : null,
      release: () => release(),
    });
    journal.append({ remark: { type: 'started', faults: faults.count, cutBytes: restored.cutBytes } }, clock.nowMs());
    const known = faults.count;
    const verified = verifyOlder(restored.older, restored.olderEndsWith, faults).then(() => {
      if (faults.count === known) return false;
      for (const line of faults.notices()) log('warn', line);
      return true;
    });
    return {
      journal,
      desk: restored.desk,
      lastMs: restored.lastMs,
      restoredMs: clock.monotonicMs() - startedMs,
      notices: () => [...restored.notices, ...faults.notices()],
      verified,
    };
  } catch (error) {
    release();
    const why = messageOf(error);
    return without([say(log, `The record of alarms in ${place} can't be opened (${why}): none is kept.`)], true);
  }
}

/** Of a folder that is not there. */
const nothing: Restored = {
  desk: emptyDesk(),
  number: 0,
  hash: NO_HASH,
  segment: null,
  lastMs: null,
  cutBytes: 0,
  older: [],
  olderEndsWith: null,
  notices: [],
};

class FolderTaken extends Error {}

function without(notices: readonly string[], isLost: boolean): OpenedJournal {
  return {
    journal: new MemoryJournal(isLost),
    desk: emptyDesk(),
    lastMs: null,
    restoredMs: 0,
    notices: () => notices,
    verified: Promise.resolve(false),
  };
}

function say(log: Host['log'], line: string): string {
  log('error', line);
  return line;
}
