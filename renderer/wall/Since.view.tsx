import { durationText } from '#renderer/shared/timeTexts.ts';
import { useSecond } from './services.ts';

/** Running time since a moment. */
export function Since({ sinceMs }: { sinceMs: number }) {
  return <span className="since">{durationText(useSecond() - sinceMs)}</span>;
}
