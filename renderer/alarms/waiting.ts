import type { Command } from '#domain/alarms/events.ts';
import type { Episode } from '#domain/alarms/worklist.ts';
import { durationText } from '#renderer/shared/timeTexts.ts';
import { decisionText } from './decisionWords.ts';

/** Decisions on a patient's alarms that wait for somebody's confirmation, in the order in which they were made. */
export function waitingIn({ members }: Pick<Episode, 'members'>): readonly Command[] {
  return members
    .flatMap(({ commands }) => commands.filter(({ delivery }) => delivery.state === 'held'))
    .sort((a, b) => a.takenMs - b.takenMs);
}

/** Who decided what, how long ago: `M. Keller acknowledged 12:04 ago, 3 alarms`. One line for what one key did. */
export function waitingLines(
  waiting: readonly Command[],
  nameOf: (actorId: string) => string,
  nowMs: number,
): readonly string[] {
  const counts = new Map<string, number>();
  for (const command of waiting) {
    const line = `${decisionText(command, nameOf)} ${durationText(nowMs - command.takenMs)} ago`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return [...counts].map(([line, count]) => (count === 1 ? line : `${line}, ${count} alarms`));
}

/** Why it was not sent, and what is to be done. `withinMs`: of the policy. */
export function waitingReason(withinMs: number): string {
  const minutes = withinMs / 60_000;
  const within = Number.isInteger(minutes) ? `${minutes} min` : `${Math.round(withinMs / 1000)} s`;
  return `The bedside did not get this within ${within}, and much can have changed since. Is it still right?`;
}
