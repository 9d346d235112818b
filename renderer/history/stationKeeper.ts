import { BehaviorSubject, filter, firstValueFrom, map, merge, type Observable, switchMap, take } from 'rxjs';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import type { HistorySpace } from '#domain/history/freeSpace.ts';
import type { StationLink } from '#renderer/intake/stationLink.ts';
import type { HistoryKeeper, HistoryOpening } from './historyKeeper.ts';

export interface KeeperLink extends Pick<StationLink, 'messages' | 'status'> {
  tell(message: WindowMessage): boolean;
}

/** The station as the keeper. It is asked when there is a session, and again in the next one while it has not answered. */
export class StationKeeper implements HistoryKeeper {
  readonly #link: KeeperLink;
  readonly #newId: () => string;
  readonly stops = new BehaviorSubject('');
  readonly erased: Observable<unknown>;
  /** Told in a session to come, when there is none. */
  #untold: string | null = null;

  /** Ends with the link. `newId`: one that nobody else has. */
  constructor(link: KeeperLink, newId: () => string) {
    this.#link = link;
    this.#newId = newId;
    this.erased = link.messages.pipe(filter(({ type }) => type === 'historyErased'));
    link.messages.subscribe((message) => {
      if (message.type === 'historySpace') this.stops.next(stopReason(message.space));
    });
    sessions(link).subscribe(() => {
      if (this.#untold !== null) this.opened(this.#untold);
    });
  }

  async open(): Promise<HistoryOpening> {
    const askId = this.#newId();
    const asked = sessions(this.#link).pipe(map(() => this.#link.tell({ type: 'historyKey', askId })));
    const answers = this.#link.messages.pipe(
      filter((message): message is KeyMessage => message.type === 'historyKey' && message.askId === askId),
    );
    // Listens before it asks: a station in the same process answers at once.
    const answered = merge(answers, asked.pipe(switchMap(() => [])));
    const { answer } = await firstValueFrom(answered.pipe(take(1)));
    if (!answer.ok) throw new Error(answer.reason);
    const { secret, expectedStoreId, erasedStoreIds: drops, keep } = answer;
    return { secret: Uint8Array.from(atob(secret), (sign) => sign.charCodeAt(0)), expectedStoreId, drops, keep };
  }

  opened(storeId: string): void {
    this.#untold = this.#link.tell({ type: 'historyOpened', storeId }) ? null : storeId;
  }

  /**
   * Has the station destroy the key: nobody reads the history again, in any window. Resolves with '' when it is done, or why it
   * is not, for people.
   */
  async erase(actorId: string, why: string): Promise<string> {
    const askId = this.#newId();
    const ends = merge(
      this.#link.messages.pipe(
        filter((message): message is EraseMessage => message.type === 'historyEraseAnswer' && message.askId === askId),
        map(({ reason }) => reason),
      ),
      this.#link.status.pipe(
        filter(({ state }) => state !== 'open'),
        map(() => 'The station was lost. Look whether the history begins anew, and erase it again if not.'),
      ),
    );
    const ended = firstValueFrom(ends.pipe(take(1)));
    if (!this.#link.tell({ type: 'historyErase', askId, actorId, why }))
      return 'This window does not hear the station.';
    return ended;
  }
}

type EraseMessage = Extract<StationMessage, { readonly type: 'historyEraseAnswer' }>;
type KeyMessage = Extract<StationMessage, { readonly type: 'historyKey' }>;

/** Each session that there is from now on; the present one at once. */
function sessions({ status }: KeeperLink): Observable<unknown> {
  return status.pipe(filter(({ state }) => state === 'open'));
}

function stopReason({ state, freeBytes }: HistorySpace): string {
  if (state !== 'short') return '';
  const free = freeBytes === null ? 'nearly full' : `${(freeBytes / 1e9).toFixed(1)} GB free`;
  return `The disk of this machine has too little space (${free}): no history is written until there is room, as a full disk would wipe all of it.`;
}
