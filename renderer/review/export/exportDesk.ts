import { BehaviorSubject, type Observable, type Subscription } from 'rxjs';
import type { StationMessage, WindowMessage } from '#bridge/messages.ts';
import type { ExportRecord } from '#domain/export/exportRecord.ts';

/** A station writes its record within milliseconds. One that has not after so long hangs, or its disk does. */
const ANSWER_MS = 10_000;

export const NO_STATION = 'No station is there to record the export, and nothing leaves unrecorded.';
const NO_ANSWER =
  'The station did not say that the export stands in its record: the file is not handed out. Try again.';

export interface ExportDeskSources {
  readonly messages: Observable<StationMessage>;
  /** Whether the station is heard; begins with how it is. */
  readonly status: Observable<{ readonly state: 'connecting' | 'open' | 'lost' }>;
  /** Sends to the station; false: there is none. */
  readonly tell: (message: WindowMessage) => boolean;
  /** Makes an id that nobody else has. */
  readonly newId: () => string;
}

/**
 * Has exports recorded by the station before they are handed out. Without a station nothing is: it runs on the same machine, so
 * that it is missing is a fault and not an outage, and who took which patient's data must not depend on a browser's memory.
 */
export class ExportDesk {
  readonly isStationHere = new BehaviorSubject(false);
  readonly #sources: ExportDeskSources;
  readonly #waiting = new Map<string, (reason: string) => void>();
  readonly #subscriptions: readonly Subscription[];

  constructor(sources: ExportDeskSources) {
    this.#sources = sources;
    this.#subscriptions = [
      sources.status.subscribe(({ state }) => {
        this.isStationHere.next(state === 'open');
        // Who begins anew has forgotten what it was told.
        if (state !== 'open') this.#answerAll();
      }),
      sources.messages.subscribe((message) => {
        if (message.type === 'exportAnswer') this.#answer(message.askId, message.reason);
      }),
    ];
  }

  /** Resolves with '' once it stands in the record, on disk; else with why the file must not be handed out. Never rejects. */
  record(exported: ExportRecord): Promise<string> {
    const askId = this.#sources.newId();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#answer(askId, NO_ANSWER), ANSWER_MS);
      this.#waiting.set(askId, (reason) => {
        clearTimeout(timer);
        resolve(reason);
      });
      if (!this.#sources.tell({ type: 'exported', askId, exported })) this.#answer(askId, NO_STATION);
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#answerAll();
  }

  #answerAll(): void {
    for (const askId of [...this.#waiting.keys()]) this.#answer(askId, NO_ANSWER);
  }

  #answer(askId: string, reason: string): void {
    this.#waiting.get(askId)?.(reason);
    this.#waiting.delete(askId);
  }
}
