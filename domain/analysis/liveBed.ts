import type { Block } from '#domain/signals/block.ts';
import { type Channel, sampleTimeMs } from '#domain/signals/channel.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import { EcgBeats } from './ecgBeats.ts';
import { BreathSeconds, HeartSeconds, type LiveFault, PulseSeconds, RecentTimes } from './liveWave.ts';
import { bridgeMarks } from './pacerSpikes.ts';
import { heartRate, intervalsOf, pulseRate, respirationRate, scatter } from './rates.ts';
import { remember } from './recent.ts';
import { SecondBuffer } from './secondBuffer.ts';
import { sourceKindOf } from './sourceKind.ts';
import type { SourceKind } from './strip.ts';
import { WideBeats } from './wideBeats.ts';

/** A rate as it is at the end of a second. */
export interface LiveRate {
  /** A minute. 0: standstill; null: not known. */
  readonly perMin: number | null;
  /** Whether it can be relied upon: the waves it comes from are good, and so is what is found in them. */
  readonly isGood: boolean;
  /** How far the last twelve intervals scatter (rates.ts), as a part of the middle one; null: there are too few. */
  readonly scatter: number | null;
}

/** One wave in one second. */
export interface LiveWave {
  readonly channelId: number;
  readonly label: string;
  readonly kind: SourceKind | 'respiration';
  /** Of its samples, 0 to 1. */
  readonly quality: number;
  readonly faults: readonly LiveFault[];
  /** Heart, pulse or respiration rate by this wave alone. */
  readonly rate: LiveRate;
}

/** What the waves of one bed say at the end of one second. */
export interface LiveSecond {
  /** On the gateway's clock, a whole second. */
  readonly untilMs: number;
  readonly waves: readonly LiveWave[];
  /** By all ECG leads together. */
  readonly heart: LiveRate;
  /** By the clearest of pleth and pressures. */
  readonly pulse: LiveRate;
  /** Beats a minute without a pulse, counted over the last 30 s; null: heart and pulse were not both good all the time. */
  readonly pulseDeficit: number | null;
  readonly respiration: LiveRate;
}

const SECOND_MS = 1_000;
/** A channel that is further behind the foremost one is not waited for. */
const PATIENCE_MS = 2_000;
/** What a channel can hold: a second, what is waited for, and room for blocks that reach beyond. */
const HELD_MS = 6_000;
/** A longer way ahead is a new beginning: what was found before says nothing of now. */
const JUMP_MS = 30_000;
/** As far as a Date goes. */
const LATEST_MS = 8.64e15;
/** So many blocks in a row that are long over: the clock was set back. */
const LATE_BLOCKS = 50;
/** Marks that wait for their second; more than a pacemaker makes in what is held. */
const MOST_MARKS = 64;
const DEFICIT_MS = 30_000;
/** A lead that shows one beat more or less than all together does not disagree: it may be at an edge. */
const SAME_COUNT = 1;
const AGREEMENT_MS = 10_000;
/** A beat of one wave is that of all when it is no further from it. */
const SAME_MOMENT_MS = 150;
/** More pulses than beats, in the time of a deficit: no heart makes them. */
const EXTRA_PULSES = 2;
const EDGE_PULSES = 2;
/** A heart as even as this with a pulse as uneven as that: pulses were missed or invented. An uneven heart may well lose some. */
const EVEN_HEART = 0.1;
const UNEVEN_PULSE = 0.2;
const SCATTER_INTERVALS = 12;
const NO_RATE: LiveRate = { perMin: null, isGood: false, scatter: null };

interface Held {
  readonly channel: Channel;
  readonly buffer: SecondBuffer;
}
interface Lead extends Held {
  readonly seconds: HeartSeconds;
}
interface Pulse extends Held {
  readonly kind: Exclude<SourceKind, 'ecg'>;
  readonly seconds: PulseSeconds;
}
interface Respiration extends Held {
  readonly seconds: BreathSeconds;
}

