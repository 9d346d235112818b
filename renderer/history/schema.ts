import Dexie, { type EntityTable, type Table } from 'dexie';

/** What is encrypted in a row (historyKeys.ts). */
export type Sealed = Uint8Array<ArrayBuffer>;

/** Of one bed and a slot of time that begins at `fromMs`, on its gateway's clock. `bed` is a pseudonym. */
export interface BedRow {
  readonly fromMs: number;
  readonly bed: string;
  readonly sealed: Sealed;
}

/** The lane of rows of earlier versions, in which there are all beds. */
export const EVERY_LANE = -1;

/** What came in one second, of the beds of a lane (logPart.ts); kept until every minute it belongs to is a chunk. */
export interface LogRow {
  /** Of the entry it is a part of: goes up with each, and begins anywhere in a log that was empty, so that none is there twice. */
  readonly seq: number;
  readonly lane: number;
  /** Where the slot of time begins in which all of it lies; 0 in {@link EVERY_LANE}. */
  readonly slotMs: number;
  /** Times of its first and last sample. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly sealed: Sealed;
}

/** The key of a {@link LogRow}. */
export type LogKey = [lane: number, slotMs: number, seq: number];

/** An alarm. `id` and `bed` are pseudonyms; `fromMs`: since when the station knows of it, by its clock. */
export interface AlarmRow extends BedRow {
  readonly id: string;
  /** When it began, by the clock of its samples (alarmMoment.ts). */
  readonly momentMs: number;
  /** When it went; Infinity: it stands. Station's clock. */
  readonly untilMs: number;
}

/** Who lay in a bed from a time on; station's clock. `patient` is a pseudonym, '' for nobody. */
export interface StayRow extends BedRow {
  readonly patient: string;
}

/** The row of `cursor` that tells what the waves of the log are. */
export const NAMES_ID = 'waves';

/** The row of `cursor` that tells when the writer saw each gateway last. */
export const SEEN_ID = 'seen';

/** The row of `cursor` that tells when stays that last were, by the clock of their samples. */
export const SAMPLED_ID = 'sampled';

/** How far the chunks of a bed go, what the waves of the log are ({@link NAMES_ID}), {@link SEEN_ID} and {@link SAMPLED_ID}. */
export interface CursorRow {
  readonly id: string;
  readonly sealed: Sealed;
}

/** What of a minute is held, all beds together, once nothing comes late for it (retention.ts). */
export interface HeldRow {
  readonly fromMs: number;
  readonly bytes: number;
  /** 0: all; 1: strips of alarms and pinned spans; 2: pinned spans. */
  readonly level: 0 | 1 | 2;
}

/** A span that somebody wants kept; `bed` is a pseudonym. */
export interface PinRow extends BedRow {
  readonly id: string;
  readonly untilMs: number;
}

/** What the store is. */
export interface StoreRow {
  readonly id: 'store';
  /** Made with the store; another one means that the store before is gone. */
  readonly storeId: string;
  readonly createdMs: number;
  /** Opens only with the secret of this store. */
  readonly sealed: Sealed;
}

/** One version of the schema: what changes in it, and how rows of the version before are taken over. */
export interface Version {
  readonly stores: Readonly<Record<string, string>>;
  readonly upgrade?: (rows: (table: string) => Table) => Promise<void>;
}

/**
 * All versions, the first at the top. Append only: stores of every earlier version are out there, and a test opens one of
 * each, and no table goes as long as a window that knows it may be open. Times come first in the keys of what is most, so that
 * writing goes on at the end of a table and what is old lies together; `env` and the log are read by bed and by lane.
 */
export const versions: readonly Version[] = [
  {
    stores: {
      store: 'id',
      chunk: '[fromMs+bed]',
      log: '++seq, fromMs, untilMs',
      env: '[bed+fromMs], fromMs',
      numeric: '[fromMs+bed]',
      alarm: 'id, [bed+fromMs], fromMs',
      stay: '[bed+fromMs], [patient+fromMs]',
      cursor: 'id',
    },
  },
  {
    stores: {
      // What is kept of a bed in an hour, so that it can be asked for without reading the hour.
      named: '[bed+fromMs], fromMs',
      // So that a writer that opens finds what stood when the one before died.
      alarm: 'id, [bed+fromMs], fromMs, untilMs',
    },
    upgrade: async (rows) => {
      // What went is in the sealed part: the writer that opens next reads it and says so.
      await rows('alarm')
        .toCollection()
        .modify((row) => {
          row.untilMs = Number.POSITIVE_INFINITY;
        });
    },
  },
  {
    stores: {
      // Counted as retention comes by: of a store of an earlier version too.
      held: 'fromMs, [level+fromMs]',
      pin: 'id, fromMs',
    },
  },
  {
    stores: {
      // A strip is cut out of samples, by their clock. Waves, values and stays tell whose they are from here on, in what is sealed.
      alarm: 'id, [bed+fromMs], fromMs, untilMs, momentMs',
    },
    upgrade: async (rows) => {
      // As it was until now: what tells more is sealed.
      await rows('alarm')
        .toCollection()
        .modify((row) => {
          row.momentMs = row.fromMs;
        });
    },
  },
  {
    // So that who reads the last minute of a bed does not read that of all.
    stores: { log: '++seq, fromMs, untilMs, [lane+slotMs]' },
    upgrade: async (rows) => {
      await rows('log')
        .toCollection()
        .modify((row) => {
          row.lane = EVERY_LANE;
          row.slotMs = 0;
        });
    },
  },
  {
    // Values of an hour, so that who reads a day of them reads 24 rows; hours of before stay as they are.
    stores: { hourly: '[bed+fromMs]' },
  },
  {
    // The log without an index: of a row that is removed Chromium leaves what indexes say of it behind, for good. The table of before
    // stays, empty: a window of an earlier version that is still open would put it back, and make a version of its own of the store.
    stores: { logPart: '[lane+slotMs+seq]' },
    upgrade: async (rows) => {
      await rows('logPart').bulkAdd(await rows('log').toArray());
      await rows('log').clear();
    },
  },
];

export class HistoryDatabase extends Dexie {
  declare readonly store: EntityTable<StoreRow, 'id'>;
  declare readonly chunk: Table<BedRow, [number, string]>;
  declare readonly logPart: Table<LogRow, LogKey>;
  declare readonly env: Table<BedRow, [string, number]>;
  declare readonly numeric: Table<BedRow, [number, string]>;
  declare readonly hourly: Table<BedRow, [string, number]>;
  declare readonly alarm: Table<AlarmRow, string>;
  declare readonly stay: Table<StayRow, [string, number]>;
  declare readonly cursor: Table<CursorRow, string>;
  declare readonly held: EntityTable<HeldRow, 'fromMs'>;
  declare readonly pin: EntityTable<PinRow, 'id'>;
  declare readonly named: Table<BedRow, [string, number]>;

  /** `all`: a test opens a database of another version. Writes are on disk when they are said to be (`strict`). */
  constructor(name: string, all: readonly Version[] = versions) {
    super(name, { chromeTransactionDurability: 'strict' });
    for (const [k, { stores, upgrade }] of all.entries()) {
      const version = this.version(k + 1).stores({ ...stores });
      if (upgrade !== undefined) version.upgrade((transaction) => upgrade((table) => transaction.table(table)));
    }
  }
}
