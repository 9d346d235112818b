import type { ChannelCoverage } from '#bridge/messages.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { Block } from '#domain/signals/block.ts';
import { slotRange } from '#domain/signals/slots.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { AlarmBook, alarmName } from './alarmBook.ts';
import { momentOf } from './alarmMoment.ts';
import type { HeldNames } from './archive.ts';
import { CHUNK_MS, packChunk, unpackChunk } from './chunkRecord.ts';
import { PAGE_MS, type Page, packPage, unpackPage, withMinute } from './envelopePage.ts';
import { HeldLog } from './heldLog.ts';
import { hasSameNames, joinNames, NAMES_MS } from './heldNames.ts';
import type { Place } from './historyKeys.ts';
import { explained, identityOf, type KeptWave, missingIn } from './keptWave.ts';
import { packNames, unpackNames } from './logNames.ts';
import { laneOf, logParts, logPlace } from './logPart.ts';
import { entryOf, type LogEntry, type LogNames, openLog, packLog } from './logRecord.ts';
import type { History } from './openHistory.ts';
import { type RowQuestion, readRows } from './readRows.ts';
import { type Cursor, type DueMinute, type MinuteContent, Recorder } from './recorder.ts';
import {
  joinValues,
  openRecord,
  packCursor,
  packJson,
  packValues,
  unpackCursor,
  unpackJson,
  unpackValues,
} from './records.ts';
import {
  type AlarmRow,
  type BedRow,
  type CursorRow,
  NAMES_ID,
  SAMPLED_ID,
  SEEN_ID,
  type Sealed,
  type StayRow,
} from './schema.ts';
import { type DatedStay, type SampledStays, type Stay, StayBook } from './stayBook.ts';
import { hourKey, ValueHours } from './valueHours.ts';
import { joinRuns } from './waveRing.ts';
import { writeRows } from './writeRows.ts';

/** Chunks in one transaction: few enough that who reads hardly waits. */
const BATCH = 8;

/** Minutes of all beds are over at once, and are written over so many beats, so that who reads meanwhile does not wait for all. */
const SPREAD_BEATS = 8;

const BED_ID = 'bed ';

/** What is in a row of `alarm`: as it was told last, and when it was told to stand no longer; null: it stands. */
export interface KeptAlarm {
  readonly member: Member;
  readonly goneMs: number | null;
}

/** How often it is written when each gateway was seen last. */
const SEEN_EVERY_MS = 10_000;

/** What went wrong since the writer was opened, and how much was written. */
export interface WriterCounts {
  /** Entries and minutes that could not be written: tried again, from memory. */
  failedWrites: number;
  /** Records that were to be joined with what is new and could not be read. */
  damagedRecords: number;
  writtenMinutes: number;
  writtenBytes: number;
}

/** A minute of a bed, ready to be put. */
interface ReadyMinute {
  readonly due: DueMinute;
  readonly revision: number;
  readonly cursor: Cursor;
  readonly chunk: BedRow | null;
  readonly env: BedRow | null;
  readonly page: Page;
  readonly numeric: BedRow | null;
  readonly named: BedRow | null;
  readonly names: HeldNames;
  readonly cursorRow: CursorRow;
}

/**
 * Writes what a {@link Recorder} decides. There may be one for a store at a time; whoever holds it closes the database.
 *
 * Every `beat` what came since the one before goes into the log; a minute that is over becomes a chunk, with its page of the
 * envelope, its values and the bed's cursor in one transaction; then the log is cut. So whenever the browser is killed,
 * what was said to be written is there, once. A writer that opens begins with what the log has.
 */
