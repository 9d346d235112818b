/**
 * Whoever keeps the key of the history, and remembers which store it was, away from the data. There is none in the
 * window itself: the station answers.
 */
export interface HistoryKeeper {
  /**
   * `secret`: 32 bytes. `expectedStoreId`: of the store that was opened the last time; null: none is known.
   *
   * @throws Error when there is no key; why, and what to do, for people
   */
  open(): Promise<{ readonly secret: Uint8Array<ArrayBuffer>; readonly expectedStoreId: string | null }>;
  /** A store was opened with that secret: to be expected the next time. */
  opened(storeId: string): void;
}
