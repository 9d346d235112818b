import type { Observable } from 'rxjs';
import type { KeepPolicy } from '#domain/history/keepPolicy.ts';

/** What opens the history, which one is expected, and how long it is kept. */
export interface HistoryOpening {
  /** 32 bytes. */
  readonly secret: Uint8Array<ArrayBuffer>;
  /** Of the store that was opened the last time; null: none is known. */
  readonly expectedStoreId: string | null;
  /** Stores whose key was destroyed, to be dropped (openHistory.ts). */
  readonly drops?: readonly string[] | 'any';
  /** Left out: nothing is let go of. */
  readonly keep?: KeepPolicy;
}

/**
 * Whoever keeps the key of the history, and remembers which store it was, away from the data. There is none in the
 * window itself: the station answers.
 */
export interface HistoryKeeper {
  /** @throws Error when there is no key; why, and what to do, for people */
  open(): Promise<HistoryOpening>;
  /** A store was opened with that secret: to be expected the next time. */
  opened(storeId: string): void;
  /** Why nothing is to be written, '' while it may be; begins with the present. Left out: it always may. */
  readonly stops?: Observable<string>;
  /** The key was destroyed and there is another: what is here is to be dropped, and begun anew. */
  readonly erased?: Observable<unknown>;
}
