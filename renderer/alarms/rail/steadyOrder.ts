/** The order in which rows stand, and what a person who is about to press one must not have taken from under them. */
export interface SteadyOrder {
  /** Keys of rows from the top. One that has ended while the order was held keeps its place. */
  readonly keys: readonly string[];
  /** Since when another order has been due, monotonic clock; null: this is the one wanted. */
  readonly waitingSinceMs: number | null;
  /** High alarms that call and have been seen to. */
  readonly seen: ReadonlySet<string>;
}

/** What is to be shown. */
export interface WantedOrder {
  /** Keys of rows in the order of the worklist. */
  readonly keys: readonly string[];
  /** High alarms that call: the row of each, by the alarm's id. */
  readonly highs: ReadonlyMap<string, string>;
  /** The pointer is over the list, or the focus in it. */
  readonly isHandled: boolean;
}

export const nothingShown: SteadyOrder = { keys: [], waitingSinceMs: null, seen: new Set() };

/** So long at the most the order is held. */
export const HELD_MS = 2_000;

/**
 * Rows do not jump under the pointer or the focus. While somebody handles the list,
 * - a row with a high alarm that is new goes to the top at once, others move down by its height;
 * - every other row stays where it is, also one that has ended; one that is new stands at the end;
 * - two seconds after another order became due, it is taken all the same.
 * While nobody does, the worklist's own order is taken at once.
 */
export function steadyOrder(held: SteadyOrder, wanted: WantedOrder, nowMs: number): SteadyOrder {
  const seen = new Set(wanted.highs.keys());
  const isOver = held.waitingSinceMs !== null && nowMs - held.waitingSinceMs >= HELD_MS;
  if (!wanted.isHandled || isOver) return { keys: wanted.keys, waitingSinceMs: null, seen };
  const fresh = new Set([...wanted.highs].flatMap(([alarmId, key]) => (held.seen.has(alarmId) ? [] : [key])));
  const onTop = wanted.keys.filter((key) => fresh.has(key));
  const staying = held.keys.filter((key) => !fresh.has(key));
  const known = new Set([...onTop, ...staying]);
  const keys = [...onTop, ...staying, ...wanted.keys.filter((key) => !known.has(key))];
  const isWanted = keys.length === wanted.keys.length && keys.every((key, index) => key === wanted.keys[index]);
  return { keys, waitingSinceMs: isWanted ? null : (held.waitingSinceMs ?? nowMs), seen };
}
