import type { ChannelCoverage } from '#bridge/messages.ts';
import type { Block } from '#domain/signals/block.ts';
import { samplesIn, sampleTimeMs } from '#domain/signals/channel.ts';
import type { Run } from '#domain/signals/chunk/series.ts';
import { type Coverage, type Gap, sameGaps } from '#domain/signals/coverage.ts';
import { noRanges, type Ranges, rangesWithin, withRange } from '#domain/signals/ranges.ts';
import { cutBySlots, slotOf, slotRange } from '#domain/signals/slots.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { Bed } from '#domain/ward/ward.ts';
import { CHUNK_MS } from './chunkRecord.ts';
import {
  explained,
  identityOf,
  type KeptChannel,
  type KeptWave,
  keptChannel,
  rangeOf,
  runWithout,
} from './keptWave.ts';
import type { KeptNumeric, LogEntry, LogNames } from './logRecord.ts';
import { type Owner, ownerOf } from './owner.ts';
import type { Span } from './spans.ts';
import { WaveRing } from './waveRing.ts';

/** A minute of a bed to which nothing has come for so long is written, once its end has been seen ... */
const QUIET_MS = 5_000;
/** ... or after this long, when it has not: the bed gives nothing more. */
const GIVEN_UP_MS = 30_000;

/** How far back it is remembered what is written; of older samples that come again the record itself knows. */
const REMEMBERED_MS = 600_000;

/** Minutes of a bed that may be open at once; then the oldest is due, however new it is. */
const MOST_OPEN = 8;

/** A channel of an absurd rate does not take the memory and the disk of a ward. */
const FASTEST_HZ = 10_000;

/** What is written of one bed, by identity of its waves. */
export type Cursor = ReadonlyMap<string, Ranges>;

/** A minute of a bed that is to be written. */
export interface DueMinute {
  readonly bedKey: string;
  readonly minute: number;
}

/** Values of a numeric in a minute, in the order of their times, each time once. */
export interface KeptValues {
  readonly numeric: KeptNumeric;
  readonly values: readonly (readonly [timeMs: number, value: number | null])[];
}

/** All that is known of a minute and not written yet. `gaps` tell why, whatever is held by now. */
export interface MinuteContent {
  readonly waves: readonly KeptWave[];
  readonly values: readonly KeptValues[];
}

/** What became of the samples offered. They add up. */
export interface RecorderCounts {
  kept: number;
  /** Held or written already. */
  repeated: number;
  /** Of a channel that no bed describes, or that is faster than {@link FASTEST_HZ}. */
  refused: number;
}

/** Told of all samples that are offered, new or not: whose they are, in which bed, and when they were sampled. */
export type OnSampled = (bedKey: string, owner: Owner | undefined, span: Span) => void;

interface OpenWave {
  readonly channel: KeptChannel;
  readonly ring: WaveRing;
}

interface OpenMinute {
  readonly waves: Map<string, OpenWave>;
  readonly values: Map<string, { readonly numeric: KeptNumeric; readonly byTime: Map<number, number | null> }>;
  /** Log entries from this one on are needed until the minute is written; null: none is. */
  firstSeq: number | null;
  changedMs: number;
  /** Goes up with every change, so that what comes while a minute is being written opens it anew. */
  revision: number;
}

interface KnownBed {
  readonly minutes: Map<number, OpenMinute>;
  readonly written: Map<string, Ranges>;
  newestMs: number;
}

interface KnownWave {
  readonly bedKey: string;
  readonly channel: KeptChannel;
  readonly identity: string;
  readonly wave: number;
}

interface KnownNumeric {
  readonly bedKey: string;
  readonly numeric: KeptNumeric;
  /** {@link numeric} as a text. */
  readonly key: string;
  readonly position: number;
}

/**
 * Decides what of the stream is written and when; does no I/O and knows no clock.
 *
 * What comes is new, or it is dropped and counted. New samples go into the entry of this second, and into their minute,
 * which is due when it is over and quiet. A minute stays open until it is said to be written, so a write that failed is
 * done again; what comes late opens its minute anew, to be joined with what is written.
 */
