import { messageOf } from '#domain/errors.ts';
import type { Archive } from '#renderer/history/archive.ts';
import type { Whose } from '#renderer/history/owner.ts';
import { type LaidRow, layRow } from './layRow.ts';

/** What rows are of. Another one begins anew. */
export interface RowsOf {
  readonly whose: Whose;
  readonly wave: string;
  readonly rowMs: number;
  /** Pixel columns a row. */
  readonly columns: number;
  /** The stay: nothing outside of it is asked for. */
  readonly fromMs: number;
  /** null: it lasts. */
  readonly untilMs: number | null;
}

/** Rows at a time: the worker of the history answers other windows in between. */
const AT_ONCE = 4;
/** Far more than a screen has; of 14 kB each. */
const MOST_ROWS = 600;
/** What is as new as this grows: late samples come for it. */
const YOUNG_MS = 90_000;
/** What was sampled a moment ago is on its way to the history, and not missing. */
const LIVE_EDGE_MS = 3_000;

/** A row, or why it could not be read. */
export type HeldRow = LaidRow | { readonly failed: string };

/**
 * Rows of one wave of a stay, read as they come into sight: those that are wanted now before those that were. What was read stays
 * here as it was, but for the youngest, which are read again.
 */
export class Rows {
  readonly of: RowsOf;
  readonly #archive: Pick<Archive, 'window'>;
  readonly #onChange: () => void;
  readonly #held = new Map<number, HeldRow>();
  readonly #asking = new Set<number>();
  #wanted: readonly number[] = [];
  #nowMs = 0;
  #isClosed = false;

  constructor(archive: Pick<Archive, 'window'>, of: RowsOf, onChange: () => void) {
    this.#archive = archive;
    this.of = of;
    this.#onChange = onChange;
  }

  /** undefined: not read yet. */
  get(row: number): HeldRow | undefined {
    return this.#held.get(row);
  }

  /** Those of the rows that could be read so far. */
  laid(rows: readonly number[]): LaidRow[] {
    return rows.flatMap((row) => {
      const held = this.#held.get(row);
      return held === undefined || 'failed' in held ? [] : [held];
    });
  }

  /** These are to be seen. `nowMs` tells which are still growing. */
  want(rows: readonly number[], nowMs: number): void {
    this.#nowMs = nowMs;
    const isYoung = (row: number) => (row + 1) * this.of.rowMs > nowMs - YOUNG_MS;
    this.#wanted = rows.filter((row) => !this.#held.has(row) || isYoung(row));
    this.#askOn();
  }

  close(): void {
    this.#isClosed = true;
    this.#wanted = [];
  }

  #askOn(): void {
    while (this.#asking.size < AT_ONCE) {
      const [row, ...rest] = this.#wanted.filter((each) => !this.#asking.has(each));
      if (row === undefined) return;
      this.#wanted = rest;
      this.#asking.add(row);
      void this.#read(row).then((held) => {
        this.#asking.delete(row);
        if (this.#isClosed) return;
        this.#held.delete(row);
        this.#held.set(row, held);
        const [oldest] = this.#held.keys();
        if (this.#held.size > MOST_ROWS && oldest !== undefined) this.#held.delete(oldest);
        this.#onChange();
        this.#askOn();
      });
    }
  }

  async #read(row: number): Promise<HeldRow> {
    const { whose, wave, rowMs, columns, fromMs, untilMs } = this.of;
    const [begin, end] = [row * rowMs, (row + 1) * rowMs];
    const [from, until] = [Math.max(begin, fromMs), Math.min(end, untilMs ?? this.#nowMs - LIVE_EDGE_MS)];
    try {
      const window = from < until ? await this.#archive.window(whose, wave, from, until) : { waves: [], damaged: [] };
      const laid = layRow(window, begin, end, columns);
      // What is before or after the stay is no gap of this patient's.
      const gaps = laid.gaps
        .map((gap) => ({ ...gap, fromMs: Math.max(gap.fromMs, from), untilMs: Math.min(gap.untilMs, until) }))
        .filter((gap) => gap.fromMs < gap.untilMs);
      return { ...laid, gaps };
    } catch (error) {
      return { failed: messageOf(error) };
    }
  }
}