export class HistoryWriter {
  readonly recorder: Recorder;
  readonly counts: WriterCounts = { failedWrites: 0, damagedRecords: 0, writtenMinutes: 0, writtenBytes: 0 };
  /** What failed in the last {@link beat} that wrote; '' while all goes well. */
  problem = '';
  readonly #history: History;
  /** The page of each bed that was written last, so that it need not be read again each minute. */
  readonly #pages = new Map<string, { readonly fromMs: number; readonly page: Page }>();
  /** The names of each bed in the hour that was written last. */
  readonly #names = new Map<string, { readonly fromMs: number; readonly names: HeldNames }>();
  readonly #stays = new StayBook();
  readonly #alarms = new AlarmBook();
  readonly #lanes = new Map<string, number>();
  readonly #log = new HeldLog();
  readonly #hours: ValueHours;
  #seenWrittenMs = Number.NEGATIVE_INFINITY;
  /** An entry that is not written yet. */
  #entry: LogEntry | null = null;
  #namesWritten: number;
  #cutAt = 0;
  #running: Promise<void> | null = null;

  /** Takes up what a writer before left. `nowMs`: as of {@link beat}. */
  static async open(history: History, nowMs: number): Promise<HistoryWriter> {
    const { database, keys } = history;
    let damaged = 0;
    const opened = async <T>(place: Place, sealed: Sealed, read: (bytes: Sealed) => T): Promise<T | null> => {
      const record = await openRecord(keys, place, sealed, read);
      if (!record.ok) damaged++;
      return record.ok ? record.value : null;
    };
    const [log, cursors, stayRows, standingRows] = await Promise.all([
      database.logPart.toArray(),
      database.cursor.toArray(),
      database.stay.toArray(),
      database.alarm.where('untilMs').equals(Number.POSITIVE_INFINITY).toArray(),
    ]);
    const named = cursors.find(({ id }) => id === NAMES_ID);
    const names = named && log.length > 0 ? await opened(['cursor', NAMES_ID], named.sealed, unpackNames) : null;
    const fresh = { id: crypto.randomUUID(), waves: [], numerics: [] };
    log.sort((a, b) => a.seq - b.seq);
    const writer = new HistoryWriter(history, names ?? fresh, log.at(-1)?.seq ?? anySeq());
    for (const { id, sealed } of cursors) {
      const read = id.startsWith(BED_ID) ? await opened(['cursor', id], sealed, unpackCursor) : null;
      if (read !== null) writer.recorder.restore(read.bedKey, read.cursor);
    }
    const stays: DatedStay[] = [];
    for (const { bed, fromMs, sealed } of stayRows) {
      const stay = await opened(['stay', bed, fromMs], sealed, unpackJson<Stay>);
      if (stay !== null) stays.push({ ...stay, fromMs });
    }
    const seen = cursors.find(({ id }) => id === SEEN_ID);
    const seenMs = seen && (await opened(['cursor', SEEN_ID], seen.sealed, unpackJson<StayBook['seen']>));
    const sampled = cursors.find(({ id }) => id === SAMPLED_ID);
    const spans = sampled && (await opened(['cursor', SAMPLED_ID], sampled.sealed, unpackJson<SampledStays>));
    writer.#stays.restore(stays, seenMs ?? [], spans ?? []);
    // What came since then is in the log.
    for (const row of log) {
      const entry = await opened(logPlace(row), row.sealed, (bytes) => entryOf(openLog(bytes), writer.recorder.names));
      if (entry !== null) writer.recorder.replay(row.seq, entry, nowMs);
    }
    writer.#log.add(log);
    const standing: KeptAlarm[] = [];
    for (const { id, sealed } of standingRows) {
      const kept = await opened(['alarm', id], sealed, unpackJson<KeptAlarm>);
      if (kept !== null) standing.push(kept);
    }
    writer.#alarms.restore(standing);
    writer.counts.damagedRecords = damaged;
    await writer.#knowLanes();
    return writer;
  }

  private constructor(history: History, names: LogNames, lastSeq: number) {
    this.#history = history;
    this.#hours = new ValueHours(history);
    this.recorder = new Recorder(names, lastSeq, (bedKey, owner, span) => {
      if (owner !== undefined) this.#stays.took(bedKey, owner, span);
    });
    this.#namesWritten = names.waves.length + names.numerics.length;
  }

