import type { Entry, Manner, Reason } from './presentation.ts';
import type { Survey } from './survey.ts';

/** What a stage makes of an alarm, and why. */
export type Ruling =
  | { readonly manner: Exclude<Manner, 'folded'>; readonly reason: Reason }
  | { readonly manner: 'folded'; readonly into: string; readonly reason: Reason };

/**
 * One step of triage: looks at an alarm and what stands beside it; null: no change. Pure. It is asked about listed alarms
 * only, and never about one of high or unknown priority.
 */
export type Stage = (entry: Entry, survey: Survey) => Ruling | null;
