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
import type { Place } from './historyKeys.ts';
import type { LogReader } from './logReader.ts';
import type { KeptNumeric } from './logRecord.ts';
import type { History } from './openHistory.ts';
import { isOwnedBy, type Whose } from './owner.ts';
import type { DamagedSpan } from './pieces.ts';
import { type RowQuestion, readRows } from './readRows.ts';
import { type KeptSeries, openRecord, unpackSeries } from './records.ts';
import type { BedRow } from './schema.ts';
import { HOUR_MS, hourOf, hourPlace } from './valueHours.ts';

/** What tells one record from another that was written in its place: the IV, which none has twice (historyKeys.ts). */
const STAMP_BYTES = 12;

/**
 * A record that was looked at so long ago is looked at again: what came late for it may have been written. As long as that is in the
 * log it is seen there, and its minute and hour are looked at each time.
 */
const LOOKED_AT_MS = 60_000;

/** The two records that a value is in, once nothing comes for its hour any more: what is read of one is not of the other. */
const spans = {
  hourly: { lengthMs: HOUR_MS, key: (bed: string, fromMs: number) => [bed, fromMs], place: hourPlace },
  numeric: {
    lengthMs: CHUNK_MS,
    key: (bed: string, fromMs: number) => [fromMs, bed],
    place: (bed: string, fromMs: number): Place => ['numeric', fromMs, bed],
  },
} as const;

type SpanTable = keyof typeof spans;

/** A record of a bed, opened; of one that is not there, nothing. */
interface OpenedSpan {
  readonly fromMs: number;
  readonly stamp: Uint8Array;
  lookedMs: number;
  readonly parts: readonly (KeptSeries & { readonly key: string })[];
  /** '': it could be read. */
  readonly damage: string;
}

/**
 * Reads numerics over hours, and folds them where they are read: what goes to the page is as long as the page is wide. Records
 * of the bed that was asked for last stay opened, as whoever looks at a trend moves about in it; one that was written anew is
 * opened again within a minute.
 */
export class TrendReader {
  readonly #history: History;
  readonly #log: LogReader;
  readonly #monotonicMs: () => number;
  #bed = '';
  #opened = noneOpened();

  constructor(history: History, monotonicMs: () => number) {
    this.#history = history;
    this.#log = history.log;
    this.#monotonicMs = monotonicMs;
  }

