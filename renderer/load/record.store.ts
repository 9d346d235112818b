import { BehaviorSubject, type Observable, type Subscription } from 'rxjs';
import { isTooLong } from '#bridge/messageLimits.ts';
import type { AlarmAnswer, AlarmQuestion, StationMessage, WindowMessage } from '#bridge/messages.ts';
import type { LoadReport } from '#domain/alarms/load/loadReport.ts';
import type { ToldLimits } from '#domain/alarms/load/triedLimit.ts';
import type { WhatIf } from '#domain/alarms/load/whatIf.ts';
import type { Problem } from '#domain/alarms/shape.ts';

/** What the station has answered about its record of alarms. */
export interface RecordView {
  /** null: none yet. */
  readonly load: LoadReport | null;
  readonly whatIf: WhatIf | null;
  /** Of the span that was last asked about; null: not known yet. */
  readonly limits: ToldLimits | null;
  /** What was wrong with the last question; empty: nothing. */
  readonly problems: readonly Problem[];
  /** What the answer will be of that is under way; null: nothing was asked. */
  readonly asking: AlarmQuestion['of'] | null;
}

export interface RecordSources {
  readonly messages: Observable<StationMessage>;
  /** Sends to the station; false: there is none. */
  readonly tell: (message: WindowMessage) => boolean;
  /** Makes an id that nobody else has. */
  readonly newId: () => string;
}

const unreachable: Problem = {
  where: 'station',
  what: 'can not be reached',
  todo: 'Ask again when this window hears it.',
};

const tooLong: Problem = {
  where: 'question',
  what: 'is longer than a station reads',
  todo: 'Ask with a policy of fewer codes.',
};

/** Questions about the record, one at a time: an answer to an earlier one than the last comes to nothing. */
export class RecordStore {
  readonly view = new BehaviorSubject<RecordView>({
    load: null,
    whatIf: null,
    limits: null,
    problems: [],
    asking: null,
  });
  readonly #sources: RecordSources;
  readonly #subscription: Subscription;
  #askId: string | null = null;

  constructor(sources: RecordSources) {
    this.#sources = sources;
    this.#subscription = sources.messages.subscribe((message) => {
      // Who begins anew has forgotten what was asked.
      if (message.type === 'hello' && this.#askId !== null) this.#end({ problems: [unreachable] });
      if (message.type === 'answer' && message.askId === this.#askId) this.#end(seen(message.answer));
    });
  }

  ask(question: AlarmQuestion): void {
    const askId = this.#sources.newId();
    this.#askId = askId;
    const message: WindowMessage = { type: 'ask', askId, question };
    if (this.#sources.tell(message))
      this.#show({ problems: [], asking: question.of, ...(question.of === 'limits' ? { limits: null } : {}) });
    else this.#end({ problems: [isTooLong(message) ? tooLong : unreachable] });
  }

  dispose(): void {
    this.#subscription.unsubscribe();
  }

  #end(change: Partial<RecordView>): void {
    this.#askId = null;
    this.#show({ problems: [], ...change, asking: null });
  }

  #show(change: Partial<RecordView>): void {
    this.view.next({ ...this.view.value, ...change });
  }
}

function seen(answer: AlarmAnswer): Partial<RecordView> {
  switch (answer.of) {
    case 'load':
      return { load: answer.report };
    case 'limits':
      return { limits: answer.told };
    case 'whatIf':
      return { whatIf: answer.result };
    case 'refusal':
      return { problems: answer.problems };
    case 'policy':
      return {};
  }
}
