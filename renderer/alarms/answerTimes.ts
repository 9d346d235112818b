import type { Member } from '#domain/alarms/members.ts';

const HOUR_MS = 60 * 60_000;

/** How long patients waited for an answer. */
export interface AnswerSummary {
  readonly count: number;
  readonly medianMs: number;
  readonly longestMs: number;
}

/** From the call of an alarm to the first decision that answers it; null: it has not been answered, or never called. */
export function answered({ alarm, presentation, commands }: Member): { atMs: number; tookMs: number } | null {
  const decided = commands.find(({ action, isUndone }) => !isUndone && ANSWERS.has(action))?.takenMs;
  const atMs = Math.min(decided ?? Number.POSITIVE_INFINITY, alarm.acknowledged?.atMs ?? Number.POSITIVE_INFINITY);
  const calledMs = presentation.announcedMs;
  if (!Number.isFinite(atMs) || calledMs === null) return null;
  return { atMs, tookMs: Math.max(0, atMs - calledMs) };
}

const ANSWERS: ReadonlySet<string> = new Set(['acknowledge', 'take', 'handOn']);

/**
 * Times to answer of the last hour, each occurrence of an alarm once, as far as this window has seen them: what was
 * answered before it opened and had ended by then is not among them. Station's clock.
 */
export class AnswerTimes {
  readonly #times = new Map<string, { readonly atMs: number; readonly tookMs: number }>();

  take(members: Iterable<Member>): void {
    for (const member of members) {
      const key = `${member.alarm.id} ${member.alarm.occurrence}`;
      const time = answered(member);
      if (time !== null) this.#times.set(key, time);
      // Taken back before anything came of it: it has not been answered.
      else this.#times.delete(key);
    }
  }

  /** null: nothing was answered within the last hour. */
  summary(nowMs: number): AnswerSummary | null {
    for (const [key, { atMs }] of this.#times) if (nowMs - atMs > HOUR_MS) this.#times.delete(key);
    const took = [...this.#times.values()].map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    if (took.length === 0) return null;
    const middle = (took.length - 1) / 2;
    const medianMs = ((took[Math.floor(middle)] ?? 0) + (took[Math.ceil(middle)] ?? 0)) / 2;
    return { count: took.length, medianMs, longestMs: took.at(-1) ?? 0 };
  }
}
