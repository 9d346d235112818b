import type { SoundRole } from '#bridge/messages.ts';

/** A window says every second whether it sounds; another takes over within 2 s when one dies (issue 4, 4). */
const SILENT_MS = 3000;

/**
 * Knows whether the alarms of the station can be heard: whether one of its windows has lately said that it sounds.
 *
 * With no window there is nobody to hear, nor a screen that could show an alarm about it: a station that starts, or runs for a
 * wall that is switched off, does not find fault with that, or each window would open with an alarm that its own coming ends.
 * Ages are by the monotonic clock.
 */
export class SoundWatch {
  readonly #windows = new Set<object>();
  /** Since when nobody has said that they sound. */
  #silentSinceMs: number;

  constructor(nowMs: number) {
    this.#silentSinceMs = nowMs;
  }

  opened(window: object, nowMs: number): void {
    // The first gets its time to begin.
    if (this.#windows.size === 0) this.#silentSinceMs = nowMs;
    this.#windows.add(window);
  }

  closed(window: object): void {
    this.#windows.delete(window);
  }

  heard(role: SoundRole, nowMs: number): void {
    if (role === 'sounding') this.#silentSinceMs = nowMs;
  }

  /** `fine`: one sounds, or has had no time to. */
  look(nowMs: number): 'fine' | 'silent' | 'nobody' {
    if (nowMs - this.#silentSinceMs < SILENT_MS) return 'fine';
    return this.#windows.size === 0 ? 'nobody' : 'silent';
  }
}