export class Recorder {
  readonly counts: RecorderCounts = { kept: 0, repeated: 0, refused: 0 };
  readonly #beds = new Map<string, KnownBed>();
  readonly #waves = new Map<number, KnownWave>();
  readonly #numerics = new Map<number, KnownNumeric>();
  readonly #coverage = new Map<string, Coverage>();
  readonly #named: {
    readonly id: string;
    readonly waves: LogNames['waves'][number][];
    readonly numerics: LogNames['numerics'][number][];
  };
  readonly #positions = new Map<string, number>();
  readonly #onSampled: OnSampled;
  #pendingWaves = new Map<number, Run[]>();
  #pendingValues: LogEntry['observations'][number][] = [];
  /** Of the entry that was written last. */
  #seq: number;

  /**
   * `names`: those of the log that is there, which go on; or none, with an id that no list had before. `lastSeq`: of its last entry; in
   * an empty log one that no entry had before.
   */
  constructor(names: LogNames, lastSeq: number, onSampled: OnSampled) {
    this.#seq = lastSeq;
    this.#onSampled = onSampled;
    this.#named = { id: names.id, waves: [...names.waves], numerics: [...names.numerics] };
    for (const [k, { bedKey, channel }] of names.waves.entries())
      this.#positions.set(`w ${bedKey} ${identityOf(channel)}`, k);
    for (const [k, { bedKey, numeric }] of names.numerics.entries())
      this.#positions.set(`n ${bedKey} ${JSON.stringify(numeric)}`, k);
  }

  /** What the numbers in entries stand for. Grows, and nothing in it changes. */
  get names(): LogNames {
    return this.#named;
  }

  /** What is written of a bed, before anything of it comes. */
  restore(bedKey: string, cursor: Cursor): void {
    const bed = this.#bed(bedKey);
    for (const [identity, ranges] of cursor) bed.written.set(identity, ranges);
  }

  /** An entry of the log, which nobody has made a chunk of yet. */
  replay(seq: number, { waves, observations }: LogEntry, nowMs: number): void {
    for (const { wave, runs } of waves) {
      const named = this.#named.waves[wave];
      if (named === undefined) continue;
      for (const run of runs) this.#put({ ...named, identity: identityOf(named.channel), wave }, run, seq, nowMs);
    }
    for (const [position, timeMs, value] of observations) {
      const named = this.#named.numerics[position];
      if (named === undefined) continue;
      this.#putValue({ ...named, key: JSON.stringify(named.numeric), position }, timeMs, value, seq, nowMs);
    }
  }

  /** Beds as they are now; what was known of others stays, since samples of theirs may still come. */
  describe(beds: readonly Bed[]): void {
    for (const { bedKey, patient, channels, numerics } of beds) {
      const owner = ownerOf(bedKey, patient);
      for (const channel of channels) {
        if (channel.rateHz > FASTEST_HZ) continue;
        const kept = keptChannel(channel, owner);
        const identity = identityOf(kept);
        const wave = this.#position(`w ${bedKey} ${identity}`, this.#named.waves, { bedKey, channel: kept });
        this.#waves.set(channel.channelId, { bedKey, channel: kept, identity, wave });
      }
      for (const { numericId, ...told } of numerics) {
        const numeric = { ...told, owner };
        const key = JSON.stringify(numeric);
        const position = this.#position(`n ${bedKey} ${key}`, this.#named.numerics, { bedKey, numeric });
        this.#numerics.set(numericId, { bedKey, numeric, key, position });
      }
    }
  }

  take(blocks: readonly Block[], nowMs: number): void {
    for (const { channelId, firstIndex, samples } of blocks) {
      const known = this.#waves.get(channelId);
      if (known === undefined) {
        this.counts.refused += samples.length;
        continue;
      }
      let kept = 0;
      for (const run of this.#put(known, { firstIndex, samples }, this.#seq + 1, nowMs)) {
        kept += run.samples.length;
        const pending = this.#pendingWaves.get(known.wave);
        if (pending === undefined) this.#pendingWaves.set(known.wave, [run]);
        else pending.push(run);
      }
      this.counts.kept += kept;
      this.counts.repeated += samples.length - kept;
    }
  }

  observe(observations: readonly Observation[], nowMs: number): void {
    for (const { numericId, timeMs, value } of observations) {
      const known = this.#numerics.get(numericId);
      if (known === undefined) continue;
      if (this.#putValue(known, timeMs, value, this.#seq + 1, nowMs))
        this.#pendingValues.push([known.position, timeMs, value]);
    }
  }

  /** Why samples are missing. A minute that is written and whose reasons are others by now is opened again. */
  cover(channels: readonly ChannelCoverage[], nowMs: number): void {
    for (const { channelId, ...coverage } of channels) {
      const known = this.#waves.get(channelId);
      if (known === undefined) continue;
      const key = `${known.bedKey} ${known.identity}`;
      const before = this.#coverage.get(key);
      this.#coverage.set(key, coverage);
      if (before !== undefined && sameGaps(before, coverage)) continue;
      const told = new Set(before?.gaps.map(gapText));
      for (const gap of coverage.gaps) {
        if (told.has(gapText(gap))) continue;
        const last = slotOf(known.channel, gap.until - 1, CHUNK_MS);
        for (let minute = slotOf(known.channel, gap.from, CHUNK_MS); minute <= last; minute++)
          this.#openWave(known, minute, null, nowMs);
      }
    }
  }

  /** What has come since the entry before; null: nothing. */
  takeEntry(): LogEntry | null {
    if (this.#pendingWaves.size === 0 && this.#pendingValues.length === 0) return null;
    const waves = [...this.#pendingWaves].map(([wave, pending]) => ({ wave, runs: inOrder(pending) }));
    const entry = { waves, observations: this.#pendingValues };
    this.#pendingWaves = new Map();
    this.#pendingValues = [];
    return entry;
  }

  /** The number of the entry that is written next: what came since the one before is in it. */
  get nextSeq(): number {
    return this.#seq + 1;
  }

  /** An entry with {@link nextSeq} is written. */
  logged(): void {
    this.#seq++;
  }

  /** Minutes to be written, the oldest of a bed first. `isLast`: all of them, as nothing more will come. */
  due(nowMs: number, isLast = false): DueMinute[] {
    return [...this.#beds].flatMap(([bedKey, { minutes, newestMs }]) => {
      const inTime = [...minutes].sort(([a], [b]) => a - b);
      return inTime.flatMap(([minute, { changedMs }], k) => {
        const quietMs = nowMs - changedMs;
        const isOver = newestMs >= (minute + 1) * CHUNK_MS;
        const isDue = quietMs >= GIVEN_UP_MS || (isOver && quietMs >= QUIET_MS) || inTime.length - k > MOST_OPEN;
        return isDue || isLast ? [{ bedKey, minute }] : [];
      });
    });
  }

  /** What is to be joined with what is written of a minute, and the revision to name when that is done. */
  content({ bedKey, minute }: DueMinute): { readonly content: MinuteContent; readonly revision: number } {
    const open = this.#beds.get(bedKey)?.minutes.get(minute);
    if (open === undefined) return { content: { waves: [], values: [] }, revision: 0 };
    const waves = [...open.waves].map(([identity, { channel, ring }]): KeptWave => {
      const runs = ring.runs();
      const known = this.#coverage.get(`${bedKey} ${identity}`)?.gaps ?? [];
      return { channel, runs, gaps: explained([slotRange(channel, minute, CHUNK_MS)], known) };
    });
    const values = [...open.values.values()].map(({ numeric, byTime }): KeptValues => {
      return { numeric, values: [...byTime].sort(([a], [b]) => a - b) };
    });
    return { content: { waves, values }, revision: open.revision };
  }

  /** What will be written of a bed once this minute is: to be stored together with it. */
  cursorWith({ bedKey }: DueMinute, written: readonly KeptWave[]): Cursor {
    const bed = this.#bed(bedKey);
    const cursor = new Map(bed.written);
    for (const { channel, runs } of written) {
      const identity = identityOf(channel);
      const ranges = runs
        .map(rangeOf)
        .reduce((all, { from, until }) => withRange(all, from, until), cursor.get(identity) ?? noRanges);
      const newest = ranges.at(-1)?.until ?? 0;
      cursor.set(identity, rangesWithin(ranges, newest - samplesIn(channel, REMEMBERED_MS), newest));
    }
    const oldest = bed.newestMs - REMEMBERED_MS;
    for (const [identity, ranges] of cursor) if (isOver(identity, ranges, oldest)) cursor.delete(identity);
    return cursor;
  }

  /** A minute is on disk with all that its content had at that revision. */
  written({ bedKey, minute }: DueMinute, revision: number, cursor: Cursor): void {
    const bed = this.#bed(bedKey);
    bed.written.clear();
    for (const [identity, ranges] of cursor) bed.written.set(identity, ranges);
    if (bed.minutes.get(minute)?.revision === revision) bed.minutes.delete(minute);
  }

  /** Entries before this number are in chunks, all of them. */
  neededFrom(): number {
    let needed = this.#seq + 1;
    for (const { minutes } of this.#beds.values()) {
      for (const { firstSeq } of minutes.values()) if (firstSeq !== null && firstSeq < needed) needed = firstSeq;
    }
    return needed;
  }

  /** Puts what is new into its minutes; returns it. */
  #put(known: KnownWave, run: Run, seq: number, nowMs: number): Run[] {
    const bed = this.#bed(known.bedKey);
    const written = bed.written.get(known.identity) ?? noRanges;
    const isNew: Run[] = [];
    const { from, until } = rangeOf(run);
    const { channel, bedKey } = known;
    const span = { fromMs: sampleTimeMs(channel, from), untilMs: sampleTimeMs(channel, until) };
    this.#onSampled(bedKey, channel.owner, span);
    for (const { slot, block } of cutBySlots(known.channel, { channelId: 0, ...run }, CHUNK_MS)) {
      for (const part of runWithout(block, written)) {
        isNew.push(...this.#openWave(known, slot, seq, nowMs).ring.put(part));
      }
      const endMs = sampleTimeMs(known.channel, block.firstIndex + block.samples.length);
      bed.newestMs = Math.max(bed.newestMs, endMs);
    }
    return isNew;
  }

  /** Whether it is new. */
  #putValue(
    { bedKey, numeric, key }: KnownNumeric,
    timeMs: number,
    value: number | null,
    seq: number,
    nowMs: number,
  ): boolean {
    const open = this.#openMinute(bedKey, Math.floor(timeMs / CHUNK_MS), seq, nowMs);
    const known = open.values.get(key) ?? { numeric, byTime: new Map<number, number | null>() };
    open.values.set(key, known);
    if (known.byTime.get(timeMs) === value) return false;
    known.byTime.set(timeMs, value);
    return true;
  }

  #openWave({ bedKey, channel, identity }: KnownWave, minute: number, seq: number | null, nowMs: number): OpenWave {
    const open = this.#openMinute(bedKey, minute, seq, nowMs);
    const known = open.waves.get(identity);
    if (known !== undefined) return known;
    const wave = { channel, ring: new WaveRing(slotRange(channel, minute, CHUNK_MS)) };
    open.waves.set(identity, wave);
    return wave;
  }

  #openMinute(bedKey: string, minute: number, seq: number | null, nowMs: number): OpenMinute {
    const bed = this.#bed(bedKey);
    let open = bed.minutes.get(minute);
    if (open === undefined) {
      open = { waves: new Map(), values: new Map(), firstSeq: null, changedMs: nowMs, revision: 0 };
      bed.minutes.set(minute, open);
    }
    open.firstSeq ??= seq;
    open.changedMs = nowMs;
    open.revision++;
    return open;
  }

  #bed(bedKey: string): KnownBed {
    let bed = this.#beds.get(bedKey);
    if (bed === undefined) {
      bed = { minutes: new Map(), written: new Map(), newestMs: Number.NEGATIVE_INFINITY };
      this.#beds.set(bedKey, bed);
    }
    return bed;
  }

  #position<T>(key: string, list: T[], named: T): number {
    const known = this.#positions.get(key);
    if (known !== undefined) return known;
    this.#positions.set(key, list.length);
    return list.push(named) - 1;
  }
}

