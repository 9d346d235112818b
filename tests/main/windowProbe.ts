import type { Carrier } from '#bridge/carrier.ts';
import { type AlarmState, BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import type { Member } from '#domain/alarms/members.ts';
import type { Block } from '#domain/signals/block.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import type { GatewayView } from '#domain/ward/link.ts';
import type { Bed } from '#domain/ward/ward.ts';

/** A window without a screen: keeps what a station sends, and every sample with how often it came. */
export class WindowProbe {
  readonly messages: StationMessage[] = [];
  readonly ticks: number[] = [];
  readonly gateways = new Map<string, GatewayView>();
  readonly beds = new Map<string, readonly Bed[]>();
  /** What stands, by id, as the station told it. */
  readonly members = new Map<string, Member>();
  alarmState: AlarmState | null = null;
  readonly marks: SignalMark[] = [];
  /** Samples by channel and index. */
  readonly samples = new Map<number, Map<number, number>>();
  duplicated = 0;
  /** The tick up to which it has given credit. */
  credited = 0;
  closedBecause: string | null = null;
  creditsGiven = true;
  onTick: (blocks: readonly Block[]) => void = () => {};
  readonly #carrier: Carrier;

  constructor(carrier: Carrier) {
    this.#carrier = carrier;
    carrier.onClose((reason) => {
      this.closedBecause = reason;
    });
    carrier.onMessage((message) => (typeof message === 'string' ? this.#text(message) : this.#tick(message)));
  }

  open(recentMs = 0): this {
    this.#carrier.send(JSON.stringify({ type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs }));
    return this;
  }

  /** Says what a window of the product would. */
  send(message: WindowMessage): void {
    this.say(JSON.stringify(message));
  }

  say(message: string | ArrayBuffer): void {
    this.#carrier.send(message);
  }

  /** Asks for a bed's older past. */
  recent(bedKey: string, recentMs: number): void {
    this.say(JSON.stringify({ type: 'recent', bedKey, recentMs }));
  }

  credit(tick = this.ticks.at(-1)): void {
    if (tick === undefined) return;
    this.credited = tick;
    this.say(JSON.stringify({ type: 'credit', tick }));
  }

  close(): void {
    this.#carrier.close();
  }

  all<T extends StationMessage['type']>(type: T): Extract<StationMessage, { type: T }>[] {
    return this.messages.filter((message): message is Extract<StationMessage, { type: T }> => message.type === type);
  }

  /** Samples of a channel, in order of their index. */
  channel(channelId: number): [index: number, raw: number][] {
    return [...(this.samples.get(channelId) ?? [])].sort(([a], [b]) => a - b);
  }

  #text(text: string): void {
    const message = JSON.parse(text) as StationMessage;
    this.messages.push(message);
    if (message.type === 'gateway') this.gateways.set(message.gateway.gatewayId, message.gateway);
    if (message.type === 'beds') this.beds.set(message.gatewayId, message.beds);
    if (message.type === 'alarmState') this.alarmState = message.state;
    if (message.type === 'members') {
      for (const member of message.changed) this.members.set(member.alarm.id, member);
      for (const id of message.gone) this.members.delete(id);
    }
    if (message.type === 'marks') this.marks.push(...message.marks);
  }

  #tick(buffer: ArrayBuffer): void {
    const { tick, blocks } = decodeWaveTick(buffer);
    this.ticks.push(tick);
    this.onTick(blocks);
    for (const { channelId, firstIndex, samples } of blocks) {
      const channel = this.samples.get(channelId) ?? new Map<number, number>();
      this.samples.set(channelId, channel);
      samples.forEach((raw, k) => {
        if (channel.has(firstIndex + k)) this.duplicated++;
        channel.set(firstIndex + k, raw);
      });
    }
    if (this.creditsGiven) this.credit();
  }
}
