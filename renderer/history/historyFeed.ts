import { type Observable, Subscription } from 'rxjs';
import type { StationMessage } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import type { PageClock } from '#domain/time/pageClock.ts';
import type { StationLink, TickBytes } from '#renderer/intake/stationLink.ts';
import type { HistoryWriter } from './historyWriter.ts';

/** A write that takes longer holds up what comes: the disk is slow, and memory is not to pile up behind it. */
const SLOW_MS = 2_000;

/**
 * Brings what comes from the station to a writer, and gives the station its credit. While the disk is slow or refuses, no
 * credit is given: the station then sends no more samples, and brings what it passed over once there is credit again, as to
 * any window. Call `beat` every second. Call the constructor in the same task as the link was made.
 */
export class HistoryFeed {
  readonly #link: Pick<StationLink, 'took' | 'broken'>;
  readonly #writer: HistoryWriter;
  readonly #clock: PageClock;
  readonly #subscription = new Subscription();
  readonly #live = new Set<string>();
  /** The first `members` of a session tells all that stand. */
  #isFirst = true;
  #newestTick = 0;
  #isHeldUp = false;
  /** When the write that runs was begun; null: none runs. */
  #begunMs: number | null = null;

  constructor(
    link: Pick<StationLink, 'took' | 'broken'> & {
      readonly messages: Observable<StationMessage>;
      readonly ticks: Observable<TickBytes>;
    },
    writer: HistoryWriter,
    clock: PageClock,
  ) {
    this.#link = link;
    this.#writer = writer;
    this.#clock = clock;
    this.#subscription.add(link.messages.subscribe((message) => this.#hear(message)));
    this.#subscription.add(link.ticks.subscribe((tick) => this.#take(tick)));
  }

  /** Writes what has come. A call while another write runs only looks whether that one is slow. */
  beat(): void {
    const nowMs = this.#clock.monotonicMs();
    if (this.#begunMs !== null) {
      this.#isHeldUp ||= nowMs - this.#begunMs > SLOW_MS;
      return;
    }
    this.#begunMs = nowMs;
    void this.#writer.beat(nowMs).then(() => {
      this.#begunMs = null;
      const wasHeldUp = this.#isHeldUp;
      this.#isHeldUp = this.#writer.problem !== '';
      if (wasHeldUp && !this.#isHeldUp) this.#link.took(this.#newestTick);
    });
  }

  close(): void {
    this.#subscription.unsubscribe();
  }

  #hear(message: StationMessage): void {
    const [nowMs, wallMs] = [this.#clock.monotonicMs(), this.#clock.nowMs()];
    switch (message.type) {
      case 'hello':
        this.#isFirst = true;
        this.#newestTick = 0;
        this.#live.clear();
        return;
      case 'gateway': {
        const { gatewayId, link } = message.gateway;
        if (link.state === 'live') this.#live.add(gatewayId);
        else this.#live.delete(gatewayId);
        return;
      }
      case 'beds':
        this.#writer.describe(message.gatewayId, message.beds, wallMs);
        return;
      case 'observations':
        this.#writer.observe(message.observations, nowMs);
        return;
      case 'coverage':
        this.#writer.cover(message.channels, nowMs);
        return;
      case 'members':
        if (this.#isFirst) this.#writer.allAlarms(message.changed, wallMs);
        else this.#writer.alarms(message.changed, message.gone, wallMs);
        this.#isFirst = false;
        return;
      case 'alive':
        this.#clock.follow(message.nowMs);
        for (const gatewayId of this.#live) this.#writer.look(gatewayId, message.nowMs);
        return;
      default:
        return;
    }
  }

  #take({ tick, bytes }: TickBytes): void {
    try {
      this.#writer.take(decodeWaveTick(bytes).blocks, this.#clock.monotonicMs());
    } catch (cause) {
      this.#link.broken(cause instanceof Error ? cause.message : String(cause));
      return;
    }
    this.#newestTick = tick;
    if (!this.#isHeldUp) this.#link.took(tick);
  }
}
