import type { Alarm } from '#domain/alarms/alarm.ts';

/**
 * How an alarm is presented. `announced`: on the list, and it calls. `quiet`: on the list without a call of its own.
 * `held`: not on the list yet. `folded`: under another alarm. Never anything less: nothing raw disappears.
 */
export type Manner = 'announced' | 'quiet' | 'held' | 'folded';

/** Why a stage of triage presents an alarm as it does; the stage's name says which. Shown a click away (PRODUCT.md, 2). */
export type Reason =
  | { readonly stage: 'credibility'; readonly by: string; readonly why: string }
  | { readonly stage: 'deduplicate'; readonly sameAs: string }
  | { readonly stage: 'chatter'; readonly times: number; readonly withinMs: number }
  | { readonly stage: 'recur'; readonly endedMs: number; readonly actorId: string }
  | { readonly stage: 'holdBack'; readonly delayMs: number; readonly untilMs: number }
  | { readonly stage: 'inhibit'; readonly rule: string; readonly by: string }
  | { readonly stage: 'wardWide'; readonly beds: number }
  | { readonly stage: 'joinEpisode'; readonly with: string }
  | { readonly stage: 'attended'; readonly with: string; readonly actorId: string; readonly untilMs: number }
  /** No stage: it was over when triage first saw it, told with its end in one frame. Never a high one: that stays latched. */
  | { readonly stage: 'over' };

/** What triage says of one occurrence of an alarm; kept after its end, so that what was held back can be told. */
export interface Presentation {
  readonly occurrence: number;
  readonly manner: Manner;
  /** The alarm it is folded under; null unless `folded`. */
  readonly into: string | null;
  /** In the order of the stages. Never empty unless `announced`. */
  readonly reasons: readonly Reason[];
  /** When it was first announced, station's clock; null: not yet, or never. */
  readonly announcedMs: number | null;
}

/** An alarm that stands, on its way through the stages. */
export interface Entry extends Omit<Presentation, 'occurrence'> {
  readonly alarm: Alarm;
}

/** Whether an alarm has a line of its own on the list. */
export function isListed({ manner }: Pick<Presentation, 'manner'>): boolean {
  return manner === 'announced' || manner === 'quiet';
}

/** From two minutes on in minutes. */
const lasting = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms / 6_000) / 10} min`;

/** A reason in words. */
export function reasonText(reason: Reason): string {
  switch (reason.stage) {
    case 'credibility':
      return `doubtful by ${reason.by}: ${reason.why}`;
    case 'deduplicate':
      return 'the same alarm is told twice';
    case 'chatter':
      return `${reason.times} times in ${lasting(reason.withinMs)}: called once`;
    case 'recur':
      return `came back within moments, and ${reason.actorId} has answered the call`;
    case 'holdBack':
      return `held back for ${lasting(reason.delayMs)} in case it ends by itself`;
    case 'inhibit':
      return `explained by: ${reason.rule}`;
    case 'wardWide':
      return `the same at ${reason.beds} beds at once`;
    case 'joinEpisode':
      return 'joins what already calls at this bed';
    case 'attended':
      return `joins a call at this bed that ${reason.actorId} acknowledged a moment ago`;
    case 'over':
      return 'ended before it could be shown';
  }
}
