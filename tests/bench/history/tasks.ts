/** A whole ten minutes; the ward of the bench began then. */
export const START_MS = 1_764_201_600_000;

/** What a thread is to do. `seconds` count from {@link START_MS}. */
export type BenchTask =
  /** Writes the seconds [from, until) of so many beds as fast as it goes, beginning where the task before ended. */
  | { readonly do: 'write'; readonly beds: number; readonly fromS: number; readonly untilS: number }
  /** Reads so many windows, each of another bed and time, as long as there is a history. */
  | {
      readonly do: 'read';
      readonly beds: number;
      readonly untilS: number;
      readonly spanMs: number;
      readonly count: number;
    }
  /** Lets go of so many minutes, the oldest, while the seconds [from, until) are written as fast as it goes. */
  | {
      readonly do: 'evict';
      readonly beds: number;
      readonly minutes: number;
      readonly fromS: number;
      readonly untilS: number;
    }
  /** Reads the overview of one wave of so many beds, one after the other, in bins of a minute. */
  | { readonly do: 'overview'; readonly beds: number; readonly untilS: number; readonly count: number }
  /** Reads the trends of all numerics of so many beds, one after the other; `isAgain`: each was looked at a moment ago. */
  | {
      readonly do: 'trend';
      readonly beds: number;
      readonly untilS: number;
      readonly count: number;
      readonly isAgain: boolean;
    };

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
}
