import type { Host } from '#main/hosts/host.ts';

type Level = 'info' | 'warn' | 'error';

/** How long an equal problem stays silent. */
const QUIET_MS = 60_000;

/** More different problems than this at once are one problem: they are only counted. */
const KEYS = 256;

/**
 * Says each problem once a minute, with how often it was held back since, so that a gateway that is wrong ten times a
 * second does not bury the log. Remembers a bounded number of problems.
 */
export class QuietLog {
  readonly #host: Host;
  readonly #saidBefore = new Map<string, { atMs: number; heldBack: number }>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** True: said; false: held back. `key` tells equal problems; the message must carry no patient data. */
  say(level: Level, key: string, message: string): boolean {
    const nowMs = this.#host.clock.monotonicMs();
    const before = this.#saidBefore.get(key);
    if (before !== undefined && nowMs - before.atMs < QUIET_MS) {
      before.heldBack++;
      return false;
    }
    if (before === undefined && this.#saidBefore.size >= KEYS) {
      for (const [old, { atMs }] of this.#saidBefore) if (nowMs - atMs >= QUIET_MS) this.#saidBefore.delete(old);
      if (this.#saidBefore.size >= KEYS) return false;
    }
    const suffix = before !== undefined && before.heldBack > 0 ? ` (${before.heldBack} more since the last line)` : '';
    this.#saidBefore.set(key, { atMs: nowMs, heldBack: 0 });
    this.#host.log(level, message + suffix);
    return true;
  }
}
