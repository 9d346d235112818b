import type { SourcedReport } from '#domain/alarms/alarm.ts';
import { alarmKeyOf } from '#domain/alarms/alarmKey.ts';
import type { LimitCondition } from '#domain/alarms/limitCondition.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import { type Block, MISSING } from '#domain/signals/block.ts';
import {
  type Channel,
  type ChannelState,
  type ChannelStateChange,
  sampleIndexAt,
  samplesIn,
  sampleTimeMs,
} from '#domain/signals/channel.ts';
import { type ChannelGap, RECENT_MS } from '#domain/signals/coverage.ts';
import type { MarkKind, SignalMark } from '#domain/signals/marks.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { CountName, Tally } from '#domain/ward/tally.ts';
import type { Bed } from '#domain/ward/ward.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import {
  AlarmKind,
  AlarmPresence,
  AlarmPriority,
  AlertLimit,
  type LimitAlertCondition,
  type Acknowledgement as WireAcknowledgement,
  type AlarmReport as WireAlarm,
  type AlarmOwner as WireOwner,
} from '#proto/gen/vigil/ward/v1/alarm.ts';
import {
  type BedChange,
  type Frame,
  type WaveformBatch,
  type SignalMark as WireMark,
  SignalMarkKind as WireMarkKind,
  type Observation as WireObservation,
  ChannelState as WireState,
  type ChannelStateChange as WireStateChange,
} from '#proto/gen/vigil/ward/v1/frame.ts';
import type { Opening } from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { boundedAlarm, boundedId } from './boundedTexts.ts';
import { Holes } from './holes.ts';
import { wholeMs } from './nanoseconds.ts';
import { TimeCheck } from './timeCheck.ts';
import { type Say, WardIndex } from './wardIndex.ts';

/**
 * Turns what one gateway sends into events of our own. Here `Ns` ends and gateway numbers become station-wide ids.
 *
 * What can't be true is refused and counted, and the rest of the frame goes on. Alarm reports are never refused: what is
 * odd in one is counted and shown as unknown.
 */
export class WardDecoder {
  /** What is missing of the channels. */
  readonly holes = new Holes();
  readonly #gatewayId: string;
  readonly #tally: Tally;
  readonly #say: Say;
  readonly #index: WardIndex;
  readonly #times: TimeCheck;
  #epoch: string | null = null;
  /** Channels that were new when a stream opened, until their first sample comes. */
  #begun = new Map<number, Begun>();
  /** When the frame taken in last was sent, gateway's clock; null: there was none in this epoch. */
  #sentMs: number | null = null;

