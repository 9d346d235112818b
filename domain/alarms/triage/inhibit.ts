import { placeOf } from '#domain/alarms/place.ts';
import type { Explanation } from '#domain/alarms/policy.ts';
import { matches } from '#domain/alarms/policy.ts';
import { foremost } from './foremost.ts';
import { type Entry, isListed } from './presentation.ts';
import type { Stage } from './stage.ts';
import type { Survey } from './survey.ts';

/** Folds what another alarm explains under that one, while the cause is present and listed itself. */
export const inhibit: Stage = (entry, survey) => {
  for (const rule of survey.policy.explanations) {
    if (matches(rule.cause, entry.alarm) || !rule.explains.some((match) => matches(match, entry.alarm))) continue;
    const cause = foremost(causesOf(rule, entry, survey));
    if (cause === undefined) continue;
    const into = cause.alarm.id;
    return { manner: 'folded', into, reason: { stage: 'inhibit', rule: rule.name, by: into } };
  }
  return null;
};

function causesOf(rule: Explanation, { alarm }: Entry, survey: Survey): Entry[] {
  const near = survey.at(rule.within === 'gateway' ? alarm.gatewayId : placeOf(alarm));
  return near.filter(
    (other) =>
      isListed(other) &&
      other.alarm.presence === 'on' &&
      matches(rule.cause, other.alarm) &&
      other.alarm.sinceMs - alarm.sinceMs <= rule.aheadMs &&
      (rule.within !== 'lead' || other.alarm.sourceCode === null || other.alarm.sourceCode === alarm.sourceCode),
  );
}
