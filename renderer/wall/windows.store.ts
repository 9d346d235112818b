import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { Clock } from '#domain/time/clock.ts';

/** What a window tells the others of this browser. */
interface Announcement {
  readonly window: number;
  /** Tells two windows of one number apart, and a window from its own echo. */
  readonly id: string;
  /** Beds it shows now or on another of its pages; none while nobody can see it. */
  readonly bedKeys: readonly string[];
  /** A window that has just opened asks the others to speak. */
  readonly asks: boolean;
  readonly closes: boolean;
}

/** What is said in one window is heard in all others of this browser. */
export interface WindowChannel {
  say(message: unknown): void;
  hear(listener: (message: unknown) => void): void;
  /** Nothing is heard any more. */
  close(): void;
}

const SAY_EVERY_MS = 2_000;
/** A window that is not heard for this long is gone. Hidden ones may speak once a second at the most. */
const FORGET_AFTER_MS = 6_000;

const nothing: ReadonlySet<string> = new Set();

/** Knows the other windows of this browser: their numbers, and which beds they show. */
export class WindowsStore {
  /** Beds that other windows, seen by somebody, show. */
  readonly elsewhere = new BehaviorSubject<ReadonlySet<string>>(nothing);
  readonly #channel: WindowChannel;
  readonly #window: number;
  readonly #id: string;
  readonly #clock: Clock;
  readonly #others = new Map<string, { readonly said: Announcement; readonly heardMs: number }>();
  readonly #subscriptions = new Subscription();
  #bedKeys: readonly string[] = [];
  #saidMs = Number.NEGATIVE_INFINITY;

  /** `id`: any text no other window has. */
  constructor(channel: WindowChannel, window: number, id: string, ticker: Observable<unknown>, clock: Clock) {
    this.#channel = channel;
    this.#window = window;
    this.#id = id;
    this.#clock = clock;
    channel.hear((message) => this.#hear(message));
    this.#say({ asks: true });
    this.#subscriptions.add(ticker.subscribe(() => this.#beat()));
  }

  dispose(): void {
    this.#say({ closes: true });
    this.#subscriptions.unsubscribe();
    this.#channel.close();
  }

  /** What this window shows from now on; none while nobody can see it. */
  show(bedKeys: readonly string[]): void {
    this.#bedKeys = bedKeys;
    this.#say({});
  }

  /** Smallest number that no open window has. */
  get nextNumber(): number {
    const taken = new Set([this.#window, ...[...this.#others.values()].map(({ said }) => said.window)]);
    let number = 1;
    while (taken.has(number)) number++;
    return number;
  }

  #beat(): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#saidMs >= SAY_EVERY_MS) this.#say({});
    for (const [id, { heardMs }] of this.#others) {
      if (nowMs - heardMs < FORGET_AFTER_MS) continue;
      this.#others.delete(id);
      this.#publish();
    }
  }

  #say({ asks = false, closes = false }: { readonly asks?: boolean; readonly closes?: boolean }): void {
    this.#saidMs = this.#clock.monotonicMs();
    const said: Announcement = { window: this.#window, id: this.#id, bedKeys: this.#bedKeys, asks, closes };
    this.#channel.say(said);
  }

  #hear(data: unknown): void {
    if (!isAnnouncement(data) || data.id === this.#id) return;
    if (data.closes) this.#others.delete(data.id);
    else this.#others.set(data.id, { said: data, heardMs: this.#clock.monotonicMs() });
    this.#publish();
    if (data.asks) this.#say({});
  }

  #publish(): void {
    const beds = new Set([...this.#others.values()].flatMap(({ said }) => said.bedKeys));
    const held = this.elsewhere.value;
    if (beds.size === held.size && [...beds].every((key) => held.has(key))) return;
    this.elsewhere.next(beds);
  }
}

/** Windows of another build may speak on the same channel: what is not understood is no window. */
function isAnnouncement(data: unknown): data is Announcement {
  if (typeof data !== 'object' || data === null) return false;
  const { window, id, bedKeys, asks, closes } = data as Partial<Record<keyof Announcement, unknown>>;
  return (
    typeof window === 'number' &&
    typeof id === 'string' &&
    typeof asks === 'boolean' &&
    typeof closes === 'boolean' &&
    Array.isArray(bedKeys) &&
    bedKeys.every((key) => typeof key === 'string')
  );
}
