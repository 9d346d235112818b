import { foremost, maySpeakFor } from './foremost.ts';
import { isListed } from './presentation.ts';
import type { Stage } from './stage.ts';

/**
 * Folds technical alarms that began at many beds at once into one. Never the patients': two patients who desaturate at the
 * same time are two patients.
 */
export const wardWide: Stage = (entry, survey) => {
  const { beds, withinMs } = survey.policy.wardWide;
  if (entry.alarm.report.kind !== 'technical') return null;
  const listed = survey.alike(entry).filter(isListed);
  const first = foremost(listed.filter((other) => maySpeakFor(other, entry)));
  if (first === undefined) return null;
  const together = listed.filter(({ alarm }) => Math.abs(alarm.sinceMs - first.alarm.sinceMs) <= withinMs);
  const count = new Set(together.map(({ alarm }) => alarm.report.bedKey)).size;
  if (count < beds || !together.includes(entry)) return null;
  const reason = { stage: 'wardWide', beds: count } as const;
  return first === entry ? { manner: 'announced', reason } : { manner: 'folded', into: first.alarm.id, reason };
};
