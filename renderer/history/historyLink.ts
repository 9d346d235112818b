import { BehaviorSubject, Subscription } from 'rxjs';
import { messageOf } from '#domain/errors.ts';
import type { Archive, HistoryStatus } from './archive.ts';
import type { HistoryKeeper, HistoryOpening } from './historyKeeper.ts';
import type { Asked, FromHistory, HistoryQuestion, ToHistory } from './historyProtocol.ts';

/** A running worker of the history, as the page sees it. */
export interface RunningHistory {
  post(message: ToHistory, transfer?: Transferable[]): void;
  /** Ends it at once; nothing is heard of it any more. */
  end(): void;
}

/** Starts one. `onDied`: it can't go on; why, for people. Neither is called before it was returned. */
export type StartHistory = (
  onMessage: (message: FromHistory) => void,
  onDied: (reason: string) => void,
) => RunningHistory;

export const startHistoryWorker: StartHistory = (onMessage, onDied) => {
  const worker = new Worker(new URL('./history.worker.ts', import.meta.url), { type: 'module', name: 'history' });
  worker.addEventListener('message', ({ data }: MessageEvent<FromHistory>) => onMessage(data));
  // Where the script could not be loaded there is no text.
  worker.addEventListener('error', ({ message }) => onDied(message || 'it could not be loaded'));
  worker.addEventListener('messageerror', () => onDied('it sent what could not be read'));
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer),
    end: () => worker.terminate(),
  };
};

export interface HistoryLinkOptions {
  /** null: nobody keeps a key, and no history is kept. */
  readonly keeper: HistoryKeeper | null;
  /** A port of the shell to the station, for a worker that asks for one; it is transferred. */
  readonly askPort: () => Promise<MessagePort>;
  readonly storeName?: string;
  readonly start?: StartHistory;
}

const STORE_NAME = 'vigil.history';

/** Another worker is started after this long, and after twice as long when that one dies too. */
const FIRST_RESTART_MS = 250;
const LONGEST_RESTART_MS = 30_000;

/**
 * The worker shows life every second. Beats of our own are counted rather than time: in a page that was frozen both stand
 * still. It may take long to open a store in which there is much to take up.
 */
const BEAT_MS = 1_000;
const SILENT_BEATS = 15;

const OFF: HistoryStatus = { state: 'off', reason: '', heldFromMs: null, heldUntilMs: null };

interface Asking {
  readonly question: HistoryQuestion;
  resolve(answer: unknown): void;
  reject(cause: Error): void;
}

/**
 * The page's half of the history: an {@link Archive} that is read by a worker. A worker that dies or hangs is replaced, and
 * what was asked of it rejects; so does what is asked while there is no history. One that can't be opened is tried again
 * after a while, since what was in the way (a full disk, a station that starts) may be gone.
 */
export class HistoryLink implements Archive {
  readonly status = new BehaviorSubject<HistoryStatus>({ ...OFF, state: 'opening' });
  /** Workers that died or hung, and were replaced. */
  replaced = 0;
  readonly #options: HistoryLinkOptions;
  readonly #asked = new Map<number, Asking>();
  #nextId = 1;
  /** null: between two workers, and after the end. */
  #worker: RunningHistory | null = null;
  #isOpen = false;
  #restartMs = FIRST_RESTART_MS;
  #restart: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #silentBeats = 0;
  #isDisposed = false;
  /** Goes up with every try to open, so that one that is overtaken ends. */
  #tries = 0;
  #stopReason = '';
  /** The key was destroyed while this window was there: whatever the new one does not open is dropped. */
  #isErased = false;
  readonly #subscriptions = new Subscription();

