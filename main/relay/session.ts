import { type SchedulerLike, Subscription } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { encodeWaveTick } from '#bridge/waveTick.ts';
import { parseWindowMessage } from '#bridge/windowMessage.ts';
import { type Block, MISSING } from '#domain/signals/block.ts';
import { samplesIn } from '#domain/signals/channel.ts';
import { RECENT_MS } from '#domain/signals/coverage.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import type { Recent, RecentChannel } from './recent.ts';

/**
 * New samples go out at once, but no sooner after those before than this: one tick for a frame of the screen, however many
 * gateways send. What comes sooner waits, and goes out together.
 */
const GATHER_MS = 16;

/** Ticks a window may have to take in yet. */
const MAX_IN_FLIGHT = 8;

/** Samples in a tick: 1 MB. */
const MAX_TICK_SAMPLES = 250_000;

/**
 * The older past a window asks for goes out only while no more ticks than this wait to be taken in, and after all that is
 * live: it takes what credit is left over, and live samples never wait for more than one tick of it.
 */
const MAX_IN_FLIGHT_FOR_PAST = 2;

/** Samples of the older past in a tick: 100 kB. */
const MAX_PAST_SAMPLES = 25_000;

/** Marks that wait for a slow window: a minute of 256 beds. */
const MAX_WAITING_MARKS = 20_000;

/** Characters of news for a window that takes no ticks in. Beyond, it is hung, and the station can't keep more for it. */
const MAX_UNTAKEN_TEXT = 16 * 1024 * 1024;

/** A window that stays behind by more is not waited for ... */
const MAX_LAG_MS = 30_000;

/** ... it goes on with this much of the recent past. */
const CATCH_UP_MS = 2000;

/** What a window says that the relay itself does not answer: decisions, settings, sound, questions. */
export type AlarmMessage = Exclude<WindowMessage, { readonly type: 'open' | 'recent' | 'credit' }>;

/** Whoever answers that, and knows what stands. */
export interface AlarmSide {
  /** All there is to tell a window that knows nothing. */
  snapshot(): readonly StationMessage[];
  windowOpened(window: Session): void;
  /** It is told no more; also called for one that never opened. */
  windowClosed(window: Session): void;
  heard(message: AlarmMessage, window: Session): void;
}

export interface SessionOptions {
  readonly carrier: Carrier;
  readonly recent: Recent;
  readonly alarms: AlarmSide;
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
  /** From this index on all samples have been sent, or dropped and counted; before it, none. */
  sentFrom: number;
  /** From this index on the window wants samples, and has been sent marks. Never above `sentFrom`. */
  wantedFrom: number;
  /** Index after the last sample there was when the window opened: what lies before is catching up, not lagging. */
  readonly openedAt: number;
}

