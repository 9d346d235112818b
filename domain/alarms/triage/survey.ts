import { placeOf } from '#domain/alarms/place.ts';
import type { AlarmPolicy } from '#domain/alarms/policy.ts';
import type { AnsweredCall } from './answered.ts';
import type { Entry } from './presentation.ts';

/** How often a condition has begun of late, and when one of its alarms was last announced. Station's clock. */
export interface Run {
  readonly onsets: readonly { readonly atMs: number; readonly urgency: number }[];
  readonly announcedMs: number | null;
}

/** What a stage may look at beside the alarm itself: all that stands, as the stages before have left it. */
export class Survey {
  readonly policy: AlarmPolicy;
  readonly nowMs: number;
  /** By condition. */
  readonly answered: ReadonlyMap<string, AnsweredCall>;
  readonly #runs: ReadonlyMap<string, Run>;
  readonly #entries: readonly Entry[];
  // Made when first asked for: most stages ask for one or none.
  #places: ReadonlyMap<string, readonly Entry[]> | undefined;
  #conditions: ReadonlyMap<string, readonly Entry[]> | undefined;
  #likenesses: ReadonlyMap<string, readonly Entry[]> | undefined;

  constructor(
    entries: readonly Entry[],
    runs: ReadonlyMap<string, Run>,
    answered: ReadonlyMap<string, AnsweredCall>,
    policy: AlarmPolicy,
    nowMs: number,
  ) {
    this.answered = answered;
    this.policy = policy;
    this.nowMs = nowMs;
    this.#runs = runs;
    this.#entries = entries;
  }

  /** What stands of a patient in a bed (place.ts); at a gateway's own id, of the gateway itself. */
  at(place: string): readonly Entry[] {
    this.#places ??= groupBy(this.#entries, ({ alarm }) => placeOf(alarm));
    return this.#places.get(place) ?? [];
  }

  /** What tells the same of the same patient in the same bed, the entry itself among it. */
  sameAs({ alarm }: Entry): readonly Entry[] {
    this.#conditions ??= groupBy(this.#entries, (entry) => entry.alarm.condition);
    return this.#conditions.get(alarm.condition) ?? [];
  }

  /** What tells the same of any bed of the same gateway, the entry itself among it. */
  alike({ alarm }: Entry): readonly Entry[] {
    this.#likenesses ??= groupBy(this.#entries, (entry) => entry.alarm.likeness);
    return this.#likenesses.get(alarm.likeness) ?? [];
  }

  /** How often the entry's condition has begun within the policy's time of chatter. */
  runOf({ alarm }: Entry): Run | undefined {
    return this.#runs.get(alarm.condition);
  }
}

/** Items by key, keys and items in their order. */
export function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
