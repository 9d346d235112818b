import { of } from 'rxjs';
import type { SourcedReport } from '#domain/alarms/alarm.ts';
import { type Desk, emptyDesk, reduceDesk } from '#domain/alarms/desk.ts';
import type { AlarmEvent } from '#domain/alarms/events.ts';
import type { AlarmReport } from '#domain/alarms/report.ts';
import type { Block } from '#domain/signals/block.ts';
import { type CountName, Tally } from '#domain/ward/tally.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import type { Random } from '#fixtures/patients/random.ts';
import { outcomeOf } from '#main/gateway/acknowledge.ts';
import { Backfill } from '#main/gateway/backfill.ts';
import { WardDecoder } from '#main/gateway/decode.ts';
import { LinkError } from '#main/gateway/linkError.ts';
import { linkTiming } from '#main/gateway/linkTiming.ts';
import { StreamPosition } from '#main/gateway/streamPosition.ts';
import { Recent } from '#main/relay/recent.ts';
import { AlarmPriority, type AlarmReport as WireAlarm } from '#proto/gen/vigil/ward/v1/alarm.ts';
import type { Frame } from '#proto/gen/vigil/ward/v1/frame.ts';
import {
  AcknowledgeOutcome,
  AcknowledgeResponse,
  BackfillResponse,
  DescribeResponse,
  type Opening,
  ResumeOutcome,
  SubscribeResponse,
  WardServiceService,
} from '#proto/gen/vigil/ward/v1/ward_service.ts';
import { type FuzzTarget, promise } from '#tests/fuzz/fuzzTarget.ts';
import { mutateBytes, oneOf } from '#tests/fuzz/mutateBytes.ts';
import { mutateMessage, mutateWire } from '#tests/fuzz/mutateMessage.ts';
import { ORIGIN_MS, plainFrame, wireFrame, wireOpening, wirePast } from '#tests/fuzz/wireWard.ts';

const GATEWAY = 'g';

/**
 * All that a gateway sends, from its bytes on: the real deserializer, decoder and backfill, then the rings and the desk. A
 * mutated message comes between two sound ones.
 */
export const framesTarget: FuzzTarget = {
  open() {
    const side = new StationSide();
    return {
      try(random) {
        const link = new FuzzedLink();
        side.nextWard();
        side.apply(link.open(wireOpening()));
        side.apply(link.frame(plainFrame(1)));
        const outcome = oneOf(random, kinds)(random, link, side);
        const isRefused = outcome.startsWith('refused');
        const after = link.decoder.frame(plainFrame(3));
        const control = new FuzzedLink();
        control.open(wireOpening());
        control.frame(plainFrame(1));
        const expected = control.decoder.frame(plainFrame(3));
        if (isRefused)
          promise(same(after, expected), () => `what was ${outcome} changed the frame after it: ${text(after)}`);
        side.apply(after);
        return outcome;
      },
      close: () => {},
    };
  },
};

type Kind = (random: Random, link: FuzzedLink, side: StationSide) => string;

/** A message of some kind, with something wrong in what it says, how it is written, or its bytes. */
function mutated<Message>(random: Random, message: Message, encode: (message: Message) => Uint8Array): Buffer {
  const how = random.below(10);
  if (how < 5) {
    try {
      return Buffer.from(encode(mutateMessage(random, message)));
    } catch {
      // It says what can't be written.
    }
  }
  const sound = Buffer.from(encode(message));
  return how < 8 ? mutateWire(random, sound) : mutateBytes(random, sound);
}

type StreamEvent = NonNullable<SubscribeResponse['event']>;
const encodeEvent = (event: StreamEvent): Uint8Array => SubscribeResponse.encode({ event }).finish();

const kinds: readonly Kind[] = [
  ...Array<Kind>(6).fill((random, link, side) => {
    const value = wireFrame(2, random);
    const bytes = mutated(random, value, (frame) => encodeEvent({ $case: 'frame', value: frame }));
    return subscribed(bytes, link, side);
  }),
  ...Array<Kind>(2).fill((random, link, side) => {
    const value = { ...wireOpening(), outcome: ResumeOutcome.RESUME_OUTCOME_PRESENT };
    const bytes = mutated(random, value, (opening) => encodeEvent({ $case: 'opening', value: opening }));
    return subscribed(bytes, link, side);
  }),
  (random, link, side) => {
    const value = { sentNs: BigInt(ORIGIN_MS + 150) * 1_000_000n, lastSequence: 1n };
    const bytes = mutated(random, value, (beat) => encodeEvent({ $case: 'heartbeat', value: beat }));
    return subscribed(bytes, link, side);
  },
  (random, link, side) => {
    const bytes = mutated(random, wirePast(random), (message) => BackfillResponse.encode(message).finish());
    const response = read(WardServiceService.backfill.responseDeserialize, bytes);
    return response === null ? 'refused past' : link.past(response, side);
  },
  (random) => {
    const sound = {
      commandId: 'c1',
      outcome: AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_ALREADY,
      earlierActorId: 'nurse',
      effectiveNs: 1n,
      reason: '',
    };
    const bytes = mutated(random, sound, (message) => AcknowledgeResponse.encode(message).finish());
    const response = read(WardServiceService.acknowledge.responseDeserialize, bytes);
    if (response === null) return 'refused answer';
    const answer = outcomeOf(response, 'c1');
    const isOurs = response.commandId === 'c1';
    promise(isOurs || answer.code === 'faulty', () => `takes the answer to another decision: ${answer.code}`);
    const isAccepted = response.outcome === AcknowledgeOutcome.ACKNOWLEDGE_OUTCOME_ACCEPTED;
    promise((answer.code === 'accepted') === (isOurs && isAccepted), () => `guesses ${answer.code}`);
    return 'answer';
  },
  (random) => {
    const sound = {
      contractMajor: 1,
      contractMinor: 3,
      gatewayId: 'g1',
      software: 's',
      epoch: 'e1',
      clockNs: 1n,
      replayDepthMs: 1000,
      ward: wireOpening().ward,
      simulated: true,
    };
    const bytes = mutated(random, sound, (message) => DescribeResponse.encode(message).finish());
    return read(WardServiceService.describe.responseDeserialize, bytes) === null
      ? 'refused description'
      : 'description';
  },
];