/**
 * What the waves of one patient say, live: blocks in, a second's rates and qualities out. Pure, without a clock of its own: a second
 * is told when all channels have brought it, or when the foremost is two seconds ahead of it. Gaps, late and repeated blocks
 * and channels that come and go are taken as they are; what came too late is counted. Memory is bounded whatever
 * comes. One object is of one patient: another patient gets another.
 *
 * It says nothing of alarms.
 */
export class LiveBed {
  #channels: readonly Channel[] = [];
  #leads: readonly Lead[] = [];
  #pulses: readonly Pulse[] = [];
  #respirations: readonly Respiration[] = [];
  #held = new Map<number, Held>();
  #ecg: EcgBeats | null = null;
  #wide = new WideBeats([]);
  #ecgFromMs = 0;
  /** Those that the leads find together; leads are compared with these. */
  readonly #agreed = new RecentTimes();
  /** The same and wide ones between them: these are what is counted. */
  readonly #beats = new RecentTimes();
  /** When the second begins that is told next; null: nothing came yet. */
  #secondMs: number | null = null;
  /** Times of marked pacemaker pulses that may lie in seconds to come. */
  #pacerMs: number[] = [];
  #lateInRow = 0;
  #dropped = 0;
  /** By pulse wave, since when it and the heart are both good. */
  #bothGood: ReadonlyMap<number, number> = new Map();

  /** @param channels of the bed; those that show neither heart nor breath are left out */
  constructor(channels: readonly Channel[]) {
    this.describe(channels);
  }

  /** Samples that were not used: they came too late, or of a channel that was not described or shows neither heart nor breath. */
  get dropped(): number {
    return this.#dropped;
  }

