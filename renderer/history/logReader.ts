import type { HistoryKeys } from './historyKeys.ts';
import type { KeptChannel, KeptWave } from './keptWave.ts';
import { unpackNames } from './logNames.ts';
import { LOG_SLOT_MS, laneOf, logPlace } from './logPart.ts';
import { entryOf, type LogEntry, type LogNames, openLog, type PackedLog } from './logRecord.ts';
import { isOwnedBy, type Whose } from './owner.ts';
import { type DamagedSpan, damagedOf, type Piece, pieceOf, readOf } from './pieces.ts';
import type { RowQuestion } from './readRows.ts';
import type { KeptValues } from './recorder.ts';
import { attempted, joinValues, type Opened, openRecord } from './records.ts';
import { type CursorRow, EVERY_LANE, type LogRow, NAMES_ID, type Sealed } from './schema.ts';

/** Rows of the log, and the row that tells what their numbers stand for. */
export interface LogRows {
  readonly rows: readonly LogRow[];
  readonly names: CursorRow | undefined;
}

/** Rows that stay opened: those of all lanes of the last minute, and of what is written of it late. */
const MOST_OPENED = 720;

/**
 * Reads what is in no chunk yet. Rows are written once and never changed, and whoever looks at the last minute looks at most of it
 * again a moment later: those that were opened last stay so, some 10 kB each, and are neither read nor opened again. No key ever stands
 * for another row (`schema.ts`, LogRow).
 */
export class LogReader {
  readonly #keys: HistoryKeys;
  /** By their keys, in the order in which they were opened. */
  readonly #opened = new Map<string, { readonly row: LogRow; readonly entry: Promise<Opened<PackedLog>> }>();
  /** As they were read last: some thousand names, which seldom change. */
  #names: { readonly sealed: Sealed; readonly names: LogNames } | null = null;

  constructor(keys: HistoryKeys) {
    this.#keys = keys;
  }

  /**
   * What is to be asked for rows that may have something of a bed, by its pseudonym, in [fromMs, untilMs): together with the
   * table of what the log becomes, as what is there is in one of the two.
   */
  questions(bed: string, fromMs: number, untilMs: number): readonly RowQuestion[] {
    const between = (lane: number, startMs: number): RowQuestion => ({
      table: 'logPart',
      from: [lane, startMs],
      until: [lane, untilMs],
      known: (key) => this.#opened.get(String(key))?.row,
    });
    return [
      between(laneOf(bed), Math.floor(fromMs / LOG_SLOT_MS) * LOG_SLOT_MS),
      between(EVERY_LANE, 0),
      { table: 'cursor', key: NAMES_ID },
    ];
  }

  /** The rows that were found by {@link questions}. */
  rows(found: readonly (readonly unknown[])[], fromMs: number, untilMs: number): LogRows {
    const [ours = [], everyones = [], names = []] = found;
    const rows = [...ours, ...everyones] as LogRow[];
    return {
      rows: rows.filter((row) => row.fromMs < untilMs && row.untilMs >= fromMs),
      names: names[0] as CursorRow | undefined,
    };
  }

  /** Waves of a bed in rows. A wave of several rows is there several times. */
  async waves(
    rows: LogRows,
    bedKey: string,
    isWanted: (channel: KeptChannel) => boolean,
  ): Promise<{ readonly waves: readonly KeptWave[]; readonly damaged: readonly DamagedSpan[] }> {
    const { names, entries, damaged } = await this.#entries(rows, (wave) => {
      return wave.bedKey === bedKey && isWanted(wave.channel);
    });
    const waves = entries.flatMap((entry) =>
      entry.waves.flatMap(({ wave, runs }): KeptWave[] => {
        const known = names.waves[wave];
        return known === undefined ? [] : [{ channel: known.channel, runs, gaps: [] }];
      }),
    );
    return { waves, damaged };
  }

  /** Values of somebody in rows. */
  async values(rows: LogRows, whose: Whose): Promise<readonly KeptValues[]> {
    const { names, entries } = await this.#entries(rows, () => false);
    const values = entries.flatMap(({ observations }) =>
      observations.flatMap(([position, timeMs, value]): KeptValues[] => {
        const known = names.numerics[position];
        const isWanted = known?.bedKey === whose.bedKey && isOwnedBy(whose, known.numeric);
        return isWanted ? [{ numeric: known.numeric, values: [[timeMs, value]] }] : [];
      }),
    );
    return joinValues([], values);
  }

  async #entries(
    { rows, names: row }: LogRows,
    isWanted: (wave: LogNames['waves'][number]) => boolean,
  ): Promise<{
    readonly names: LogNames;
    readonly entries: readonly LogEntry[];
    readonly damaged: readonly DamagedSpan[];
  }> {
    const none: LogNames = { id: '', waves: [], numerics: [] };
    if (rows.length === 0 || row === undefined) return { names: none, entries: [], damaged: [] };
    const names = (await this.#namesOf(row)) ?? none;
    const isOf = (wave: number): boolean => {
      const known = names.waves[wave];
      return known !== undefined && isWanted(known);
    };
    const pieces = await Promise.all(
      rows.map(async (each): Promise<Piece<LogEntry>> => {
        const packed = await this.#open(each);
        const opened = packed.ok ? attempted(() => entryOf(packed.value, names, isOf)) : packed;
        return pieceOf(opened, { fromMs: each.fromMs, untilMs: each.untilMs + 1 });
      }),
    );
    return { names, entries: readOf(pieces), damaged: damagedOf(pieces) };
  }

  #open(row: LogRow): Promise<Opened<PackedLog>> {
    const key = String([row.lane, row.slotMs, row.seq]);
    const known = this.#opened.get(key);
    if (known !== undefined) return known.entry;
    const entry = openRecord(this.#keys, logPlace(row), row.sealed, openLog);
    this.#opened.set(key, { row, entry });
    const [oldest] = this.#opened.keys();
    if (this.#opened.size > MOST_OPENED && oldest !== undefined) this.#opened.delete(oldest);
    return entry;
  }

  /** null: it can't be read. */
  async #namesOf({ id, sealed }: CursorRow): Promise<LogNames | null> {
    // Each time it is written it is another IV, and with it other bytes from the first on.
    const isSame =
      this.#names?.sealed.length === sealed.length && this.#names.sealed.every((byte, k) => byte === sealed[k]);
    if (!isSame) {
      const opened = await openRecord(this.#keys, ['cursor', id], sealed, unpackNames);
      this.#names = opened.ok ? { sealed, names: opened.value } : null;
    }
    return this.#names?.names ?? null;
  }
}
