import { type SchedulerLike, Subscription } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { encodeWaveTick } from '#bridge/waveTick.ts';
import { parseWindowMessage } from '#bridge/windowMessage.ts';
import { type Block, MISSING } from '#domain/signals/block.ts';
import { samplesIn } from '#domain/signals/channel.ts';
import { type Coverage, coverageFrom, MOST_GAPS, RECENT_MS, withShed } from '#domain/signals/coverage.ts';
import type { SignalMark } from '#domain/signals/marks.ts';
import {
  noRanges,
  type Ranges,
  rangesWithin,
  sameRanges,
  sizeOf,
  withoutRange,
  withRange,
} from '#domain/signals/ranges.ts';
import type { Observation } from '#domain/vitals/observation.ts';
import { coverageMessage, type Recent, type RecentChannel } from './recent.ts';

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
 * What lies behind the live samples (older past that was asked for, fills, what was shed) goes out only while no more ticks
 * than this wait to be taken in, and after all that is live: it takes what credit is left over, which a window that can't keep
 * up has none of, and live samples never wait for more than two small ticks of it.
 */
const MAX_IN_FLIGHT_FOR_PAST = 2;

/** Samples of the past in a tick, and one of each channel: 100 kB. */
const MAX_PAST_SAMPLES = 25_000;

/** Pieces of a channel's past that a window may be owed; of more the oldest is given up, as of more gaps (coverage.ts). */
const MOST_OWED = MOST_GAPS;

/** Marks that wait for a slow window: a minute of 256 beds. */
const MAX_WAITING_MARKS = 20_000;

/** Characters of news for a window that says nothing. Beyond, it is hung, and the station can't keep more for it. */
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
  /** From this index on the window wants samples, and has been sent marks. */
  wantedFrom: number;
  /**
   * What the window is still to be sent of [wantedFrom, next); all else there that the ring holds has been sent, once. Some of it
   * may be a hole: what fills it is owed then.
   */
  owed: Ranges;
  /** What of it the window misses, as it did not keep up: told as a gap until it has been sent. */
  shed: Ranges;
  /** Before this index nothing is owed any more, and nothing said: there were too many pieces. */
  keptFrom: number;
  /** Index after the last sample there was when the window opened: what lies before is catching up, not lagging. */
  readonly openedAt: number;
}

/**
 * One window. Keeps no queue of samples, only how far the window is in every channel and what it is owed behind that; a slow
 * window costs no memory. When it stays too far behind, it goes on with the present, and what was passed over is shed: told
 * to it as a gap, and brought from the station's recent minutes, newest first, once it keeps up. What leaves these minutes
 * before its turn, or vanishes with its channel, is lost to the window, which is counted and announced. Alarms and all
 * other news are sent at once, whatever the window has taken in; only observations are joined to the latest of each numeric
 * while it is behind, and marks wait.
 * A window that takes nothing in at all is let go before its news fill the carrier: when it wakes up, it opens again and
 * is told everything anew.
 */
