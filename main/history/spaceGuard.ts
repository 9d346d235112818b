import { type HistorySpace, type SpaceLimits, type SpaceState, spaceAfter } from '#domain/history/freeSpace.ts';
import type { Host } from '#main/hosts/host.ts';

export interface SpaceGuardOptions {
  /** Of the disk on which the browser keeps its history. May reject. */
  readonly freeBytes: () => Promise<number>;
  readonly limits: SpaceLimits;
  readonly log: Host['log'];
  /** All windows: history goes on, or stops. */
  readonly tell: (space: HistorySpace) => void;
  /** The station's own alarms. */
  readonly stands: (kind: 'historySpaceLow' | 'historyStopped', isSo: boolean) => void;
}

/** Watches the space of the history's disk. Says what it finds when that has changed; says so in words to the engineer. */
export class SpaceGuard {
  readonly #options: SpaceGuardOptions;
  #space: HistorySpace | null = null;
  #looking: Promise<void> | null = null;

  constructor(options: SpaceGuardOptions) {
    this.#options = options;
  }

  /** As it was found last; null: nobody has looked yet. */
  get space(): HistorySpace | null {
    return this.#space;
  }

  /** Looks now. A disk that does not answer is not asked a second time meanwhile. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { limits, tell, stands, log } = this.#options;
    let free: number | null = null;
    let why = '';
    try {
      free = await this.#options.freeBytes();
    } catch (cause) {
      why = cause instanceof Error ? cause.message : String(cause);
    }
    const before = this.#space?.state ?? null;
    const state = spaceAfter(before ?? 'ample', free, limits);
    this.#space = { state, freeBytes: free, ...limits };
    if (state === before) return;
    // A disk that was fine before anybody looked is no news.
    if (before !== null || state !== 'ample')
      log(levels[state], `${words[state]} ${gigabytes(free)}${why && `: ${why}`}`);
    stands('historyStopped', state === 'short');
    stands('historySpaceLow', state === 'low' || state === 'unknown');
    tell(this.#space);
  }
}

const levels: Readonly<Record<SpaceState, 'info' | 'warn' | 'error'>> = {
  ample: 'info',
  low: 'warn',
  short: 'error',
  unknown: 'warn',
};

const words: Readonly<Record<SpaceState, string>> = {
  ample: 'The disk of the history has space again:',
  low: 'The disk of the history is getting full; make room before history stops:',
  short: 'The disk of the history is nearly full, and history is not written until there is room:',
  unknown: 'How much space the disk of the history has is not known (see browserFolder in the configuration):',
};

function gigabytes(bytes: number | null): string {
  return bytes === null ? 'the system does not say' : `${(bytes / 1e9).toFixed(1)} GB are free`;
}
