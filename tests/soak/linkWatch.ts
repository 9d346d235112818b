import type { StationMessage } from '#bridge/messages.ts';
import { JOURNAL_LOST, LINK_LOST } from '#domain/alarms/alarmCodes.ts';
import type { LinkStatus } from '#renderer/intake/stationLink.ts';

/** When something began and when it was over; Infinity: it is not. */
export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Spans of one thing that is so or not. */
class Spans {
  readonly all: { fromMs: number; untilMs: number }[] = [];

  become(isSo: boolean, atMs: number): void {
    const last = this.all.at(-1);
    const wasSo = last !== undefined && last.untilMs === Number.POSITIVE_INFINITY;
    if (isSo && !wasSo) this.all.push({ fromMs: atMs, untilMs: Number.POSITIVE_INFINITY });
    if (!isSo && wasSo) last.untilMs = atMs;
  }
}

/** When a window showed what: links, their alarms, the record's trouble, its own session; and when new samples came. */
export class LinkWatch {
  readonly #lost = new Map<string, Spans>();
  readonly #alarmed = new Map<string, Spans>();
  readonly #recordLost = new Spans();
  readonly #stationLost = new Spans();
  /** While anything was told as passed over for this window, and of which channels. */
  readonly #shed = new Spans();
  readonly #shedOf = new Set<number>();
  readonly #arrivals = new Map<string, { readonly atMs: number; readonly newestMs: number }[]>();
  /** Of which live gateways a session had channels without a sample yet, at the ends of ticks; the last of a session: of none. */
  readonly #waits: { readonly atMs: number; readonly addresses: ReadonlySet<string> }[] = [];
  readonly #channels = new Map<
    number,
    { readonly address: string; readonly originMs: number; readonly rateHz: number }
  >();
  readonly #unseen = new Set<number>();
  readonly #states = new Map<string, string>();
  /** Ids of standing alarms of the station's own, by what they say. */
  readonly #own = new Map<string, { readonly code: string | null; readonly bedKey: string }>();
  #isWhole = true;

  status(state: LinkStatus['state'], atMs: number): void {
    this.#stationLost.become(state !== 'open', atMs);
  }

