import { BehaviorSubject, type Observable, Subscription } from 'rxjs';
import type { StationMessage } from '#bridge/messages.ts';
import type { Coverage } from '#domain/signals/coverage.ts';

/** What the station holds of each channel's last minutes, and what is missing and why. */
export class CoverageStore {
  /** By channel; one that is not here has given nothing yet. */
  readonly state = new BehaviorSubject<ReadonlyMap<number, Coverage>>(new Map());
  readonly #described = new Map<string, ReadonlySet<number>>();
  readonly #subscriptions = new Subscription();

  constructor(messages: Observable<StationMessage>) {
    this.#subscriptions.add(messages.subscribe((message) => this.#take(message)));
  }

  /** Lets go of the station. */
  dispose(): void {
    this.#subscriptions.unsubscribe();
  }

  #take(message: StationMessage): void {
    switch (message.type) {
      case 'hello':
        this.#described.clear();
        this.state.next(new Map());
        break;
      case 'beds': {
        const now = new Set(message.beds.flatMap(({ channels }) => channels.map(({ channelId }) => channelId)));
        const before = this.#described.get(message.gatewayId) ?? new Set();
        this.#described.set(message.gatewayId, now);
        const gone = [...before].filter((channelId) => !now.has(channelId) && this.state.value.has(channelId));
        if (gone.length > 0) this.state.next(new Map([...this.state.value].filter(([id]) => !gone.includes(id))));
        break;
      }
      case 'coverage':
        this.state.next(
          new Map([
            ...this.state.value,
            ...message.channels.map(({ channelId, ...known }) => [channelId, known] as const),
          ]),
        );
        break;
      default:
    }
  }
}
