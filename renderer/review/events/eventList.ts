import type { ShownPriority } from '#domain/alarms/priority.ts';
import type { AlarmKind, EventType, StayEvent } from './stayEvents.ts';

export const eventOrders = ['newest', 'oldest', 'worst'] as const;
export type EventOrder = (typeof eventOrders)[number];

/** What is picked out of all events, by property; nothing picked of a property lets all pass. */
export interface EventPicks {
  readonly type: readonly EventType[];
  readonly priority: readonly ShownPriority[];
  readonly kind: readonly AlarmKind[];
}

/** How the list of events is looked at. */
export interface EventListState {
  readonly picks: EventPicks;
  /** Words that all must be in the text. */
  readonly words: string;
  readonly order: EventOrder;
  /** Repeats of the same are one row. */
  readonly isGrouped: boolean;
  /** Rows of repeats that are unfolded. */
  readonly unfolded: ReadonlySet<string>;
  /** The row that was chosen last; null: none yet. */
  readonly chosenId: string | null;
}

export type EventListEvent =
  | { readonly type: 'pick'; readonly of: keyof EventPicks; readonly value: string }
  | { readonly type: 'words'; readonly words: string }
  | { readonly type: 'order'; readonly order: EventOrder }
  | { readonly type: 'grouped'; readonly isGrouped: boolean }
  | { readonly type: 'unfold'; readonly rowId: string; readonly isUnfolded: boolean }
  | { readonly type: 'choose'; readonly rowId: string }
  /** All of it again. */
  | { readonly type: 'unpick' };

const noPicks: EventPicks = { type: [], priority: [], kind: [] };

/** As the list is opened: what happened last first, repeats as one row. */
export const openEventList: EventListState = {
  picks: noPicks,
  words: '',
  order: 'newest',
  isGrouped: true,
  unfolded: new Set(),
  chosenId: null,
};

export function reduceEventList(state: EventListState, event: EventListEvent): EventListState {
  switch (event.type) {
    case 'pick': {
      const picked: readonly string[] = state.picks[event.of];
      const next = picked.includes(event.value)
        ? picked.filter((each) => each !== event.value)
        : [...picked, event.value];
      return { ...state, picks: { ...state.picks, [event.of]: next } };
    }
    case 'words':
      return { ...state, words: event.words };
    case 'order':
      return { ...state, order: event.order };
    case 'grouped':
      return { ...state, isGrouped: event.isGrouped };
    case 'unfold': {
      const unfolded = new Set(state.unfolded);
      if (event.isUnfolded) unfolded.add(event.rowId);
      else unfolded.delete(event.rowId);
      return { ...state, unfolded };
    }
    case 'choose':
      return { ...state, chosenId: event.rowId };
    case 'unpick':
      return { ...state, picks: noPicks, words: '' };
  }
}

/** A row of the list: an event, or repeats of one under one head, in the order of the list. */
export type EventRow =
  | { readonly kind: 'event'; readonly id: string; readonly event: StayEvent; readonly isRepeat: boolean }
  | {
      readonly kind: 'repeats';
      readonly id: string;
      /** Two at least; the first is the one that the row leads to. */
      readonly events: readonly [StayEvent, ...StayEvent[]];
      readonly isUnfolded: boolean;
    };

/** The event a row leads to. */
export function leadOf(row: EventRow): StayEvent {
  return row.kind === 'event' ? row.event : row.events[0];
}

const ranks: Readonly<Record<ShownPriority, number>> = { high: 0, medium: 1, low: 2, none: 3 };
const AFTER_ALARMS = 4;

/** Lower is worse; what is no alarm comes after all alarms. */
function rankOf(event: StayEvent): number {
  return event.type === 'alarm' ? ranks[event.priority] : AFTER_ALARMS;
}

/** Among events: negative where `a` comes first. */
const orders: Readonly<Record<EventOrder, (a: StayEvent, b: StayEvent) => number>> = {
  newest: (a, b) => b.atMs - a.atMs,
  oldest: (a, b) => a.atMs - b.atMs,
  worst: (a, b) => rankOf(a) - rankOf(b) || b.atMs - a.atMs,
};

