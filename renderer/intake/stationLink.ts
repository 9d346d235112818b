import { BehaviorSubject, type Observable, Subject } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { isTooLong } from '#bridge/messageLimits.ts';
import { BRIDGE_VERSION, type StationMessage, type WindowMessage } from '#bridge/messages.ts';
import { readTickNumber } from '#bridge/waveTick.ts';
import { messageOf } from '#domain/errors.ts';
import type { Clock } from '#domain/time/clock.ts';

/** Whether the window hears the station. `sinceMs`: wall clock; `reason`: for people, '' while all is well. */
export interface LinkStatus {
  readonly state: 'connecting' | 'open' | 'lost';
  readonly sinceMs: number;
  readonly reason: string;
}

/** A wave tick as it came, for whoever decodes it (bridge/waveTick.ts): its header and directory have been checked. */
export interface TickBytes {
  /** 1, 2, 3 ... within a session. */
  readonly tick: number;
  /** May be transferred by the one subscriber that takes it in. */
  readonly bytes: ArrayBuffer;
}

/**
 * What comes from the station. All three are hot and shared: whoever subscribes late has missed what was before, except
 * for `status`, which begins with the current one.
 */
export interface StationLink {
  readonly messages: Observable<StationMessage>;
  readonly ticks: Observable<TickBytes>;
  readonly status: Observable<LinkStatus>;
  /**
   * The tick has been taken in: the station may send more. To be called once for every tick, in their order, at any
   * later time; for one of a session that has ended it does nothing.
   */
  took(tick: number): void;
  /** A tick could not be read after all: ends the session. `reason` is for people. */
  broken(reason: string): void;
  /**
   * Asks the station for the older past of a bed, as far as this session has not been sent it. Does nothing while there
   * is no session; a new one begins with the last half minute, so ask again at its `hello`.
   */
  askRecent(bedKey: string, recentMs: number): void;
  /** Sends what somebody decided; false: there is no session, or no station reads what is so long, and nothing was sent. */
  tell(message: WindowMessage): boolean;
  /** Ends the session and the reconnecting; completes the streams. Does nothing the second time. */
  close(): void;
}

/** What is asked for when a session begins (bridge/messages.ts). */
export type Opening = Omit<Extract<WindowMessage, { readonly type: 'open' }>, 'type' | 'bridgeVersion'>;

/** What was dropped or broke since the link was made. */
export interface LinkCounts {
  /** Texts that were no JSON object with a `type`. */
  malformed: number;
  /** Messages of a type this window does not know. */
  unknownType: number;
  /** Wave ticks that could not be read, here or by whoever decoded them; each ended its session. */
  brokenTicks: number;
  /** Sessions that ended or could not be opened. */
  lostSessions: number;
}

/** A type of message that is forgotten here does not compile. */
const known: Readonly<Record<StationMessage['type'], true>> = {
  hello: true,
  gateway: true,
  beds: true,
  bedsLastKnown: true,
  observations: true,
  waveRates: true,
  channelStates: true,
  members: true,
  trails: true,
  alarmState: true,
  decisionRefused: true,
  decisionKept: true,
  settingRefused: true,
  answer: true,
  marks: true,
  coverage: true,
  historyKey: true,
  historyErased: true,
  historyEraseAnswer: true,
  historySpace: true,
  session: true,
  exportAnswer: true,
  notes: true,
  noted: true,
  noteRefused: true,
  ended: true,
  alive: true,
};
const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.keys(known));

/** A wall: what its sweep shows. */
const WALL: Opening = { recentMs: 30_000 };
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 2_000;
/** A station that took the carrier but says nothing for so long is treated as lost. */
const HELLO_DEADLINE_MS = 5_000;
/**
 * A station shows life every second. Beats of our own are counted rather than time: in a page that was frozen or hidden
 * they stand still or come seldom too, and what was sent meanwhile is heard between two of them.
 */
const BEAT_MS = 1_000;
const SILENT_BEATS = 4;

/**
 * Keeps a session with the station open for as long as the window lives.
 *
 * Opens a carrier, asks for everything with the last half minute or what `opening` says, and gives credit for a wave tick once it was told that
 * it has been taken in. When the carrier closes, breaks or falls silent, opens the next one after 250 ms, doubling
 * up to 2 s; a new session brings everything again, so stores replace what they hold. Never throws; trouble is in
 * `status` and `counts`. Subscribe in the same task as the call: the first message can come right after it.
 */
export function connectStation(
  openCarrier: () => Promise<Carrier>,
  clock: Clock,
  opening: Opening = WALL,
): StationLink & { readonly counts: Readonly<LinkCounts> } {
  return new ReconnectingLink(openCarrier, clock, opening);
}

class ReconnectingLink implements StationLink {
  readonly messages = new Subject<StationMessage>();
  readonly ticks = new Subject<TickBytes>();
  readonly status: BehaviorSubject<LinkStatus>;
  readonly counts: LinkCounts = { malformed: 0, unknownType: 0, brokenTicks: 0, lostSessions: 0 };