  /** All beds of a gateway as they are now. `wallMs`: the station's clock. */
  describe(gatewayId: string, beds: readonly Bed[], wallMs: number): void {
    this.recorder.describe(beds);
    this.#stays.describe(gatewayId, beds, wallMs);
  }

  /** The link to a gateway lives: who it told last to lie in its beds lies there. `wallMs`: the station's clock. */
  look(gatewayId: string, wallMs: number): void {
    this.#stays.look(gatewayId, wallMs);
  }

  take(blocks: readonly Block[], nowMs: number): void {
    this.recorder.take(blocks, nowMs);
  }

  observe(observations: readonly Observation[], nowMs: number): void {
    this.recorder.observe(observations, nowMs);
  }

  cover(channels: readonly ChannelCoverage[], nowMs: number): void {
    this.recorder.cover(channels, nowMs);
  }

  /** Alarms as they are told now, and ids of those that stand no longer. `wallMs`: the station's clock. */
  alarms(changed: readonly Member[], gone: readonly string[], wallMs: number): void {
    this.#alarms.take(changed, gone, wallMs);
  }

  /** All alarms that stand: the first that a session tells. */
  allAlarms(standing: readonly Member[], wallMs: number): void {
    this.#alarms.takeAll(standing, wallMs);
  }

  /**
   * Writes what there is to write; to be called every second. `nowMs`: a clock that is never set. One at a time: a call
   * while another runs waits for that one only. Never rejects; what failed is counted and tried again.
   */
  beat(nowMs: number): Promise<void> {
    this.#running ??= this.#write(nowMs, false).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Resolves when nothing is being written: at once, or with the end of the {@link beat} that runs. */
  settled(): Promise<void> {
    return this.#running ?? Promise.resolve();
  }

  /** Writes all there is, the minutes that are not over too: nothing more will come. */
  async finish(nowMs: number): Promise<void> {
    await this.#running;
    await this.#write(nowMs, true);
  }

  async #write(nowMs: number, isLast: boolean): Promise<void> {
    const failedBefore = this.counts.failedWrites;
    // Stays first: what is sampled is found by them.
    await this.#attempt(() => this.#writeStays(nowMs));
    // Beside each other: all that is in a chunk came before, or is in this entry too, which then is not needed.
    await Promise.all([
      this.#attempt(() => this.#writeLog()),
      this.#attempt(() => this.#writeAlarms()),
      this.#writeDue(nowMs, isLast),
    ]);
    await this.#attempt(() => this.#hours.joinNext());
    await this.#attempt(() => this.#cutLog());
    if (this.counts.failedWrites === failedBefore) this.problem = '';
  }