export class Session {
  readonly #options: SessionOptions;
  readonly #carrier: Carrier;
  readonly #recent: Recent;
  readonly #cursors = new Map<number, Cursor>();
  /** Those of which the window is owed something. */
  readonly #owing = new Map<number, Cursor>();
  /** What the window was told last to be shed. */
  readonly #toldShed = new Map<number, Ranges>();
  #timer = Subscription.EMPTY;
  #waitingMarks: SignalMark[] = [];
  #waitingObservations = new Map<number, Observation>();
  #state: 'new' | 'open' | 'closed' = 'new';
  /** Somebody looks at it. */
  #isSeen = true;
  #isScheduled = false;
  /** When samples that came were last sent; by the scheduler's clock. */
  #gatheredMs = Number.NEGATIVE_INFINITY;
  #sentTick = 0;
  #creditedTick = 0;
  /** The same when life was shown last. */
  #creditedBefore = 0;
  #untakenText = 0;
  #droppedSamples = 0;
  #droppedSpells = 0;
  #droppedMarks = 0;
  #pastSamples = 0;
  /** The window asked for older past and has not been told that all of it was sent. */
  #isAsked = false;
  #announced: Omit<Extract<StationMessage, { type: 'session' }>, 'type'> = {
    droppedSamples: 0,
    droppedSpells: 0,
    droppedMarks: 0,
    shedSamples: 0,
    pastSamples: 0,
  };

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
    // Told again soon, and of use to nobody who is behind or does not look.
    if (message.type === 'waveRates' && !(this.#isSeen && this.#hasCredit)) return;
    if (this.#hasCredit) this.#sendWaitingObservations();
    this.#untakenText += text.length;
    if (this.#untakenText > MAX_UNTAKEN_TEXT)
      this.#end(`window takes nothing in: ${this.#untakenText} characters`, 'warn');
    else this.#carrier.send(text);
  }

  /** New samples are in the rings; `late` are those behind others of their channel. */
  samplesArrived(late: readonly Block[]): void {
    if (this.#state !== 'open') return;
    for (const { channelId, firstIndex, samples } of late) {
      const cursor = this.#cursors.get(channelId);
      // What is older than the window ever asked for is sent when it asks.
      if (cursor !== undefined) this.#owe(channelId, cursor, firstIndex, firstIndex + samples.length);
    }
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

  /** Sends all samples and marks the window has credit for. */
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

  /**
   * Tells what has become of gaps, and of what was shed for this window. To be called every second, with the coverage of channels
   * that has changed since, and its text.
   */
  showCoverage(news: ReadonlyMap<number, Coverage>, text: string | null): void {
    if (this.#state !== 'open') return;
    this.flush();
    // It has taken nothing in for a second: what it is owed is not only on its way.
    const isStuck = this.#creditedTick === this.#creditedBefore && !this.#hasCreditForPast;
    this.#creditedBefore = this.#creditedTick;
    if (isStuck) for (const cursor of this.#owing.values()) cursor.shed = cursor.owed;
    this.#announce(true);
    this.#tellCoverage(news, text);
  }

  /** Tells the coverage of channels that has changed, and its text, with what was shed for this window. */
  #tellCoverage(news: ReadonlyMap<number, Coverage>, text: string | null): void {
    const own = new Map<number, Coverage>();
    for (const channelId of new Set([...this.#owing.keys(), ...this.#toldShed.keys()])) {
      const cursor = this.#cursors.get(channelId);
      if (cursor === undefined) continue;
      const { shed, keptFrom } = cursor;
      const { startIndex } = cursor.recent.ring;
      // What grows old needs no telling.
      const told = withoutRange(this.#toldShed.get(channelId) ?? noRanges, Number.NEGATIVE_INFINITY, startIndex);
      const isSame = sameRanges(told, withoutRange(shed, Number.NEGATIVE_INFINITY, startIndex));
      if (shed.length === 0) this.#toldShed.delete(channelId);
      else this.#toldShed.set(channelId, shed);
      if (isSame && !(shed.length > 0 && news.has(channelId))) continue;
      own.set(channelId, withShed(coverageFrom(this.#recent.coverageOf(channelId), keptFrom), shed));
    }
    if (own.size > 0) for (const message of coverageMessage(new Map([...news, ...own]))) this.tell(message);
    else if (text !== null) for (const message of coverageMessage(news)) this.tell(message, text);
  }

  /**
   * Sends what there is credit for of channels that are about to vanish, and tells what is missing of them: what the window has no
   * credit for is shed, as it will never be sent.
   */
  sendLast(vanishing: readonly number[], news: ReadonlyMap<number, Coverage>, text: string | null): void {
    if (this.#state !== 'open') return;
    this.flush();
    for (const channelId of vanishing) {
      const cursor = this.#cursors.get(channelId);
      if (cursor === undefined) continue;
      cursor.shed = withRange(cursor.owed, cursor.next, cursor.recent.ring.endIndex);
      if (cursor.shed.length > 0) this.#owing.set(channelId, cursor);
    }
    this.#tellCoverage(news, text);
  }

  /** These channels have vanished: what of them was not sent is lost to this window. */
  forget(vanished: readonly number[]): void {
    let lost = 0;
    for (const channelId of vanished) {
      const cursor = this.#cursors.get(channelId);
      if (cursor === undefined) continue;
      for (const { from, until } of cursor.shed) lost += heldBetween(cursor.recent, from, until);
      this.#cursors.delete(channelId);
      this.#owing.delete(channelId);
      this.#toldShed.delete(channelId);
    }
    const gone = new Set(vanished);
    this.#dropMarks(({ channelId }) => gone.has(channelId));
    this.#drop(lost);
    this.#announce();
  }

  close(reason: string): void {
    this.#end(reason, 'info');
  }

  get #hasCredit(): boolean {
    return this.#sentTick - this.#creditedTick < MAX_IN_FLIGHT;
  }

  get #hasCreditForPast(): boolean {
    return this.#sentTick - this.#creditedTick < MAX_IN_FLIGHT_FOR_PAST;
  }

  #receive(received: string | ArrayBuffer): void {
    if (this.#state === 'closed') return;
    const parsed = parseWindowMessage(received);
    if (!parsed.ok) {
      this.#end(`window sent ${parsed.reason}`, 'warn');
      return;
    }
    const { message } = parsed;
    // Whoever speaks has heard what came before.
    this.#untakenText = 0;
    switch (message.type) {
      case 'open':
        this.#open(message);
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

  #open({ bridgeVersion, recentMs, as }: Extract<WindowMessage, { type: 'open' }>): void {
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
    this.#isSeen = as === undefined;
    const { alarms } = this.#options;
    for (const message of [...this.#recent.snapshot(), ...alarms.snapshot()])
      if (this.#isSeen || message.type !== 'waveRates') this.#carrier.send(JSON.stringify(message));
    // Where nobody looks or listens, no alarm is shown or heard.
    if (as === undefined) alarms.windowOpened(this);
    for (const [channelId, recent] of this.#recent.channels) {
      const { startIndex, endIndex } = recent.ring;
      const from = firstWanted(recent, recentMs);
      const next = Math.max(startIndex, from);
      this.#cursors.set(channelId, newCursor(recent, next, from, endIndex));
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
      const until = Math.min(cursor.wantedFrom, cursor.next);
      cursor.wantedFrom = from;
      this.#owe(channelId, cursor, from, until);
      this.#isAsked = true;
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
    this.flush();
  }

  /** The next tick's blocks, every channel advanced by the same share of what it is behind; empty: all is sent. */
  #nextBlocks(): Block[] {
    const blocks: Block[] = [];
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
        this.#cursors.set(channelId, newCursor(recent, startIndex, 0, startIndex));
      } else if (cursor.next < startIndex) {
        this.#drop(startIndex - cursor.next);
        cursor.next = startIndex;
      }
    }
  }

  /** Sends what the window is owed, as far as there is credit to spare. */
  #sendPast(): void {
    this.#forgetExpired();
    while (this.#hasCreditForPast) {
      const blocks = this.#nextPastBlocks();
      if (blocks.length === 0) break;
      for (const { samples } of blocks) this.#pastSamples += samples.length;
      this.#sendTick(blocks);
    }
  }

  /** The next piece of what is owed, the newest first in all channels alike; empty: all is sent. */
  #nextPastBlocks(): Block[] {
    const blocks: Block[] = [];
    while (blocks.length === 0 && this.#owing.size > 0) {
      let youngestS = Number.POSITIVE_INFINITY;
      let samplesPerS = 0;
      for (const { recent, owed } of this.#owing.values()) {
        const { ring, channel } = recent;
        youngestS = Math.min(youngestS, (ring.endIndex - (owed.at(-1)?.until ?? 0)) / channel.rateHz);
        samplesPerS += channel.rateHz;
      }
      const oldestS = youngestS + MAX_PAST_SAMPLES / samplesPerS;
      for (const [channelId, cursor] of this.#owing) {
        const { ring, channel } = cursor.recent;
        const from = Math.floor(ring.endIndex - oldestS * channel.rateHz);
        for (const part of rangesWithin(cursor.owed, from, Number.POSITIVE_INFINITY)) {
          for (const block of ring.blocks(channelId, part.from, part.until)) blocks.push(block);
        }
        this.#oweNoMore(channelId, cursor, from, Number.POSITIVE_INFINITY);
      }
    }
    return blocks;
  }

  /** What of [from, until) the window wants and live samples have passed is to be sent to it. */
  #owe(channelId: number, cursor: Cursor, from: number, until: number): void {
    cursor.owed = withRange(
      cursor.owed,
      Math.max(from, cursor.wantedFrom, cursor.keptFrom),
      Math.min(until, cursor.next),
    );
    if (cursor.owed.length === 0) return;
    this.#owing.set(channelId, cursor);
    const oldest = cursor.owed[0];
    if (cursor.owed.length <= MOST_OWED || oldest === undefined) return;
    cursor.keptFrom = oldest.until;
    this.#drop(heldBetween(cursor.recent, oldest.from, oldest.until));
    this.#oweNoMore(channelId, cursor, Number.NEGATIVE_INFINITY, oldest.until);
  }

  #oweNoMore(channelId: number, cursor: Cursor, from: number, until: number): void {
    cursor.owed = withoutRange(cursor.owed, from, until);
    cursor.shed = withoutRange(cursor.shed, from, until);
    if (cursor.owed.length === 0) this.#owing.delete(channelId);
  }

  /** What rings no longer hold is nobody's any more; what of it was shed has not been made good. */
  #forgetExpired(): void {
    for (const [channelId, cursor] of this.#owing) {
      const { startIndex } = cursor.recent.ring;
      const before = sizeOf(cursor.shed);
      this.#oweNoMore(channelId, cursor, Number.NEGATIVE_INFINITY, startIndex);
      this.#drop(before - sizeOf(cursor.shed));
    }
  }

  /** Goes on with the present in channels that are too far behind; what is passed over is shed. */
  #skipAhead(): void {
    this.#followChannels();
    let isSpell = false;
    for (const [channelId, cursor] of this.#cursors) {
      const { ring, channel } = cursor.recent;
      const lag = ring.endIndex - Math.max(cursor.next, cursor.openedAt);
      if (lag <= (MAX_LAG_MS * channel.rateHz) / 1000) continue;
      const from = cursor.next;
      cursor.next = ring.endIndex - samplesIn(channel, CATCH_UP_MS);
      this.#owe(channelId, cursor, from, cursor.next);
      cursor.shed = withRange(cursor.shed, from, cursor.next);
      isSpell = true;
    }
    if (isSpell && this.#announced.shedSamples === 0) this.#droppedSpells++;
  }

  #drop(samples: number): void {
    if (samples > 0) this.#droppedSamples += samples;
  }

  #dropMarks(isLost: (mark: SignalMark) => boolean): void {
    const kept = this.#waitingMarks.filter((mark) => !isLost(mark));
    this.#droppedMarks += this.#waitingMarks.length - kept.length;
    this.#waitingMarks = kept;
  }

  /** Tells how the session fares, if that has changed. Past is counted when all of it that is wanted has been sent. */
  #announce(isBeat = false): void {
    const before = this.#announced;
    const shedSamples = [...this.#owing.values()].reduce((sum, { shed }) => sum + sizeOf(shed), 0);
    const isAllSent = this.#isAsked && this.#owing.size === 0;
    const now = {
      droppedSamples: this.#droppedSamples,
      droppedSpells: this.#droppedSpells,
      droppedMarks: this.#droppedMarks,
      // How much less it has become is told with a sign of life.
      shedSamples: isBeat || (shedSamples === 0) !== (before.shedSamples === 0) ? shedSamples : before.shedSamples,
      pastSamples: isAllSent ? this.#pastSamples : before.pastSamples,
    };
    if (isAllSent) this.#isAsked = false;
    if ((Object.keys(now) as (keyof typeof now)[]).every((name) => now[name] === before[name])) return;
    this.#announced = now;
    const message: StationMessage = { type: 'session', ...now };
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
    this.#owing.clear();
    this.#toldShed.clear();
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

function newCursor(recent: RecentChannel, next: number, wantedFrom: number, openedAt: number): Cursor {
  return { recent, next, wantedFrom, openedAt, owed: noRanges, shed: noRanges, keptFrom: 0 };
}

function heldBetween({ ring }: RecentChannel, from: number, until: number): number {
  let held = 0;
  for (let index = Math.max(from, ring.startIndex); index < until; index++) if (ring.at(index) !== MISSING) held++;
  return held;
}
