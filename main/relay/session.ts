import { type SchedulerLike, Subscription } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION, type StationMessage } from '#bridge/messages.ts';
import { encodeWaveTick } from '#bridge/waveTick.ts';
import { parseWindowMessage } from '#bridge/windowMessage.ts';
import { type Block, MISSING } from '#domain/signals/block.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import { RECENT_MS, type Recent, type RecentChannel } from './recent.ts';

/** New samples wait this long for others: one tick for a frame of the screen. */
const GATHER_MS = 16;

/** Ticks a window may have to take in yet. */
const MAX_IN_FLIGHT = 8;

/** Samples in a tick: 1 MB. */
const MAX_TICK_SAMPLES = 250_000;

/** Characters of news for a window that takes no ticks in. Beyond, it is hung, and the station can't keep more for it. */
const MAX_UNTAKEN_TEXT = 16 * 1024 * 1024;

/** A window that stays behind by more is not waited for ... */
const MAX_LAG_MS = 30_000;

/** ... it goes on with this much of the recent past. */
const CATCH_UP_MS = 2000;

export interface SessionOptions {
  readonly carrier: Carrier;
  readonly recent: Recent;
  /** The first message. */
  readonly hello: StationMessage;
  /** One line for the engineer. */
  readonly log: (level: 'info' | 'warn', message: string) => void;
  /** Called once, when the session is over. */
  readonly onEnd: () => void;
  readonly scheduler: SchedulerLike;
}

/** How far a window is in one channel. */
interface Cursor {
  readonly recent: RecentChannel;
  /** Index after the last sample sent. */
  next: number;
  /** Index after the last sample there was when the window opened: what lies before is catching up, not lagging. */
  readonly openedAt: number;
}

