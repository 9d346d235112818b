import { foremost, maySpeakFor } from './foremost.ts';
import { isListed } from './presentation.ts';
import type { Stage } from './stage.ts';

/** Folds what is told twice of one bed, under two ids or by two devices, under one of the two. */
export const deduplicate: Stage = (entry, survey) => {
  const twins = survey
    .sameAs(entry)
    .filter((other) => isListed(other) && other.alarm.presence === entry.alarm.presence && maySpeakFor(other, entry));
  const first = foremost(twins);
  if (first === undefined || first.alarm.id === entry.alarm.id) return null;
  return { manner: 'folded', into: first.alarm.id, reason: { stage: 'deduplicate', sameAs: first.alarm.id } };
};
