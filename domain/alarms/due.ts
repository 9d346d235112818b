import { isUnanswered, stands } from './alarm.ts';
import type { Desk } from './desk.ts';
import { shownPriority } from './priority.ts';
import { isListed } from './triage/presentation.ts';

/**
 * The earliest time at which something at a desk changes by itself, so that a tick then, and none before, gives what a tick
 * a second gives; infinite: nothing will. Never too late, at times too early: what is due may turn out not to change
 * anything.
 */
export function nextDueMs({ alarms: { alarms, commands, underWay, settings, policy }, triage }: Desk): number {
  let dueMs = Number.POSITIVE_INFINITY;
  const at = (ms: number) => {
    if (ms < dueMs) dueMs = ms;
  };
  for (const { activation, sinceMs, pauseMs } of settings) if (activation === 'paused') at(sinceMs + pauseMs);
  if (triage.floodSinceMs !== null) at((triage.announcedMs[0] ?? 0) + policy.flood.withinMs);
  for (const { endedMs } of triage.answered.values()) if (endedMs !== null) at(endedMs + policy.recurrence.withinMs);
  for (const id of underWay) {
    const command = commands.get(id);
    if (command !== undefined && command.delivery.state !== 'held') at(command.freshMs + policy.deliverWithinMs);
  }
  for (const alarm of alarms.values()) {
    if (!stands(alarm)) continue;
    const priority = shownPriority(alarm.report);
    const presentation = triage.presented.get(alarm.id);
    if (priority !== 'none') {
      const expiryMs = policy.acknowledgementMs[priority];
      if (alarm.acknowledged !== null && alarm.presence === 'on' && expiryMs > 0)
        at(alarm.acknowledged.atMs + expiryMs);
      const waitMs = policy.escalationMs[priority][alarm.escalation];
      if (waitMs !== undefined && presentation !== undefined && isUnanswered(alarm) && isListed(presentation))
        at(alarm.waitingSinceMs + waitMs);
    }
    for (const reason of presentation?.reasons ?? []) {
      if ('untilMs' in reason) at(reason.untilMs);
      if (reason.stage !== 'chatter') continue;
      const [first] = triage.runs.get(alarm.condition)?.onsets ?? [];
      at((first?.atMs ?? 0) + policy.chatter.withinMs);
    }
  }
  return dueMs;
}
