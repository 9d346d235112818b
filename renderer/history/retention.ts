import Dexie from 'dexie';
import type { KeepPolicy } from '#domain/history/keepPolicy.ts';
import { SURROUNDING } from './alarmMoment.ts';
import { CHUNK_MS } from './chunkRecord.ts';
import { PAGE_MS, packPage, unpackPage, withMinute } from './envelopePage.ts';
import { NAMES_MS } from './heldNames.ts';
import type { History } from './openHistory.ts';
import { openRecord } from './records.ts';
import type { BedRow, HeldRow } from './schema.ts';
import { hourKey } from './valueHours.ts';

/** A minute is counted once nothing comes late for it any more: a station has five. It never gives way before. */
const SETTLED_MS = 10 * CHUNK_MS;

/** Work at a time, after which a minute that was begun is finished. */
const STEP_MS = 40;

/** Beds in one transaction: who writes waits for one of these at most. */
const BEDS_AT_ONCE = 4;

const SWEEP_EVERY_MS = 3_600_000;

/** Stays are kept by the station's clock, samples by their gateway's, which somebody may have set to another day's. */
const CLOCKS_APART_MS = 24 * 3_600_000;

/** When the browser refuses to write, this share of all gives way at once; it notices seldom that there is room, so not more before long. */
const ROOM_SHARE = 0.05;
const ROOM_EVERY_MS = 60_000;

/** How much of a minute is kept: all of it, strips and pinned spans, pinned spans, nothing. */
export const heldLevels = { whole: 0, strips: 1, pins: 2, nothing: 3 } as const;
type Level = HeldRow['level'] | typeof heldLevels.nothing;

/** What has given way since it was made, and how it stands. */
export interface RetentionCounts {
  /** Minutes that were thinned, all beds of one together. */
  minutes: number;
  records: number;
  /** As it was counted; null: not yet. */
  heldBytes: number | null;
}

/**
 * Lets go of what is too old, or more than there is space for: the oldest first, a minute at a time, in small steps beside the
 * writing. Order: what no alarm and no pin is about; strips of alarms; pinned spans. Envelope, values, alarms, names, stays and
 * cursors go with what they belong to. To be run by whoever writes the store.
 */
export class Retention {
  readonly counts: RetentionCounts = { minutes: 0, records: 0, heldBytes: null };
  readonly #history: History;
  readonly #policy: KeepPolicy;
  readonly #turn: () => Promise<void>;
  #bytes: number | null = null;
  #sweptMs = Number.NEGATIVE_INFINITY;
  #madeRoomMs = Number.NEGATIVE_INFINITY;
  /** Minutes whose samples are gone and that are still to be thinned, and how far. */
  readonly #emptied = new Map<number, Level>();

  /** `turn`: waited for before some beds are let go of, so that a write is held up by the ones that were begun at most. */
  constructor(history: History, policy: KeepPolicy, turn: () => Promise<void> = async () => {}) {
    this.#history = history;
    this.#policy = policy;
    this.#turn = turn;
  }

