import {
  determinedBy,
  foldColumns,
  gapsBetween,
  joinSeries,
  mergeSeries,
  type NumericSeries,
  seriesOf,
  seriesWithin,
  spellsOf,
} from '#domain/vitals/trend.ts';
import type { HeldReadings, HeldTrends } from './archive.ts';
import { CHUNK_MS } from './chunkRecord.ts';
import { LogReader } from './logReader.ts';
import type { KeptNumeric } from './logRecord.ts';
import type { History } from './openHistory.ts';
import { isOwnedBy, type Whose } from './owner.ts';
import type { DamagedSpan } from './pieces.ts';
import { readRows } from './readRows.ts';
import type { KeptValues } from './recorder.ts';
import { openRecord, unpackJson } from './records.ts';
import type { BedRow } from './schema.ts';

/** What tells one record from another that was written in its place: the IV, which none has twice (historyKeys.ts). */
const STAMP_BYTES = 12;

/**
 * A minute that was looked at so long ago is looked at again: what came late for it may have been written. As long as it is in the
 * log it is seen there, and its minute is looked at each time.
 */
const LOOKED_AT_MS = 60_000;

/** A minute of a bed, opened; of one that is not there, nothing. */
interface OpenedMinute {
  readonly stamp: Uint8Array;
  lookedMs: number;
  readonly parts: readonly { readonly key: string; readonly numeric: KeptNumeric; readonly series: NumericSeries }[];
  /** '': it could be read. */
  readonly damage: string;
}

/** A numeric and all its values in a span. */
interface ReadNumeric {
  readonly numeric: KeptNumeric;
  readonly series: NumericSeries;
}

/**
 * Reads numerics over hours, and folds them where they are read: what goes to the page is as long as the page is wide. Minutes
 * of the bed that was asked for last stay opened, as whoever looks at a trend moves about in it; one that was written anew is
 * opened again within a minute.
 */
export class TrendReader {
  readonly #history: History;
  readonly #log: LogReader;
  readonly #monotonicMs: () => number;
  #bed = '';
  #minutes = new Map<number, OpenedMinute>();

  constructor(history: History, monotonicMs: () => number) {
    this.#history = history;
    this.#log = new LogReader(history);
    this.#monotonicMs = monotonicMs;
  }

  /** Lets go of what is kept opened. */
  forget(): void {
    this.#bed = '';
    this.#minutes = new Map();
  }

  async trends(whose: Whose, fromMs: number, untilMs: number, columnMs: number): Promise<HeldTrends> {
    if (!(columnMs >= 1)) throw new RangeError(`columns of ${columnMs} ms`);
    const { numerics, damaged } = await this.#read(whose, fromMs, untilMs);
    const firstMs = Math.floor(fromMs / columnMs) * columnMs;
    const columns = Math.max(0, Math.ceil((untilMs - firstMs) / columnMs));
    return {
      trends: numerics.map(({ numeric, series }) => ({
        numeric,
        columns: foldColumns(series, firstMs, columnMs, columns),
        gaps: gapsBetween(spellsOf(series, numeric.periodMs), fromMs, untilMs, numeric.periodMs),
      })),
      damaged,
    };
  }

  async readings(whose: Whose, fromMs: number, atMs: Float64Array): Promise<readonly HeldReadings[]> {
    const lastMs = atMs.reduce((last, each) => Math.max(last, each), Number.NEGATIVE_INFINITY);
    if (!(lastMs >= fromMs)) return [];
    const { numerics } = await this.#read(whose, fromMs, lastMs + 1);
    return numerics.map(({ numeric, series }) => {
      const found = Array.from(atMs, (each) => determinedBy(series, each));
      return {
        numeric,
        times: Float64Array.from(found, (last) => last?.timeMs ?? Number.NaN),
        values: Float64Array.from(found, (last) => last?.value ?? Number.NaN),
      };
    });
  }

