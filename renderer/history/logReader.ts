import type { KeptChannel, KeptWave } from './keptWave.ts';
import { type LogEntry, type LogNames, unpackLog } from './logRecord.ts';
import type { History } from './openHistory.ts';
import { isOwnedBy, type Whose } from './owner.ts';
import { type DamagedSpan, damagedOf, openPiece, readOf } from './pieces.ts';
import type { KeptValues } from './recorder.ts';
import { joinValues, openRecord, unpackJson } from './records.ts';
import { type CursorRow, type LogRow, NAMES_ID } from './schema.ts';

/** Rows of the log, and the row that tells what their numbers stand for. */
export interface LogRows {
  readonly rows: readonly LogRow[];
  readonly names: CursorRow | undefined;
}

export const noLogRows: LogRows = { rows: [], names: undefined };

/** Reads what is in no chunk yet. */
export class LogReader {
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
  }

  /**
   * Rows that touch [fromMs, untilMs). To be called in a transaction with `log` and `cursor`, and with the table of what the
   * log becomes: what is there is in one of the two.
   */
  async rows(fromMs: number, untilMs: number): Promise<LogRows> {
    const { database } = this.#history;
    // Keys first: of a window long ago no row is to be loaded, and of the present one only its own.
    const begun = await database.log.where('fromMs').below(untilMs).primaryKeys();
    if (begun.length === 0) return noLogRows;
    const notOver = new Set(await database.log.where('untilMs').aboveOrEqual(fromMs).primaryKeys());
    const touching = begun.filter((seq) => notOver.has(seq));
    if (touching.length === 0) return noLogRows;
    const [rows, names] = await Promise.all([database.log.bulkGet(touching), database.cursor.get(NAMES_ID)]);
    return { rows: rows.filter((row) => row !== undefined), names };
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
    const { keys } = this.#history;
    const opened = await openRecord(keys, ['cursor', row.id], row.sealed, unpackJson<LogNames>);
    const names = opened.ok ? opened.value : none;
    const isOf = (wave: number): boolean => {
      const known = names.waves[wave];
      return known !== undefined && isWanted(known);
    };
    const pieces = await Promise.all(
      rows.map(({ fromMs, untilMs, sealed }) =>
        openPiece(keys, ['log', fromMs, untilMs], sealed, { fromMs, untilMs: untilMs + 1 }, (bytes) =>
          unpackLog(bytes, names, isOf),
        ),
      ),
    );
    return { names, entries: readOf(pieces), damaged: damagedOf(pieces) };
  }
}