  async #writeDue(nowMs: number, isLast: boolean): Promise<void> {
    const due = batches(this.recorder.due(nowMs, isLast));
    const now = isLast ? due : due.slice(0, Math.ceil(due.length / SPREAD_BEATS));
    for (const batch of now) await this.#attempt(() => this.#writeMinutes(batch));
  }

  async #attempt(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      this.counts.failedWrites++;
      this.problem = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    }
  }

  async #writeLog(): Promise<void> {
    // One that failed comes first, and what has come since in the same beat.
    if (this.#entry !== null) await this.#writeEntry(this.#entry);
    this.#entry = this.recorder.takeEntry();
    if (this.#entry !== null) await this.#writeEntry(this.#entry);
    this.#entry = null;
  }

  async #writeEntry(entry: LogEntry): Promise<void> {
    const { database, keys } = this.#history;
    const { names } = this.recorder;
    const named = names.waves.length + names.numerics.length;
    if (named !== this.#namesWritten) await this.#knowLanes();
    const parts = logParts(entry, names, (bedKey) => this.#lanes.get(bedKey) as number);
    const seq = this.recorder.nextSeq;
    const rows = await Promise.all(
      parts.map(async ({ entry: part, ...row }) => ({
        ...row,
        seq,
        sealed: await keys.seal(logPlace(row), packLog(part, names)),
      })),
    );
    const namesRow =
      named === this.#namesWritten
        ? null
        : { id: NAMES_ID, sealed: await keys.seal(['cursor', NAMES_ID], packNames(names)) };
    await writeRows(database.backendDB(), [
      { table: 'logPart', put: rows },
      { table: 'cursor', put: namesRow === null ? [] : [namesRow] },
    ]);
    this.#log.add(rows);
    this.#namesWritten = named;
    this.recorder.logged();
  }

  /** Learns the lanes of all beds that are named. */
  async #knowLanes(): Promise<void> {
    const { waves, numerics } = this.recorder.names;
    for (const { bedKey } of [...waves, ...numerics]) {
      if (!this.#lanes.has(bedKey)) this.#lanes.set(bedKey, laneOf(await this.#history.keys.pseudonym('bed', bedKey)));
    }
  }

  async #cutLog(): Promise<void> {
    const needed = this.recorder.neededFrom();
    if (needed <= this.#cutAt) return;
    const gone = this.#log.before(needed).map(([first, last]) => IDBKeyRange.bound(first, last));
    await writeRows(this.#history.database.backendDB(), [{ table: 'logPart', gone }]);
    this.#log.cut(needed);
    this.#cutAt = needed;
  }

  async #writeMinutes(batch: readonly DueMinute[]): Promise<void> {
    const { database, keys } = this.#history;
    const beds = await Promise.all(batch.map(({ bedKey }) => keys.pseudonym('bed', bedKey)));
    const rowsOf = (table: string): readonly RowQuestion[] =>
      batch.map(({ minute }, k) => ({ table, key: [minute * CHUNK_MS, beds[k] as string] }));
    const found = await readRows(database.backendDB(), [...rowsOf('chunk'), ...rowsOf('numeric')]);
    const before = found.map(([row]) => row as BedRow | undefined);
    const ready = await Promise.all(
      batch.map((due, k) => this.#prepare(due, beds[k] as string, before[k], before[batch.length + k])),
    );
    const rows = (of: (minute: ReadyMinute) => BedRow | null): BedRow[] => ready.flatMap((minute) => of(minute) ?? []);
    const values = rows((minute) => minute.numeric);
    await writeRows(database.backendDB(), [
      { table: 'chunk', put: rows((minute) => minute.chunk) },
      { table: 'env', put: rows((minute) => minute.env) },
      { table: 'numeric', put: values },
      { table: 'hourly', gone: values.map(({ bed, fromMs }) => hourKey(bed, fromMs)) },
      { table: 'named', put: rows((minute) => minute.named) },
      { table: 'cursor', put: ready.map(({ cursorRow }) => cursorRow) },
    ]);
    for (const {
      due,
      revision,
      cursor: ranges,
      env: row,
      page,
      chunk: written,
      numeric: valuesRow,
      named,
      names,
    } of ready) {
      this.recorder.written(due, revision, ranges);
      if (row !== null) this.#pages.set(row.bed, { fromMs: row.fromMs, page });
      if (named !== null) this.#names.set(named.bed, { fromMs: named.fromMs, names });
      this.counts.writtenMinutes++;
      if (valuesRow !== null) this.#hours.wrote(valuesRow.bed, valuesRow.fromMs);
      for (const put of [row, written, valuesRow]) this.counts.writtenBytes += put?.sealed.length ?? 0;
    }
  }

  /** `chunkRow`, `numericRow`: what is written of the minute already. */
  async #prepare(
    due: DueMinute,
    bed: string,
    chunkRow: BedRow | undefined,
    numericRow: BedRow | undefined,
  ): Promise<ReadyMinute> {
    const { keys } = this.#history;
    const { content, revision } = this.recorder.content(due);
    const fromMs = due.minute * CHUNK_MS;
    const before = await this.#read(['chunk', fromMs, bed], chunkRow, (bytes) => unpackChunk(bytes).waves);
    const waves = joinWaves(due.minute, before ?? [], content.waves);
    const hasNews = before === null || !sameWaves(before, waves);
    const pageMs = Math.floor(fromMs / PAGE_MS) * PAGE_MS;
    const page = hasNews ? withMinute(await this.#page(bed, pageMs), due.minute, waves) : [];
    const cursor = this.recorder.cursorWith(due, waves);
    const cursorId = `${BED_ID}${bed}`;
    const namesMs = Math.floor(fromMs / NAMES_MS) * NAMES_MS;
    const known = await this.#namesOf(bed, namesMs);
    const names = joinNames([
      known,
      {
        waves: waves.flatMap(({ channel, runs }) => (runs.length > 0 ? channel : [])),
        numerics: content.values.map(({ numeric }) => numeric),
      },
    ]);
    const [chunk, env, numeric, named, cursorSealed] = await Promise.all([
      hasNews && waves.length > 0 ? keys.seal(['chunk', fromMs, bed], packChunk(waves)) : null,
      hasNews && waves.length > 0 ? keys.seal(['env', bed, pageMs], packPage(page)) : null,
      this.#values(bed, fromMs, numericRow, content),
      hasSameNames(known, names) ? null : keys.seal(['named', bed, namesMs], packJson(names)),
      keys.seal(['cursor', cursorId], packCursor(due.bedKey, cursor)),
    ]);
    return {
      due,
      revision,
      cursor,
      page,
      chunk: chunk && { fromMs, bed, sealed: chunk },
      env: env && { fromMs: pageMs, bed, sealed: env },
      numeric: numeric && { fromMs, bed, sealed: numeric },
      named: named && { fromMs: namesMs, bed, sealed: named },
      names,
      cursorRow: { id: cursorId, sealed: cursorSealed },
    };
  }

  async #values(
    bed: string,
    fromMs: number,
    row: BedRow | undefined,
    { values }: MinuteContent,
  ): Promise<Sealed | null> {
    if (values.length === 0) return null;
    const place: Place = ['numeric', fromMs, bed];
    const before = await this.#read(place, row, unpackValues);
    return this.#history.keys.seal(place, packValues(joinValues(before ?? [], values)));
  }

  async #page(bed: string, fromMs: number): Promise<Page> {
    const known = this.#pages.get(bed);
    if (known?.fromMs === fromMs) return known.page;
    const row = await this.#history.database.env.get([bed, fromMs]);
    return (await this.#read(['env', bed, fromMs], row, (bytes) => unpackPage(bytes))) ?? [];
  }

  async #namesOf(bed: string, fromMs: number): Promise<HeldNames> {
    const known = this.#names.get(bed);
    if (known?.fromMs === fromMs) return known.names;
    const row = await this.#history.database.named.get([bed, fromMs]);
    return (await this.#read(['named', bed, fromMs], row, unpackJson<HeldNames>)) ?? { waves: [], numerics: [] };
  }

  /** null: there is none, or it can't be read, which is counted. */
  async #read<T>(place: Place, row: BedRow | undefined, read: (bytes: Sealed) => T): Promise<T | null> {
    if (row === undefined) return null;
    const record = await openRecord(this.#history.keys, place, row.sealed, read);
    if (record.ok) return record.value;
    this.counts.damagedRecords++;
    return null;
  }

  async #writeStays(nowMs: number): Promise<void> {
    const taken = this.#stays.changed();
    const hasNews = taken.length > 0 || this.#stays.hasNews;
    if (!hasNews && nowMs - this.#seenWrittenMs < SEEN_EVERY_MS) return;
    const { keys, database } = this.#history;
    const [rows, seen, sampled] = await Promise.all([
      Promise.all(taken.map((stay) => this.#stayRow(stay))),
      keys.seal(['cursor', SEEN_ID], packJson(this.#stays.seen)),
      keys.seal(['cursor', SAMPLED_ID], packJson(this.#stays.sampled())),
    ]);
    await writeRows(database.backendDB(), [
      { table: 'stay', put: rows },
      {
        table: 'cursor',
        put: [
          { id: SEEN_ID, sealed: seen },
          { id: SAMPLED_ID, sealed: sampled },
        ],
      },
    ]);
    this.#seenWrittenMs = nowMs;
    this.#stays.written(taken);
  }

  async #stayRow({ fromMs, ...stay }: DatedStay): Promise<StayRow> {
    const { keys } = this.#history;
    const bed = await keys.pseudonym('bed', stay.bedKey);
    const patient = stay.patient === null ? '' : await keys.pseudonym('patient', stay.patient.patientId);
    return { bed, fromMs, patient, sealed: await keys.seal(['stay', bed, fromMs], packJson(stay)) };
  }

  async #writeAlarms(): Promise<void> {
    const taken = this.#alarms.changed();
    if (taken.length === 0) return;
    const { keys, database } = this.#history;
    const rows = await Promise.all(
      taken.map(async (kept): Promise<AlarmRow> => {
        const { report, sinceMs } = kept.member.alarm;
        const id = await keys.pseudonym('alarm', alarmName(kept));
        const bed = await keys.pseudonym('bed', report.bedKey);
        const untilMs = kept.goneMs ?? Number.POSITIVE_INFINITY;
        const momentMs = momentOf(kept.member.alarm, this.#stays.aheadOf(report.bedKey));
        const sealed = await keys.seal(['alarm', id], packJson(kept));
        return { id, bed, fromMs: sinceMs, momentMs, untilMs, sealed };
      }),
    );
    await writeRows(database.backendDB(), [{ table: 'alarm', put: rows }]);
    this.#alarms.written(taken);
  }
}

/** Some number of 48 bits, with room for half a day of entries before it is another that is as likely. */
const anySeq = (): number => (crypto.getRandomValues(new Uint32Array(1))[0] as number) * 2 ** 16;

/** What is written of a minute once what is new is joined with what was. */
function joinWaves(minute: number, before: readonly KeptWave[], news: readonly KeptWave[]): KeptWave[] {
  const joined = new Map(before.map((wave) => [identityOf(wave.channel), wave]));
  for (const { channel, runs, gaps } of news) {
    const identity = identityOf(channel);
    const known = joined.get(identity);
    const slot = slotRange(channel, minute, CHUNK_MS);
    const all = joinRuns(slot, known?.runs ?? [], runs);
    joined.set(identity, { channel, runs: all, gaps: explained(missingIn(slot, all), gaps, known?.gaps ?? []) });
  }
  // A wave of which nothing is held and nothing missing is not there.
  return [...joined.values()].filter(({ runs, gaps }) => runs.length > 0 || gaps.length > 0);
}

/** Whether the second, made of the first and more, has nothing new. */
function sameWaves(before: readonly KeptWave[], after: readonly KeptWave[]): boolean {
  const held = (waves: readonly KeptWave[]): number =>
    waves.reduce((sum, { runs }) => sum + runs.reduce((all, { samples }) => all + samples.length, 0), 0);
  const reasons = (waves: readonly KeptWave[]): string => JSON.stringify(waves.map(({ gaps }) => gaps));
  return before.length === after.length && held(before) === held(after) && reasons(before) === reasons(after);
}

/** In order, but never two minutes of one bed together, since each goes on from the cursor of the one before. */
function batches(due: readonly DueMinute[]): DueMinute[][] {
  const made: DueMinute[][] = [];
  for (const minute of due) {
    const next = made.findLastIndex((batch) => batch.some(({ bedKey }) => bedKey === minute.bedKey)) + 1;
    const place = made.findIndex((batch, k) => k >= next && batch.length < BATCH);
    if (place === -1) made.push([minute]);
    else made[place]?.push(minute);
  }
  return made;
}