  constructor(options: HistoryLinkOptions) {
    this.#options = options;
    if (options.keeper === null) {
      this.status.next({ ...OFF, reason: 'No history is kept: nobody keeps a key to encrypt it with.' });
      return;
    }
    this.#beat = setInterval(() => this.#listen(), BEAT_MS);
    void this.#begin(options.keeper);
    this.#subscriptions.add(
      options.keeper.stops?.subscribe((reason) => {
        this.#stopReason = reason;
        this.#worker?.post({ type: 'stop', reason });
      }),
    );
    this.#subscriptions.add(options.keeper.erased?.subscribe(() => this.#erase()));
  }

  stays = (...given: Parameters<Asked['stays']>) => this.#ask<'stays'>({ of: 'stays', with: given });
  names = (...given: Parameters<Asked['names']>) => this.#ask<'names'>({ of: 'names', with: given });
  window = (...given: Parameters<Asked['window']>) => this.#ask<'window'>({ of: 'window', with: given });
  envelope = (...given: Parameters<Asked['envelope']>) => this.#ask<'envelope'>({ of: 'envelope', with: given });
  values = (...given: Parameters<Asked['values']>) => this.#ask<'values'>({ of: 'values', with: given });
  trends = (...given: Parameters<Asked['trends']>) => this.#ask<'trends'>({ of: 'trends', with: given });
  readings = (...given: Parameters<Asked['readings']>) => this.#ask<'readings'>({ of: 'readings', with: given });
  alarms = (...given: Parameters<Asked['alarms']>) => this.#ask<'alarms'>({ of: 'alarms', with: given });
  coverage = (...given: Parameters<Asked['coverage']>) => this.#ask<'coverage'>({ of: 'coverage', with: given });

  pin = (...given: Parameters<Asked['pin']>) => this.#ask<'pin'>({ of: 'pin', with: given });
  unpin = (...given: Parameters<Asked['unpin']>) => this.#ask<'unpin'>({ of: 'unpin', with: given });

  /** Ends the worker; what is still asked rejects. Does nothing the second time. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    clearInterval(this.#beat);
    clearTimeout(this.#restart);
    this.#subscriptions.unsubscribe();
    this.#end('The window is closing.');
    this.status.complete();
  }

  #ask<Name extends keyof Asked>(question: HistoryQuestion): ReturnType<Asked[Name]> {
    const { state, reason } = this.status.value;
    if (this.#isDisposed || state === 'off') return Promise.reject(new Error(reason)) as ReturnType<Asked[Name]>;
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { question, resolve, reject });
      // What is asked before is sent once there is somebody to answer.
      if (this.#isOpen) this.#worker?.post({ type: 'ask', id, question });
    }) as ReturnType<Asked[Name]>;
  }

  async #begin(keeper: HistoryKeeper): Promise<void> {
    const mineIs = ++this.#tries;
    let opening: HistoryOpening;
    try {
      opening = await keeper.open();
    } catch (cause) {
      if (mineIs !== this.#tries) return;
      this.#turnOff(`No history is kept: ${messageOf(cause)}`);
      return;
    }
    if (this.#isDisposed || mineIs !== this.#tries) return;
    const { start = startHistoryWorker, storeName = STORE_NAME } = this.#options;
    const mine = (): boolean => this.#worker === worker;
    const worker = start(
      (message) => mine() && this.#take(message, keeper),
      (reason) => mine() && this.#replace(reason),
    );
    this.#worker = worker;
    this.#silentBeats = 0;
    worker.post({ type: 'open', storeName, ...opening, ...(this.#isErased && { drops: 'any' as const }) });
    if (this.#stopReason !== '') worker.post({ type: 'stop', reason: this.#stopReason });
  }

  #take(message: FromHistory, keeper: HistoryKeeper): void {
    this.#silentBeats = 0;
    switch (message.type) {
      case 'opened':
        this.#isErased = false;
        keeper.opened(message.storeId);
        this.#isOpen = true;
        for (const [id, { question }] of this.#asked) this.#worker?.post({ type: 'ask', id, question });
        return;
      case 'status':
        if (message.status.state === 'off') this.#turnOff(`No history is kept: ${message.status.reason}`);
        else {
          this.#restartMs = FIRST_RESTART_MS;
          this.status.next(message.status);
        }
        return;
      case 'answer':
        this.#taken(message.id)?.resolve(message.answer);
        return;
      case 'failed':
        this.#taken(message.id)?.reject(new Error(message.reason));
        return;
      case 'portWanted':
        void this.#handPort(message.id);
        return;
    }
  }

  #taken(id: number): Asking | undefined {
    const asking = this.#asked.get(id);
    this.#asked.delete(id);
    return asking;
  }

  async #handPort(id: number): Promise<void> {
    const worker = this.#worker;
    try {
      const port = await this.#options.askPort();
      if (this.#worker === worker) worker?.post({ type: 'port', id, port }, [port]);
      else port.close();
    } catch (cause) {
      worker?.post({ type: 'noPort', id, reason: messageOf(cause) });
    }
  }

  #listen(): void {
    if (this.#worker !== null && ++this.#silentBeats > SILENT_BEATS) this.#replace('it hangs');
  }

  #replace(reason: string): void {
    this.replaced++;
    this.#end(`The history was started anew (${reason}); ask again.`);
    this.status.next({ ...this.status.value, state: 'opening', reason: `It was started anew: ${reason}.` });
    this.#beginLater();
  }

  #erase(): void {
    const { keeper } = this.#options;
    if (this.#isDisposed || keeper === null) return;
    this.#isErased = true;
    clearTimeout(this.#restart);
    this.#end('The history was erased.');
    this.status.next({ ...OFF, state: 'opening', reason: 'It was erased, and begins anew.' });
    void this.#begin(keeper);
  }

  /** What is in the way may be gone after a while. */
  #turnOff(reason: string): void {
    if (this.#isDisposed) return;
    this.#end(reason);
    this.status.next({ ...OFF, reason });
    this.#restartMs = LONGEST_RESTART_MS;
    this.#beginLater();
  }

  #beginLater(): void {
    const { keeper } = this.#options;
    if (keeper === null) return;
    clearTimeout(this.#restart);
    this.#restart = setTimeout(() => void this.#begin(keeper), this.#restartMs);
    this.#restartMs = Math.min(this.#restartMs * 2, LONGEST_RESTART_MS);
  }

  #end(reason: string): void {
    this.#worker?.end();
    this.#worker = null;
    this.#isOpen = false;
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const { reject } of asked) reject(new Error(reason));
  }
}
