import { CREDIBLE_MS, spanOfAlarm } from './alarmMoment.ts';
import type { HeldCoverage, HeldNames, HeldStay } from './archive.ts';
import { CHUNK_MS } from './chunkRecord.ts';
import { PAGE_MS, unpackPage } from './envelopePage.ts';
import { coverageOf } from './heldCoverage.ts';
import { joinNames, NAMES_MS } from './heldNames.ts';
import type { Place } from './historyKeys.ts';
import type { KeptAlarm } from './historyWriter.ts';
import type { KeptChannel } from './keptWave.ts';
import type { LogReader } from './logReader.ts';
import type { History } from './openHistory.ts';
import { isOwnedBy, ownerOf, type Whose } from './owner.ts';
import { damagedOf, openPiece, readOf } from './pieces.ts';
import { readRows } from './readRows.ts';
import type { KeptValues } from './recorder.ts';
import { joinValues, openRecord, unpackJson, unpackValues } from './records.ts';
import { type BedRow, type LogKey, SAMPLED_ID, type Sealed } from './schema.ts';
import type { Span } from './spans.ts';
import type { DatedStay, SampledSpan, SampledStays, Stay } from './stayBook.ts';

/**
 * Reads what is kept beside samples: who lay where, what there is, values, alarms, and what of all that is held. May be
 * called while it is being written. A record that can't be read is left out and counted in `damaged`; one with samples is
 * a gap of the coverage as well.
 */
export class HeldReader {
  /** Records that could not be read so far, each time one was met. */
  damaged = 0;
  readonly #history: History;
  readonly #log: LogReader;

  constructor(history: History) {
    this.#history = history;
    this.#log = history.log;
  }

