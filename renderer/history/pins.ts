import type { History } from './openHistory.ts';
import type { DamagedSpan } from './pieces.ts';
import { openRecord, packJson, unpackJson } from './records.ts';
import type { PinRow } from './schema.ts';

/** A span of a bed that somebody wants kept. Times are in ms since 1970, `untilMs` is not in it. */
export interface Pin {
  readonly id: string;
  readonly bedKey: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly actorId: string;
  readonly why: string;
}

/** More would be no exceptions any more. */
const MOST = 1000;

/** Spans that give way last (retention.ts). */
export class Pins {
  readonly #history: History;

  constructor(history: History) {
    this.#history = history;
  }

  /**
   * Pins a span. One that is pinned under this id stays as it is.
   *
   * @throws RangeError for a span without length, or when there are 1000 already
   */
  async add({ id, ...pin }: Pin): Promise<void> {
    const { keys, database } = this.#history;
    if (!(pin.untilMs > pin.fromMs)) throw new RangeError('a pinned span ends after it begins');
    const bed = await keys.pseudonym('bed', pin.bedKey);
    const sealed = await keys.seal(['pin', id], packJson(pin));
    const row: PinRow = { id, bed, fromMs: pin.fromMs, untilMs: pin.untilMs, sealed };
    await database.transaction('rw', database.pin, async () => {
      if ((await database.pin.get(id)) !== undefined) return;
      if ((await database.pin.count()) >= MOST) throw new RangeError(`${MOST} spans are pinned already; remove one`);
      await database.pin.add(row);
    });
  }

  /** A span is kept like any other from now on. Does nothing for one that is not pinned. */
  async remove(id: string): Promise<void> {
    const { database } = this.#history;
    await database.transaction('rw', database.pin, database.held, async () => {
      const row = await database.pin.get(id);
      if (row === undefined) return;
      await database.pin.delete(id);
      // What was kept for it alone is looked at anew.
      await database.held
        .where('fromMs')
        .between(row.fromMs - 60_000, row.untilMs)
        .modify({ level: 0 });
    });
  }

  /** All of them, the oldest first; those that can't be read are told by their time. */
  async list(): Promise<{ readonly pins: readonly Pin[]; readonly damaged: readonly DamagedSpan[] }> {
    const { keys, database } = this.#history;
    const pins: Pin[] = [];
    const damaged: DamagedSpan[] = [];
    for (const { id, fromMs, untilMs, sealed } of await database.pin.orderBy('fromMs').toArray()) {
      const read = await openRecord(keys, ['pin', id], sealed, unpackJson<Omit<Pin, 'id'>>);
      if (read.ok) pins.push({ id, ...read.value });
      else damaged.push({ fromMs, untilMs, reason: read.reason });
    }
    return { pins, damaged };
  }
}