  constructor(options: {
    gatewayId: string;
    nextId: () => number;
    tally: Tally;
    say: Say;
    /** Somebody set the gateway's clock. */
    onClockStep?: () => void;
  }) {
    this.#gatewayId = options.gatewayId;
    this.#tally = options.tally;
    this.#say = options.say;
    this.#index = new WardIndex(options.gatewayId, options.nextId, options.tally, options.say);
    this.#times = new TimeCheck((ms) => {
      this.#tally.add('clockSteps');
      this.#say('clockSteps', `the gateway's clock was set by ${Math.round(ms)} ms; samples go on by the clock before`);
      options.onClockStep?.();
    });
  }

  /** A stream begins. `timeMs`: the gateway's clock about now. In the epoch as before, ids go on; in another, none does. */
  opening(opening: Opening, timeMs: number): WardEvent {
    const isRestart = this.#epoch !== null && opening.epoch !== this.#epoch;
    const beginning: Begun['state'] = isRestart ? 'restarted' : this.#epoch === null ? 'beforeStart' : 'linkLost';
    const before = new Set(isRestart ? [] : [...this.channels()].map(([, { channelId }]) => channelId));
    if (opening.epoch !== this.#epoch) {
      if (isRestart) this.#tally.add('epochChanges');
      this.#begun.clear();
      this.#sentMs = null;
      this.#index.forget();
      this.#times.forget();
      this.#epoch = opening.epoch;
    }
    const beds = this.#keepTimes(this.#index.replaceAll(opening.ward?.beds ?? []));
    for (const [, channel] of this.channels()) {
      if (before.has(channel.channelId)) continue;
      this.#begun.set(channel.channelId, { channel, state: beginning, sinceMs: this.#sentMs });
    }
    return {
      type: 'opened',
      gatewayId: this.#gatewayId,
      beds,
      states: opening.channelStates.flatMap((change) => this.#state(change)),
      observations: opening.observations.flatMap((observation) => this.#observation(observation, timeMs)),
      alarms: opening.alarms.map((report) => this.#alarm(report)),
    };
  }

  /** The content of a frame, in the order in which it applies. */
  frame(frame: Frame): WardEvent[] {
    const gatewayId = this.#gatewayId;
    const sentMs = wholeMs(frame.sentNs);
    const events: WardEvent[] = [];
    if (frame.bedChanges.length > 0) {
      const changes = frame.bedChanges.flatMap((change) => this.#bedChange(change));
      if (changes.length > 0)
        events.push({ type: 'beds', gatewayId, beds: this.#keepTimes(this.#index.change(changes)) });
    }
    this.#times.sent(sentMs);
    this.#sentMs = sentMs;
    if (this.#times.isNew) this.#times.joins(this.#newestTimes(frame.waveforms));
    const states = frame.channelStates.flatMap((change) => this.#state(change));
    if (states.length > 0) events.push({ type: 'states', gatewayId, states });
    const blocks = this.#blocks(frame.waveforms);
    const gaps = [...this.#beginnings(blocks), ...this.holes.take(blocks)];
    if (gaps.length > 0) events.push({ type: 'gaps', gatewayId, gaps });
    if (blocks.length > 0) events.push({ type: 'blocks', gatewayId, blocks });
    const marks = frame.marks.flatMap((mark) => this.#mark(mark));
    if (marks.length > 0) events.push({ type: 'marks', gatewayId, marks });
    const observations = frame.observations.flatMap((observation) => this.#observation(observation, sentMs));
    if (observations.length > 0) events.push({ type: 'observations', gatewayId, observations });
    const reports = frame.alarms.map((report) => this.#alarm(report));
    if (reports.length > 0) events.push({ type: 'alarms', gatewayId, reports });
    return events;
  }

  /** Something between two frames that shows the gateway's clock: a heartbeat. */
  heartbeat(sentNs: bigint): void {
    this.#times.sent(wholeMs(sentNs));
  }

  /**
   * What is missing before the first samples of a channel that was new when a stream opened. What was before a restart can't be
   * continued, however long ago it was; else nothing was before index 0.
   */
  #beginnings(blocks: readonly Block[]): ChannelGap[] {
    if (this.#begun.size === 0) return [];
    return blocks.flatMap(({ channelId, firstIndex }): ChannelGap[] => {
      const begun = this.#begun.get(channelId);
      this.#begun.delete(channelId);
      if (begun === undefined) return [];
      const { channel, state, sinceMs } = begun;
      const oldest = firstIndex - samplesIn(channel, RECENT_MS);
      const since = sinceMs === null ? oldest : Math.ceil(sampleIndexAt(channel, sinceMs));
      const from = Math.max(oldest, since, state === 'restarted' ? oldest : 0);
      return from < firstIndex ? [{ channelId, from, until: firstIndex, state }] : [];
    });
  }

  /** The channels that are described at present, by the gateway's number. */
  channels(): Iterable<[wireId: number, channel: Channel]> {
    return this.#index.channels();
  }

  /**
   * Samples of the past for the channel that the gateway's number stood for when they were asked for; none when it stands
   * for another by now, such as another patient's. Where they lie, whoever asked knows.
   */
  pastBlocks(batch: WaveformBatch, channelId: number): Block[] {
    const firstIndex = Number(batch.firstIndex);
    if (this.#index.channel(batch.channelId)?.channelId !== channelId) return this.#drop('pastUnasked');
    if (!Number.isSafeInteger(firstIndex + batch.samples.length)) return this.#drop('indexTooLarge');
    return this.#withoutMissing(channelId, firstIndex, new Int32Array(batch.samples));
  }

  /** An alarm report of the past. */
  pastReport(report: WireAlarm): SourcedReport {
    return this.#alarm(report);
  }

  #keepTimes(beds: Bed[]): Bed[] {
    const channelIds = new Set(beds.flatMap(({ channels }) => channels.map(({ channelId }) => channelId)));
    this.#times.keep(channelIds);
    this.holes.keep(channelIds);
    for (const channelId of this.#begun.keys()) if (!channelIds.has(channelId)) this.#begun.delete(channelId);
    return beds;
  }

  #newestTimes(batches: readonly WaveformBatch[]): number[] {
    return batches.flatMap(({ channelId, firstIndex, samples }) => {
      const channel = this.#index.channel(channelId);
      return channel === null ? [] : [sampleTimeMs(channel, Number(firstIndex) + samples.length - 1)];
    });
  }

  #bedChange({ change }: BedChange): Parameters<WardIndex['change']>[0][number][] {
    if (change?.$case === 'bed') return [{ bed: change.value }];
    if (change?.$case === 'removedBedId') return [{ removedBedId: boundedId(change.value, this.#textTooLong) }];
    this.#tally.add('unknownContent');
    return [];
  }

  /** Blocks of one frame share an array: hundreds of small ones a second are what costs most of decoding. */
  #blocks(batches: readonly WaveformBatch[]): Block[] {
    const room = new Int32Array(batches.reduce((sum, { samples }) => sum + samples.length, 0));
    const blocks: Block[] = [];
    let used = 0;
    for (const batch of batches) {
      const { length } = batch.samples;
      for (const block of this.#block(batch, room.subarray(used, used + length))) blocks.push(block);
      used += length;
    }
    return blocks;
  }

  /** `raw`: room for the samples. */
  #block(batch: WaveformBatch, raw: Int32Array): Block[] {
    const channel = this.#index.channel(batch.channelId);
    if (channel === null) {
      if (this.#index.isRefused(batch.channelId)) return this.#drop('batchesOfRefusedChannels');
      return this.#drop('unknownChannel', `channel ${batch.channelId}`, 'samples of a channel that is not described');
    }
    const { samples } = batch;
    if (samples.length === 0) return this.#drop('emptyBatches');
    const firstIndex = Number(batch.firstIndex);
    const lastIndex = firstIndex + samples.length - 1;
    if (!Number.isSafeInteger(lastIndex + 1)) {
      this.holes.expectOf(channel.channelId, 'refused');
      return this.#drop(
        'indexTooLarge',
        `channel ${batch.channelId}`,
        `sample index ${batch.firstIndex} is beyond 2^53`,
      );
    }
    // A rate that is not the described one, or an index that jumped, soon shows as a time that can't be.
    const [firstMs, lastMs] = [sampleTimeMs(channel, firstIndex), sampleTimeMs(channel, lastIndex)];
    const off = this.#times.samples(channel.channelId, firstMs, lastMs);
    if (off !== null) {
      this.holes.expectOf(channel.channelId, 'refused');
      return this.#drop(
        'implausibleTime',
        `channel ${batch.channelId}`,
        `samples dated ${off.ms} ms ${off.side} the frame that carries them; wrong rate, origin or index?`,
      );
    }
    for (let k = 0; k < raw.length; k++) raw[k] = samples[k] as number;
    if (!raw.includes(MISSING)) return [{ channelId: channel.channelId, firstIndex, samples: raw }];
    return this.#withoutMissing(channel.channelId, firstIndex, raw);
  }

  /** The wire has no mark for a missing sample; what looks like ours is left out, as a gap. */
  #withoutMissing(channelId: number, firstIndex: number, raw: Int32Array): Block[] {
    const blocks: Block[] = [];
    let start = 0;
    for (let k = 0; k <= raw.length; k++) {
      if (k < raw.length && raw[k] !== MISSING) continue;
      if (k < raw.length) this.#tally.add('forbiddenSamples');
      if (k > start) blocks.push({ channelId, firstIndex: firstIndex + start, samples: raw.slice(start, k) });
      start = k + 1;
    }
    return blocks;
  }

  #state(change: WireStateChange): ChannelStateChange[] {
    const channel = this.#index.channel(change.channelId);
    if (channel === null) return this.#index.isRefused(change.channelId) ? [] : this.#drop('unknownChannel');
    const fromIndex = Number(change.fromIndex);
    if (!Number.isSafeInteger(fromIndex)) return this.#drop('indexTooLarge');
    return [{ channelId: channel.channelId, fromIndex, state: states.get(change.state) ?? 'unknown' }];
  }

  #mark(mark: WireMark): SignalMark[] {
    const about = `marks of channel ${mark.channelId}`;
    const channel = this.#index.channel(mark.channelId);
    if (channel === null) {
      if (this.#index.isRefused(mark.channelId)) return this.#drop('marksOfRefusedChannels');
      return this.#drop('unknownChannel', about, 'the channel is not described');
    }
    const kind = markKinds.get(mark.kind);
    if (kind === undefined) return this.#drop('unknownMarks', about, `of kind ${mark.kind}`);
    const index = Number(mark.index);
    if (!Number.isSafeInteger(index)) return this.#drop('indexTooLarge', about, `index ${mark.index} is beyond 2^53`);
    const off = this.#times.moment(channel.channelId, sampleTimeMs(channel, index));
    if (off !== null) {
      return this.#drop('implausibleTime', about, `dated ${off.ms} ms ${off.side} the frame that carries them`);
    }
    return [{ channelId: channel.channelId, index, kind }];
  }

  #observation(observation: WireObservation, sentMs: number): Observation[] {
    const about = `numeric ${observation.numericId}`;
    const numeric = this.#index.numeric(observation.numericId);
    if (numeric === null) {
      return this.#drop('unknownNumeric', about, 'values of a numeric that is not described in a usable way');
    }
    const { value } = observation;
    const timeMs = wholeMs(observation.timeNs);
    if (value !== undefined && !Number.isFinite(value)) {
      return this.#drop('nonFiniteValues', about, 'a value that is not a finite number');
    }
    if (this.#times.isFuture(timeMs, sentMs)) {
      return this.#drop(
        'implausibleTime',
        about,
        `a value dated ${timeMs - sentMs} ms after the frame that carries it`,
      );
    }
    return [{ numericId: numeric.numericId, timeMs, value: value ?? null }];
  }

  #alarm(told: WireAlarm): SourcedReport {
    const report = boundedAlarm(told, this.#textTooLong);
    if (!this.#index.hasBed(report.bedId)) this.#tally.add('alarmsOfUnknownBeds');
    if (report.alarmId === '') this.#tally.add('alarmsWithoutId');
    const instead = `${report.bedId}/${report.code || report.label}/${report.onsetNs}`;
    return {
      report: {
        alarmKey: alarmKeyOf(this.#gatewayId, report.alarmId, instead),
        bedKey: this.#index.bedKey(report.bedId),
        code: report.code || null,
        label: report.label,
        kind: kinds.get(report.kind) ?? 'unknown',
        priority: priorities.get(report.priority) ?? 'unknown',
        presence: presences.get(report.presence) ?? 'unknown',
        onsetMs: wholeMs(report.onsetNs),
        timeMs: wholeMs(report.timeNs),
        acknowledgement: acknowledgementOf(report.acknowledgement),
        limit: this.#limit(report.limit),
        owner: ownerOf(report.owner),
      },
      sourceCode: this.#sourceCode(report.sourceId),
    };
  }

  readonly #textTooLong = (): void => this.#tally.add('textsTooLong');

  #limit(told: LimitAlertCondition | undefined): AlarmReport['limit'] {
    if (told === undefined) return null;
    return {
      crossed: crossings.get(told.crossed) ?? 'unknown',
      limit: this.#finite(told.limit),
      value: this.#finite(told.value),
      extreme: this.#finite(told.extreme),
      unit: told.unit,
    };
  }

  /** Null: not told, or nothing that can be compared; that is counted, and the alarm is marked where it makes a difference. */
  #finite(told: number | undefined): number | null {
    if (told === undefined) return null;
    if (Number.isFinite(told)) return told;
    this.#tally.add('nonFiniteAlarmNumbers');
    return null;
  }

  /** Code of what an alarm comes from. No channel has the number of a numeric: one that both were given belongs to nobody. */
  #sourceCode(sourceId: number): string | null {
    return (this.#index.channel(sourceId) ?? this.#index.numeric(sourceId))?.code ?? null;
  }

  #drop(name: CountName, about?: string, what?: string): [] {
    this.#tally.add(name);
    if (about !== undefined) this.#say(`${name} ${about}`, `${about}: ${what}. Dropped and counted as ${name}.`);
    return [];
  }
}

/** A channel that was new when a stream opened. */
interface Begun {
  readonly channel: Channel;
  /** Why what was before its first sample is not here. */
  readonly state: 'beforeStart' | 'restarted' | 'linkLost';
  /** When the link was lost, gateway's clock; null: it is not known. */
  readonly sinceMs: number | null;
}

function acknowledgementOf(told: WireAcknowledgement | undefined): AlarmReport['acknowledgement'] {
  if (told === undefined) return null;
  return { actorId: told.actorId, timeMs: wholeMs(told.timeNs), commandId: told.commandId || null };
}

function ownerOf(told: WireOwner | undefined): AlarmReport['owner'] {
  if (told === undefined) return null;
  return { actorId: told.actorId || null, timeMs: wholeMs(told.timeNs), commandId: told.commandId || null };
}

const states: ReadonlyMap<WireState, ChannelState> = new Map([
  [WireState.CHANNEL_STATE_OK, 'ok'],
  [WireState.CHANNEL_STATE_LEADS_OFF, 'leadsOff'],
  [WireState.CHANNEL_STATE_SENSOR_OFF, 'sensorOff'],
  [WireState.CHANNEL_STATE_NO_SIGNAL, 'noSignal'],
  [WireState.CHANNEL_STATE_QUESTIONABLE, 'questionable'],
]);

const markKinds: ReadonlyMap<WireMarkKind, MarkKind> = new Map([
  [WireMarkKind.SIGNAL_MARK_KIND_QRS, 'qrs'],
  [WireMarkKind.SIGNAL_MARK_KIND_PACER_PULSE, 'pacer'],
]);

const kinds: ReadonlyMap<AlarmKind, AlarmReport['kind']> = new Map([
  [AlarmKind.ALARM_KIND_PHYSIOLOGICAL, 'physiological'],
  [AlarmKind.ALARM_KIND_TECHNICAL, 'technical'],
  [AlarmKind.ALARM_KIND_OTHER, 'other'],
]);

const priorities: ReadonlyMap<AlarmPriority, AlarmReport['priority']> = new Map([
  [AlarmPriority.ALARM_PRIORITY_NONE, 'none'],
  [AlarmPriority.ALARM_PRIORITY_LOW, 'low'],
  [AlarmPriority.ALARM_PRIORITY_MEDIUM, 'medium'],
  [AlarmPriority.ALARM_PRIORITY_HIGH, 'high'],
]);

const crossings: ReadonlyMap<AlertLimit, LimitCondition['crossed']> = new Map([
  [AlertLimit.ALERT_LIMIT_LOWER, 'lower'],
  [AlertLimit.ALERT_LIMIT_UPPER, 'upper'],
]);

const presences: ReadonlyMap<AlarmPresence, AlarmReport['presence']> = new Map([
  [AlarmPresence.ALARM_PRESENCE_ON, 'on'],
  [AlarmPresence.ALARM_PRESENCE_OFF, 'off'],
  [AlarmPresence.ALARM_PRESENCE_LATCHED, 'latched'],
]);
