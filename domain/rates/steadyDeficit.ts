/**
 * Beats a minute without a pulse from which on it is told. A deficit of more than ten is what bedside teaching calls meaningful in
 * atrial fibrillation (M); single premature beats without a pulse stay below.
 */
export const LEAST_DEFICIT = 10;
/** One that stands goes on being told down to this. */
const KEPT_DEFICIT = 8;
/** It comes when it has been there for so long, each second counted over the half minute before (liveBed.ts) ... */
const COMES_AFTER_MS = 10_000;
/** ... and goes when it was not there, or not known, for so long. */
const GOES_AFTER_MS = 10_000;

/** Whether a pulse deficit stands. Streaming, a second at a time. */
export class SteadyDeficit {
  #sinceMs: number | null = null;
  #seen: { readonly deficit: number; readonly atMs: number } | null = null;
  #stands = false;

  /** @param deficit beats a minute without a pulse; null: not known. Returns it, rounded, for as long as it stands; else null. */
  put(deficit: number | null, atMs: number): number | null {
    const least = this.#stands ? KEPT_DEFICIT : LEAST_DEFICIT;
    if (deficit !== null && deficit >= least) {
      this.#sinceMs ??= atMs;
      this.#seen = { deficit, atMs };
      if (atMs - this.#sinceMs >= COMES_AFTER_MS) this.#stands = true;
    } else if (!this.#stands) this.#sinceMs = null;
    if (this.#seen !== null && atMs - this.#seen.atMs > GOES_AFTER_MS) {
      this.#stands = false;
      this.#seen = null;
      this.#sinceMs = null;
    }
    return this.#stands && this.#seen !== null ? Math.round(this.#seen.deficit) : null;
  }
}
