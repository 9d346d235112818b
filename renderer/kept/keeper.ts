import { messageOf } from '#domain/errors.ts';
/** As much of `Storage` as is needed. */
export type KeptStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** What went wrong with the keeping, since the keeper was made. */
export interface KeptCounts {
  /** What was kept could not be read: the defaults were taken. */
  refused: number;
  /** A change could not be kept: it holds until the window closes. */
  unsaved: number;
}

/**
 * Keeps what the user chose in the browser, as texts by name, and reads it again. Never throws: no choice is worth stopping
 * a wall. Trouble is counted: a text that nobody understands, a storage that is full or switched off.
 */
export class Keeper {
  readonly counts: Readonly<KeptCounts>;
  readonly #counts: KeptCounts = { refused: 0, unsaved: 0 };
  readonly #storage: () => KeptStorage | null;

  /** `storage`: null for a browser that gives none; it may throw, as browsers do that forbid it. */
  constructor(storage: () => KeptStorage | null) {
    this.counts = this.#counts;
    this.#storage = storage;
  }

  /**
   * What is kept under a name. null: nothing is, or it can't be understood, which is counted. `understand` answers null, or
   * throws, for what this version did not write.
   */
  read<T>(name: string, understand: (text: string) => T | null): T | null {
    try {
      const text = this.#storage()?.getItem(name) ?? null;
      if (text === null) return null;
      const understood = understand(text);
      if (understood !== null) return understood;
    } catch {
      // Counted below.
    }
    this.#counts.refused++;
    return null;
  }

  /** Keeps a text under a name, instead of what was kept there. Answers why it could not; '' when it is kept. */
  keep(name: string, text: string): string {
    const why = this.#write(name, text);
    if (why !== '') this.#counts.unsaved++;
    return why;
  }

  #write(name: string, text: string): string {
    try {
      const storage = this.#storage();
      if (storage === null) return 'there is no storage';
      storage.setItem(name, text);
      return '';
    } catch (cause) {
      return messageOf(cause);
    }
  }
}
