import { BehaviorSubject, filter, firstValueFrom, map, merge, type Observable, switchMap, take } from 'rxjs';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import type { HistorySpace } from '#domain/history/freeSpace.ts';
import type { KeepPolicy } from '#domain/history/keepPolicy.ts';
import type { StationLink } from '#renderer/intake/stationLink.ts';

/** What opens the history, and which one is expected. */
export interface HistoryOpening {
  /** 32 bytes. */
  readonly secret: Uint8Array<ArrayBuffer>;
  /** The history that was here the last time; null: none is known. */
  readonly expectedStoreId: string | null;
}

/** Who keeps what opens the history of this browser, away from it. */
export interface HistoryKeeper {
  /** Rejects with an Error whose message is for people when there is no key to be had. */
  open(): Promise<HistoryOpening>;
  /** The history was opened, and is this one. */
  opened(storeId: string): void;
}

/** What the station says of its history beside its key. */
export interface StationOpening extends HistoryOpening {
  /** Their key is destroyed: whoever has one drops it (openHistory.ts). */
  readonly erasedStoreIds: readonly string[];
  readonly keep: KeepPolicy;
}

export interface KeeperLink extends Pick<StationLink, 'messages' | 'status'> {
  tell(message: WindowMessage): boolean;
}

/** The station as the keeper. It is asked when there is a session, and again in the next one while it has not answered. */
export class StationKeeper implements HistoryKeeper {
  readonly #link: KeeperLink;
  readonly #newId: () => string;
  /** How the disk of the history fares: while it is `short` nothing is to be written. null: the station has not said. */
  readonly space = new BehaviorSubject<HistorySpace | null>(null);
  /** Told in a session to come, when there is none. */
  #untold: string | null = null;

  /** Ends with the link. `newId`: one that nobody else has. */
  constructor(link: KeeperLink, newId: () => string) {
    this.#link = link;
    this.#newId = newId;
    link.messages.subscribe((message) => {
      if (message.type === 'historySpace') this.space.next(message.space);
    });
    sessions(link).subscribe(() => {
      if (this.#untold !== null) this.opened(this.#untold);
    });
  }

  async open(): Promise<StationOpening> {
    const askId = this.#newId();
    const asked = sessions(this.#link).pipe(map(() => this.#link.tell({ type: 'historyKey', askId })));
    const answers = this.#link.messages.pipe(
      filter((message): message is KeyMessage => message.type === 'historyKey' && message.askId === askId),
    );
    // Listens before it asks: a station in the same process answers at once.
    const answered = merge(answers, asked.pipe(switchMap(() => [])));
    const { answer } = await firstValueFrom(answered.pipe(take(1)));
    if (!answer.ok) throw new Error(answer.reason);
    const { secret, ...others } = answer;
    return { secret: Uint8Array.from(atob(secret), (sign) => sign.charCodeAt(0)), ...others };
  }

  opened(storeId: string): void {
    this.#untold = this.#link.tell({ type: 'historyOpened', storeId }) ? null : storeId;
  }
}

type KeyMessage = Extract<StationMessage, { readonly type: 'historyKey' }>;

/** Each session that there is from now on; the present one at once. */
function sessions({ status }: KeeperLink): Observable<unknown> {
  return status.pipe(filter(({ state }) => state === 'open'));
}
