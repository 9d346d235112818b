/** A whole ten minutes; the ward of the bench began then. */
export const START_MS = 1_764_201_600_000;

/** What a thread is to do. `seconds` count from {@link START_MS}. */
export type BenchTask =
  /**
   * Writes the seconds [from, until) of so many beds, beginning where the task before ended: as fast as it goes, or at most so many times
   * as fast as they pass.
   */
  | {
      readonly do: 'write';
      readonly beds: number;
      readonly fromS: number;
      readonly untilS: number;
      readonly speed?: number | undefined;
    }
  /** Reads so many windows, each of another bed and time in [from, until), one at least so long after the one before. */
  | {
      readonly do: 'read';
      readonly beds: number;
      readonly fromS: number;
      readonly untilS: number;
      readonly spanMs: number;
      readonly count: number;
      readonly everyMs?: number;
    }
  /** Lets go of so many minutes, the oldest, while the seconds [from, until) are written as fast as it goes. */
  | {
      readonly do: 'evict';
      readonly beds: number;
      readonly minutes: number;
      readonly fromS: number;
      readonly untilS: number;
    }
  /**
   * Writes as fast as it goes until the browser has refused and taken it again so many times, and lets go of what it must
   * as the service does, also beyond `budgetBytes`; then reads all that is held.
   */
  | {
      readonly do: 'fill';
      readonly beds: number;
      readonly refusals: number;
      readonly mostS: number;
      readonly budgetBytes: number;
    }
  /** Reads the overview of one wave of so many beds, one after the other, in bins of a minute. */
  | { readonly do: 'overview'; readonly beds: number; readonly untilS: number; readonly count: number }
  /** Writes a day of values, and no waves, of so many other beds; what is written before and after goes by the clock of `atS`. */
  | { readonly do: 'dayOfValues'; readonly beds: number; readonly atS: number }
  /** Reads the trends of that day of all their numerics, one bed after the other; `isAgain`: each was looked at a moment ago. */
  | { readonly do: 'trend'; readonly beds: number; readonly count: number; readonly isAgain: boolean };

export interface BenchAnswer {
  /** Of each write of a second (also beside letting go), of each window or of each overview. */
  readonly eachMs: readonly number[];
  readonly allMs: number;
  /** Written or read. */
  readonly samples: number;
  /** As it came back: whether every sample was there; true for a write in which nothing failed. */
  readonly isWhole: boolean;
  /** Encrypted chunks, envelopes and values so far. */
  readonly writtenBytes: number;
  /** Of `read`: before each window a row that is not there was asked for, which is as fast as this browser answers at that time. */
  readonly nothingMs?: readonly number[];
  /** Of `fill`. */
  readonly filled?: Filled;
}

/** What became of a history whose browser has no more room. */
export interface Filled {
  /** Times that the browser refused, and how long until it took what it had refused. */
  readonly refusedMs: readonly number[];
  /** It still refused in the end, and what was refused last is the only copy. */
  readonly isStuck: boolean;
  /** Records that retention removed in steps that were whole. */
  readonly letGoRecords: number;
  /** What was told then. */
  readonly told: readonly string[];
  readonly writtenMinutes: number;
  /** Of these were let go of, the oldest. */
  readonly letGoMinutes: number;
  /** Samples after these that do not come back. */
  readonly missing: number;
  readonly damaged: number;
}