  readonly #openCarrier: () => Promise<Carrier>;
  readonly #clock: Clock;
  readonly #opening: Opening;
  /** Goes up with every session, so that what an old carrier still says is not heard. */
  #session = 0;
  #carrier: Carrier | null = null;
  /** Last tick of this session that was handed out, and last one that was taken in. */
  #handedTick = 0;
  #takenTick = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #silentBeats = 0;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;

  constructor(openCarrier: () => Promise<Carrier>, clock: Clock, opening: Opening) {
    this.#openCarrier = openCarrier;
    this.#opening = opening;
    this.#clock = clock;
    this.status = new BehaviorSubject<LinkStatus>({ state: 'connecting', sinceMs: clock.nowMs(), reason: '' });
    void this.#open();
  }

  took(tick: number): void {
    // A late answer to a session before this one can at most give its credit a little early.
    if (this.#carrier === null || tick <= this.#takenTick || tick > this.#handedTick) return;
    this.#takenTick = tick;
    // A session that does its work; one that ends right after its greeting is not begun again at once for ever.
    this.#retryMs = FIRST_RETRY_MS;
    this.#send(this.#carrier, { type: 'credit', tick });
  }

  broken(reason: string): void {
    if (this.#carrier === null) return;
    this.counts.brokenTicks++;
    this.#lose(this.#session, reason);
  }

  askRecent(bedKey: string, recentMs: number): void {
    if (this.#carrier !== null) this.#send(this.#carrier, { type: 'recent', bedKey, recentMs });
  }

  tell(message: WindowMessage): boolean {
    if (this.#carrier === null || this.status.value.state !== 'open' || isTooLong(message)) return false;
    this.#send(this.#carrier, message);
    return true;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#beat);
    this.#session++;
    this.#carrier?.close();
    this.#carrier = null;
    this.messages.complete();
    this.ticks.complete();
    this.status.complete();
  }

  async #open(): Promise<void> {
    const session = ++this.#session;
    this.#timer = setTimeout(() => this.#lose(session, 'the station does not answer'), HELLO_DEADLINE_MS);
    let carrier: Carrier;
    try {
      carrier = await this.#openCarrier();
    } catch (cause) {
      this.#lose(session, `cannot reach the station: ${messageOf(cause)}`);
      return;
    }
    if (session !== this.#session) {
      carrier.close();
      return;
    }
    this.#carrier = carrier;
    this.#handedTick = 0;
    this.#takenTick = 0;
    carrier.onClose((reason) => this.#lose(session, reason));
    carrier.onMessage((message) => {
      if (session !== this.#session) return;
      this.#silentBeats = 0;
      if (typeof message === 'string') this.#takeText(session, message);
      else this.#takeTick(session, message);
    });
    this.#send(carrier, { type: 'open', bridgeVersion: BRIDGE_VERSION, ...this.#opening });
  }

  #takeText(session: number, text: string): void {
    const message = parse(text);
    if (message === null) {
      this.counts.malformed++;
      return;
    }
    if (!KNOWN_TYPES.has(message.type)) {
      this.counts.unknownType++;
      return;
    }
    const known = message as StationMessage;
    if (known.type === 'hello') {
      if (known.bridgeVersion !== BRIDGE_VERSION) {
        this.#lose(
          session,
          `the station speaks version ${known.bridgeVersion}, this window ${BRIDGE_VERSION}: reload this window`,
        );
        return;
      }
      clearTimeout(this.#timer);
      clearInterval(this.#beat);
      this.#beat = setInterval(() => this.#listen(session), BEAT_MS);
      this.#report('open', '');
    }
    if (known.type === 'ended') this.#lose(session, `the station ended the session: ${known.reason}`);
    else this.messages.next(known);
  }

  #takeTick(session: number, bytes: ArrayBuffer): void {
    let tick: number;
    try {
      tick = readTickNumber(bytes);
    } catch (cause) {
      this.counts.brokenTicks++;
      this.#lose(session, messageOf(cause));
      return;
    }
    this.#handedTick = tick;
    this.ticks.next({ tick, bytes });
  }

  /** A station that hangs keeps its connection: silence is all there is to know it by. */
  #listen(session: number): void {
    if (++this.#silentBeats >= SILENT_BEATS) this.#lose(session, 'the station sends nothing: it hangs');
  }

  /** Ends a session for good; one that has ended already stays as it is. */
  #lose(session: number, reason: string): void {
    if (session !== this.#session || this.#closed) return;
    this.#session++;
    this.counts.lostSessions++;
    clearTimeout(this.#timer);
    clearInterval(this.#beat);
    this.#carrier?.close();
    this.#carrier = null;
    this.#report('lost', reason);
    this.#timer = setTimeout(() => void this.#open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  /** `sinceMs` stays while only the reason changes. */
  #report(state: LinkStatus['state'], reason: string): void {
    const before = this.status.value;
    if (before.state === state && before.reason === reason) return;
    this.status.next({ state, sinceMs: before.state === state ? before.sinceMs : this.#clock.nowMs(), reason });
  }

  #send(carrier: Carrier, message: WindowMessage): void {
    carrier.send(JSON.stringify(message));
  }
}

/** A JSON object with a type tag; null for anything else. */
function parse(text: string): { readonly type: string } | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string') {
      return value as { readonly type: string };
    }
    return null;
  } catch {
    return null;
  }
}
