import type { ShownPriority } from '#domain/alarms/priority.ts';
import type { Span } from '#renderer/history/spans.ts';
import type { AlarmMark } from '#renderer/review/stayAlarms.ts';

/** Room for a mark, CSS pixels. */
const MARK_PX = 34;

/** Alarms that stand in one place: the first of the most urgent, and how many there are. */
export interface Gathered {
  readonly worst: AlarmMark;
  readonly count: number;
  readonly xPx: number;
}

const rank: Readonly<Record<ShownPriority, number>> = { none: 0, low: 1, medium: 2, high: 3 };

/** Marks that began in sight, those without room beside the one before gathered with it. */
export function gathered(marks: readonly AlarmMark[], seen: Span, widthPx: number): readonly Gathered[] {
  const pxPerMs = widthPx / Math.max(1, seen.untilMs - seen.fromMs);
  const all: { worst: AlarmMark; count: number; xPx: number }[] = [];
  for (const mark of marks) {
    if (mark.fromMs < seen.fromMs || mark.fromMs > seen.untilMs) continue;
    const xPx = (mark.fromMs - seen.fromMs) * pxPerMs;
    const last = all.at(-1);
    if (last === undefined || xPx - last.xPx >= MARK_PX) {
      all.push({ worst: mark, count: 1, xPx });
      continue;
    }
    last.count += 1;
    if (rank[mark.priority] > rank[last.worst.priority]) last.worst = mark;
  }
  return all;
}
