import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { Carrier } from '#bridge/carrier.ts';
import type { StationMessage } from '#bridge/messages.ts';
import type { Coverage } from '#domain/signals/coverage.ts';
import type { WardEvent } from '#domain/ward/wardEvent.ts';
import { coverageMessage, Recent } from './recent.ts';
import { Session, type SessionOptions } from './session.ts';

export interface RelayOptions {
  /** Makes the first message of a session. */
  readonly hello: () => StationMessage;
  readonly tallyOf: ConstructorParameters<typeof Recent>[0];
  readonly alarms: SessionOptions['alarms'];
  readonly log: SessionOptions['log'];
  /** When to flush; the machine's timers when not given. */
  readonly scheduler?: SchedulerLike;
}

/** Keeps the recent past of all wards and tells every window what is new. */
export class Relay {
  readonly #options: RelayOptions;
  readonly #recent: Recent;
  readonly #sessions = new Set<Session>();

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#recent = new Recent(options.tallyOf);
  }

  /** Takes in what became known. Never fails, whatever a window does. */
  apply(event: WardEvent): void {
    const vanishing = this.#recent.vanishingWith(event);
    if (vanishing.length > 0) this.#sendLast(vanishing);
    const { messages, late, marks } = this.#recent.apply(event);
    for (const message of messages) this.tellAll(message);
    if (vanishing.length > 0) for (const session of this.#sessions) session.forget(vanishing);
    if (event.type === 'blocks') for (const session of this.#sessions) session.samplesArrived(late);
    if (marks.length > 0) for (const session of this.#sessions) session.marksArrived(marks);
  }

  /** Tells every window that the station lives, and what has become of gaps, its own too. To be called every second. */
  showLife(nowMs: number): void {
    const { news, text } = this.#coverageNews();
    for (const session of this.#sessions) session.showCoverage(news, text);
    this.tellAll({ type: 'alive', nowMs });
  }

  /** What channels that vanish have given, and what of it is missing: nobody could be told later. */
  #sendLast(vanishing: readonly number[]): void {
    const { news, text } = this.#coverageNews();
    for (const session of this.#sessions) session.sendLast(vanishing, news, text);
  }

  #coverageNews(): { readonly news: ReadonlyMap<number, Coverage>; readonly text: string | null } {
    const news = this.#recent.takeCoverageNews();
    const [message] = coverageMessage(news);
    return { news, text: message === undefined ? null : JSON.stringify(message) };
  }

  /** Starts a session; it ends when its carrier closes or its window breaks the protocol, and others go on. */
  attach(carrier: Carrier): void {
    const session = new Session({
      carrier,
      recent: this.#recent,
      alarms: this.#options.alarms,
      hello: this.#options.hello(),
      log: this.#options.log,
      onEnd: () => this.#sessions.delete(session),
      scheduler: this.#options.scheduler ?? asyncScheduler,
    });
    this.#sessions.add(session);
    session.start();
  }

  /** Beds and their recent samples, for whoever in the station looks at them; nothing of it may be changed. */
  get waves(): Pick<Recent, 'bedOf' | 'channels' | 'marks'> {
    return this.#recent;
  }

  /** How many windows there are. */
  get sessions(): number {
    return this.#sessions.size;
  }

  close(): void {
    this.endSessions('station closes');
  }

  /** Ends all sessions. Windows open new ones by themselves, and are greeted and told everything anew. */
  endSessions(reason: string): void {
    for (const session of [...this.#sessions]) session.close(reason);
  }

  /** Tells every window that has opened its session. */
  tellAll(message: StationMessage): void {
    if (this.#sessions.size === 0) return;
    const text = JSON.stringify(message);
    for (const session of this.#sessions) session.tell(message, text);
  }
}
