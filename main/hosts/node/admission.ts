import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '#domain/time/clock.ts';

const ADDRESS_LIFE_MS = 10 * 60_000;
/** Fresh addresses that wait to be used; the oldest is dropped beyond it. */
const MAX_ADDRESSES = 16;
/** Browsers let in since the start; the oldest must come again with a fresh address beyond it. */
const MAX_PASSES = 64;

/**
 * Who may see the ward in a browser: whoever holds a one-time token, and then the pass it was exchanged for.
 *
 * Loopback is shared by every program and every person on the machine, so being local is no proof. A token travels in
 * an address (shell history, process list), hence once and for ten minutes; a pass travels in an HttpOnly cookie and
 * lasts as long as this process. Only digests are kept, and they are compared in constant time.
 */
export class Admission {
  readonly #clock: Clock;
  #tokens: { readonly digest: Buffer; readonly untilMs: number }[] = [];
  #passes: Buffer[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A new token, good for one {@link exchange} within ten minutes. */
  issueToken(): string {
    const token = secret();
    this.#tokens.push({ digest: digest(token), untilMs: this.#clock.monotonicMs() + ADDRESS_LIFE_MS });
    this.#tokens = this.#tokens.slice(-MAX_ADDRESSES);
    return token;
  }

  /** A pass for a token; null when the token is unknown, used or too old. A token is used up by this call. */
  exchange(token: string): string | null {
    const nowMs = this.#clock.monotonicMs();
    const given = digest(token);
    const valid = this.#tokens.filter(({ untilMs }) => nowMs < untilMs);
    this.#tokens = valid.filter((known) => !timingSafeEqual(known.digest, given));
    if (this.#tokens.length === valid.length) return null;
    const pass = secret();
    this.#passes.push(digest(pass));
    this.#passes = this.#passes.slice(-MAX_PASSES);
    return pass;
  }

  /** True for a pass that {@link exchange} gave. */
  admits(pass: string): boolean {
    const given = digest(pass);
    let known = false;
    for (const held of this.#passes) known = timingSafeEqual(held, given) || known;
    return known;
  }
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