/** The rows of a list: what is picked, in its order. A group stands where the first of its events would. */
export function rowsOf(events: readonly StayEvent[], state: EventListState): readonly EventRow[] {
  const { order, isGrouped, unfolded } = state;
  const shown = picked(events, state).toSorted(orders[order]);
  const groups = new Map<string, [StayEvent, ...StayEvent[]]>();
  for (const event of shown) {
    const key = isGrouped && event.alike !== null ? event.alike : event.id;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  const heads = [...groups];
  // Of what is equally bad, what came again and again first.
  if (order === 'worst') {
    heads.sort(([, a], [, b]) => rankOf(a[0]) - rankOf(b[0]) || b.length - a.length || orders.worst(a[0], b[0]));
  }
  return heads.flatMap(([key, group]): EventRow[] => {
    const [first] = group;
    if (group.length === 1) return [{ kind: 'event', id: first.id, event: first, isRepeat: false }];
    const isUnfolded = unfolded.has(key);
    const repeats = isUnfolded
      ? group.map((event): EventRow => ({ kind: 'event', id: event.id, event, isRepeat: true }))
      : [];
    return [{ kind: 'repeats', id: key, events: group, isUnfolded }, ...repeats];
  });
}

/** What passes all that is picked and has all words. */
function picked(
  events: readonly StayEvent[],
  { picks, words }: Pick<EventListState, 'picks' | 'words'>,
): readonly StayEvent[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return events.filter((event) => {
    const text = event.text.toLowerCase();
    return properties.every((of) => passes(picks, of, event)) && wanted.every((word) => text.includes(word));
  });
}

const properties = ['type', 'priority', 'kind'] as const;

/** What an event is by a property; null: it has no such. */
function propertyOf(event: StayEvent, of: keyof EventPicks): string | null {
  if (of === 'type') return event.type;
  return event.type === 'alarm' ? event[of] : null;
}

function passes(picks: EventPicks, of: keyof EventPicks, event: StayEvent): boolean {
  const wanted: readonly (string | null)[] = picks[of];
  return wanted.length === 0 || wanted.includes(propertyOf(event, of));
}

/** How many there are of each value of a property, among what passes all other picks: what a press would show. */
export function countsOf(
  events: readonly StayEvent[],
  state: Pick<EventListState, 'picks' | 'words'>,
  of: keyof EventPicks,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const event of picked(events, { ...state, picks: { ...state.picks, [of]: [] } })) {
    const value = propertyOf(event, of);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/** Where in the list the review stands. */
export interface LookedAt {
  /** Number of the row. */
  readonly at: number;
  readonly event: StayEvent;
}

/**
 * The row that is looked at, and the event; null: there are none. The one that was chosen, while the cursor is at it; else, when
 * the cursor was moved elsewhere, the event nearest to it.
 *
 * @param momentOf where the cursor goes for an event
 */
export function lookedAt(
  rows: readonly EventRow[],
  chosenId: string | null,
  cursorMs: number,
  momentOf: (event: StayEvent) => number,
): LookedAt | null {
  const chosen = rows.findIndex(({ id }) => id === chosenId);
  const row = rows[chosen];
  if (row !== undefined && momentOf(leadOf(row)) === cursorMs) return { at: chosen, event: leadOf(row) };
  let nearest: LookedAt | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const [at, each] of rows.entries()) {
    const events = each.kind === 'event' ? [each.event] : each.isUnfolded ? [] : each.events;
    for (const event of events) {
      const off = Math.abs(momentOf(event) - cursorMs);
      if (off < distance) [nearest, distance] = [{ at, event }, off];
    }
  }
  return nearest;
}

/** Where in a list of so many rows a key leads from one of them; null: the key is none of these. */
export function rowAfter(key: string, from: number, count: number, rowsSeen: number, order: EventOrder): number | null {
  const page = Math.max(1, rowsSeen - 1);
  // J is what was before, K what came after, as everywhere in the review.
  const before = order === 'oldest' ? -1 : 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -page,
    PageDown: page,
    Home: -count,
    End: count,
    j: before,
    J: before,
    k: -before,
    K: -before,
  };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (step === undefined || count === 0) return null;
  return Math.min(count - 1, Math.max(0, from + step));
}