  async #read(
    whose: Whose,
    fromMs: number,
    untilMs: number,
  ): Promise<{ readonly numerics: readonly ReadNumeric[]; readonly damaged: readonly DamagedSpan[] }> {
    const { database, keys } = this.#history;
    const bed = await keys.pseudonym('bed', whose.bedKey);
    if (this.#bed !== bed) {
      this.#bed = bed;
      this.#minutes = new Map();
    }
    const known = this.#minutes;
    const nowMs = this.#monotonicMs();
    const [first, last] = [Math.floor(fromMs / CHUNK_MS), Math.ceil(untilMs / CHUNK_MS)];
    const minutes = Array.from({ length: Math.max(0, last - first) }, (_, k) => (first + k) * CHUNK_MS);
    const wanted = minutes.filter((minute) => !(nowMs - (known.get(minute)?.lookedMs ?? Number.NaN) < LOOKED_AT_MS));
    const found = await readRows(database.backendDB(), [
      ...wanted.map((minute) => ({ table: 'numeric', key: [minute, bed] })),
      ...this.#log.questions(bed, fromMs, untilMs),
    ]);
    const log = this.#log.rows(found.slice(wanted.length), fromMs, untilMs);
    const [logged] = await Promise.all([
      this.#log.values(log, whose),
      ...wanted.map(async (minute, k) => {
        known.set(minute, await this.#open(bed, minute, found[k]?.[0] as BedRow | undefined, known.get(minute), nowMs));
      }),
    ]);
    const opened = minutes.flatMap((minute) => {
      const held = known.get(minute);
      return held === undefined ? [] : [{ ...held, fromMs: minute }];
    });
    const byKey = new Map<string, { numeric: KeptNumeric; written: NumericSeries[]; logged: NumericSeries }>();
    const numericOf = (key: string, numeric: KeptNumeric) => {
      const known = byKey.get(key) ?? { numeric, written: [], logged: NOTHING };
      byKey.set(key, known);
      return known;
    };
    for (const { parts } of opened)
      for (const { key, numeric, series } of parts)
        if (isOwnedBy(whose, numeric)) numericOf(key, numeric).written.push(series);
    for (const { numeric, values } of logged) {
      numericOf(JSON.stringify(numeric), numeric).logged = seriesOf(values, fromMs, untilMs);
      for (const [timeMs] of values) {
        const minute = known.get(Math.floor(timeMs / CHUNK_MS) * CHUNK_MS);
        if (minute !== undefined) minute.lookedMs = Number.NEGATIVE_INFINITY;
      }
    }
    const numerics = [...byKey.values()].flatMap((each) => {
      const series = mergeSeries(seriesWithin(joinSeries(each.written), fromMs, untilMs), each.logged);
      return series.times.length === 0 ? [] : [{ numeric: each.numeric, series }];
    });
    const damaged = opened.flatMap(({ damage, fromMs: minute }) =>
      damage === '' ? [] : [{ fromMs: minute, untilMs: minute + CHUNK_MS, reason: damage }],
    );
    return { numerics, damaged };
  }

  /** A minute as it is written; what was opened before, when it is the same. */
  async #open(
    bed: string,
    fromMs: number,
    row: BedRow | undefined,
    before: OpenedMinute | undefined,
    lookedMs: number,
  ): Promise<OpenedMinute> {
    if (row === undefined) return { stamp: NO_STAMP, lookedMs, parts: [], damage: '' };
    const { sealed } = row;
    if (before !== undefined && isStamped(sealed, before.stamp)) return { ...before, lookedMs };
    const opened = await openRecord(this.#history.keys, ['numeric', fromMs, bed], sealed, (bytes) =>
      unpackJson<readonly KeptValues[]>(bytes).map(({ numeric, values }) => {
        return { key: JSON.stringify(numeric), numeric, series: seriesOf(values) };
      }),
    );
    const stamp = sealed.slice(0, STAMP_BYTES);
    return opened.ok
      ? { stamp, lookedMs, parts: opened.value, damage: '' }
      : { stamp, lookedMs, parts: [], damage: opened.reason };
  }
}

const NOTHING: NumericSeries = { times: new Float64Array(), values: new Float64Array() };

const NO_STAMP = new Uint8Array();

function isStamped(sealed: Uint8Array, stamp: Uint8Array): boolean {
  return stamp.length > 0 && stamp.every((byte, k) => byte === sealed[k]);
}