  message(message: StationMessage, atMs: number): void {
    switch (message.type) {
      case 'hello':
        this.#channels.clear();
        this.#unseen.clear();
        this.#states.clear();
        this.#own.clear();
        this.#shedOf.clear();
        this.#shed.become(false, atMs);
        this.#isWhole = false;
        break;
      case 'gateway': {
        const { gatewayId, link } = message.gateway;
        this.#states.set(gatewayId, link.state);
        spansOf(this.#lost, gatewayId).become(link.state === 'lost', atMs);
        break;
      }
      case 'beds':
        for (const [channelId, { address }] of this.#channels) {
          if (address !== message.gatewayId) continue;
          this.#channels.delete(channelId);
          this.#unseen.delete(channelId);
          if (!message.beds.some(({ channels }) => channels.some((one) => one.channelId === channelId)))
            this.#shedOf.delete(channelId);
        }
        this.#shed.become(this.#shedOf.size > 0, atMs);
        for (const { channels } of message.beds) {
          for (const { channelId, originMs, rateHz } of channels) {
            this.#channels.set(channelId, { address: message.gatewayId, originMs, rateHz });
            this.#unseen.add(channelId);
          }
        }
        break;
      case 'coverage':
        for (const { channelId, gaps } of message.channels) {
          if (gaps.some(({ state }) => state === 'shed')) this.#shedOf.add(channelId);
          else this.#shedOf.delete(channelId);
        }
        this.#shed.become(this.#shedOf.size > 0, atMs);
        break;
      case 'members':
        for (const { alarm } of message.changed) {
          const { code, bedKey, presence } = alarm.report;
          if (code !== LINK_LOST && code !== JOURNAL_LOST) continue;
          if (presence === 'off') this.#own.delete(alarm.id);
          else this.#own.set(alarm.id, { code, bedKey });
        }
        for (const id of message.gone) this.#own.delete(id);
        this.#lookAtOwn(atMs);
        break;
      default:
    }
  }

  block(channelId: number, firstIndex: number, samples: number, atMs: number): void {
    const channel = this.#channels.get(channelId);
    if (channel === undefined) return;
    this.#unseen.delete(channelId);
    const newestMs = channel.originMs + ((firstIndex + samples - 1) * 1000) / channel.rateHz;
    const arrivals = this.#arrivals.get(channel.address) ?? [];
    if (arrivals.length === 0) this.#arrivals.set(channel.address, arrivals);
    const last = arrivals.at(-1);
    if (last === undefined || last.atMs !== atMs || last.newestMs < newestMs) arrivals.push({ atMs, newestMs });
  }

  /** To be called behind the blocks of a tick. */
  tickEnded(atMs: number): void {
    if (this.#isWhole || this.#channels.size === 0) return;
    const unseen = [...this.#unseen].map((id) => this.#channels.get(id)?.address ?? '');
    const addresses = new Set(unseen.filter((address) => this.#states.get(address) === 'live'));
    this.#isWhole = addresses.size === 0;
    this.#waits.push({ atMs, addresses });
  }

  /** When a link was first told lost at or after a time; null: never, or it was lost already. */
  linkLostAt(address: string, fromMs: number): number | null {
    return firstFrom(this.#lost.get(address)?.all ?? [], fromMs);
  }

  /** Likewise of its alarm. */
  linkAlarmAt(address: string, fromMs: number): number | null {
    return firstFrom(this.#alarmed.get(address)?.all ?? [], fromMs);
  }

  recordLostAt(fromMs: number): number | null {
    return firstFrom(this.#recordLost.all, fromMs);
  }

  /** From `fromMs` on, when nothing of the record was wrong. */
  recordWellAt(fromMs: number): number | null {
    const standing = this.#recordLost.all.find((span) => span.fromMs <= fromMs && span.untilMs > fromMs);
    return standing === undefined ? fromMs : finite(standing.untilMs);
  }

  /** From `fromMs` on, when nothing was told as passed over. */
  nothingShedAt(fromMs: number): number | null {
    const standing = this.#shed.all.find((span) => span.fromMs <= fromMs && span.untilMs > fromMs);
    return standing === undefined ? fromMs : finite(standing.untilMs);
  }

  stationLostAt(fromMs: number): number | null {
    return firstFrom(this.#stationLost.all, fromMs);
  }

  /** When a session had samples of everything live, at or after a time; `ailing` gateways are not waited for. */
  wholeAt(fromMs: number, ailing: ReadonlySet<string>): number | null {
    const whole = this.#waits.find(
      ({ atMs, addresses }) => atMs >= fromMs && [...addresses].every((address) => ailing.has(address)),
    );
    return whole?.atMs ?? null;
  }

  /** When a sample that was taken at or after `takenMs` came at or after `fromMs`. */
  liveAt(address: string, takenMs: number, fromMs: number): number | null {
    const arrivals = this.#arrivals.get(address) ?? [];
    return arrivals.find(({ atMs, newestMs }) => atMs >= fromMs && newestMs >= takenMs)?.atMs ?? null;
  }

  #lookAtOwn(atMs: number): void {
    const own = [...this.#own.values()];
    this.#recordLost.become(
      own.some(({ code }) => code === JOURNAL_LOST),
      atMs,
    );
    const addresses = new Set([...this.#alarmed.keys(), ...this.#states.keys()]);
    for (const address of addresses) {
      const isOn = own.some(({ code, bedKey }) => code === LINK_LOST && bedKey === address);
      spansOf(this.#alarmed, address).become(isOn, atMs);
    }
  }
}

function spansOf(map: Map<string, Spans>, key: string): Spans {
  const held = map.get(key);
  if (held !== undefined) return held;
  const made = new Spans();
  map.set(key, made);
  return made;
}

function firstFrom(spans: readonly Span[], fromMs: number): number | null {
  if (spans.some((span) => span.fromMs < fromMs && span.untilMs > fromMs)) return null;
  return spans.find((span) => span.fromMs >= fromMs)?.fromMs ?? null;
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}
