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
import type { DamagedSpan } from './pieces.ts';
import type { KeptValues } from './recorder.ts';
import { openRecord, unpackJson } from './records.ts';
import type { BedRow } from './schema.ts';

/** What tells one record from another that was written in its place: the IV, which none has twice (historyKeys.ts). */
const STAMP_BYTES = 12;

/** A minute of a bed, opened. */
interface OpenedMinute {
  readonly stamp: Uint8Array;
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
 * of the bed that was asked for last stay opened, as whoever looks at a trend moves about in it; one that was written anew since
 * is opened again.
 */
export class TrendReader {
  readonly #history: History;
  readonly #log: LogReader;
  #bed = '';
  #minutes = new Map<number, OpenedMinute>();

  constructor(history: History) {
    this.#history = history;
    this.#log = new LogReader(history);
  }

  /** Lets go of what is kept opened. */
  forget(): void {
    this.#bed = '';
    this.#minutes = new Map();
  }

  async trends(bedKey: string, fromMs: number, untilMs: number, columnMs: number): Promise<HeldTrends> {
    if (!(columnMs >= 1)) throw new RangeError(`columns of ${columnMs} ms`);
    const { numerics, damaged } = await this.#read(bedKey, fromMs, untilMs);
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

  async readings(bedKey: string, fromMs: number, atMs: Float64Array): Promise<readonly HeldReadings[]> {
    const lastMs = atMs.reduce((last, each) => Math.max(last, each), Number.NEGATIVE_INFINITY);
    if (!(lastMs >= fromMs)) return [];
    const { numerics } = await this.#read(bedKey, fromMs, lastMs + 1);
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
    bedKey: string,
    fromMs: number,
    untilMs: number,
  ): Promise<{ readonly numerics: readonly ReadNumeric[]; readonly damaged: readonly DamagedSpan[] }> {
    const { database, keys } = this.#history;
    const bed = await keys.pseudonym('bed', bedKey);
    const [first, last] = [Math.floor(fromMs / CHUNK_MS), Math.ceil(untilMs / CHUNK_MS)];
    const minutes = Array.from({ length: Math.max(0, last - first) }, (_, k) => (first + k) * CHUNK_MS);
    const [rows, log] = await database.transaction('r', database.numeric, database.log, database.cursor, () =>
      Promise.all([
        database.numeric.bulkGet(minutes.map((minute): [number, string] => [minute, bed])),
        this.#log.rows(fromMs, untilMs),
      ]),
    );
    const [opened, logged] = await Promise.all([this.#open(bed, rows), this.#log.values(log, bedKey)]);
    const byKey = new Map<string, { numeric: KeptNumeric; written: NumericSeries[]; logged: NumericSeries }>();
    const numericOf = (key: string, numeric: KeptNumeric) => {
      const known = byKey.get(key) ?? { numeric, written: [], logged: NOTHING };
      byKey.set(key, known);
      return known;
    };
    for (const { parts } of opened)
      for (const { key, numeric, series } of parts) numericOf(key, numeric).written.push(series);
    for (const { numeric, values } of logged)
      numericOf(JSON.stringify(numeric), numeric).logged = seriesOf(values, fromMs, untilMs);
    const numerics = [...byKey.values()].flatMap((each) => {
      const series = mergeSeries(seriesWithin(joinSeries(each.written), fromMs, untilMs), each.logged);
      return series.times.length === 0 ? [] : [{ numeric: each.numeric, series }];
    });
    const damaged = opened.flatMap(({ damage, fromMs: minute }) =>
      damage === '' ? [] : [{ fromMs: minute, untilMs: minute + CHUNK_MS, reason: damage }],
    );
    return { numerics, damaged };
  }

  /** Minutes in the order of the rows. */
  async #open(
    bed: string,
    rows: readonly (BedRow | undefined)[],
  ): Promise<readonly (OpenedMinute & { readonly fromMs: number })[]> {
    if (this.#bed !== bed) {
      this.#bed = bed;
      this.#minutes = new Map();
    }
    const kept = this.#minutes;
    return Promise.all(
      rows
        .filter((row) => row !== undefined)
        .map(async ({ fromMs, sealed }) => {
          const known = kept.get(fromMs);
          if (known !== undefined && isStamped(sealed, known.stamp)) return { ...known, fromMs };
          const opened = await openRecord(this.#history.keys, ['numeric', fromMs, bed], sealed, (bytes) =>
            unpackJson<readonly KeptValues[]>(bytes).map(({ numeric, values }) => {
              return { key: JSON.stringify(numeric), numeric, series: seriesOf(values) };
            }),
          );
          const stamp = sealed.slice(0, STAMP_BYTES);
          const minute: OpenedMinute = opened.ok
            ? { stamp, parts: opened.value, damage: '' }
            : { stamp, parts: [], damage: opened.reason };
          kept.set(fromMs, minute);
          return { ...minute, fromMs };
        }),
    );
  }
}

const NOTHING: NumericSeries = { times: new Float64Array(), values: new Float64Array() };

function isStamped(sealed: Uint8Array, stamp: Uint8Array): boolean {
  return stamp.every((byte, k) => byte === sealed[k]);
}