  /** The channels that there are from now on. Those that were there before go on; with other leads, beats are learned anew. */
  describe(channels: readonly Channel[]): void {
    const known = (channel: Channel) => this.#channels.find((one) => one.channelId === channel.channelId);
    this.#channels = channels.map((channel) => {
      const before = known(channel);
      return before !== undefined && isSame(before, channel) ? before : channel;
    });
    if (this.#secondMs !== null) this.#arrange(this.#secondMs, false);
  }

  /**
   * Takes what the device marked: a pacemaker's pulse is no beat. Marks that come after their second was told are of no use; what
   * can be seen of a spike is found without them, at 200 samples a second and more.
   */
  mark({ channelId, index, kind }: SignalMark): void {
    const channel = this.#channels.find((one) => one.channelId === channelId);
    if (kind !== 'pacer' || channel === undefined || !isPlaced(channel, { firstIndex: index })) return;
    remember(this.#pacerMs, sampleTimeMs(channel, index), MOST_MARKS);
  }

  /** Takes the next samples of a channel. Returns the seconds that are complete with them. */
  put(block: Block): readonly LiveSecond[] {
    const channel = this.#channels.find(({ channelId }) => channelId === block.channelId);
    if (channel === undefined || kindOf(channel) === null || !isPlaced(channel, block)) {
      this.#dropped += block.samples.length;
      return [];
    }
    const told: LiveSecond[] = [];
    const step = Math.max(1, Math.floor(channel.rateHz));
    for (let at = 0; at < block.samples.length; at += step)
      told.push(...this.#putPiece(channel, block.firstIndex + at, block.samples.subarray(at, at + step)));
    return told;
  }

  #putPiece(channel: Channel, firstIndex: number, samples: Int32Array): readonly LiveSecond[] {
    const fromMs = sampleTimeMs(channel, firstIndex);
    const untilMs = sampleTimeMs(channel, firstIndex + samples.length);
    if (this.#secondMs === null || fromMs - this.#secondMs > JUMP_MS) this.#restart(fromMs);
    else if (this.#isLongOver(untilMs)) this.#restart(fromMs);
    const told: LiveSecond[] = [];
    while (untilMs > this.#nextMs + SECOND_MS + PATIENCE_MS) told.push(this.#tell());
    this.#dropped += (this.#held.get(channel.channelId) as Held).buffer.put(firstIndex, samples);
    while (this.#isComplete()) told.push(this.#tell());
    return told;
  }

  get #nextMs(): number {
    return this.#secondMs as number;
  }

  #isLongOver(untilMs: number): boolean {
    this.#lateInRow = untilMs < this.#nextMs - JUMP_MS ? this.#lateInRow + 1 : 0;
    return this.#lateInRow >= LATE_BLOCKS;
  }

  /** Whether all channels that still bring something have brought the next second. */
  #isComplete(): boolean {
    const untilMs = this.#nextMs + SECOND_MS;
    let isAny = false;
    for (const { buffer } of this.#held.values()) {
      if (buffer.untilMs >= untilMs) isAny = true;
      else if (buffer.untilMs >= this.#nextMs - PATIENCE_MS) return false;
    }
    return isAny;
  }

  #restart(atMs: number): void {
    this.#secondMs = Math.floor(atMs / SECOND_MS) * SECOND_MS;
    this.#lateInRow = 0;
    this.#arrange(this.#secondMs, true);
  }

  /** Makes what is needed for the channels there are; what was there before is kept, unless all begins anew. */
  #arrange(fromMs: number, isNew: boolean): void {
    const kept = <T extends Held>(held: readonly T[], channel: Channel): T | undefined =>
      isNew ? undefined : held.find((one) => one.channel === channel);
    const fresh = (channel: Channel): Held => ({ channel, buffer: new SecondBuffer(channel, HELD_MS, fromMs) });
    const before = this.#leads.map(({ channel }) => channel);
    const leads: Lead[] = [];
    const pulses: Pulse[] = [];
    const respirations: Respiration[] = [];
    for (const channel of this.#channels) {
      const kind = kindOf(channel);
      if (kind === null) continue;
      if (kind === 'ecg')
        leads.push(
          kept(this.#leads, channel) ?? { ...fresh(channel), seconds: new HeartSeconds(kind, channel.rateHz) },
        );
      else if (kind === 'respiration')
        respirations.push(
          kept(this.#respirations, channel) ?? { ...fresh(channel), seconds: new BreathSeconds(channel, fromMs) },
        );
      else
        pulses.push(
          kept(this.#pulses, channel) ?? { ...fresh(channel), kind, seconds: new PulseSeconds(kind, channel, fromMs) },
        );
    }
    this.#leads = leads;
    this.#pulses = pulses;
    this.#respirations = respirations;
    this.#held = new Map([...leads, ...pulses, ...respirations].map((held) => [held.channel.channelId, held]));
    const areLeadsSame = before.length === leads.length && leads.every(({ channel }, k) => channel === before[k]);
    if (!isNew && areLeadsSame) return;
    const ratesHz = leads.map(({ channel }) => channel.rateHz);
    this.#ecg = leads.length > 0 ? new EcgBeats(ratesHz) : null;
    this.#wide = new WideBeats(ratesHz);
    this.#ecgFromMs = fromMs;
    this.#forgetBeats();
    for (const { seconds } of leads) seconds.times.clear();
    this.#bothGood = new Map();
  }

  #tell(): LiveSecond {
    const untilMs = this.#nextMs + SECOND_MS;
    this.#secondMs = untilMs;
    this.#readLeads(untilMs);
    for (const { buffer, seconds } of [...this.#pulses, ...this.#respirations]) {
      seconds.put(buffer.take(untilMs));
      seconds.times.pass(untilMs);
    }
    const leads = this.#tellLeads(untilMs);
    const isHeartGood = this.#isHeartGood(leads);
    const heart = rateOf(heartRate(this.#beats.all, untilMs), isHeartGood, this.#beats.all);
    const pulses = this.#tellPulses(untilMs, heart);
    const clearest = this.#clearestOf(pulses);
    const respirations = this.#tellRespirations(untilMs, isHeartGood ? heart.perMin : null);
    return {
      untilMs,
      waves: [...leads, ...pulses, ...respirations],
      heart,
      pulse: clearest?.rate ?? NO_RATE,
      pulseDeficit: this.#deficit(pulses, isHeartGood, untilMs),
      respiration: (respirations.find(({ rate }) => rate.isGood) ?? respirations[0])?.rate ?? NO_RATE,
    };
  }

  #readLeads(untilMs: number): void {
    const fromMs = untilMs - SECOND_MS;
    for (const [k, { channel, buffer, seconds }] of this.#leads.entries()) {
      const samples = buffer.take(untilMs);
      const marks = this.#pacerMs.map((atMs) => ((atMs - fromMs) * channel.rateHz) / 1000);
      bridgeMarks(samples, channel.rateHz, marks);
      const { own, fused, cleaned } = (this.#ecg as EcgBeats).put(k, samples);
      seconds.put(cleaned);
      this.#wide.put(k, cleaned);
      for (const [lead, beats] of own.entries())
        this.#leads[lead]?.seconds.times.add(beats.map((atMs) => this.#ecgFromMs + atMs));
      for (const { atMs } of fused) this.#addBeat(atMs);
    }
    this.#pacerMs = this.#pacerMs.filter((atMs) => atMs >= untilMs - SECOND_MS);
    for (const { seconds } of this.#leads) seconds.times.pass(untilMs);
    this.#agreed.pass(untilMs);
    this.#beats.pass(untilMs);
    if (this.#leads.every(({ seconds }) => seconds.isEmpty)) this.#forgetBeats();
  }

  #addBeat(atMs: number): void {
    const wideMs = this.#wide.beat(atMs);
    this.#agreed.add([this.#ecgFromMs + atMs]);
    this.#beats.add((wideMs === null ? [atMs] : [wideMs, atMs]).map((oneMs) => this.#ecgFromMs + oneMs));
  }

  #forgetBeats(): void {
    this.#agreed.clear();
    this.#beats.clear();
  }

  /** Beats on which all agree begin later than those of one wave: what was before them is compared with nothing. */
  #comparedFrom(fromMs: number): number {
    return Math.max(fromMs, (this.#agreed.all[0] ?? Number.POSITIVE_INFINITY) - SAME_MOMENT_MS);
  }

  #tellLeads(untilMs: number): readonly LiveWave[] {
    const fromMs = this.#comparedFrom(untilMs - AGREEMENT_MS);
    const together = this.#agreed.since(fromMs);
    const weights = this.#ecg?.weights ?? [];
    return this.#leads.map(({ channel, seconds }, k) => {
      const weight = weights[k] ?? 0;
      const disagrees = Math.abs(seconds.times.since(fromMs) - together) > SAME_COUNT;
      return told(channel, 'ecg', seconds, weight, disagrees, heartRate(seconds.times.all, untilMs));
    });
  }

  /** One good lead is enough, but none that can be read may show other beats: nobody knows which of them is right. */
  #isHeartGood(leads: readonly LiveWave[]): boolean {
    const weights = this.#ecg?.weights ?? [];
    const isContradicted = leads.some(
      ({ faults }, k) => faults.includes('disagrees') && this.#leads[k]?.seconds.isGood(weights[k] ?? 0) === true,
    );
    return !isContradicted && leads.some(({ rate }) => rate.isGood);
  }

  #tellPulses(untilMs: number, heart: LiveRate): readonly LiveWave[] {
    const fromMs = this.#comparedFrom(untilMs - DEFICIT_MS);
    const beats = this.#beats.since(fromMs);
    return this.#pulses.map(({ channel, kind, seconds }) => {
      const disagrees =
        heart.isGood &&
        (seconds.times.since(fromMs) > beats + EXTRA_PULSES ||
          ((heart.scatter ?? 1) <= EVEN_HEART && (scatterOf(seconds.times.all) ?? 0) > UNEVEN_PULSE));
      return told(channel, kind, seconds, seconds.weight, disagrees, pulseRate(seconds.times.all, untilMs));
    });
  }

  /** The good pulse wave whose beats stand out most; without a good one the first. */
  #clearestOf(pulses: readonly LiveWave[]): LiveWave | undefined {
    const weightOf = (wave: LiveWave) =>
      this.#pulses.find(({ channel }) => channel.channelId === wave.channelId)?.seconds.weight ?? 0;
    const good = pulses.filter(({ rate }) => rate.isGood);
    return [...good].sort((a, b) => weightOf(b) - weightOf(a))[0] ?? pulses[0];
  }

  #tellRespirations(untilMs: number, heartPerMin: number | null): readonly LiveWave[] {
    return this.#respirations.map(({ channel, seconds }) => {
      const perMin = respirationRate(seconds.times.all, untilMs);
      const faults = seconds.faults(perMin, heartPerMin);
      const isGood = faults.length === 0;
      const { channelId, label } = channel;
      return {
        channelId,
        label,
        kind: 'respiration',
        quality: isGood ? 1 : 0,
        faults,
        rate: rateOf(perMin, isGood, seconds.times.all),
      };
    });
  }

  /** By the wave that shows the most pulses: one may miss some, and none that is good invents them. */
  #deficit(pulses: readonly LiveWave[], isHeartGood: boolean, untilMs: number): number | null {
    const good = pulses.filter(({ rate }) => isHeartGood && rate.isGood);
    this.#bothGood = new Map(good.map(({ channelId }) => [channelId, this.#bothGood.get(channelId) ?? untilMs]));
    const fromMs = untilMs - DEFICIT_MS;
    const felt = this.#pulses.flatMap(({ channel, seconds }) => {
      const sinceMs = this.#bothGood.get(channel.channelId);
      return sinceMs !== undefined && sinceMs <= fromMs ? [seconds.times.since(fromMs)] : [];
    });
    if (felt.length === 0) return null;
    const without = this.#beats.since(fromMs) - Math.max(...felt);
    // The last pulses are known later than their beats.
    return without <= EDGE_PULSES ? 0 : (without * 60_000) / DEFICIT_MS;
  }
}

