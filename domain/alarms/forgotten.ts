import { type Alarm, stands } from './alarm.ts';
import { hasElapsed } from './elapsed.ts';
import type { AlarmPolicy } from './policy.ts';
import { shownPriority } from './priority.ts';

/**
 * Since when an alarm has been answered, by an acknowledgement or by somebody who took it, and still stands for longer than
 * the policy thinks right; null: it is not forgotten.
 */
export function forgottenSince(alarm: Alarm, policy: AlarmPolicy, nowMs: number): number | null {
  const priority = shownPriority(alarm.report);
  const answeredMs = alarm.acknowledged?.atMs ?? alarm.owner?.sinceMs ?? null;
  if (!stands(alarm) || answeredMs === null || priority === 'none') return null;
  const limitMs = policy.forgottenMs[priority];
  // A window asks by its own clock, in whole seconds: a little behind the station's is not an answer from long ago.
  const isAhead = nowMs < answeredMs && answeredMs - nowMs <= policy.futureMs;
  return limitMs > 0 && !isAhead && hasElapsed(answeredMs, limitMs, nowMs) ? answeredMs : null;
}
