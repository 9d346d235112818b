import type { Block } from '#domain/signals/block.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { Bed, Patient } from '#domain/ward/ward.ts';
import { HistoryWriter } from '#renderer/history/historyWriter.ts';
import type { History } from '#renderer/history/openHistory.ts';
import { ECG, START_MS } from './keptHistory.ts';

const RATE_HZ = 10;
const PEOPLE = ['nobody', 'anna', 'bert', 'carl'];
/** A sample tells whose it is, and which of all samples. */
const EACH = 1_000_000;

export function personIn(sample: number): string {
  return PEOPLE[Math.floor(sample / EACH)] ?? 'unknown';
}

/** What a gateway does in a second, as the station tells it: bed changes before the samples that come with them. */
type Told =
  | { readonly type: 'beds'; readonly bed: Bed }
  | { readonly type: 'samples'; readonly block: Block; readonly values: readonly Observation[] };

interface Gateway {
  readonly id: string;
  /** Its time of day minus the station's. */
  aheadMs: number;
  /** Of its present epoch: when sample 0 was, by its clock, and how many there were. */
  originMs: number;
  count: number;
  person: string;
  bed: Bed;
  /** What its present channel gave: a station has it and tells it to a window that opens. */
  recent: Block[];
  isLinked: boolean;
  /** What is told once the link is back, in order. */
  waiting: Told[];
}

/**
 * Some gateways of one bed each, with clocks of their own, and a station that tells what comes to a writer of a history: as main/gateway
 * does, a channel is never given to two patients or two epochs. The gateways know whom they sample; the writer is told no more than a
 * window is.
 */
export class Hospital {
  readonly truth = new Map<string, Set<number>>();
  nowMs = START_MS;
  /** The latest that any sample was, by its gateway's clock. */
  latestMs = START_MS;
  readonly #open: () => Promise<History>;
  readonly #gateways: readonly Gateway[];
  /** What the station has said last of the bed of a gateway. */
  readonly #told = new Map<string, Bed>();
  #history: History;
  #writer: HistoryWriter;
  #lastId = 0;
  #samples = 0;
  #restarts = 0;

  static async open(openHistory: () => Promise<History>, aheadMs: readonly number[]): Promise<Hospital> {
    const history = await openHistory();
    return new Hospital(openHistory, history, await HistoryWriter.open(history, 0), aheadMs);
  }