/** What grpc-js is told, which makes of an error the end of the call. */
function read<Message>(deserialize: (bytes: Buffer) => Message, bytes: Buffer): Message | null {
  try {
    return deserialize(bytes);
  } catch (error) {
    promise(error instanceof Error, () => `throws what is no Error: ${String(error)}`);
    return null;
  }
}

function subscribed(bytes: Buffer, link: FuzzedLink, side: StationSide): string {
  const response = read(WardServiceService.subscribe.responseDeserialize, bytes);
  if (response === null) return 'refused bytes';
  const { event } = response;
  const before = link.counts();
  try {
    switch (event?.$case) {
      case 'opening':
        side.apply(link.open(event.value));
        return 'opening';
      case 'frame': {
        const events = link.frame(event.value);
        if (events === null) return 'refused number';
        checkReports(event.value.alarms, reportsOf(events));
        checkSamples(event.value, events, before, link.counts());
        side.apply(events);
        return 'frame';
      }
      case 'heartbeat':
        link.decoder.heartbeat(event.value.sentNs);
        return 'heartbeat';
      default:
        return 'refused content';
    }
  } catch (error) {
    if (error instanceof LinkError) return `refused ${error.code}`;
    throw error;
  }
}

/** What a link does with what it reads (main/gateway/watchGateway.ts), without a connection. */
class FuzzedLink {
  readonly #tally = new Tally();
  readonly #position = new StreamPosition(GATEWAY, this.#tally);
  #lastId = 0;
  readonly decoder = new WardDecoder({
    gatewayId: GATEWAY,
    nextId: () => ++this.#lastId,
    tally: this.#tally,
    say: (_, line) => promise(line.length < 1000, () => `says a book: ${line.slice(0, 200)}`),
  });

  counts(): Readonly<Record<string, number>> {
    return this.#tally.toRecord();
  }

  open(opening: Opening): WardEvent[] {
    this.#position.opened(opening);
    const event = this.decoder.opening(opening, ORIGIN_MS);
    if (event.type === 'opened') checkReports(opening.alarms, event.alarms);
    return [event];
  }

  /** null: its number says that it is none to be taken in. */
  frame(frame: Frame): WardEvent[] | null {
    try {
      if (!this.#position.isNew(frame.sequence)) return null;
    } catch (error) {
      if (error instanceof LinkError) return null;
      throw error;
    }
    const events = this.decoder.frame(frame);
    this.#position.took(frame.sequence);
    return events;
  }

  past(response: BackfillResponse, side: StationSide): string {
    const events: WardEvent[] = [];
    const backfill = new Backfill({
      gatewayId: GATEWAY,
      decoder: this.decoder,
      tally: this.#tally,
      timing: linkTiming,
      monotonicMs: () => 0,
      emit: (event) => events.push(event),
      say: () => {},
    });
    backfill.opened('e1');
    const wanted = [...this.decoder.channels()].map(([, { channelId }]) => ({ channelId, from: 0, until: 3 }));
    backfill.want(wanted.map((gap) => ({ ...gap, state: 'linkLost' as const })));
    let isAsked = false;
    backfill
      .run(() => {
        isAsked = true;
        return of(response);
      })
      .subscribe()
      .unsubscribe();
    promise(isAsked, () => 'nothing was asked for');
    checkReports(response.alarms, reportsOf(events));
    const seen = new Set<string>();
    for (const { channelId, firstIndex, samples } of blocksOf(events)) {
      for (let k = firstIndex; k < firstIndex + samples.length; k++) {
        const isWanted = k >= 0 && k < 3 && !seen.has(`${channelId} ${k}`);
        promise(isWanted, () => `takes in sample ${k} of channel ${channelId}, which nobody asked for`);
        seen.add(`${channelId} ${k}`);
      }
    }
    side.apply(events);
    return 'past';
  }
}

/** What stands behind all links of a station, and is the same for all mutations: its memory is to stay what it is. */
class StationSide {
  readonly #recent = new Recent(() => new Tally());
  #desk: Desk = emptyDesk();
  #nowMs = ORIGIN_MS;

