import { byUrgency, type ListedAlarm } from '#renderer/alarms/listed.ts';

/** How long a bed stays large at the least, unless a higher priority comes: long enough to be understood. */
export const DWELL_MS = 10_000;

/** The bed that stands large beside the others. */
export interface Spotlight {
  readonly bedKey: string;
  /** Since when, on a monotonic clock. */
  readonly sinceMs: number;
  /** Held by a person until they let go. */
  readonly isPinned: boolean;
}

const ranks = { high: 2, medium: 1, low: 0, none: 0 } as const;

/**
 * Whom the spotlight shows now: the bed with the highest and then newest alarm of medium or high priority, of equals one
 * that calls before one that is acknowledged. One stays for ten seconds, also when its alarm has ended, unless a higher
 * priority comes; a pinned one stays as long as this window shows it. null: nobody. Returns `held` itself when nothing changes.
 */
export function spotlightAt(
  held: Spotlight | null,
  alarms: ReadonlyMap<string, readonly ListedAlarm[]>,
  beds: ReadonlySet<string>,
  nowMs: number,
): Spotlight | null {
  const kept = held !== null && beds.has(held.bedKey) ? held : null;
  if (kept?.isPinned) return kept;
  const rank = (bedKey: string) => {
    const first = alarms.get(bedKey)?.[0];
    return first === undefined ? 0 : ranks[first.priority];
  };
  const firsts = [...alarms].flatMap(([bedKey, [alarm]]) =>
    alarm !== undefined && beds.has(bedKey) && rank(bedKey) > 0 ? [{ bedKey, alarm }] : [],
  );
  const best = firsts.sort((a, b) => byUrgency(a.alarm, b.alarm))[0];
  if (kept !== null) {
    if (best?.bedKey === kept.bedKey) return kept;
    const mustStay = nowMs - kept.sinceMs < DWELL_MS;
    if (mustStay && (best === undefined || rank(best.bedKey) <= rank(kept.bedKey))) return kept;
  }
  return best === undefined ? null : { bedKey: best.bedKey, sinceMs: nowMs, isPinned: false };
}
