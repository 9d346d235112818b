import { BehaviorSubject, type Observable, Subject } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import { BRIDGE_VERSION, type StationMessage, type WaveTick, type WindowMessage } from '#bridge/messages.ts';
import { decodeWaveTick } from '#bridge/waveTick.ts';
import type { Clock } from '#domain/time/clock.ts';

/** Whether the window hears the station. `sinceMs`: wall clock; `reason`: for people, '' while all is well. */
export interface LinkStatus {
  readonly state: 'connecting' | 'open' | 'lost';
  readonly sinceMs: number;
  readonly reason: string;
}

/**
 * What comes from the station. All three are hot and shared: whoever subscribes late has missed what was before, except
 * for `status`, which begins with the current one.
 */
export interface StationLink {
  readonly messages: Observable<StationMessage>;
  readonly ticks: Observable<WaveTick>;
  readonly status: Observable<LinkStatus>;
  /** Ends the session and the reconnecting; completes the streams. Does nothing the second time. */
  close(): void;
}

/** What was dropped or broke since the link was made. */
export interface LinkCounts {
  /** Texts that were no JSON object with a `type`. */
  malformed: number;
  /** Messages of a type this window does not know. */
  unknownType: number;
  /** Wave ticks that could not be read; each ended its session. */
  brokenTicks: number;
  /** Sessions that ended or could not be opened. */
  lostSessions: number;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set<StationMessage['type']>([
  'hello',
  'gateway',
  'beds',
  'observations',
  'channelStates',
  'alarms',
  'session',
  'alive',
]);

const RECENT_MS = 30_000;
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
 * Opens a carrier, asks for everything with the last half minute, and gives credit for a wave tick once all
 * subscribers have taken it in. When the carrier closes, breaks or falls silent, opens the next one after 250 ms, doubling
 * up to 2 s; a new session brings everything again, so stores replace what they hold. Never throws; trouble is in
 * `status` and `counts`. Subscribe in the same task as the call: the first message can come right after it.
 */
export function connectStation(
  openCarrier: () => Promise<Carrier>,
  clock: Clock,
): StationLink & { readonly counts: Readonly<LinkCounts> } {
  return new ReconnectingLink(openCarrier, clock);
}

class ReconnectingLink implements StationLink {
  readonly messages = new Subject<StationMessage>();
  readonly ticks = new Subject<WaveTick>();
  readonly status: BehaviorSubject<LinkStatus>;
  readonly counts: LinkCounts = { malformed: 0, unknownType: 0, brokenTicks: 0, lostSessions: 0 };

  readonly #openCarrier: () => Promise<Carrier>;
  readonly #clock: Clock;
  /** Goes up with every session, so that what an old carrier still says is not heard. */
  #session = 0;
  #carrier: Carrier | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #silentBeats = 0;
  #retryMs = FIRST_RETRY_MS;
  #closed = false;

  constructor(openCarrier: () => Promise<Carrier>, clock: Clock) {
    this.#openCarrier = openCarrier;
    this.#clock = clock;
    this.status = new BehaviorSubject<LinkStatus>({ state: 'connecting', sinceMs: clock.nowMs(), reason: '' });
    void this.#open();
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
      this.#lose(session, `cannot reach the station: ${cause instanceof Error ? cause.message : String(cause)}`);
      return;
    }
    if (session !== this.#session) {
      carrier.close();
      return;
    }
    this.#carrier = carrier;
    carrier.onClose((reason) => this.#lose(session, reason));
    carrier.onMessage((message) => {
      if (session !== this.#session) return;
      this.#silentBeats = 0;
      if (typeof message === 'string') this.#takeText(session, message);
      else this.#takeTick(session, carrier, message);
    });
    this.#send(carrier, { type: 'open', bridgeVersion: BRIDGE_VERSION, recentMs: RECENT_MS });
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
    this.messages.next(known);
  }

  #takeTick(session: number, carrier: Carrier, bytes: ArrayBuffer): void {
    let tick: WaveTick;
    try {
      tick = decodeWaveTick(bytes);
    } catch (cause) {
      this.counts.brokenTicks++;
      this.#lose(session, cause instanceof Error ? cause.message : String(cause));
      return;
    }
    // A session that does its work; one that ends right after its greeting is not begun again at once for ever.
    this.#retryMs = FIRST_RETRY_MS;
    this.ticks.next(tick);
    // Subjects deliver before they return: everybody has taken the tick in.
    if (session === this.#session) this.#send(carrier, { type: 'credit', tick: tick.tick });
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