  /** Lets go of what is kept opened. */
  forget(): void {
    this.#bed = '';
    this.#opened = noneOpened();
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
  ): Promise<{ readonly numerics: readonly KeptSeries[]; readonly damaged: readonly DamagedSpan[] }> {
    const { database, keys } = this.#history;
    const bed = await keys.pseudonym('bed', whose.bedKey);
    if (this.#bed !== bed) {
      this.forget();
      this.#bed = bed;
    }
    const nowMs = this.#monotonicMs();
    const unlooked = (table: SpanTable, from: number, until: number): readonly number[] =>
      startsIn(table, from, until).filter((start) => {
        return !(nowMs - (this.#opened[table].get(start)?.lookedMs ?? Number.NaN) < LOOKED_AT_MS);
      });
    const questions = (table: SpanTable, starts: readonly number[]): readonly RowQuestion[] =>
      starts.map((start) => ({ table, key: spans[table].key(bed, start) }));
    // Hours that lie in it whole, and the minutes that are in none of those that there are.
    const hours = unlooked('hourly', Math.ceil(fromMs / HOUR_MS) * HOUR_MS, hourOf(untilMs));
    if (hours.length > 0) {
      const found = await readRows(database.backendDB(), questions('hourly', hours));
      await this.#openAll('hourly', bed, hours, found, nowMs);
    }
    const isJoined = (ms: number): boolean => {
      const hour = hourOf(ms);
      const isWhole = hour >= fromMs && hour + HOUR_MS <= untilMs;
      return isWhole && (this.#opened.hourly.get(hour)?.parts.length ?? 0) > 0;
    };
    const minutes = unlooked('numeric', fromMs, untilMs).filter((minute) => !isJoined(minute));
    // One transaction: a value is in the log until it is in its minute.
    const found = await readRows(database.backendDB(), [
      ...questions('numeric', minutes),
      ...this.#log.questions(bed, fromMs, untilMs),
    ]);
    const log = this.#log.rows(found.slice(minutes.length), fromMs, untilMs);
    const [logged] = await Promise.all([
      this.#log.values(log, whose),
      this.#openAll('numeric', bed, minutes, found, nowMs),
    ]);
    const opened = [
      ...startsIn('hourly', fromMs, untilMs).flatMap((hour) => (isJoined(hour) ? this.#opened.hourly.get(hour) : [])),
      ...startsIn('numeric', fromMs, untilMs).flatMap((minute) =>
        isJoined(minute) ? [] : this.#opened.numeric.get(minute),
      ),
    ]
      .filter((span) => span !== undefined)
      .sort((a, b) => a.fromMs - b.fromMs);
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
      for (const [timeMs] of values) this.#lookAgainAt(timeMs);
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

  /** What is in the log is soon in these. */
  #lookAgainAt(timeMs: number): void {
    for (const table of ['hourly', 'numeric'] as const) {
      const { lengthMs } = spans[table];
      const span = this.#opened[table].get(Math.floor(timeMs / lengthMs) * lengthMs);
      if (span !== undefined) span.lookedMs = Number.NEGATIVE_INFINITY;
    }
  }

  async #openAll(
    table: SpanTable,
    bed: string,
    starts: readonly number[],
    found: readonly (readonly unknown[])[],
    lookedMs: number,
  ): Promise<void> {
    const known = this.#opened[table];
    await Promise.all(
      starts.map(async (fromMs, k) => {
        const row = found[k]?.[0] as BedRow | undefined;
        known.set(fromMs, await this.#open(spans[table].place(bed, fromMs), fromMs, row, known.get(fromMs), lookedMs));
      }),
    );
  }

  /** A record as it is written; what was opened before, when it is the same. */
  async #open(
    place: Place,
    fromMs: number,
    row: BedRow | undefined,
    before: OpenedSpan | undefined,
    lookedMs: number,
  ): Promise<OpenedSpan> {
    if (row === undefined) return { fromMs, stamp: NO_STAMP, lookedMs, parts: [], damage: '' };
    const { sealed } = row;
    if (before !== undefined && isStamped(sealed, before.stamp)) return { ...before, lookedMs };
    const opened = await openRecord(this.#history.keys, place, sealed, (bytes) =>
      unpackSeries(bytes).map((each) => ({ key: JSON.stringify(each.numeric), ...each })),
    );
    const stamp = sealed.slice(0, STAMP_BYTES);
    return opened.ok
      ? { fromMs, stamp, lookedMs, parts: opened.value, damage: '' }
      : { fromMs, stamp, lookedMs, parts: [], damage: opened.reason };
  }
}

const noneOpened = (): Record<SpanTable, Map<number, OpenedSpan>> => ({ hourly: new Map(), numeric: new Map() });

/** Where the spans of a table that touch [fromMs, untilMs) begin. */
function startsIn(table: SpanTable, fromMs: number, untilMs: number): number[] {
  const { lengthMs } = spans[table];
  const [first, last] = [Math.floor(fromMs / lengthMs), Math.ceil(untilMs / lengthMs)];
  return Array.from({ length: Math.max(0, last - first) }, (_, k) => (first + k) * lengthMs);
}

const NOTHING: NumericSeries = { times: new Float64Array(), values: new Float64Array() };

const NO_STAMP = new Uint8Array();

function isStamped(sealed: Uint8Array, stamp: Uint8Array): boolean {
  return stamp.length > 0 && stamp.every((byte, k) => byte === sealed[k]);
}