  /** The newest first. Of a stay that was never told to end the next one in its bed is the end. */
  async stays(): Promise<readonly HeldStay[]> {
    const { database } = this.#history;
    const [rows, now] = await database.transaction('r', database.stay, database.cursor, () =>
      Promise.all([database.stay.toArray(), database.cursor.get(SAMPLED_ID)]),
    );
    const told = now && (await this.#open(['cursor', SAMPLED_ID], now.sealed, unpackJson<SampledStays>));
    const lasting = new Map((told ?? []).map(([bedKey, fromMs, sampled]) => [`${fromMs} ${bedKey}`, sampled]));
    const beds = new Map<string, (DatedStay | null)[]>();
    // In the order of their bed and their beginning, as the table is.
    for (const { bed, fromMs, sealed } of rows) {
      const stay = await this.#open(['stay', bed, fromMs], sealed, unpackJson<Stay>);
      // One that can't be read ends the one before all the same.
      const known = beds.get(bed) ?? [];
      beds.set(bed, known);
      const last = known.at(-1);
      if (last && (last.untilMs === null || last.untilMs > fromMs))
        known[known.length - 1] = { ...last, untilMs: fromMs };
      known.push(stay && { ...stay, fromMs });
    }
    return [...beds.values()]
      .flatMap((all) => all.flatMap((stay) => (stay === null ? [] : heldOf(stay, all, lasting))))
      .sort((a, b) => b.fromMs - a.fromMs);
  }

  async names(whose: Whose, fromMs: number, untilMs: number): Promise<HeldNames> {
    const { bedKey } = whose;
    const { database, keys } = this.#history;
    const bed = await keys.pseudonym('bed', bedKey);
    const firstMs = Math.floor(fromMs / NAMES_MS) * NAMES_MS;
    const [found = [], ...recent] = await readRows(database.backendDB(), [
      { table: 'named', from: [bed, firstMs], until: [bed, untilMs] },
      ...this.#log.questions(bed, fromMs, untilMs),
    ]);
    const rows = found as BedRow[];
    const log = this.#log.rows(recent, fromMs, untilMs);
    const [named, { waves }, values] = await Promise.all([
      Promise.all(rows.map((row) => this.#open(['named', bed, row.fromMs], row.sealed, unpackJson<HeldNames>))),
      this.#log.waves(log, bedKey, (channel) => isOwnedBy(whose, channel)),
      this.#log.values(log, whose),
    ]);
    return joinNames([
      ...named.filter((one) => one !== null).map((one) => ofOwner(whose, one)),
      { waves: waves.map(({ channel }) => channel), numerics: values.map(({ numeric }) => numeric) },
    ]);
  }

  async values(whose: Whose, fromMs: number, untilMs: number): Promise<readonly KeptValues[]> {
    const { bedKey } = whose;
    const { database, keys } = this.#history;
    const bed = await keys.pseudonym('bed', bedKey);
    const [first, last] = [Math.floor(fromMs / CHUNK_MS), Math.ceil(untilMs / CHUNK_MS)];
    const minutes = Array.from({ length: Math.max(0, last - first) }, (_, k) => (first + k) * CHUNK_MS);
    const found = await readRows(database.backendDB(), [
      ...minutes.map((minute) => ({ table: 'numeric', key: [minute, bed] })),
      ...this.#log.questions(bed, fromMs, untilMs),
    ]);
    const rows = found.slice(0, minutes.length).flat() as BedRow[];
    const log = this.#log.rows(found.slice(minutes.length), fromMs, untilMs);
    const [written, logged] = await Promise.all([
      Promise.all(rows.map((row) => this.#open(['numeric', row.fromMs, bed], row.sealed, unpackValues))),
      this.#log.values(log, whose),
    ]);
    return joinValues(
      written.flatMap((values) => (values ?? []).filter(({ numeric }) => isOwnedBy(whose, numeric))),
      logged,
    ).flatMap(({ numeric, values }) => {
      const inTime = values.filter(([timeMs]) => timeMs >= fromMs && timeMs < untilMs);
      return inTime.length === 0 ? [] : [{ numeric, values: inTime }];
    });
  }

  async alarms({ bedKey, aheadMs }: Whose, fromMs: number, untilMs: number): Promise<readonly KeptAlarm[]> {
    const { database, keys } = this.#history;
    const bed = await keys.pseudonym('bed', bedKey);
    // Rows are found by the station's clock, to which an onset is as near as it is believed.
    const begun = await database.alarm
      .where('[bed+fromMs]')
      .between([bed, Number.NEGATIVE_INFINITY], [bed, untilMs - aheadMs + CREDIBLE_MS])
      .toArray();
    const rows = begun.filter((row) => row.untilMs > fromMs - aheadMs - CREDIBLE_MS);
    const read = await Promise.all(
      rows.map(({ id, sealed }) => this.#open(['alarm', id], sealed, unpackJson<KeptAlarm>)),
    );
    return read
      .filter((kept) => kept !== null)
      .filter(({ member, goneMs }) => {
        const stood = spanOfAlarm(member.alarm, goneMs, aheadMs);
        return stood.fromMs < untilMs && stood.untilMs > fromMs;
      });
  }

  /**
   * To 10 s, in which bins there are samples; of the last minutes, which are in the log still, to the sample. What is
   * missing of one wave while there is another is a gap in a stretch that is held.
   */
  async coverage(whose: Whose, fromMs: number, untilMs: number): Promise<HeldCoverage> {
    const { bedKey } = whose;
    const isWanted = (channel: KeptChannel): boolean => isOwnedBy(whose, channel);
    const { database, keys } = this.#history;
    const bed = await keys.pseudonym('bed', bedKey);
    const firstPage = Math.floor(fromMs / PAGE_MS) * PAGE_MS;
    const [found = [], ...recent] = await readRows(database.backendDB(), [
      { table: 'env', from: [bed, firstPage], until: [bed, untilMs] },
      ...this.#log.questions(bed, fromMs, untilMs),
    ]);
    const rows = found as BedRow[];
    const log = this.#log.rows(recent, fromMs, untilMs);
    const pages = await Promise.all(
      rows.map((row) => {
        const span = { fromMs: row.fromMs, untilMs: row.fromMs + PAGE_MS };
        return openPiece(keys, ['env', bed, row.fromMs], row.sealed, span, (bytes) => unpackPage(bytes, isWanted));
      }),
    );
    const logged = await this.#log.waves(log, bedKey, isWanted);
    const damaged = [...damagedOf(pages), ...logged.damaged];
    return coverageOf(readOf(pages).flat(), logged.waves, damaged, fromMs, untilMs);
  }

  /** The first and the last moment that is held, of any bed; null: nothing is. Of what came out of order in the last minute, nearly. */
  async span(): Promise<Span | null> {
    const { database } = this.#history;
    const { chunk, logPart } = database;
    const [first, last, log] = await database.transaction('r', chunk, logPart, async () => {
      const ends = endsOfLanes(await logPart.toCollection().primaryKeys());
      return Promise.all([
        chunk.toCollection().limit(1).primaryKeys(),
        chunk.toCollection().reverse().limit(1).primaryKeys(),
        logPart.bulkGet(ends),
      ]);
    });
    const rows = log.filter((row) => row !== undefined);
    const begins = [...first.map(([fromMs]) => fromMs), ...rows.map(({ fromMs }) => fromMs)];
    if (begins.length === 0) return null;
    // The log holds the newest; the last minute that is written may have been written before it was over.
    const untilMs = rows.length === 0 ? (last[0]?.[0] ?? 0) + CHUNK_MS : Math.max(...rows.map((row) => row.untilMs));
    return { fromMs: Math.min(...begins), untilMs };
  }

  async #open<T>(place: Place, sealed: Sealed, read: (bytes: Sealed) => T): Promise<T | null> {
    const opened = await openRecord(this.#history.keys, place, sealed, read);
    if (opened.ok) return opened.value;
    this.damaged++;
    return null;
  }
}

/** The first and the last key of each lane, of all keys in their order. */
function endsOfLanes(keys: readonly LogKey[]): LogKey[] {
  return keys.filter(([lane], k) => keys[k - 1]?.[0] !== lane || keys[k + 1]?.[0] !== lane);
}

/**
 * A stay as it is asked for. What was written before history knew whose what is, is asked for by time, which tells whose it is only
 * where nobody else lay in the bed in all that time: the clock of its samples may have been hours from the one of the stays. Else it
 * is nobody's.
 */
function heldOf(
  stay: DatedStay,
  ofBed: readonly (DatedStay | null)[],
  lasting: ReadonlyMap<string, SampledSpan>,
): HeldStay[] {
  const { bedKey, bedName, patient, fromMs: beganMs, untilMs: endedMs } = stay;
  const owner = ownerOf(bedKey, patient);
  const about = { bedKey, bedName, patient, beganMs };
  if (stay.sampled === undefined) {
    const isAlone = ofBed.every((other) => {
      return other !== null && (other.sampled !== undefined || ownerOf(bedKey, other.patient) === owner);
    });
    return isAlone ? [{ ...about, owner: null, aheadMs: 0, fromMs: beganMs, untilMs: endedMs }] : [];
  }
  const { fromMs, untilMs, aheadMs } = lasting.get(`${beganMs} ${bedKey}`) ?? stay.sampled;
  return [
    { ...about, owner, aheadMs, fromMs, untilMs: endedMs === null ? null : Math.max(untilMs, endedMs + aheadMs) },
  ];
}

function ofOwner(whose: Whose, { waves, numerics }: HeldNames): HeldNames {
  return {
    waves: waves.filter((channel) => isOwnedBy(whose, channel)),
    numerics: numerics.filter((numeric) => isOwnedBy(whose, numeric)),
  };
}