/**
 * One window. Keeps no queue of samples, only how far the window is in every channel; a slow window costs no memory, and
 * when it stays too far behind it loses samples, which are counted and announced. Alarms and all other news are sent at
 * once, whatever the window has taken in; only observations are joined to the latest of each numeric while it is behind,
 * and marks, which mean nothing without their samples, wait and are dropped with them.
 * A window that takes nothing in at all is let go before its news fill the carrier: when it wakes up, it opens again and
 * is told everything anew.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #carrier: Carrier;
  readonly #recent: Recent;
  readonly #cursors = new Map<number, Cursor>();
  /** Channels of which the window wants older past that has not been sent. */
  readonly #wanting = new Map<number, Cursor>();
  #timer = Subscription.EMPTY;
  /** Fills behind the cursor, to be sent once. Bounded like a tick. */
  #late: Block[] = [];
  #lateSamples = 0;
  #waitingMarks: SignalMark[] = [];
  #waitingObservations = new Map<number, Observation>();
  #state: 'new' | 'open' | 'closed' = 'new';
  #isScheduled = false;
  /** When samples that came were last sent; by the scheduler's clock. */
  #gatheredMs = Number.NEGATIVE_INFINITY;
  #sentTick = 0;
  #creditedTick = 0;
  #untakenText = 0;
  #droppedSamples = 0;
  #droppedSpells = 0;
  #droppedMarks = 0;
  #pastSamples = 0;
  #announced = { droppedSamples: 0, droppedMarks: 0, pastSamples: 0 };

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

  /** Sends news; `text` is its JSON, where somebody has made it already. */
  tell(message: StationMessage, text: string = JSON.stringify(message)): void {
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
    this.#flushSoon();
  }

  /** New marks are held. */
  marksArrived(marks: readonly SignalMark[]): void {
    if (this.#state !== 'open') return;
    for (const mark of marks) {
      // What is older than the window ever asked for comes when it asks.
      if (mark.index >= (this.#cursors.get(mark.channelId)?.wantedFrom ?? 0)) this.#waitingMarks.push(mark);
    }
    const excess = this.#waitingMarks.length - MAX_WAITING_MARKS;
    if (excess > 0) this.#droppedMarks += this.#waitingMarks.splice(0, excess).length;
    this.#flushSoon();
  }

  /** Sends all samples and marks the window has credit for. To be called before channels vanish, so that their last samples go out. */
  flush(): void {
    if (this.#state !== 'open') return;
    if (this.#hasCredit) this.#sendMarks(this.#takeWaitingMarks());
    while (this.#hasCredit) {
      const blocks = this.#nextBlocks();
      if (blocks.length === 0) break;
      this.#sendTick(blocks);
    }
    if (this.#hasCredit) this.#sendWaitingObservations();
    else this.#skipAhead();
    this.#sendPast();
    this.#announce();
  }

  /** Channels have vanished: what of them was not sent is lost to this window. */
  forgetVanished(): void {
    let lost = 0;
    for (const [channelId, { recent, next }] of this.#cursors) {
      if (this.#recent.channels.get(channelId) === recent) continue;
      lost += heldBetween(recent, next, recent.ring.endIndex);
      this.#cursors.delete(channelId);
      this.#wanting.delete(channelId);
      this.#dropMarks((mark) => mark.channelId === channelId);
    }
    this.#drop(lost);
    this.#announce();
  }

  close(reason: string): void {
    this.#end(reason, 'info');
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
    switch (message.type) {
      case 'open':
        this.#open(message.bridgeVersion, message.recentMs);
        break;
      case 'recent':
        this.#want(message.bedKey, message.recentMs);
        break;
      case 'credit':
        this.#credit(message.tick);
        break;
      default:
        if (this.#state === 'open') this.#options.alarms.heard(message, this);
        else this.#end(`window sent "${message.type}" before it sent "open"`, 'warn');
    }
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
    const { alarms } = this.#options;
    for (const message of [...this.#recent.snapshot(), ...alarms.snapshot()])
      this.#carrier.send(JSON.stringify(message));
    alarms.windowOpened(this);
    for (const [channelId, recent] of this.#recent.channels) {
      const { startIndex, endIndex } = recent.ring;
      const from = firstWanted(recent, recentMs);
      const next = Math.max(startIndex, from);
      this.#cursors.set(channelId, { recent, next, sentFrom: from, wantedFrom: from, openedAt: endIndex });
    }
    const marks: SignalMark[] = [];
    for (const channelId of this.#recent.marks.channelIds()) {
      const from = this.#cursors.get(channelId)?.wantedFrom ?? 0;
      for (const mark of this.#recent.marks.between(channelId, from, Number.POSITIVE_INFINITY)) marks.push(mark);
    }
    this.#sendMarks(marks);
    this.flush();
  }

  /** Takes note of what the window wants of a bed's past; it goes out as credit allows. */
  #want(bedKey: string, recentMs: number): void {
    if (this.#state !== 'open') {
      this.#end('window asked for the past before it sent "open"', 'warn');
      return;
    }
    const marks: SignalMark[] = [];
    for (const { channelId } of this.#recent.channelsOf(bedKey)) {
      const cursor = this.#cursors.get(channelId);
      if (cursor === undefined) continue;
      const from = firstWanted(cursor.recent, recentMs);
      if (from >= cursor.wantedFrom) continue;
      for (const mark of this.#recent.marks.between(channelId, from, cursor.wantedFrom)) marks.push(mark);
      cursor.wantedFrom = from;
      this.#wanting.set(channelId, cursor);
    }
    this.#sendMarks(marks);
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
        this.#cursors.set(channelId, { recent, next: startIndex, sentFrom: 0, wantedFrom: 0, openedAt: startIndex });
      } else if (cursor.next < startIndex) {
        this.#drop(startIndex - cursor.next);
        cursor.next = startIndex;
      }
    }
  }

  /** Sends what windows want of the older past, as far as there is credit to spare. */
  #sendPast(): void {
    while (this.#sentTick - this.#creditedTick < MAX_IN_FLIGHT_FOR_PAST) {
      const blocks = this.#nextPastBlocks();
      if (blocks.length === 0) break;
      for (const { samples } of blocks) this.#pastSamples += samples.length;
      this.#sendTick(blocks);
    }
  }

  /** The next piece of the past, going back in time, in every channel the same share of what is wanted; empty: all is sent. */
  #nextPastBlocks(): Block[] {
    const blocks: Block[] = [];
    while (blocks.length === 0 && this.#wanting.size > 0) {
      let behind = 0;
      for (const cursor of this.#wanting.values()) behind += cursor.sentFrom - oldestWanted(cursor);
      const share = Math.min(1, MAX_PAST_SAMPLES / behind);
      for (const [channelId, cursor] of this.#wanting) {
        const oldest = oldestWanted(cursor);
        const until = cursor.sentFrom;
        cursor.sentFrom = until - Math.ceil((until - oldest) * share);
        for (const block of cursor.recent.ring.blocks(channelId, cursor.sentFrom, until)) blocks.push(block);
        if (cursor.sentFrom > oldest) continue;
        cursor.sentFrom = cursor.wantedFrom;
        this.#wanting.delete(channelId);
      }
    }
    return blocks;
  }

  #keepLate(block: Block): void {
    const cursor = this.#cursors.get(block.channelId);
    if (cursor === undefined) return;
    // What lies before all that was sent is sent when the window asks for it.
    const from = Math.max(0, cursor.sentFrom - block.firstIndex);
    const until = cursor.next - block.firstIndex;
    if (until <= from) return;
    const samples = block.samples.subarray(from, until);
    if (samples.length === 0) return;
    if (this.#lateSamples + samples.length > MAX_TICK_SAMPLES) {
      this.#drop(samples.length);
      return;
    }
    this.#late.push({ ...block, firstIndex: block.firstIndex + from, samples });
    this.#lateSamples += samples.length;
  }

  #skipAhead(): void {
    this.#followChannels();
    let lost = 0;
    for (const [channelId, cursor] of this.#cursors) {
      const { ring, channel } = cursor.recent;
      const lag = ring.endIndex - Math.max(cursor.next, cursor.openedAt);
      if (lag <= (MAX_LAG_MS * channel.rateHz) / 1000) continue;
      const target = ring.endIndex - samplesIn(channel, CATCH_UP_MS);
      lost += heldBetween(cursor.recent, cursor.next, target);
      cursor.next = target;
      this.#dropMarks((mark) => mark.channelId === channelId && mark.index < target);
    }
    this.#drop(lost);
  }

  #drop(samples: number): void {
    if (samples <= 0) return;
    if (this.#droppedSamples === this.#announced.droppedSamples) this.#droppedSpells++;
    this.#droppedSamples += samples;
  }

  #dropMarks(isLost: (mark: SignalMark) => boolean): void {
    const kept = this.#waitingMarks.filter((mark) => !isLost(mark));
    this.#droppedMarks += this.#waitingMarks.length - kept.length;
    this.#waitingMarks = kept;
  }

  /** Tells how the session fares, if that has changed. Past is counted when all of it that is wanted has been sent. */
  #announce(): void {
    const droppedSamples = this.#droppedSamples;
    const droppedMarks = this.#droppedMarks;
    const pastSamples = this.#wanting.size === 0 ? this.#pastSamples : this.#announced.pastSamples;
    const before = this.#announced;
    if (
      droppedSamples === before.droppedSamples &&
      droppedMarks === before.droppedMarks &&
      pastSamples === before.pastSamples
    )
      return;
    this.#announced = { droppedSamples, droppedMarks, pastSamples };
    const message: StationMessage = { type: 'session', droppedSpells: this.#droppedSpells, ...this.#announced };
    this.#carrier.send(JSON.stringify(message));
  }

  #flushSoon(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const { scheduler } = this.#options;
    const sinceMs = scheduler.now() - this.#gatheredMs;
    // Not before the end of this task, as a gateway's frame is told in pieces. A clock that was set back holds up nothing.
    const waitMs = sinceMs >= 0 && sinceMs < GATHER_MS ? GATHER_MS - sinceMs : 0;
    this.#timer = scheduler.schedule(() => {
      this.#isScheduled = false;
      this.#gatheredMs = scheduler.now();
      this.flush();
    }, waitMs);
  }

  #sendTick(blocks: readonly Block[]): void {
    this.#sentTick++;
    this.#carrier.send(encodeWaveTick({ tick: this.#sentTick, blocks }));
  }

  #takeWaitingMarks(): readonly SignalMark[] {
    const marks = this.#waitingMarks;
    this.#waitingMarks = [];
    return marks;
  }

  #sendMarks(marks: readonly SignalMark[]): void {
    if (marks.length === 0) return;
    const message: StationMessage = { type: 'marks', marks };
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
    // A window that is told nothing would take its station for lost, and what it sent last for under way.
    if (level === 'warn') this.#carrier.send(JSON.stringify({ type: 'ended', reason } satisfies StationMessage));
    this.#carrier.close();
    this.#cursors.clear();
    this.#wanting.clear();
    this.#late = [];
    this.#waitingMarks = [];
    this.#waitingObservations.clear();
    this.#options.log(level, reason);
    this.#options.alarms.windowClosed(this);
    this.#options.onEnd();
  }
}

/** Index of the oldest sample a window wants that asks for this much of the past. */
function firstWanted({ ring, channel }: RecentChannel, recentMs: number): number {
  return Math.max(0, ring.endIndex - samplesIn(channel, Math.min(recentMs, RECENT_MS)));
}

/** Where the past that is still to be sent begins: what the ring no longer holds is nobody's any more. */
function oldestWanted({ recent, wantedFrom, sentFrom }: Cursor): number {
  return Math.max(wantedFrom, Math.min(recent.ring.startIndex, sentFrom));
}

function heldBetween({ ring }: RecentChannel, from: number, until: number): number {
  let held = 0;
  for (let index = Math.max(from, ring.startIndex); index < until; index++) if (ring.at(index) !== MISSING) held++;
  return held;
}