function told(
  { channelId, label }: Channel,
  kind: SourceKind,
  seconds: HeartSeconds,
  weight: number,
  disagrees: boolean,
  perMin: number | null,
): LiveWave {
  const quality = seconds.isEmpty ? 0 : seconds.score;
  const rate = rateOf(perMin, seconds.isGood(weight) && !disagrees, seconds.times.all);
  return { channelId, label, kind, quality, faults: seconds.faultsWith(weight, disagrees), rate };
}

function rateOf(perMin: number | null, isGood: boolean, timesMs: readonly number[]): LiveRate {
  return { perMin, isGood: isGood && perMin !== null, scatter: scatterOf(timesMs) };
}

function scatterOf(timesMs: readonly number[]): number | null {
  const intervals = intervalsOf(timesMs, SCATTER_INTERVALS);
  return intervals.length < SCATTER_INTERVALS ? null : scatter(intervals);
}

/** Rates at which each kind can be read at all, Hz: twice the upper edge of its band, and no more than any device has. */
const readableHz: Readonly<Record<LiveWave['kind'], readonly [least: number, most: number]>> = {
  ecg: [60, 10_000],
  pleth: [20, 10_000],
  pressure: [20, 10_000],
  respiration: [5, 10_000],
};

/** Whether anything is made of a channel: what else comes need not be brought. */
export function isReadLive(channel: Channel): boolean {
  return kindOf(channel) !== null;
}

/** What a channel tells live; null: neither heart nor breath, or not so that it could be read. */
function kindOf(channel: Channel): LiveWave['kind'] | null {
  const kind = channel.code === 'MDC_IMPED_TTHOR' ? 'respiration' : sourceKindOf(channel);
  if (kind === null) return null;
  const [least, most] = readableHz[kind];
  return channel.rateHz >= least && channel.rateHz <= most ? kind : null;
}

function isSame(one: Channel, other: Channel): boolean {
  return (Object.keys(one) as (keyof Channel)[]).every((field) => one[field] === other[field]);
}

/** Whether a block can be placed in time: its indices are numbers, and the time is one that whole milliseconds can tell. */
function isPlaced(channel: Channel, { firstIndex }: Pick<Block, 'firstIndex'>): boolean {
  return Number.isSafeInteger(firstIndex) && Math.abs(sampleTimeMs(channel, firstIndex)) <= LATEST_MS;
}