  /**
   * One step. `wallMs`: as samples have it. `isFull`: the browser refused to write. false: there is nothing more to do now.
   *
   * @throws Error of Dexie; what was begun is whole or undone
   */
  async step(wallMs: number, isFull = false): Promise<boolean> {
    const endMs = performance.now() + STEP_MS;
    // Before anything is counted, as a browser without room refuses the counts, too.
    if (isFull) await this.#makeRoom(wallMs);
    do {
      const isCounted = await this.#count(wallMs);
      const next = await this.#next(wallMs);
      if (next !== null) await this.#thin(next.row, next.to);
      else if (!isCounted) {
        // What was not counted before could not give way.
        if (isFull && (await this.#makeRoom(wallMs))) continue;
        if (wallMs - this.#sweptMs < SWEEP_EVERY_MS) return false;
        this.#sweptMs = wallMs;
        await this.#sweep(wallMs);
      }
    } while (performance.now() < endMs);
    return true;
  }

  /** A little, and not again for a while. false: none was made. */
  async #makeRoom(wallMs: number): Promise<boolean> {
    if (wallMs - this.#madeRoomMs < ROOM_EVERY_MS) return false;
    if (!(await this.#empty((await this.#total()) * ROOM_SHARE))) return false;
    this.#madeRoomMs = wallMs;
    return true;
  }

  /**
   * Removes samples and values of so many bytes, in the order in which they give way, and nothing else: a browser that has no
   * room refuses whatever puts a row, were it to say that less is held, and takes only what removes. That the pages of the
   * envelope and the counts still tell of them is mended as these minutes are thinned, as soon as there is room for it.
   * false: there was nothing.
   */
  async #empty(bytes: number): Promise<boolean> {
    const { database } = this.#history;
    const { held, chunk, numeric, hourly } = database;
    let left = Math.max(1, bytes);
    for (const level of [heldLevels.whole, heldLevels.strips, heldLevels.pins] as const) {
      const rows = await held.where('[level+fromMs]').between([level, Dexie.minKey], [level, Dexie.maxKey]).toArray();
      for (const row of rows) {
        if (left <= 0) return true;
        // Those of the time before, for which there was no room yet: nothing is left to remove.
        if (this.#emptied.get(row.fromMs) === level + 1) continue;
        const kept = await this.#keptBeds(row.fromMs, (level + 1) as Level);
        const [chunks, values] = await this.#keysOf(row.fromMs);
        const isGone = ([, bed]: [number, string]): boolean => !kept.has(bed);
        await this.#turn();
        await database.transaction('rw', [chunk, numeric, hourly], async () => {
          await chunk.bulkDelete(chunks.filter(isGone));
          await numeric.bulkDelete(values.filter(isGone));
          await hourly.bulkDelete(values.filter(isGone).map(([fromMs, bed]) => hourKey(bed, fromMs)));
        });
        this.#emptied.set(row.fromMs, (level + 1) as Level);
        left -= (row.bytes * chunks.filter(isGone).length) / Math.max(1, chunks.length);
      }
    }
    return left < bytes;
  }

  async #total(): Promise<number> {
    if (this.#bytes === null) {
      const rows = await this.#history.database.held.toArray();
      this.#bytes = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    }
    this.counts.heldBytes = this.#bytes;
    return this.#bytes;
  }

  /** Counts the next minute that is not counted; false: there is none. */
  async #count(wallMs: number): Promise<boolean> {
    const { held, chunk, numeric } = this.#history.database;
    await this.#total();
    const last = await held.orderBy('fromMs').last();
    const from = [last === undefined ? Dexie.minKey : last.fromMs + 1, Dexie.minKey];
    const until = [wallMs - SETTLED_MS, Dexie.minKey];
    const firsts = [];
    for (const table of [chunk, numeric]) {
      const [first] = await table.where(':id').between(from, until).limit(1).primaryKeys();
      if (first !== undefined) firsts.push(first[0]);
    }
    if (firsts.length === 0) return false;
    const fromMs = Math.min(...firsts);
    let bytes = 0;
    for (const table of [chunk, numeric]) {
      // All in one answer: row by row the table would be read, and nobody could write it, for many times as long.
      const rows = await table
        .where(':id')
        .between(...minuteOf(fromMs))
        .toArray();
      for (const { sealed } of rows) bytes += sealed.length;
    }
    await held.put({ fromMs, bytes, level: heldLevels.whole });
    this.#bytes = (this.#bytes ?? 0) + bytes;
    return true;
  }

  /** Which minute gives way next, and how far. */
  async #next(wallMs: number): Promise<{ readonly row: HeldRow; readonly to: Level } | null> {
    for (const [fromMs, to] of this.#emptied) {
      const row = await this.#history.database.held.get(fromMs);
      if (row !== undefined) return { row, to };
      this.#emptied.delete(fromMs);
    }
    const { keptMs, stripsKeptMs, budgetBytes } = this.#policy;
    const [whole, strips, pins] = await Promise.all([this.#oldest(0), this.#oldest(1), this.#oldest(2)]);
    if (whole !== undefined && whole.fromMs < wallMs - keptMs) return { row: whole, to: heldLevels.strips };
    if (strips !== undefined && strips.fromMs < wallMs - stripsKeptMs) return { row: strips, to: heldLevels.pins };
    if ((await this.#total()) <= budgetBytes) return null;
    if (whole !== undefined) return { row: whole, to: heldLevels.strips };
    if (strips !== undefined) return { row: strips, to: heldLevels.pins };
    return pins === undefined ? null : { row: pins, to: heldLevels.nothing };
  }

  #oldest(level: HeldRow['level']): Promise<HeldRow | undefined> {
    const { held } = this.#history.database;
    return held.where('[level+fromMs]').between([level, Dexie.minKey], [level, Dexie.maxKey]).first();
  }

  async #thin(row: HeldRow, to: Level): Promise<void> {
    const { database } = this.#history;
    const { chunk, numeric, env, alarm, held } = database;
    const { fromMs } = row;
    const kept = await this.#keptBeds(fromMs, to);
    const [chunks, values] = await this.#keysOf(fromMs);
    const isGone = ([, bed]: [number, string]): boolean => !kept.has(bed);
    const [goneChunks, goneValues] = [chunks.filter(isGone), values.filter(isGone)];
    // Of pages also those whose samples are gone already.
    const pages = (await env
      .where('fromMs')
      .equals(Math.floor(fromMs / PAGE_MS) * PAGE_MS)
      .primaryKeys()) as [string, number][];
    const touched = [...goneChunks, ...goneValues].map(([, bed]) => bed);
    const beds = [...new Set([...touched, ...pages.map(([bed]) => bed).filter((bed) => !kept.has(bed))])];
    for (let k = 0; k < beds.length; k += BEDS_AT_ONCE) {
      await this.#turn();
      await this.#thinBeds(fromMs, beds.slice(k, k + BEDS_AT_ONCE));
    }
    const left = await Promise.all([
      chunk.bulkGet(chunks.filter((key) => !isGone(key))),
      numeric.bulkGet(values.filter((key) => !isGone(key))),
    ]);
    const bytes = left.flat().reduce((sum, each) => sum + (each?.sealed.length ?? 0), 0);
    // Last, so that a minute of which only some beds are thinned is begun again.
    await database.transaction('rw', [alarm, held], async () => {
      if (to >= heldLevels.pins) {
        await alarm
          .where('momentMs')
          .between(fromMs, fromMs + CHUNK_MS)
          .and(({ bed, untilMs }) => !kept.has(bed) && Number.isFinite(untilMs))
          .delete();
      }
      if (to === heldLevels.nothing || (bytes === 0 && to >= heldLevels.pins)) await held.delete(fromMs);
      else await held.put({ fromMs, bytes, level: to });
    });
    this.#bytes = (this.#bytes ?? 0) - row.bytes + bytes;
    this.#emptied.delete(fromMs);
    this.counts.heldBytes = this.#bytes;
    this.counts.minutes++;
    this.counts.records += goneChunks.length + goneValues.length;
  }

  /** Beds of which a minute stays. */
  async #keptBeds(fromMs: number, to: Level): Promise<ReadonlySet<string>> {
    if (to === heldLevels.nothing) return new Set();
    const pinned = await this.#pinned(fromMs, fromMs + CHUNK_MS);
    return to === heldLevels.strips ? new Set([...pinned, ...(await this.#alarmed(fromMs))]) : pinned;
  }

  /** What there is of a minute. */
  async #keysOf(fromMs: number): Promise<readonly [chunks: [number, string][], values: [number, string][]]> {
    const { chunk, numeric } = this.#history.database;
    const keysIn = (table: typeof chunk): Promise<[number, string][]> =>
      table
        .where(':id')
        .between(...minuteOf(fromMs))
        .primaryKeys();
    return [await keysIn(chunk), await keysIn(numeric)];
  }

  /** All of a minute of some beds goes. */
  async #thinBeds(fromMs: number, beds: readonly string[]): Promise<void> {
    const { database } = this.#history;
    const { chunk, numeric, hourly, env } = database;
    const pages = await this.#pagesWithout(fromMs, beds);
    const keys = beds.map((bed): [number, string] => [fromMs, bed]);
    await database.transaction('rw', [chunk, numeric, hourly, env], async () => {
      await chunk.bulkDelete(keys);
      await numeric.bulkDelete(keys);
      await hourly.bulkDelete(beds.map((bed) => hourKey(bed, fromMs)));
      await env.bulkPut(pages.left);
      await env.bulkDelete(pages.gone);
    });
  }

  /** The pages of beds without a minute: those in which something is left, and those that go. */
  async #pagesWithout(
    fromMs: number,
    beds: readonly string[],
  ): Promise<{ readonly left: BedRow[]; readonly gone: [string, number][] }> {
    const { keys, database } = this.#history;
    const pageMs = Math.floor(fromMs / PAGE_MS) * PAGE_MS;
    const rows = await database.env.bulkGet(beds.map((bed): [string, number] => [bed, pageMs]));
    const left: BedRow[] = [];
    const gone: [string, number][] = [];
    await Promise.all(
      rows.map(async (row) => {
        if (row === undefined) return;
        const place = ['env', row.bed, pageMs] as const;
        const read = await openRecord(keys, place, row.sealed, (bytes) => unpackPage(bytes));
        const page = read.ok ? withMinute(read.value, fromMs / CHUNK_MS, []) : [];
        const waves = page.filter(({ bins, gaps }) => bins.length > 0 || gaps.length > 0);
        if (waves.length === 0) gone.push([row.bed, pageMs]);
        else left.push({ ...row, sealed: await keys.seal(place, packPage(waves)) });
      }),
    );
    return { left, gone };
  }

  /** Beds of which something in [fromMs, untilMs) is pinned. */
  async #pinned(fromMs: number, untilMs: number): Promise<ReadonlySet<string>> {
    const pins = await this.#history.database.pin.where('fromMs').below(untilMs).toArray();
    return new Set(pins.flatMap((pin) => (pin.untilMs > fromMs ? [pin.bed] : [])));
  }

  /** Beds at which an alarm began whose strip touches a minute. */
  async #alarmed(fromMs: number): Promise<readonly string[]> {
    const { alarm } = this.#history.database;
    const rows = await alarm
      .where('momentMs')
      .between(fromMs - SURROUNDING.afterMs, fromMs + CHUNK_MS + SURROUNDING.beforeMs, false, false)
      .toArray();
    return rows.map(({ bed }) => bed);
  }

  /** What belongs to no minute that is held. Few rows; every hour. */
  async #sweep(wallMs: number): Promise<void> {
    const { database } = this.#history;
    const { alarm, named, stay, cursor, env, held, pin } = database;
    const oldestMs = (await held.orderBy('fromMs').first())?.fromMs ?? wallMs - SETTLED_MS;
    const lostAlarms = await alarm
      .where('momentMs')
      .below(oldestMs - SURROUNDING.afterMs)
      .toArray();
    // There may be so many pins and no more: one of which nothing is held any more has had its time.
    await pin
      .where('fromMs')
      .below(oldestMs)
      .and(({ untilMs }) => untilMs < oldestMs)
      .delete();
    const pinned = await this.#pinned(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    const goneAlarms = lostAlarms.flatMap(({ id, bed, untilMs }) =>
      pinned.has(bed) || !Number.isFinite(untilMs) || untilMs >= oldestMs ? [] : [id],
    );
    const goneNames = (await named
      .where('fromMs')
      .below(oldestMs - NAMES_MS)
      .primaryKeys()) as [string, number][];
    const starts = (await stay.orderBy('[bed+fromMs]').primaryKeys()) as [string, number][];
    // One that was over before all that is held: another of the bed had begun by then, by a clock that may be hours off.
    const goneStays = starts.filter(([bed], k) => {
      const next = starts[k + 1];
      return next !== undefined && next[0] === bed && next[1] <= oldestMs - CLOCKS_APART_MS;
    });
    const beds = (await cursor.toCollection().primaryKeys()).filter((id) => id.startsWith(BED_ID));
    const goneCursors: string[] = [];
    for (const id of beds) {
      const bed = id.slice(BED_ID.length);
      const pages = await env.where('[bed+fromMs]').between([bed, Dexie.minKey], [bed, Dexie.maxKey]).limit(1).count();
      if (pages === 0) goneCursors.push(id);
    }
    await database.transaction('rw', [alarm, named, stay, cursor], async () => {
      await alarm.bulkDelete(goneAlarms);
      await named.bulkDelete(goneNames);
      await stay.bulkDelete(goneStays);
      await cursor.bulkDelete(goneCursors);
    });
  }
}

const BED_ID = 'bed ';

/** All keys of a minute. */
function minuteOf(fromMs: number): [[number, typeof Dexie.minKey], [number, typeof Dexie.maxKey]] {
  return [
    [fromMs, Dexie.minKey],
    [fromMs, Dexie.maxKey],
  ];
}
