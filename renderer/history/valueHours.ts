import { joinSeries, type NumericSeries } from '#domain/vitals/trend.ts';
import { CHUNK_MS } from './chunkRecord.ts';
import type { Place } from './historyKeys.ts';
import type { KeptNumeric } from './logRecord.ts';
import type { History } from './openHistory.ts';
import { readRows } from './readRows.ts';
import { openRecord, packSeries, unpackSeries } from './records.ts';
import type { BedRow } from './schema.ts';

/** Values of so much time are one record, beside those of their minutes. */
export const HOUR_MS = 3_600_000;

/** A station has five minutes of the past: what is older than this in a bed changes no more. */
const SETTLED_MS = 300_000;

export const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

/** Where the values of an hour of a bed are bound to, by its pseudonym. */
export const hourPlace = (bed: string, fromMs: number): Place => ['hourly', bed, fromMs];

/** The key of the hour in which a minute lies. */
export const hourKey = (bed: string, minuteMs: number): [string, number] => [bed, hourOf(minuteMs)];

/**
 * Joins the values of the minutes of an hour in one record when nothing comes for it any more. Whoever puts or removes a minute
 * removes its hour in the same transaction ({@link hourKey}), so that what an hour tells is what its minutes tell; where there is no
 * such record, as after a writer that died, the minutes are read.
 */
export class ValueHours {
  readonly #history: History;
  /** Hours to be joined, by bed. */
  readonly #open = new Map<string, { newestMs: number; readonly hours: Set<number> }>();

  constructor(history: History) {
    this.#history = history;
  }

  /** A minute of a bed has been written. */
  wrote(bed: string, minuteMs: number): void {
    const hour = hourOf(minuteMs);
    // Of a bed that is seen first a writer before may have left the last hour.
    const known = this.#open.get(bed) ?? { newestMs: minuteMs, hours: new Set([hour - HOUR_MS]) };
    known.newestMs = Math.max(known.newestMs, minuteMs);
    known.hours.add(hour);
    this.#open.set(bed, known);
  }

  /** Joins one hour, if there is one to be joined. @throws Error of the browser; it is to be called again */
  async joinNext(): Promise<void> {
    for (const [bed, { newestMs, hours }] of this.#open) {
      const due = [...hours].find((hour) => newestMs >= hour + HOUR_MS + SETTLED_MS);
      if (due === undefined) continue;
      await this.#join(bed, due);
      hours.delete(due);
      return;
    }
  }

  async #join(bed: string, fromMs: number): Promise<void> {
    const { database, keys } = this.#history;
    const { numeric, hourly } = database;
    const minutes = Array.from({ length: HOUR_MS / CHUNK_MS }, (_, k) => fromMs + k * CHUNK_MS);
    const found = await readRows(
      database.backendDB(),
      minutes.map((minute) => ({ table: 'numeric', key: [minute, bed] })),
    );
    const rows = found.flat() as BedRow[];
    const byKey = new Map<string, { readonly numeric: KeptNumeric; readonly parts: NumericSeries[] }>();
    for (const row of rows) {
      const read = await openRecord(keys, ['numeric', row.fromMs, bed], row.sealed, unpackSeries);
      // Who reads this hour is to be told that one of its minutes is damaged: by the minutes.
      if (!read.ok) return;
      for (const { numeric: one, series } of read.value) {
        const key = JSON.stringify(one);
        const known = byKey.get(key) ?? { numeric: one, parts: [] };
        byKey.set(key, known);
        known.parts.push(series);
      }
    }
    if (byKey.size === 0) return;
    const kept = [...byKey.values()].map(({ numeric: one, parts }) => ({ numeric: one, series: joinSeries(parts) }));
    const sealed = await keys.seal(hourPlace(bed, fromMs), packSeries(kept));
    await database.transaction('rw', numeric, hourly, async () => {
      // Minutes may have been let go of since they were read.
      const there = await numeric.bulkGet(rows.map((row): [number, string] => [row.fromMs, bed]));
      if (there.every((row) => row !== undefined)) await hourly.put({ fromMs, bed, sealed });
    });
  }
}