/** Of a wave that has given nothing for so long that nothing of it can come again. */
function isOver(identity: string, ranges: Ranges, oldestMs: number): boolean {
  const [, , , rateHz, , , , , originMs] = JSON.parse(identity) as [...unknown[]] as number[];
  const end = ranges.at(-1)?.until ?? 0;
  return sampleTimeMs({ rateHz: rateHz as number, originMs: originMs as number }, end) < oldestMs;
}

function gapText({ from, until, state }: Gap): string {
  return `${from} ${until} ${state}`;
}

/** Runs that came in any order, as a series takes them: sorted, and those that touch as one. */
function inOrder(runs: readonly Run[]): readonly Run[] {
  if (runs.length === 1) return runs;
  const sorted = runs.toSorted((a, b) => a.firstIndex - b.firstIndex);
  const joined: Run[][] = [];
  for (const run of sorted) {
    const last = joined.at(-1)?.at(-1);
    if (last !== undefined && rangeOf(last).until === run.firstIndex) joined.at(-1)?.push(run);
    else joined.push([run]);
  }
  return joined.map((touching) => {
    const samples = new Int32Array(touching.reduce((sum, run) => sum + run.samples.length, 0));
    let at = 0;
    for (const run of touching) {
      samples.set(run.samples, at);
      at += run.samples.length;
    }
    return { firstIndex: (touching[0] as Run).firstIndex, samples };
  });
}