  /** So much later that what has ended is forgotten soon. */
  nextWard(): void {
    this.#nowMs += 600_000;
  }

  apply(events: readonly WardEvent[] | null): void {
    for (const event of events ?? []) {
      checkNumbers(event, event.type);
      for (const message of this.#recent.apply(event).messages) JSON.stringify(message);
      for (const alarmEvent of alarmEventsOf(event)) this.#desk = reduceDesk(this.#desk, alarmEvent, this.#nowMs).state;
    }
    this.#recent.takeCoverageNews();
  }
}

function alarmEventsOf(event: WardEvent): AlarmEvent[] {
  const told = { gatewayId: GATEWAY, clockOffsetMs: null };
  switch (event.type) {
    case 'opened':
      return [named(event.beds), { type: 'opened', ...told, reports: event.alarms }];
    case 'beds':
      return [named(event.beds)];
    case 'alarms':
      return [{ type: 'reported', ...told, reports: event.reports }];
    case 'pastAlarms':
      return [{ type: 'toldLate', ...told, reports: event.reports }];
    default:
      return [];
  }
}

function named(beds: readonly { readonly bedKey: string; readonly displayName: string }[]): AlarmEvent {
  const names = beds.map(({ bedKey, displayName: name }) => ({ bedKey, name }));
  return { type: 'bedsNamed', gatewayId: GATEWAY, beds: names };
}

const priorities: ReadonlyMap<number, AlarmReport['priority']> = new Map([
  [AlarmPriority.ALARM_PRIORITY_NONE, 'none'],
  [AlarmPriority.ALARM_PRIORITY_LOW, 'low'],
  [AlarmPriority.ALARM_PRIORITY_MEDIUM, 'medium'],
  [AlarmPriority.ALARM_PRIORITY_HIGH, 'high'],
]);

/** Not one is left out, and its priority is what it says, or unknown. */
function checkReports(told: readonly WireAlarm[], reports: readonly SourcedReport[]): void {
  promise(reports.length === told.length, () => `makes ${reports.length} reports of ${told.length}`);
  reports.forEach(({ report }, k) => {
    const expected = priorities.get(told[k]?.priority ?? -1) ?? 'unknown';
    promise(report.priority === expected, () => `makes ${report.priority} of ${expected}`);
  });
}

const dropNames: readonly CountName[] = [
  'batchesOfRefusedChannels',
  'unknownChannel',
  'emptyBatches',
  'indexTooLarge',
  'implausibleTime',
];

/** A sample comes out as it went in, or what became of it is counted. */
function checkSamples(
  { waveforms }: Frame,
  events: readonly WardEvent[],
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): void {
  const grown = (name: CountName): number => (after[name] ?? 0) - (before[name] ?? 0);
  const blocks = [...blocksOf(events)];
  let dropped = 0;
  let forbidden = grown('forbiddenSamples');
  for (const { firstIndex, samples } of waveforms) {
    const first = Number(firstIndex);
    let came = 0;
    for (let block = blocks[0]; block !== undefined; block = blocks[0]) {
      const at = block.firstIndex - first;
      if (at < 0 || at + block.samples.length > samples.length || at < came) break;
      const isSame = block.samples.every((sample, k) => sample === samples[at + k]);
      if (!isSame) break;
      came = at + block.samples.length;
      forbidden -= samples.slice(at, came).length - block.samples.length;
      blocks.shift();
    }
    if (came === 0) dropped++;
  }
  promise(blocks.length === 0, () => `gives samples that nobody sent: ${text(blocks[0])}`);
  const counted = dropNames.reduce((sum, name) => sum + grown(name), 0) + forbidden;
  promise(dropped <= counted, () => `drops ${dropped} batches and counts ${counted}`);
}

/** Times, indices and values are numbers: what is none would be null in what a window is told. */
function checkNumbers(value: unknown, where: string): void {
  if (typeof value === 'number') promise(Number.isFinite(value), () => `${where} is ${value}`);
  else if (typeof value === 'string') promise(value.length <= MOST_TEXT, () => `${where} is a book`);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
    for (const [key, inside] of Object.entries(value)) checkNumbers(inside, `${where}.${key}`);
}

/** A key of a window's message (bridge/windowValues.ts). */
const MOST_TEXT = 8000;

function reportsOf(events: readonly WardEvent[]): readonly SourcedReport[] {
  return events.flatMap((event) => (event.type === 'alarms' || event.type === 'pastAlarms' ? event.reports : []));
}

function blocksOf(events: readonly WardEvent[]): readonly Block[] {
  return events.flatMap((event) => (event.type === 'blocks' ? event.blocks : []));
}

function same(one: unknown, other: unknown): boolean {
  return text(one) === text(other);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, inside: unknown) =>
    ArrayBuffer.isView(inside) ? [...(inside as Int32Array)] : inside,
  ).slice(0, 4000);
}