/**
 * One window. Keeps no queue of samples, only how far the window is in every channel; a slow window costs no memory, and
 * when it stays too far behind it loses samples, which are counted and announced. Alarms and all other news are sent at
 * once, whatever the window has taken in; only observations are joined to the latest of each numeric while it is behind.
 * A window that takes nothing in at all is let go before its news fill the carrier: when it wakes up, it opens again and
 * is told everything anew.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #carrier: Carrier;
  readonly #recent: Recent;
  readonly #cursors = new Map<number, Cursor>();
  #timer = Subscription.EMPTY;
  /** Fills behind the cursor, to be sent once. Bounded like a tick. */
  #late: Block[] = [];
  #lateSamples = 0;
  #waitingObservations = new Map<number, Observation>();
  #state: 'new' | 'open' | 'closed' = 'new';
  #isScheduled = false;
  #sentTick = 0;
  #creditedTick = 0;
  #untakenText = 0;
  #droppedSamples = 0;
  #droppedSpells = 0;
  #announcedSamples = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#carrier = options.carrier;
    this.#recent = options.recent;
  }

  /** Greets the window and hears it. Called once; may end the session at once. */
  start(): void {
    this.#carrier.onClose((reason) => this.#end(`window left: ${reason}`, 'info'));
    this.#carrier.send(JSON.stringify(this.#options.hello));
    this.#carrier.onMessage((message) => this.#receive(message));
  }

  /** Sends news, `text` being its JSON. */
  tell(message: StationMessage, text: string): void {
    if (this.#state !== 'open') return;
    if (message.type === 'observations' && !this.#hasCredit) {
      for (const observation of message.observations) this.#waitingObservations.set(observation.numericId, observation);
      return;
    }
    if (this.#hasCredit) this.#sendWaitingObservations();
    else this.#untakenText += text.length;
    if (this.#untakenText > MAX_UNTAKEN_TEXT)
      this.#end(`window takes nothing in: ${this.#untakenText} characters`, 'warn');
    else this.#carrier.send(text);
  }

  /** New samples are in the rings; `late` are those behind others of their channel. */
  samplesArrived(late: readonly Block[]): void {
    if (this.#state !== 'open') return;
    for (const block of late) this.#keepLate(block);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#timer = this.#options.scheduler.schedule(() => {
      this.#isScheduled = false;
      this.flush();
    }, GATHER_MS);
  }

  /** Sends all samples the window has credit for. To be called before channels vanish, so that their last samples go out. */
  flush(): void {
    if (this.#state !== 'open') return;
    while (this.#hasCredit) {
      const blocks = this.#nextBlocks();
      if (blocks.length === 0) break;
      this.#sentTick++;
      this.#carrier.send(encodeWaveTick({ tick: this.#sentTick, blocks }));
    }
    if (this.#hasCredit) this.#sendWaitingObservations();
    else this.#skipAhead();
    this.#announceDrops();
  }

  /** Channels have vanished: what of them was not sent is lost to this window. */
  forgetVanished(): void {
    let lost = 0;
    for (const [channelId, { recent, next }] of this.#cursors) {
      if (this.#recent.channels.get(channelId) === recent) continue;
      lost += heldBetween(recent, next, recent.ring.endIndex);
      this.#cursors.delete(channelId);
    }
    this.#drop(lost);
    this.#announceDrops();
  }

  close(): void {
    this.#end('station closes', 'info');
  }

  get #hasCredit(): boolean {
    return this.#sentTick - this.#creditedTick < MAX_IN_FLIGHT;
  }

  #receive(received: string | ArrayBuffer): void {
    if (this.#state === 'closed') return;
    const parsed = parseWindowMessage(received);
    if (!parsed.ok) {
      this.#end(`window sent ${parsed.reason}`, 'warn');
      return;
    }
    const { message } = parsed;
    if (message.type === 'open') this.#open(message.bridgeVersion, message.recentMs);
    else this.#credit(message.tick);
  }

  #open(bridgeVersion: number, recentMs: number): void {
    if (this.#state === 'open') {
      this.#end('window sent "open" twice', 'warn');
      return;
    }
    if (bridgeVersion !== BRIDGE_VERSION) {
      this.#end(
        `window speaks bridge version ${bridgeVersion}, this station ${BRIDGE_VERSION}: reload the window`,
        'warn',
      );
      return;
    }
    this.#state = 'open';
    for (const message of this.#recent.snapshot()) this.#carrier.send(JSON.stringify(message));
    for (const [channelId, recent] of this.#recent.channels) {
      const { startIndex, endIndex } = recent.ring;
      const wanted = Math.ceil((Math.min(recentMs, RECENT_MS) * recent.channel.rateHz) / 1000);
      this.#cursors.set(channelId, { recent, next: Math.max(startIndex, endIndex - wanted), openedAt: endIndex });
    }
    this.flush();
  }

  #credit(tick: number): void {
    if (tick < this.#creditedTick || tick > this.#sentTick) {
      this.#end(
        `window gave credit for tick ${tick}, after ${this.#creditedTick} and with ${this.#sentTick} sent`,
        'warn',
      );
      return;
    }
    this.#creditedTick = tick;
    this.#untakenText = 0;
    this.flush();
  }

  /** The next tick's blocks, every channel advanced by the same share of what it is behind; empty: all is sent. */
  #nextBlocks(): Block[] {
    const blocks = this.#late;
    this.#late = [];
    this.#lateSamples = 0;
    this.#followChannels();
    // A stretch that is all gap gives no block: go on with the next.
    while (blocks.length === 0) {
      let behind = 0;
      for (const { recent, next } of this.#cursors.values()) behind += recent.ring.endIndex - next;
      if (behind === 0) break;
      const share = Math.min(1, MAX_TICK_SAMPLES / behind);
      for (const [channelId, cursor] of this.#cursors) {
        const { ring } = cursor.recent;
        const until = cursor.next + Math.ceil((ring.endIndex - cursor.next) * share);
        for (const block of ring.blocks(channelId, cursor.next, until)) blocks.push(block);
        cursor.next = until;
      }
    }
    return blocks;
  }

  /** Takes up new channels from their beginning, and leaves behind what rings no longer hold. */
  #followChannels(): void {
    for (const [channelId, recent] of this.#recent.channels) {
      const { startIndex } = recent.ring;
      const cursor = this.#cursors.get(channelId);
      if (cursor === undefined) {
        this.#cursors.set(channelId, { recent, next: startIndex, openedAt: startIndex });
      } else if (cursor.next < startIndex) {
        this.#drop(startIndex - cursor.next);
        cursor.next = startIndex;
      }
    }
  }

  #keepLate(block: Block): void {
    const cursor = this.#cursors.get(block.channelId);
    if (cursor === undefined || block.firstIndex >= cursor.next) return;
    const samples = block.samples.subarray(0, cursor.next - block.firstIndex);
    if (this.#lateSamples + samples.length > MAX_TICK_SAMPLES) {
      this.#drop(samples.length);
      return;
    }
    this.#late.push({ ...block, samples });
    this.#lateSamples += samples.length;
  }

  #skipAhead(): void {
    this.#followChannels();
    let lost = 0;
    for (const cursor of this.#cursors.values()) {
      const { ring, channel } = cursor.recent;
      const lag = ring.endIndex - Math.max(cursor.next, cursor.openedAt);
      if (lag <= (MAX_LAG_MS * channel.rateHz) / 1000) continue;
      const target = ring.endIndex - Math.ceil((CATCH_UP_MS * channel.rateHz) / 1000);
      lost += heldBetween(cursor.recent, cursor.next, target);
      cursor.next = target;
    }
    this.#drop(lost);
  }

  #drop(samples: number): void {
    if (samples <= 0) return;
    if (this.#droppedSamples === this.#announcedSamples) this.#droppedSpells++;
    this.#droppedSamples += samples;
  }

  #announceDrops(): void {
    if (this.#droppedSamples === this.#announcedSamples) return;
    this.#announcedSamples = this.#droppedSamples;
    const message: StationMessage = {
      type: 'session',
      droppedSamples: this.#droppedSamples,
      droppedSpells: this.#droppedSpells,
    };
    this.#carrier.send(JSON.stringify(message));
  }

  #sendWaitingObservations(): void {
    if (this.#waitingObservations.size === 0) return;
    const message: StationMessage = { type: 'observations', observations: [...this.#waitingObservations.values()] };
    this.#waitingObservations = new Map();
    this.#carrier.send(JSON.stringify(message));
  }

  #end(reason: string, level: 'info' | 'warn'): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#timer.unsubscribe();
    this.#carrier.close();
    this.#cursors.clear();
    this.#late = [];
    this.#waitingObservations.clear();
    this.#options.log(level, reason);
    this.#options.onEnd();
  }
}

function heldBetween({ ring }: RecentChannel, from: number, until: number): number {
  let held = 0;
  for (let index = Math.max(from, ring.startIndex); index < until; index++) if (ring.at(index) !== MISSING) held++;
  return held;
}
