import { join } from 'node:path';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import type { HistoryRemark } from '#domain/history/historyRemark.ts';
import type { KeepPolicy } from '#domain/history/keepPolicy.ts';
import type { Host, SecretAnswer, Secrets } from '#main/hosts/host.ts';
import { KnownStores } from './knownStores.ts';

/** The window that says something, to be answered. */
export interface HistoryWindow {
  tell(message: StationMessage): void;
}

/** What a window says about the history of its browser. */
export type HistoryMessage = Extract<WindowMessage, { readonly type: 'historyKey' | 'historyOpened' | 'historyErase' }>;

const types: Readonly<Record<HistoryMessage['type'], true>> = {
  historyKey: true,
  historyOpened: true,
  historyErase: true,
};

export function isHistoryMessage(message: WindowMessage): message is HistoryMessage {
  return Object.hasOwn(types, message.type);
}

export interface HistoryDeskOptions {
  readonly secrets: Secrets;
  /** The station's data folder, where it is noted which histories there are; undefined: in memory. */
  readonly folder: string | undefined;
  readonly keep: KeepPolicy;
  readonly log: Host['log'];
  /** Into the station's record. */
  readonly remark: (remark: HistoryRemark) => void;
  /** A history is there that nobody expected: an alarm of the station's own. */
  readonly recreated: () => void;
  /** Tells all windows. */
  readonly tell: (message: StationMessage) => void;
  readonly nowMs: () => number;
}

/**
 * The station's part in the history that its browsers keep: it keeps the key, and knows which histories there are. No sample
 * and no name of a patient comes here. A window gets the key by asking, as it was admitted already by whatever carries its session.
 */
export class HistoryDesk {
  readonly #options: HistoryDeskOptions;
  readonly #stores: Promise<KnownStores>;
  readonly #notices: string[] = [];

  constructor(options: HistoryDeskOptions) {
    this.#options = options;
    const { folder, log } = options;
    this.#stores = KnownStores.open(folder && join(folder, 'history', 'stores.json'), log);
  }

  /** What people are to know. */
  notices(): readonly string[] {
    return this.#notices;
  }

  heard(message: HistoryMessage, window: HistoryWindow): void {
    switch (message.type) {
      case 'historyKey':
        void this.#giveKey(message.askId, window);
        break;
      case 'historyOpened':
        void this.#opened(message.storeId);
        break;
      case 'historyErase':
        void this.#erase(message).then((reason) =>
          window.tell({ type: 'historyEraseAnswer', askId: message.askId, reason }),
        );
        break;
    }
  }

  /** What was told is on disk, as far as that is possible. */
  async close(): Promise<void> {
    await (await this.#stores).written();
  }

  async #giveKey(askId: string, window: HistoryWindow): Promise<void> {
    const answer = await this.#options.secrets.read();
    const { stores } = await this.#stores;
    if (answer.ok && answer.isNew) this.#options.remark({ type: 'historyKeyMade' });
    if (!answer.ok) this.#notice(answer.reason, 'error');
    window.tell({ type: 'historyKey', askId, answer: this.#given(answer, stores) });
  }

  #given(answer: SecretAnswer, { known, erased }: KnownStores['stores']): HistoryAnswer {
    if (!answer.ok) return answer;
    const secret = Buffer.from(answer.secret).toString('base64');
    return {
      ok: true,
      secret,
      expectedStoreId: known.at(-1) ?? null,
      erasedStoreIds: erased,
      keep: this.#options.keep,
    };
  }

  async #opened(storeId: string): Promise<void> {
    const { remark, recreated } = this.#options;
    const opened = (await this.#stores).opened(storeId);
    if (opened.is === 'first') remark({ type: 'historyBegan', storeId });
    if (opened.is !== 'recreated') return;
    remark({ type: 'historyRecreated', storeId, before: opened.before });
    this.#notice(
      'The history of a browser is not the one that was there: it begins anew, and what was in the other is not in it. A full ' +
        "disk, cleared browser data or another browser profile do that. The alarms' record is not affected.",
      'warn',
    );
    recreated();
  }

  /** '' when it is done. */
  async #erase({ actorId, why }: Extract<HistoryMessage, { type: 'historyErase' }>): Promise<string> {
    const { secrets, remark, tell, nowMs, log } = this.#options;
    const known = await this.#stores;
    // Noted first: a station that ends in between knows at its next start that whoever has one of them drops it.
    const { before, count } = known.erase();
    await known.written();
    const renewed = await secrets.renew();
    if (!renewed.ok) {
      known.restore(before);
      remark({ type: 'historyEraseFailed', actorId, why, because: renewed.reason });
      log('error', `the history could not be erased: ${renewed.reason}`);
      return renewed.reason;
    }
    remark({ type: 'historyErased', actorId, why, stores: count });
    log('warn', `the history was erased by ${actorId}`);
    tell({ type: 'historyErased', actorId, atMs: nowMs() });
    return '';
  }

  #notice(line: string, level: 'warn' | 'error'): void {
    this.#options.log(level, line);
    if (!this.#notices.includes(line)) this.#notices.push(line);
  }
}

type HistoryAnswer = Extract<StationMessage, { readonly type: 'historyKey' }>['answer'];
