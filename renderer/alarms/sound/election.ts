import { BehaviorSubject } from 'rxjs';
import type { Clock } from '#domain/time/clock.ts';

/** What is said in one window is heard in all others of this browser. */
export interface SoundChannel {
  say(message: unknown): void;
  hear(listener: (message: unknown) => void): void;
  /** Nothing is heard any more. */
  close(): void;
}

/** What an election stands on; a test has several windows in one page. */
export interface ElectionSurroundings {
  readonly locks: Pick<LockManager, 'request'>;
  /** Not closed here: others may speak on it too. */
  readonly channel: SoundChannel;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Any text no other window has. */
  readonly id: string;
}

/** All windows of one browser ask for the lock of this name. */
export const LOCK_NAME = 'vigil.alarm-sound';

/** The elected window shows life this often. */
const SAY_EVERY_MS = 400;
/** One that has shown none for so long hangs: its lock is taken away. */
const HANGS_AFTER_MS = 1_500;
/** A page that did not come to look for so long was hung, asleep or hidden itself, and does not judge by what it missed. */
const ABSENT_AFTER_MS = 1_000;

/** One time this window asked for the lock. */
interface Turn {
  readonly leave: () => void;
}

/**
 * Elects the one window of this browser that sounds, by a Web Lock: the browser gives it to the next window when the one
 * that has it closes or crashes. A window whose page hangs keeps its lock; when it has shown no life on the channel for
 * 1.5 s, it is stolen. Should two steal at once, one steals from the other and that one waits again.
 *
 * A browser that gives no locks makes every window sound: twice is better than not at all.
 */
export class Election {
  readonly isElected = new BehaviorSubject(false);
  /** Another window has shown that it is elected, less than 1.5 s ago. */
  readonly isElsewhere = new BehaviorSubject(false);
  readonly #surroundings: ElectionSurroundings;
  #turn: Turn | null = null;
  #heardMs = Number.NEGATIVE_INFINITY;
  /** Since when silence of the others counts. */
  #listensSinceMs: number;
  #saidMs = Number.NEGATIVE_INFINITY;
  #beatMs: number;
  #isClosed = false;

  constructor(surroundings: ElectionSurroundings) {
    this.#surroundings = surroundings;
    this.#beatMs = this.#nowMs();
    this.#listensSinceMs = this.#beatMs;
    surroundings.channel.hear((message) => this.#hear(message));
  }

  /** To be called several times a second. `isAble`: whether this window could sound; only then it stands for election. */
  beat(isAble: boolean): void {
    if (this.#isClosed) return;
    const nowMs = this.#nowMs();
    if (nowMs - this.#beatMs >= ABSENT_AFTER_MS) this.#listensSinceMs = nowMs;
    this.#beatMs = nowMs;
    if (!isAble) this.#withdraw();
    else if (this.#turn === null) this.#ask(false);
    else if (!this.isElected.value && this.#silentMs(nowMs) >= HANGS_AFTER_MS) this.#ask(true);
    if (this.isElected.value && nowMs - this.#saidMs >= SAY_EVERY_MS) this.#say(nowMs);
    this.#publishElsewhere(nowMs);
  }

  /** Gives the lock back; the next window is elected. */
  dispose(): void {
    this.#isClosed = true;
    this.#withdraw();
  }

  #nowMs(): number {
    return this.#surroundings.clock.monotonicMs();
  }

  /** For how long no elected window was heard that could have been. */
  #silentMs(nowMs: number): number {
    return nowMs - Math.max(this.#heardMs, this.#listensSinceMs);
  }

  #withdraw(): void {
    this.#turn?.leave();
    this.#turn = null;
    if (this.isElected.value) this.isElected.next(false);
  }

  #ask(steals: boolean): void {
    this.#turn?.leave();
    this.#listensSinceMs = this.#nowMs();
    const waiting = new AbortController();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const turn: Turn = {
      leave: () => {
        release();
        waiting.abort();
      },
    };
    this.#turn = turn;
    const isMine = () => this.#turn === turn;
    const options = steals ? { steal: true } : { signal: waiting.signal };
    this.#surroundings.locks
      .request(LOCK_NAME, options, () => {
        if (!isMine()) return;
        this.#elect();
        return held;
      })
      .catch((cause: unknown) => {
        if (!isMine()) return;
        if (isAbort(cause)) this.#withdraw();
        else this.#elect();
      });
  }

  #elect(): void {
    this.#say(this.#nowMs());
    this.isElected.next(true);
    this.#publishElsewhere(this.#nowMs());
  }

  #say(nowMs: number): void {
    this.#saidMs = nowMs;
    this.#surroundings.channel.say({ sounds: this.#surroundings.id });
  }

  #hear(message: unknown): void {
    if (this.#isClosed || typeof message !== 'object' || message === null || !('sounds' in message)) return;
    if (message.sounds === this.#surroundings.id) return;
    this.#heardMs = this.#nowMs();
    this.#publishElsewhere(this.#heardMs);
  }

  #publishElsewhere(nowMs: number): void {
    const isElsewhere = !this.isElected.value && nowMs - this.#heardMs < HANGS_AFTER_MS;
    if (isElsewhere !== this.isElsewhere.value) this.isElsewhere.next(isElsewhere);
  }
}

/** The lock was stolen, or this window no longer waits for it. */
function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}
