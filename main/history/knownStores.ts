import type { Host } from '#main/hosts/host.ts';
import { readPrivate, replacePrivate } from '#main/hosts/privateFile.ts';

/** More browsers than that have no station; the ones not seen for longest are forgotten. */
const MOST = 32;

/** Ids of histories, each as its browser made it. */
export interface Stores {
  /** The one opened last at the end. */
  readonly known: readonly string[];
  /** Their key is destroyed: a browser that still has one drops it. */
  readonly erased: readonly string[];
}

const none: Stores = { known: [], erased: [] };

/**
 * Which histories the browsers of this station have, on disk and away from them: so one that was made anew in silence is
 * noticed, as a full disk wipes IndexedDB without a word (MEASURES.md).
 */
export class KnownStores {
  readonly #file: string | undefined;
  readonly #log: Host['log'];
  #stores: Stores;
  #writing: Promise<void> = Promise.resolve();

  /** `file` undefined: kept in memory. What can't be read is as if nothing were known, with a line in the log. */
  static async open(file: string | undefined, log: Host['log']): Promise<KnownStores> {
    const stores = file === undefined ? none : await readStores(file, log);
    return new KnownStores(file, log, stores);
  }

  private constructor(file: string | undefined, log: Host['log'], stores: Stores) {
    this.#file = file;
    this.#log = log;
    this.#stores = stores;
  }

  get stores(): Stores {
    return this.#stores;
  }

  /** A store was opened. Tells what that means: it was known, it is the first, or it stands where another was (`before`). */
  opened(storeId: string): { readonly is: 'known' | 'first' } | { readonly is: 'recreated'; readonly before: string } {
    const { known, erased } = this.#stores;
    const before = known.at(-1);
    if (before === storeId) return { is: 'known' };
    const others = known.filter((id) => id !== storeId);
    this.#change({ known: [...others, storeId].slice(-MOST), erased });
    if (others.length < known.length) return { is: 'known' };
    return before === undefined ? { is: 'first' } : { is: 'recreated', before };
  }

  /** The key of all of them goes. Returns what was before, and how many they are. */
  erase(): { readonly before: Stores; readonly count: number } {
    const before = this.#stores;
    const { known, erased } = before;
    this.#change({ known: [], erased: [...new Set([...erased, ...known])].slice(-MOST) });
    return { before, count: known.length };
  }

  /** It did not go after all. */
  restore(before: Stores): void {
    this.#change(before);
  }

  /** Resolves when what was told is on disk, as far as that is possible. */
  written(): Promise<void> {
    return this.#writing;
  }

  #change(stores: Stores): void {
    this.#stores = stores;
    const file = this.#file;
    if (file === undefined) return;
    const text = `${JSON.stringify({ version: 1, ...stores })}\n`;
    this.#writing = this.#writing
      .then(() => replacePrivate(file, text, false))
      .catch((cause: unknown) => this.#log('error', `${file} can't be written: ${wordsOf(cause)}`));
  }
}

async function readStores(file: string, log: Host['log']): Promise<Stores> {
  try {
    const text = await readPrivate(file);
    if (text === null) return none;
    const { version, known, erased } = JSON.parse(text) as Record<string, unknown>;
    if (version !== 1 || !isIds(known) || !isIds(erased)) throw new Error('it is not what a station writes');
    return { known, erased };
  } catch (cause) {
    log(
      'error',
      `${file} can't be used: ${wordsOf(cause)} A history that was made anew would not be noticed this once.`,
    );
    return none;
  }
}

function isIds(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= MOST && value.every((id) => typeof id === 'string' && id !== '');
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