  private constructor(open: () => Promise<History>, history: History, writer: HistoryWriter, ahead: readonly number[]) {
    this.#open = open;
    this.#history = history;
    this.#writer = writer;
    this.#gateways = ahead.map((aheadMs, k) => {
      const originMs = START_MS + aheadMs;
      const id = `gateway-${k}`;
      const bed = this.#bed(id, 'nobody', originMs);
      return { id, aheadMs, originMs, count: 0, person: 'nobody', bed, recent: [], isLinked: true, waiting: [] };
    });
    for (const gateway of this.#gateways) this.#tell(gateway, { type: 'beds', bed: gateway.bed });
  }

  get history(): History {
    return this.#history;
  }

  /** Whoever lies in the bed of a gateway from now on. */
  lies(at: number, person: string | null): void {
    const gateway = this.#at(at);
    gateway.person = person ?? 'nobody';
    this.#describe(gateway);
  }

  /** Somebody sets a gateway's clock. Its samples are counted, and go on by the clock before. */
  setClock(at: number, byMs: number): void {
    this.#at(at).aheadMs += byMs;
  }

  /** A gateway starts anew, and counts its samples from its clock as it is. */
  restart(at: number): void {
    const gateway = this.#at(at);
    // Two epochs never begin at one time, also where the clock was set back by just as much.
    gateway.originMs = this.nowMs + gateway.aheadMs + ++this.#restarts / 1024;
    gateway.count = 0;
    this.#describe(gateway);
  }

  /** The link goes, or comes back; then all that happened meanwhile is told in order. */
  turnLink(at: number): void {
    const gateway = this.#at(at);
    gateway.isLinked = !gateway.isLinked;
    if (gateway.isLinked) for (const told of gateway.waiting.splice(0)) this.#tell(gateway, told);
  }

  /** The window that writes is killed after it has written; another one goes on, and is told what the station has. */
  async writerDies(): Promise<void> {
    await this.#writer.beat(this.nowMs);
    this.#history.database.close();
    this.#history = await this.#open();
    this.#writer = await HistoryWriter.open(this.#history, this.nowMs);
    for (const { id, bed, recent } of this.#gateways) {
      const known = this.#told.get(id) ?? bed;
      this.#writer.describe(id, [known], this.nowMs);
      this.#writer.take(
        recent.filter(({ channelId }) => channelId === known.channels[0]?.channelId),
        this.nowMs,
      );
    }
  }

  async goOn(seconds: number): Promise<void> {
    for (let n = 0; n < seconds; n++) {
      for (const gateway of this.#gateways) this.#sample(gateway);
      this.nowMs += 1000;
      for (const { id, isLinked } of this.#gateways) if (isLinked) this.#writer.look(id, this.nowMs);
      await this.#writer.beat(this.nowMs);
    }
  }

  /** All links are back, and all is written. */
  async settle(): Promise<void> {
    for (const [k, { isLinked }] of this.#gateways.entries()) if (!isLinked) this.turnLink(k);
    await this.goOn(1);
    await this.#writer.beat(this.nowMs + 60_000);
  }

  close(): void {
    this.#history.database.close();
  }

  #sample(gateway: Gateway): void {
    const { id, bed, person, originMs, count } = gateway;
    const samples = Int32Array.from({ length: RATE_HZ }, () => PEOPLE.indexOf(person) * EACH + this.#samples++);
    const own = this.truth.get(`${bed.bedKey} ${person}`) ?? new Set();
    this.truth.set(`${bed.bedKey} ${person}`, own);
    for (const sample of samples) own.add(sample);
    const [channel] = bed.channels;
    const [numeric] = bed.numerics;
    if (channel === undefined || numeric === undefined) throw new Error(`${id} has no signals`);
    const timeMs = originMs + (count * 1000) / RATE_HZ;
    const values = [{ numericId: numeric.numericId, timeMs, value: samples[0] ?? null }];
    gateway.count += RATE_HZ;
    this.latestMs = Math.max(this.latestMs, originMs + (gateway.count * 1000) / RATE_HZ);
    this.#hand(gateway, {
      type: 'samples',
      block: { channelId: channel.channelId, firstIndex: count, samples },
      values,
    });
  }

  #describe(gateway: Gateway): void {
    const before = gateway.bed;
    gateway.bed = this.#bed(gateway.id, gateway.person, gateway.originMs);
    const isSame = before.patient?.patientId === gateway.bed.patient?.patientId;
    if (isSame && before.channels[0]?.originMs === gateway.originMs) gateway.bed = before;
    else this.#hand(gateway, { type: 'beds', bed: gateway.bed });
  }

  #hand(gateway: Gateway, told: Told): void {
    if (gateway.isLinked) this.#tell(gateway, told);
    else gateway.waiting.push(told);
  }

  #tell(gateway: Gateway, told: Told): void {
    if (told.type === 'beds') {
      this.#told.set(gateway.id, told.bed);
      gateway.recent = [];
      this.#writer.describe(gateway.id, [told.bed], this.nowMs);
      return;
    }
    gateway.recent.push(told.block);
    this.#writer.take([told.block], this.nowMs);
    this.#writer.observe(told.values, this.nowMs);
  }

  #at(k: number): Gateway {
    const gateway = this.#gateways[k];
    if (gateway === undefined) throw new Error(`there is no gateway ${k}`);
    return gateway;
  }

  #bed(gatewayId: string, person: string, originMs: number): Bed {
    const patient: Patient | null =
      person === 'nobody'
        ? null
        : { key: `key of ${person}`, patientId: person, displayName: person, ageYears: null, sex: 'unknown' };
    const channel = {
      channelId: ++this.#lastId,
      code: ECG,
      label: 'II',
      unit: 'mV',
      rateHz: RATE_HZ,
      scalePerLsb: 0.001,
      offset: 0,
      rawMinimum: 0,
      rawMaximum: 2 ** 31 - 1,
      originMs,
    };
    const numeric = { numericId: ++this.#lastId, code: null, label: 'number', unit: '', periodMs: 1000 };
    return { bedKey: `${gatewayId}/bed`, displayName: 'Bed', patient, channels: [channel], numerics: [numeric] };
  }
}
