import type { Observable, SchedulerLike } from 'rxjs';
import type { Alarm } from '#domain/alarms/alarm.ts';
import type { BedsideAnswer, Errand } from '#domain/alarms/bedsideAnswer.ts';
import type { Answer, Command } from '#domain/alarms/events.ts';
import { addresseeOf } from './addressee.ts';
import { Courier } from './courier.ts';

export interface DeliveriesOptions {
  /** As configured. */
  readonly gatewayIds: readonly string[];
  /** One try at one gateway. */
  readonly send: (gatewayId: string, errand: Errand) => Observable<BedsideAnswer>;
  /** Whether a decision may still set out, or wait for somebody's confirmation; asked before every try. */
  readonly mayGo: (commandId: string) => boolean;
  readonly answered: (commandId: string, answer: Answer) => void;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
}

/**
 * The way of decisions to the bedside, a courier a gateway. Keeps nothing on disk: a decision that is not answered is under way in
 * the desk's record, and is handed over again when the station starts, or when it waited for confirmation and somebody gave it.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #couriers: ReadonlyMap<string, Courier>;

  constructor(options: DeliveriesOptions) {
    const { send, mayGo, answered, scheduler, random } = options;
    this.#options = options;
    this.#couriers = new Map(
      options.gatewayIds.map((gatewayId) => [
        gatewayId,
        new Courier({ send: (errand) => send(gatewayId, errand), mayGo, answered, scheduler, random }),
      ]),
    );
  }

  /** `alarm` undefined: it is in the record only. What can't set out is answered at once. */
  add(command: Command, alarm: Alarm | undefined): void {
    const addressee = addresseeOf(command, alarm, this.#options.gatewayIds);
    if (addressee.ok) this.#couriers.get(addressee.gatewayId)?.add(addressee.errand);
    else this.#options.answered(command.commandId, addressee.answer);
  }

  linkChanged(gatewayId: string, isLive: boolean): void {
    this.#couriers.get(gatewayId)?.linkChanged(isLive);
  }

  close(): void {
    for (const courier of this.#couriers.values()) courier.close();
  }
}
